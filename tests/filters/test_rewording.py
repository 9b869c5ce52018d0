"""A session told again in other words is found, two sessions on one topic are not."""

import re
from dataclasses import replace

import pytest

from filters.memorization import MemorizationFilter, MinHashSessions
from filters.rewording import RewordedSessions, likeness
from knowledge.embedding import MiniLmEmbedder
from knowledge.session import Session, Speaker, Turn

TOLD = (
    "How have the nights been since we spoke?",
    "I lie awake until three and listen to the trains on the bridge.",
    "And what goes through your head then?",
    "Mostly my sister's wedding, and whether I said the wrong thing at the table.",
    "What do you do while you wait?",
    "I get up and wash the cups that are already clean, one after the other.",
    "Does anybody hear you?",
    "The dog does. He comes and sits on my foot until I give up and go back.",
)
AGAIN = (
    "What were your nights like since last time?",
    "I'm awake till three o'clock, listening to trains crossing the bridge.",
    "What are you thinking about at that hour?",
    "The wedding of my sister mainly, if I maybe said something wrong at table.",
    "How do you pass the time?",
    "I rise and wash cups which were clean anyway, one by one.",
    "Is there someone who hears it?",
    "Only the dog, he sits down on my foot until I stop and return to bed.",
)
OTHER = (
    "How are you sleeping at the moment?",
    "Not well. I wake at five with my jaw clenched and the day already on me.",
    "What is the first thing you notice?",
    "The rent, the car, the list of calls I haven't made to the council.",
    "What would help with the list?",
    "Somebody else making it. I can't tell any more what goes on top.",
    "Who might that be?",
    "My neighbour offered. I said I was fine, which is what I always say.",
)


def _session(name, lines):
    speakers = (Speaker.THERAPIST, Speaker.PATIENT)
    turns = tuple(Turn(speaker=speakers[i % 2], text=text) for i, text in enumerate(lines))
    return Session(session_id=name, patient_id=name, turns=turns, synthetic=True)


@pytest.fixture(scope="module")
def embedder():
    return MiniLmEmbedder()


@pytest.fixture
def judge(embedder):
    item = MemorizationFilter(accepted=MinHashSessions(), reworded=RewordedSessions(embedder))
    item.remember(_session("first", TOLD))
    return item


def test_what_was_told_before_in_other_words_is_rejected_though_no_words_run_along(judge):
    verdict = judge.judge(_session("second", AGAIN))
    assert verdict.passed is False
    assert re.fullmatch(r"session first told again \(cosine 0\.\d\d\)", verdict.reason)


def test_another_night_of_another_patient_is_not_the_same_session(judge):
    assert judge.judge(_session("second", OTHER)).passed is True


def test_a_session_is_not_compared_with_itself(judge):
    assert judge.judge(_session("first", TOLD)).passed is True


def test_a_looser_threshold_lets_a_retelling_through(judge):
    judge.told_again_cosine = 0.999
    assert judge.judge(_session("second", AGAIN)).passed is True


def test_a_session_without_words_has_no_neighbour(embedder):
    index = RewordedSessions(embedder)
    index.add(_session("first", TOLD))
    assert index.nearest(replace(_session("empty", ()), turns=())) is None


def test_likeness_is_the_lower_of_both_directions(embedder):
    one, both = embedder.embed(TOLD[:1]), embedder.embed((TOLD[0], OTHER[3]))
    assert likeness(one, both) == pytest.approx(likeness(both, one))
    assert likeness(one, both) < likeness(one, one) == pytest.approx(1.0)
