"""What is said again: loops, and sentences that come back."""

from benchmarks.repetition import Sentences, measure_loops
from tests.evaluation.talk import session

LONG = "I count the stairs on my way up."


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
