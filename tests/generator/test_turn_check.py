"""A turn of two voices fits its cue, or it is asked for again."""

from dataclasses import replace

import pytest

from filters.lexicon import Lexicon
from generator.turn_check import TurnCheck
from knowledge.session import Evidence, Speaker, Turn
from prompts.acts import Act
from prompts.cue import Cue

CHECK = TurnCheck.of(
    (
        Evidence(
            passage_id="x", symptom="sleep_onset", text="I lie there for hours before I drop off."
        ),
    ),
    ("self_harm",),
    lexicon=None,
)


@pytest.mark.parametrize(
    ("speaker", "word", "text", "passes"),
    [
        ("patient", "sleep_onset", "Well, I lie there, er, for hours before I drop off.", True),
        ("patient", "sleep_onset", "The cat gets fed at four.", False),
        ("patient", "self_harm", "No, I've never hurt myself.", True),
        ("patient", "self_harm", "It's a bad thing I go.", False),
        ("patient", "self_harm", "No. I want to die.", False),
        ("patient", "answer", "Some days I want to die.", False),
        ("patient", "answer", "The bus was late.", True),
        ("patient", "brief", "The bus was late.", True),
        ("patient", "story", "The bus was late.", False),
        ("patient", "story", f"The bus was late{15 * ' and late'}.", True),
        ("patient", "story", f"Some days I want to die{15 * ' and rest'}.", False),
        ("therapist", Act.RISK_QUESTION, "Are you safe tonight?", True),
        ("therapist", Act.RISK_QUESTION, "Shall we meet on Thursday?", False),
        ("therapist", "self_harm", "Do you ever hurt yourself?", True),
        ("therapist", "self_harm", "That sounds hard.", False),
        ("therapist", Act.AFFIRMATION, "That took some doing.", True),
    ],
)
def test_words_are_held_against_their_cue(speaker, word, text, passes):
    assert CHECK.passes(Cue(speaker=Speaker(speaker), word=word), text, ()) is passes


def test_a_word_that_is_none_is_asked_for_again():
    words = Lexicon(words=frozenset(("the", "bus", "was", "late")))
    cue = Cue(speaker=Speaker.PATIENT, word="answer")
    check = replace(CHECK, lexicon=words)
    assert check.passes(cue, "The bus was late.", ())
    assert not check.passes(cue, "The bus was worstat.", ())


def test_a_sentence_is_not_said_twice_but_a_short_answer_may_be():
    turns = (Turn(speaker=Speaker.PATIENT, text="The bus was late."),)
    turns += (Turn(speaker=Speaker.PATIENT, text="Not really."),)
    cue = Cue(speaker=Speaker.PATIENT, word="answer")
    assert not CHECK.passes(cue, "Sorry. The bus was late.", turns)
    assert not CHECK.passes(cue, "I went out again. It rained. I went out again.", turns)
    assert CHECK.passes(cue, "Not really.", turns)
