"""What every model is sent, word for word, for every kind of session.

A change of a prompt shows here as a change of a file. To accept it:
`python -m tests.prompts.test_goldens`.
"""

from pathlib import Path
from types import MappingProxyType

import pytest

from knowledge.dimension import MODALITIES
from knowledge.profile import Encounter, Patient, Profile, Symptom
from knowledge.session import Evidence, Speaker, Turn
from prompts.cue import Cue
from prompts.judge import judge_messages
from prompts.render import Message, chat_messages, control_messages
from prompts.voices import ChatVoices, ControlVoices

GOLDENS = Path(__file__).parent / "goldens"
EVIDENCE = (
    Evidence(passage_id="a", symptom="low_mood", text="It's all a bit grey."),
    Evidence(passage_id="b", symptom="sleep_onset", text="I lie there for hours."),
)
LABELS = {
    "low_mood": "down most days",
    "sleep_onset": "trouble falling asleep",
    "self_harm": "hurting oneself",
    "death_suicide_thoughts": "thoughts of death",
}
SPOKEN = (
    (Speaker.THERAPIST, "opening", "How are you today?"),
    (Speaker.PATIENT, "low_mood", "Grey. All of it."),
    (Speaker.THERAPIST, "sleep", "And the nights?"),
)


def _profile(modality: str) -> Profile:
    return Profile(
        symptoms=MappingProxyType(
            {
                "low_mood": Symptom(state="present"),
                "sleep_onset": Symptom(state="present"),
                "death_suicide_thoughts": Symptom(state="present", expression="withheld"),
                "self_harm": Symptom(state="absent"),
            }
        ),
        condition="mdd",
        comorbid=("gad",),
        severity="moderate",
        patient=Patient(age=67, gender="woman", relative="my niece", hobby="bowls"),
        session=Encounter(
            modality=modality, number=3, turns=30, stance="guarded", style="reserved"
        ),
    )


def _golden(modality: str) -> str:
    """Every prompt of one kind of session, under headings."""
    profile = _profile(modality)
    parts = [
        ("one-pass, control", _text(control_messages(profile, EVIDENCE, ("self_harm",)))),
        (
            "one-pass, chat",
            _text(chat_messages(profile, EVIDENCE, ("self_harm",), labels=LABELS)),
        ),
    ]
    control = ControlVoices(profile, EVIDENCE, ("self_harm",))
    chat = ChatVoices(profile, EVIDENCE, ("self_harm",), labels=LABELS)
    for form, voices in (("control", control), ("chat", chat)):
        for speaker, word, text in SPOKEN:
            voices.hear(Cue(speaker=speaker, word=word), text)
        asked = voices.ask(Cue(speaker=Speaker.PATIENT, word="sleep_onset"))
        parts.append((f"patient, {form}", _text(asked.messages) + asked.prefix))
        voices.hear(Cue(speaker=Speaker.PATIENT, word="sleep_onset"), "Hours, it takes.")
        asked = voices.ask(Cue(speaker=Speaker.THERAPIST, word="simple_reflection"))
        parts.append((f"therapist, {form}", _text(asked.messages) + asked.prefix))
    return "\n\n".join(f"=== {title}\n{text}" for title, text in parts) + "\n"


def _text(messages: tuple[Message, ...]) -> str:
    return "".join(f"--- {item['role']}\n{item['content']}\n" for item in messages)


@pytest.mark.parametrize("modality", MODALITIES)
def test_prompts_are_what_was_last_agreed(modality):
    assert (GOLDENS / f"{modality}.txt").read_text(encoding="utf-8") == _golden(modality)


def _judge_golden() -> str:
    turns = [Turn(speaker=speaker, text=text) for speaker, _, text in SPOKEN]
    asked = {name: LABELS[name] for name in ("low_mood", "sleep_onset")}
    return _text(judge_messages(turns, asked))


def test_the_question_to_a_judge_is_what_was_last_agreed():
    assert (GOLDENS / "judge.txt").read_text(encoding="utf-8") == _judge_golden()


def test_a_judge_is_told_nothing_of_the_plan_but_what_it_is_asked_for():
    told = _judge_golden()
    assert "trouble falling asleep" in told and "Patient: Grey. All of it.\n" in told
    assert not [
        word for word in ("mdd", "gad", "sleep_onset)", LABELS["self_harm"]) if word in told
    ]


def test_there_is_no_golden_of_a_modality_that_is_gone():
    assert {path.stem for path in GOLDENS.glob("*.txt")} == {*MODALITIES, "judge"}


if __name__ == "__main__":
    (GOLDENS / "judge.txt").write_text(_judge_golden(), encoding="utf-8")
    for modality in MODALITIES:
        (GOLDENS / f"{modality}.txt").write_text(_golden(modality), encoding="utf-8")
