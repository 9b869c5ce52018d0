"""A patient's sessions lose identifiers and keep what matters clinically."""

import random

import pytest

from generator.deidentify import MODES, deidentify_patient, parse_mode, total_counts
from knowledge.errors import CallerMistake
from knowledge.profile import Patient, Profile
from knowledge.session import Session, Speaker, Turn


def session(*texts, session_id="s", **more):
    turns = tuple(Turn(speaker=Speaker.PATIENT, text=text) for text in texts)
    return Session(session_id=session_id, patient_id="p", turns=turns, **more)


def cleaned(*texts, mode="tags", seed=0):
    """The texts after de-identification, as one session."""
    done = deidentify_patient([session(*texts)], mode=mode, rng=random.Random(seed))
    return done.sessions[0].texts(Speaker.PATIENT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to jo.b@clinic.example please", "Write to [email] please"),
        ("It is on www.example.org/me now", "It is on [url] now"),
        ("I was born on 3 May 1981.", "I was born on [date]."),
        ("It happened May 3rd, 2019", "It happened [date]"),
        ("since 12/05/2020 or so", "since [date] or so"),
        ("call (212) 555-0199 tonight", "call [phone] tonight"),
        ("my record is 8812345", "my record is [number]"),
        ("I live at 12 Elm Street", "I live at [address]"),
        ("The postcode was LS6 2AB", "The postcode was [postcode]"),
        ("my name is Ana Silva and I", "my name is [name] and I"),
        ("Dr. Okafor said so", "Dr. [name] said so"),
        ("I told Jake to go", "I told [name] to go"),
        ("Jake left. I miss Jake.", "[name] left. I miss [name]."),
        ("We moved from Porto.", "We moved from [place]."),
        ("I work at Northgate Logistics.", "I work at [organisation]."),
        ("My nan is 94 years old.", "My nan is [age] years old."),
    ],
)
def test_identifiers_become_tags(text, expected):
    assert cleaned(text) == (expected,)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "text",
    [
        "I have felt low for 2 weeks, maybe 3.",
        "On Monday I slept for 4 hours.",
        "Well, I think it may be me.",
        "I take 20 mg and I am called lazy at work.",
        "Yeah, So I may 2 times a week.",
        "[laughs] I'm 34 years old.",
        "The NHS put me on Sertraline at Christmas; my PHQ-9 was 14.",
        "",
    ],
)
def test_what_matters_clinically_stays(text, mode):
    assert cleaned(text, mode=mode) == (text,)


def test_a_name_heard_once_is_removed_from_all_sessions_of_the_patient():
    first = session("I saw Qorvindal.", session_id="a")
    second = session(
        "Qorvindal. QORVINDAL's school called, so qorvindal went, Yes.", session_id="b"
    )
    done = deidentify_patient([first, second])
    assert [item.session_id for item in done.sessions] == ["a", "b"]
    assert done.sessions[0].texts(Speaker.PATIENT) == ("I saw [name].",)
    assert done.sessions[1].texts(Speaker.PATIENT) == (
        "[name]. [name]'s school called, so [name] went, Yes.",
    )
    assert deidentify_patient([second]).sessions[0].texts(Speaker.PATIENT)[0].startswith("Qor")


def test_a_name_found_through_another_is_removed_too():
    texts = ("My friend Qorvindal.", "Qorvindal Zimbulax. Again.", "Zimbulax. Again.")
    assert cleaned(*texts) == ("My friend [name].", "[name]. Again.", "[name]. Again.")


def test_speakers_labels_and_ids_stay_and_who_the_patient_is_goes():
    person = Patient(age=34, gender="woman", name="Ana", work="the mill", home="a village")
    before = session(
        "I told Jake.",
        profile=Profile(condition="mdd", symptoms={}, patient=person),
        labels={"condition": "mdd"},
    )
    (after,) = deidentify_patient([before]).sessions
    assert after.turns[0].speaker == Speaker.PATIENT
    assert (after.patient_id, after.labels) == ("p", {"condition": "mdd"})
    assert after.profile is not None
    assert after.profile.condition == "mdd"
    assert after.profile.patient == Patient(age=34, gender="woman")


def test_counts_say_how_many_of_each_kind_and_hide_the_text():
    done = deidentify_patient([session("I told Jake.", "Jake rang 07700 900123.")])
    assert done.counts == {"PERSON": 2, "PHONE_NUMBER": 1}
    assert total_counts([done, done]) == {"PERSON": 4, "PHONE_NUMBER": 2}
    assert "Jake" not in repr(done)
    assert "PERSON" not in repr(done)


def test_an_unknown_mode_is_refused_with_what_is_allowed():
    with pytest.raises(CallerMistake, match="mode blanks: allowed is tags or surrogates"):
        parse_mode("blanks")


def test_no_sessions_give_none():
    done = deidentify_patient([])
    assert (done.sessions, done.counts) == ((), {})
