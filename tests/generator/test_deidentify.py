import pytest

from generator.deidentify import deidentify, deidentify_text
from knowledge.session import Session, Speaker, Turn


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
        ("my name is Ana Silva and I", "my name is [name] and I"),
        ("Dr. Okafor said so", "Dr. [name] said so"),
        ("I told Jake to go", "I told [name] to go"),
        ("Jake left. I miss Jake.", "[name] left. I miss [name]."),
    ],
)
def test_identifiers_become_tags(text, expected):
    assert deidentify_text(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I have felt low for 2 weeks, maybe 3.",
        "On Monday I slept for 4 hours.",
        "Well, I think it may be me.",
        "I take 20 mg and I am called lazy at work.",
        "Yeah, So I may 2 times a week.",
        "[laughs] I'm 34 years old.",
    ],
)
def test_what_matters_clinically_stays(text):
    assert deidentify_text(text) == text


def test_a_name_heard_once_is_removed_from_the_whole_session():
    turns = ("I saw Jake.", "Jake is my son. Jake's school called.")
    session = Session(
        session_id="s",
        patient_id="p",
        turns=tuple(Turn(speaker=Speaker.PATIENT, text=text) for text in turns),
    )
    texts = deidentify(session).texts(Speaker.PATIENT)
    assert texts == ("I saw [name].", "[name] is my son. [name]'s school called.")
