import itertools
import math

import numpy as np
import pytest

from evaluation.scores import CanaryScores, Guesses, checked_scores
from knowledge.errors import CallerMistake


def canaries(scores, included):
    return CanaryScores(scores=tuple(scores), included=tuple(map(bool, included)))


def test_the_highest_are_guessed_in_and_the_lowest_out():
    found = canaries([5, 1, 4, 2, 3], [1, 0, 0, 1, 1]).guess(num_in=2, num_out=1)
    assert found == Guesses(num_canaries=5, num_guesses=3, num_correct=2)


def test_members_and_non_members_keep_their_own_scores():
    both = canaries([5, 1, 4], [1, 0, 1])
    assert both.members.tolist() == [5, 4]
    assert both.non_members.tolist() == [1]


def test_ties_count_as_the_unluckiest_choice_among_them():
    scores = [1, 1, 1, 0, 0, 2]
    included = [1, 0, 1, 0, 1, 1]
    for num_in, num_out in itertools.product(range(4), range(3)):
        if num_in + num_out == 0:
            continue
        orders = (
            sorted(range(6), key=lambda i: (-scores[i], order[i]))
            for order in itertools.permutations(range(6))
        )
        fewest = min(
            sum(included[i] for i in order[:num_in])
            + sum(not included[i] for i in order[len(order) - num_out :])
            for order in orders
        )
        found = canaries(scores, included).guess(num_in=num_in, num_out=num_out)
        assert found.num_correct == fewest


def test_the_count_does_not_depend_on_the_order_of_the_canaries():
    rng = np.random.default_rng(0)
    scores, included = rng.integers(0, 3, size=30), rng.random(30) < 0.5
    first = canaries(scores, included).guess(num_in=7, num_out=7)
    for _ in range(20):
        order = rng.permutation(30)
        again = canaries(scores[order], included[order]).guess(num_in=7, num_out=7)
        assert again == first


def test_constant_scores_earn_nothing_however_the_canaries_are_sorted():
    found = canaries([0.0] * 10, [1] * 5 + [0] * 5).guess(num_in=3, num_out=3)
    assert found.num_correct == 0


@pytest.mark.parametrize(("num_in", "num_out"), [(0, 0), (3, 2), (-1, 2), (2, -1)])
def test_guessing_about_none_or_more_than_there_are_is_refused(num_in, num_out):
    with pytest.raises(CallerMistake, match="guesses"):
        canaries([1, 2, 3, 4], [1, 0, 1, 0]).guess(num_in=num_in, num_out=num_out)


@pytest.mark.parametrize(("guesses", "correct"), [(5, 6), (5, -1), (0, 0), (11, 3)])
def test_counts_that_cannot_be_are_refused(guesses, correct):
    with pytest.raises(CallerMistake, match="num_"):
        Guesses(num_canaries=10, num_guesses=guesses, num_correct=correct)


@pytest.mark.parametrize(
    ("scores", "included", "named"),
    [
        ([], [], "scores"),
        ([1.0, math.nan], [1, 0], "scores"),
        ([1.0, 2.0], [1, 0, 1], "included"),
        ([1.0, 2.0], [1, 1], "included"),
    ],
)
def test_canaries_that_tell_nothing_are_refused(scores, included, named):
    with pytest.raises(CallerMistake, match=named):
        canaries(scores, included)


def test_a_table_of_scores_is_refused():
    with pytest.raises(CallerMistake, match="shape"):
        checked_scores("members", np.zeros((2, 2)))


def test_scores_hide_from_repr():
    assert "0.125" not in repr(canaries([0.125, 3.0], [1, 0]))
