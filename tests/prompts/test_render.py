"""Both prompt forms say the same request; the goldens keep their wording from drifting."""

from dataclasses import replace

import pytest

from knowledge.profile_file import parse_profile
from knowledge.session import Evidence
from prompts.render import chat_messages, control_header, template

PROFILE = parse_profile(
    {
        "condition": "mdd",
        "comorbid": ["gad"],
        "severity": "moderate",
        "symptoms": {
            "low_mood": "present",
            "sleep_onset": "present",
            "death_suicide_thoughts": {"state": "present", "expression": "withheld"},
            "suicide_plan_intent": "absent",
            "self_harm": "absent",
            "voices": "absent",
            "paranoia": "absent",
        },
        "patient": {"age": 34, "gender": "woman"},
        "session": {"modality": "cbt", "number": 3, "turns": 30},
    }
)
EVIDENCE = (
    Evidence(passage_id="expr:low_mood:1", symptom="low_mood", text="It's all a bit grey."),
    Evidence(passage_id="expr:sleep_onset:2", symptom="sleep_onset", text="I lie there for hours."),
)
DENIALS = ("suicide_plan_intent", "self_harm", "voices")
LABELS = {"low_mood": "down most days", "sleep_onset": "trouble falling asleep"}


def test_the_control_header_reads_as_it_did_in_pretraining():
    assert control_header(PROFILE, EVIDENCE, DENIALS) == (
        "modality: cbt\nsession: 3\nturns: 30\npatient: woman, 34\n"
        "condition: mdd + gad, moderate\nsays:\n"
        "low_mood = It's all a bit grey.\nsleep_onset = I lie there for hours.\n"
        "denies: suicide_plan_intent, self_harm, voices\n"
        "plan: low_mood, sleep_onset, suicide_plan_intent, self_harm, voices"
    )


def test_a_request_without_denials_says_so():
    assert control_header(PROFILE, EVIDENCE, ()).endswith(
        "denies: none\nplan: low_mood, sleep_onset"
    )


def test_without_words_a_symptom_is_named_alone_in_both_forms():
    named = tuple(replace(item, text="") for item in EVIDENCE)
    assert "says:\nlow_mood\nsleep_onset\ndenies:" in control_header(PROFILE, named, DENIALS)
    request = chat_messages(PROFILE, named, DENIALS, labels=LABELS)[1]["content"]
    assert "in their own words" in request and "close to these words" not in request
    assert "- down most days\n- trouble falling asleep\n" in request


def test_the_chat_form_carries_evidence_denials_and_what_is_kept_back():
    system, request = chat_messages(PROFILE, EVIDENCE, DENIALS, labels=LABELS)
    assert system["role"] == "system"
    assert request["role"] == "user"
    assert "down most days: It's all a bit grey." in request["content"]
    assert "- suicide_plan_intent" in request["content"].split("says no to")[1]
    assert "death_suicide_thoughts" in request["content"].split("keeps back")[1]
    assert "About 30 turns" in request["content"]


def test_the_chat_form_never_names_the_diagnosis():
    text = " ".join(message["content"] for message in chat_messages(PROFILE, (), (), labels=LABELS))
    assert "mdd" not in text
    assert "depress" not in text.lower()


@pytest.mark.parametrize("modality", ["intake", "cbt", "mi", "psychodynamic", "supportive"])
def test_every_modality_has_its_plan(modality):
    assert len(template(f"modality_{modality}.md").split()) > 15


def test_the_chat_form_tells_what_the_patient_comes_with_and_how_it_is_written_down():
    plain = chat_messages(PROFILE, EVIDENCE, DENIALS, labels=LABELS)[1]["content"]
    profile = replace(
        PROFILE,
        background={"combat_veteran": True, "carer": False},
        facts={"onset_age": 31},
        session=replace(PROFILE.session, register="chat"),
    )
    request = chat_messages(profile, EVIDENCE, DENIALS, labels=LABELS)[1]["content"]
    assert "Their life: combat veteran; the trouble began at 31." in request
    assert "carer" not in request
    assert "text chat" in request and "text chat" not in plain
