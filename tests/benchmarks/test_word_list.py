"""Which words count as known."""

import pytest

from benchmarks.word_list import (
    WordList,
    authored_words,
    dictionary,
    measure_outside,
    vocabulary_words,
)
from evaluation.speech import read_speech
from tests.evaluation.talk import session

SMALL = WordList(words=frozenset({"worry", "hope", "plan", "must", "angry", "brother", "cat"}))


@pytest.mark.parametrize(
    "word",
    ["worry", "worries", "worried", "hoping", "planned", "mustn't", "angriest", "brother's",
     "brother'll", "worrier", "hopes"],
)  # fmt: skip
def test_regular_forms_of_a_known_word_are_known(word):
    assert word in SMALL


@pytest.mark.parametrize(
    "word", ["worr", "hopp", "cats", "hopes'x", "brotherng", "xn't", "", "plannning"]
)
def test_what_is_no_form_of_a_known_word_is_not(word):
    assert word not in SMALL


def test_every_word_of_the_authored_lines_is_known_and_their_slots_are_none():
    words = authored_words()
    assert {"stepdad", "fortnight", "allotment"} <= words
    assert words <= dictionary().words
    assert "time_ref" not in words


def test_word_pieces_of_the_vocabulary_are_no_words():
    words = vocabulary_words()
    assert len(words) > 20_000 and {"kettle", "weather"} <= words
    assert not any(word.startswith("#") for word in words) and "ings" not in words


@pytest.mark.parametrize(
    "word", ["drivingck", "clus", "chascin", "vvered", "hospitalospital", "thhe"]
)
def test_garbled_words_are_outside(word):
    assert word not in dictionary()


def test_words_outside_are_counted_per_thousand_of_both_speakers():
    speech = read_speech(
        [
            session("a", "T: worry zzyk", "P: plan plan"),
            session("b", "T: cat", "P: hope, hope and qqrt qqrt 12"),
        ]
    )
    found = measure_outside(speech, WordList(words=SMALL.words | {"and"}))
    assert found.value == pytest.approx(1000 * 3 / 10)


def test_words_outside_are_listed_with_their_counts():
    assert SMALL.outside(["Qqrt, worry.", "[sighs] qqrt"]) == {"qqrt": 2}
