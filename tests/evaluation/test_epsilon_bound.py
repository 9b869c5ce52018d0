"""Bounds by one run: never above the truth more often than promised, and not far below it.

Simulated mechanisms have a known cost; "coins" are the fair coins that put canaries in.
"""

import math

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import binom

from evaluation.epsilon_bound import DpTest, TradeOffTest, bound_epsilon, gaussian_test
from evaluation.scores import CanaryScores
from evaluation.tradeoff import GaussianTradeOff
from knowledge.errors import CallerMistake
from tests.evaluation.canary_guesses import DELTA, gaussian_canaries, guesses, most_allowed, plain


@pytest.mark.parametrize("epsilon", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("num_canaries", [50, 500])
def test_randomized_response_is_called_worse_than_it_is_in_at_most_a_twentieth_of_runs(
    num_canaries, epsilon
):
    # Exactly: the chance that so many guesses are right that the bound exceeds the truth.
    for test in (
        DpTest(delta=0.0),
        TradeOffTest(name="RR", delta=0.0, curve=lambda e: plain(e, 0)),
    ):
        alarms = [
            correct
            for correct in range(num_canaries + 1)
            if test.refutes(
                guesses(num_canaries, num_canaries, correct), epsilon=epsilon, error_rate=0.05
            )
        ]
        chance = binom.pmf(alarms, num_canaries, expit(epsilon)).sum()
        assert 0.001 < chance <= 0.05 + 1e-9


def test_a_simulated_bound_on_randomized_response_stays_below_the_truth():
    rng, runs, m, epsilon = np.random.default_rng(11), 300, 200, 1.0
    exceeded, bounds = 0, []
    for _ in range(runs):
        coins = rng.random(m) < 0.5
        answers = np.where(rng.random(m) < expit(epsilon), coins, ~coins)
        canaries = CanaryScores(scores=tuple(answers + rng.random(m) / 2), included=tuple(coins))
        found = canaries.guess(num_in=50, num_out=50)
        bounds.append(bound_epsilon([found], DpTest(delta=0.0)).epsilon)
        exceeded += bounds[-1] > epsilon
    assert exceeded <= most_allowed(runs)
    assert np.mean(bounds) > 0.4


@pytest.mark.parametrize("epsilon", [1.0, 4.0])
def test_the_best_of_several_numbers_of_guesses_stays_below_the_truth_of_a_gaussian_mechanism(
    epsilon,
):
    rng, runs, mu = np.random.default_rng(12), 300, GaussianTradeOff.of_epsilon(epsilon, DELTA).mu
    numbers = (6, 10, 20, 40, 80)
    tests = (DpTest(delta=DELTA), gaussian_test(DELTA))
    exceeded = [0, 0]
    for _ in range(runs):
        canaries = gaussian_canaries(rng, 200, mu)
        tried = [canaries.guess(num_in=k // 2, num_out=k // 2) for k in numbers]
        for index, test in enumerate(tests):
            exceeded[index] += any(
                test.refutes(seen, epsilon=epsilon, error_rate=0.05 / len(numbers))
                for seen in tried
            )
    assert max(exceeded) <= most_allowed(runs)


def test_random_guessing_bounds_nothing():
    for test in (DpTest(delta=DELTA), gaussian_test(DELTA)):
        assert bound_epsilon([guesses(2000, 200, 100)], test).epsilon == 0
        assert bound_epsilon([guesses(2000, 200, 0)], test).epsilon == 0


def test_the_bound_grows_with_the_attack_and_with_the_number_of_guesses_at_one_accuracy():
    for test in (DpTest(delta=DELTA), gaussian_test(DELTA)):
        by_attack = [bound_epsilon([guesses(1000, 100, c)], test).epsilon for c in (60, 75, 90)]
        assert by_attack == sorted(by_attack)
        assert by_attack[0] < by_attack[1] < by_attack[2]
        by_canaries = [
            bound_epsilon([guesses(n, n // 10, round(0.09 * n))], test).epsilon
            for n in (200, 1000, 5000)
        ]
        assert by_canaries[0] < by_canaries[1] < by_canaries[2]


def test_a_perfect_attack_on_every_canary_bounds_what_the_reference_table_says():
    for m, epsilon in ((100, 3.49), (500, 5.11), (1000, 5.81), (5000, 7.42)):
        found = bound_epsilon([guesses(m, m, m)], DpTest(delta=0.0))
        assert found.epsilon == pytest.approx(epsilon, abs=0.005)
        assert found.epsilon <= logit(0.05 ** (1 / m))


def test_randomized_response_at_four_is_found_to_cost_more_than_three():
    m = 1000
    found = bound_epsilon([guesses(m, m, round(m * expit(4.0)))], DpTest(delta=0.0))
    assert 3 < found.epsilon < 4


@pytest.mark.parametrize(
    ("epsilon", "dp_share", "gaussian_share"), [(4.0, 0.35, 0.55), (8.0, 0.35, 0.55)]
)
def test_an_ideal_attack_on_a_gaussian_mechanism_reaches_a_good_share_of_the_truth(
    epsilon, dp_share, gaussian_share
):
    rng, mu = np.random.default_rng(15), GaussianTradeOff.of_epsilon(epsilon, DELTA).mu
    runs = [gaussian_canaries(rng, 2000, mu).guess(num_in=100, num_out=100) for _ in range(15)]
    for test, share in ((DpTest(delta=DELTA), dp_share), (gaussian_test(DELTA), gaussian_share)):
        tightness = np.median([bound_epsilon([one], test).epsilon for one in runs]) / epsilon
        assert share < tightness < 1


def test_every_number_of_guesses_that_was_tried_is_paid_for():
    good, poor = guesses(1000, 100, 90), guesses(1000, 500, 260)
    test = gaussian_test(DELTA)
    alone, both = bound_epsilon([good], test), bound_epsilon([poor, good], test)
    assert both.guesses == good
    assert (alone.num_tried, both.num_tried) == (1, 2)
    assert both.epsilon < alone.epsilon
    halved = bound_epsilon([good], test, error_rate=0.025)
    assert both.epsilon == pytest.approx(halved.epsilon, abs=2e-4)


def test_the_bound_is_the_last_epsilon_that_the_test_refutes():
    seen = guesses(1000, 100, 80)
    for test in (DpTest(delta=DELTA), gaussian_test(DELTA)):
        found = bound_epsilon([seen], test).epsilon
        assert test.refutes(seen, epsilon=found, error_rate=0.05)
        assert not test.refutes(seen, epsilon=found + 2e-4, error_rate=0.05)


def test_a_bound_is_measured_without_an_upper_end():
    found = bound_epsilon([guesses(1000, 100, 90)], DpTest(delta=DELTA))
    figure = found.measurement()
    assert (figure.value, figure.low, figure.high) == (found.epsilon, found.epsilon, math.inf)
    assert figure.n == 1000
    assert "any mechanism" in figure.name and "1e-05" in figure.name
    assert "patient" in figure.unit and "add or remove" in figure.unit


@pytest.mark.parametrize("tried", [[], [guesses(10, 5, 3), guesses(11, 5, 3)]])
def test_guesses_about_no_or_different_canaries_are_refused(tried):
    with pytest.raises(CallerMistake, match="tried"):
        bound_epsilon(tried, DpTest(delta=DELTA))
