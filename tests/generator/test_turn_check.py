"""A turn of two voices fits its cue, or it is asked for again."""

from dataclasses import replace

import pytest

from filters.lexicon import Lexicon
from generator.turn_check import WORST, TurnCheck
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
        ("patient", "story", f"The bus was late{11 * ' and late'}.", True),
        ("patient", "story", f"Some days I want to die{15 * ' and rest'}.", False),
        ("therapist", Act.RISK_QUESTION, "Are you safe tonight?", True),
        ("therapist", Act.RISK_QUESTION, "Shall we meet on Thursday?", False),
        ("therapist", "self_harm", "Do you ever hurt yourself?", True),
        ("therapist", "self_harm", "That sounds hard.", False),
        ("therapist", Act.AFFIRMATION, "That took some doing.", True),
    ],
)
def test_words_are_held_against_their_cue(speaker, word, text, passes):
    missed = CHECK.miss(Cue(speaker=Speaker(speaker), word=word), text, ())
    assert (missed == 0.0) is passes and 0.0 <= missed <= WORST


def test_the_more_is_said_of_what_was_asked_for_the_less_is_missed():
    told = Cue(speaker=Speaker.PATIENT, word="sleep_onset")
    halves = ("The cat gets fed.", "I lie there.", "I lie there for hours.")
    assert sorted(halves, key=lambda text: -CHECK.miss(told, text, ())) == list(halves)
    long = Cue(speaker=Speaker.PATIENT, word="story")
    assert CHECK.miss(long, "Yes.", ()) > CHECK.miss(long, "The bus was late again.", ()) > 0


def test_the_embedded_model_tells_an_expression_whole():
    cue = Cue(speaker=Speaker.PATIENT, word="sleep_onset")
    derailed = "I lie there for hours before the park."
    assert CHECK.miss(cue, derailed, ()) == 0.0
    words = Lexicon(words=frozenset(derailed.lower().strip(".").split()))
    assert replace(CHECK, lexicon=words).miss(cue, derailed, ()) > 0.0


def test_a_word_that_is_none_is_asked_for_again():
    words = Lexicon(words=frozenset(("the", "bus", "was", "late")))
    cue = Cue(speaker=Speaker.PATIENT, word="answer")
    check = replace(CHECK, lexicon=words)
    assert check.miss(cue, "The bus was late.", ()) == 0.0
    assert check.miss(cue, "The bus was worstat.", ()) == WORST


def test_a_sentence_is_not_said_twice_but_a_short_answer_may_be():
    turns = (Turn(speaker=Speaker.PATIENT, text="The bus was late."),)
    turns += (Turn(speaker=Speaker.PATIENT, text="Not really."),)
    cue = Cue(speaker=Speaker.PATIENT, word="answer")
    assert CHECK.miss(cue, "Sorry. The bus was late.", turns) == WORST
    assert CHECK.miss(cue, "I went out again. It rained. I went out again.", turns) == WORST
    assert CHECK.miss(cue, "Not really.", turns) == 0.0
