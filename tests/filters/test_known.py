"""A line of the expression bank is read as what the bank says it is, and nothing near it is."""

import random

import pytest

from filters.known import load_known_lines
from filters.recogniser import SymptomRecogniser
from knowledge.expression import draw_slots, fill, load_expressions
from knowledge.session import Session, Speaker, Turn

BANK = load_expressions()


def _statuses(said: str, asked: str = "What else has been going on?") -> dict[str, str]:
    turns = (
        Turn(speaker=Speaker.THERAPIST, text=asked),
        Turn(speaker=Speaker.PATIENT, text=said),
    )
    found = SymptomRecogniser().recognise(Session(session_id="s", patient_id="p", turns=turns))
    return {mention.symptom: mention.status for mention in found}


def test_lines_are_known_whatever_fills_their_slots_and_held_out_ones_are_not():
    known, rng = load_known_lines(), random.Random(5)
    for symptom in BANK.symptoms:
        for phrase in BANK.phrases[symptom]:
            text = fill(phrase.template, draw_slots(rng, BANK))
            if phrase.held_out:
                assert known.symptom_of(text) != symptom
            elif len(text.split()) > 4:
                assert known.symptom_of(text) in (symptom, None)


def test_nearly_every_line_is_known():
    known, rng = load_known_lines(), random.Random(6)
    own = [
        known.symptom_of(fill(phrase.template, draw_slots(rng, BANK))) == symptom
        for symptom in BANK.symptoms
        for phrase in BANK.phrases[symptom]
        if not phrase.held_out
    ]
    assert sum(own) / len(own) > 0.97


@pytest.mark.parametrize(
    "said", ["What if I go red?", "Well, uh, what if I I go red?", "Thing is, what if I go red?"]
)
def test_a_known_line_is_told_of_however_it_is_hesitated_over(said):
    assert _statuses(said)["fear_show_anxiety"] == "present"


@pytest.mark.parametrize(
    "said",
    [
        "My sister always says, what if she goes red?",
        "What if I go red? That was years ago, I don't think it any more.",
        "I never think, what if I go red.",
    ],
)
def test_what_only_contains_such_words_is_read_as_before(said):
    known = load_known_lines()
    assert known.symptom_of(said) is None
