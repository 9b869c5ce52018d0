"""What is said again: loops, and sentences that come back."""

import pytest

from benchmarks.repetition import Sentences, has_loop, measure_loops, runs_thrice
from tests.evaluation.talk import session

LONG = "I count the stairs on my way up."


@pytest.mark.parametrize(
    "words, is_loop",
    [
        ("a b c d " * 3, True),
        ("well then a b c d e a b c d e a b c d e and so", True),
        ("a b c d " * 2, False),
        ("a b c d a b c d x a b c d", False),
        ("no " * 11, False),
        ("no " * 12, True),
        ("a b c " * 3, False),
        ("", False),
    ],
)
def test_four_words_three_times_running_are_a_loop(words, is_loop):
    assert runs_thrice(words.split()) is is_loop


def test_a_turn_of_four_words_said_three_times_by_one_speaker_is_a_loop():
    said = "P: It is like that."
    assert has_loop(session("a", "T: Yes?", said, "T: And?", said, "T: So?", "P: it is, like that"))
    assert not has_loop(session("b", "T: It is like that.", said, "T: So?", said))
    assert not has_loop(session("c", "P: I don't know.", "P: I don't know.", "P: I don't know."))


def test_loops_are_counted_per_thousand_sessions_with_an_upper_bound_where_there_is_none():
    good, bad = session("a", "P: Fine."), session("b", "P: " + "one two three four " * 3)
    found = measure_loops([good, good, good, bad])
    assert found.value == 250 and found.n == 4
    none = measure_loops([good] * 100)
    assert none.value == 0 and 30 < none.high < 40
    assert measure_loops([]) is None


def test_long_sentences_count_once_a_session_whatever_their_punctuation():
    sentences = Sentences.of(
        [
            session("a", f"P: {LONG} {LONG}", "T: i count the stairs on my way up?"),
            session("b", f"T: {LONG}"),
            session("c", "P: I count the stairs.", "P: Another thing that nobody else has said."),
        ]
    )
    assert sentences.too_frequent() == {tuple(LONG.lower().rstrip(".").split()): 2}
    found = sentences.measure()
    assert found is not None and found.value == 1


def test_the_limit_is_half_a_percent_of_sessions_and_never_one_alone():
    def fewest(num):
        return Sentences(by_session=(frozenset(),) * num).fewest

    assert [fewest(num) for num in (1, 200, 399, 400, 500, 1000)] == [2, 2, 2, 3, 3, 6]


def test_a_sentence_of_seven_words_is_not_looked_at():
    seven = session("a", "P: I count the stairs on my way.")
    assert Sentences.of([seven, seven]).measure() is None
