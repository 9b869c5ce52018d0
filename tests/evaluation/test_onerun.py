"""P-values of guesses: no mechanism beats its own.

The oracle is a linear program over every mechanism for three canaries. "Coins" are the fair coins
that put canaries in.
"""

import itertools
import math
from functools import cache

import numpy as np
import pytest
from dp_accounting import GaussianDpEvent, PoissonSampledDpEvent
from dp_accounting.pld import PLDAccountant
from scipy.optimize import linprog
from scipy.special import expit
from scipy.stats import binom

from evaluation.epsilon_bound import DpTest, bound_epsilon
from evaluation.onerun import dp_p_value, f_dp_p_value, refutes_trade_off
from evaluation.scores import CanaryScores
from evaluation.tradeoff import GaussianTradeOff, ProfileTradeOff
from knowledge.errors import CallerMistake
from tests.evaluation.canary_guesses import DELTA, gaussian_canaries, guesses, most_allowed, plain


@cache
def worst_chances(num_canaries, num_guesses, pairs):
    """The highest chance of v or more right guesses, for v from 1, under all (epsilon, delta)s.

    A linear program over the chance of every answer (in +1, out -1, abstain 0) to every outcome
    of the coins, as matrices C (coins) by A (answers).
    """
    coins_CM = np.array(list(itertools.product((-1, 1), repeat=num_canaries)))
    answers = itertools.product((-1, 0, 1), repeat=num_canaries)
    answers_AM = np.array([a for a in answers if sum(map(abs, a)) == num_guesses])
    right_CA = (coins_CM[:, None] == answers_AM[None]).sum(axis=2)
    size, width = right_CA.size, len(answers_AM)
    neighbours = np.argwhere((coins_CM[:, None] != coins_CM[None]).sum(axis=2) == 1)
    limits = list(itertools.product(neighbours, pairs))
    num_variables = size + len(limits) * width  # and the excess of each answer in each limit
    rows, bounds = [], []
    for index, ((first, second), (epsilon, delta)) in enumerate(limits):
        excess = size + index * width + np.arange(width)
        above = np.zeros((width + 1, num_variables))
        answer = np.arange(width)
        above[answer, first * width + answer] = 1
        above[answer, second * width + answer] = -math.exp(epsilon)
        above[answer, excess] = -1
        above[width, excess] = 1
        rows.append(above)
        bounds += [0.0] * width + [delta]
    whole = np.zeros((len(coins_CM), num_variables))
    for coin in range(len(coins_CM)):
        whole[coin, coin * width : (coin + 1) * width] = 1
    chances = []
    for correct in range(1, num_guesses + 1):
        wins = np.zeros(num_variables)
        wins[:size] = np.where(right_CA >= correct, -1 / len(coins_CM), 0).ravel()
        found = linprog(wins, np.vstack(rows), bounds, whole, np.ones(len(coins_CM)))
        chances.append(-found.fun)
    return chances


SETTINGS = [(3, 3, 1.0, 0.0), (3, 3, 1.0, 0.02), (3, 2, 1.0, 0.05), (3, 2, 0.3, 0.01)]


@pytest.mark.parametrize(("canaries", "guessed", "epsilon", "delta"), SETTINGS)
def test_no_dp_mechanism_beats_its_p_value_and_the_best_one_meets_it(
    canaries, guessed, epsilon, delta
):
    worst = worst_chances(canaries, guessed, ((epsilon, delta),))
    for correct, chance in enumerate(worst, start=1):
        p_value = dp_p_value(guesses(canaries, guessed, correct), epsilon=epsilon, delta=delta)
        assert chance - 1e-7 <= p_value <= chance + 1e-3


@pytest.mark.parametrize(("canaries", "guessed", "epsilon", "delta"), SETTINGS)
def test_no_dp_mechanism_beats_the_p_value_of_its_curve(canaries, guessed, epsilon, delta):
    worst = worst_chances(canaries, guessed, ((epsilon, delta),))
    p_values = [
        f_dp_p_value(guesses(canaries, guessed, correct), plain(epsilon, delta))
        for correct in range(1, guessed + 1)
    ]
    assert all(p >= chance - 1e-6 for p, chance in zip(p_values, worst, strict=True))
    assert p_values[-1] == pytest.approx(worst[-1], abs=1e-5)  # all right: the bound is exact


@pytest.mark.parametrize("guessed", [2, 3])
def test_no_mechanism_within_a_gaussian_profile_beats_the_p_value_of_the_profile(guessed):
    exact, grid = GaussianTradeOff(mu=0.8), (0.0, 0.5, 1.0, 2.0)
    pairs = tuple((epsilon, exact.delta(epsilon)) for epsilon in grid)
    profile = ProfileTradeOff(epsilons=grid, deltas=tuple(delta for _, delta in pairs))
    for correct, chance in enumerate(worst_chances(3, guessed, pairs), start=1):
        assert f_dp_p_value(guesses(3, guessed, correct), profile) >= chance - 1e-6
    assert f_dp_p_value(guesses(3, guessed, guessed), profile) == pytest.approx(chance, abs=1e-5)


def published_p_value(seen, *, epsilon, delta):
    """Theorem 5.2 of Steinke, Nasr, Jagielski as printed."""
    missing = np.arange(1, seen.num_correct + 1)
    accuracy = expit(epsilon)
    nearly = binom.pmf(seen.num_correct - missing, seen.num_guesses, accuracy).cumsum()
    spent = 2 * seen.num_canaries * delta * (nearly / missing).max()
    return binom.sf(seen.num_correct - 1, seen.num_guesses, accuracy) + spent


@pytest.mark.parametrize(("canaries", "guessed"), [(500, 500), (2000, 200), (2000, 40)])
@pytest.mark.parametrize("epsilon", [0.1, 1.0, 4.0])
@pytest.mark.parametrize("delta", [0.0, 1e-5, 1e-4])
def test_where_a_test_rejects_ours_lies_between_randomized_response_and_the_published_one(
    canaries, guessed, epsilon, delta
):
    accuracy = expit(epsilon)
    typical = round(guessed * accuracy)
    for correct in range(typical, guessed + 1, max(1, (guessed - typical) // 10)):
        seen = guesses(canaries, guessed, correct)
        p_value = dp_p_value(seen, epsilon=epsilon, delta=delta)
        assert p_value >= binom.sf(correct - 1, guessed, accuracy) * (1 - 1e-9)
        if p_value <= 0.3:
            assert p_value <= published_p_value(seen, epsilon=epsilon, delta=delta) * (1 + 1e-9)


def test_the_published_delta_term_is_too_small_far_below_the_mean():
    worst = worst_chances(3, 3, ((1.0, 0.02),))[0]
    seen = guesses(3, 3, 1)
    assert published_p_value(seen, epsilon=1.0, delta=0.02) < worst - 0.004
    assert dp_p_value(seen, epsilon=1.0, delta=0.02) >= worst - 1e-7


def test_delta_weakens_the_test_and_more_canaries_give_it_more_to_fail_on():
    p_values = [dp_p_value(guesses(1000, 100, 70), epsilon=0.5, delta=d) for d in (0, 1e-4, 1e-2)]
    assert p_values[0] < p_values[1] < p_values[2]
    fewer = dp_p_value(guesses(100, 100, 70), epsilon=0.5, delta=1e-2)
    assert fewer < p_values[2]


def test_total_failure_with_chance_delta_is_covered():
    # (0, delta)-DP: everything is published with chance delta, nothing otherwise.
    m, delta = 1000, 1e-3
    assert dp_p_value(guesses(m, m, m), epsilon=0.0, delta=delta) >= delta
    assert f_dp_p_value(guesses(m, m, m), plain(0.0, delta)) >= delta * (1 - 1e-6)


@pytest.mark.parametrize("guessed", [40, 200])
def test_p_values_fall_with_every_right_guess_and_rise_with_epsilon(guessed):
    curves = [GaussianTradeOff.of_epsilon(epsilon, DELTA) for epsilon in (0.5, 2.0)]
    for small, large in (
        [
            [dp_p_value(guesses(200, guessed, c), epsilon=e, delta=DELTA) for c in range(guessed)]
            for e in (0.5, 2.0)
        ],
        [
            [f_dp_p_value(guesses(200, guessed, c), curve) for c in range(0, guessed, 8)]
            for curve in curves
        ],
    ):
        for p_values in (small, large):
            assert p_values[0] == 1
            assert all(a >= b for a, b in itertools.pairwise(p_values))
            assert p_values[-1] < 0.5
        assert all(a <= b * (1 + 1e-9) for a, b in zip(small, large, strict=True))


def test_a_small_epsilon_and_many_right_guesses_do_not_leave_the_range_of_floats():
    seen = guesses(20_000, 20_000, 19_900)
    assert dp_p_value(seen, epsilon=0.0, delta=0.0) == 0
    assert 1e-5 < dp_p_value(seen, epsilon=0.0, delta=1e-5) < 3e-5
    assert bound_epsilon([seen], DpTest(delta=1e-5)).epsilon > 4


def test_a_curve_that_claims_too_little_noise_is_refuted_and_the_right_one_is_not():
    rng, runs, mu = np.random.default_rng(13), 40, GaussianTradeOff.of_epsilon(8.0, DELTA).mu
    refuted = {3.0: 0, 8.0: 0}
    for _ in range(runs):
        seen = gaussian_canaries(rng, 1000, mu).guess(num_in=50, num_out=50)
        for claimed in refuted:
            curve = GaussianTradeOff.of_epsilon(claimed, DELTA)
            refuted[claimed] += refutes_trade_off(seen, curve, error_rate=0.05)
    assert refuted[3.0] > 0.9 * runs
    assert refuted[8.0] <= most_allowed(runs)


def subsampled_profile(noise, rate, steps):
    accountant = PLDAccountant(value_discretization_interval=1e-3)
    accountant.compose(PoissonSampledDpEvent(rate, GaussianDpEvent(noise)), steps)
    epsilons = np.linspace(0, 10, 41)
    deltas = tuple(min(1.0, float(accountant.get_delta(epsilon))) for epsilon in epsilons)
    return ProfileTradeOff(epsilons=tuple(epsilons), deltas=deltas)


def test_an_accountants_profile_bounds_subsampled_steps_and_refutes_too_quiet_a_claim():
    noise, rate, steps, m, runs = 0.8, 0.25, 8, 400, 150
    truth, quiet = subsampled_profile(noise, rate, steps), subsampled_profile(3.0, rate, steps)
    rng, refuted = np.random.default_rng(14), {"truth": 0, "quiet": 0}
    for _ in range(runs):
        coins = rng.random(m) < 0.5
        sampled_ST = (rng.random((steps, m)) < rate) & coins
        seen_ST = rng.normal(sampled_ST, noise)
        # The log-likelihood ratio of in against out, summed over the steps.
        scores = np.logaddexp(math.log1p(-rate), math.log(rate) + (seen_ST - 0.5) / noise**2)
        canaries = CanaryScores(scores=tuple(scores.sum(axis=0)), included=tuple(coins))
        found = canaries.guess(num_in=40, num_out=40)
        refuted["truth"] += refutes_trade_off(found, truth, error_rate=0.05)
        refuted["quiet"] += refutes_trade_off(found, quiet, error_rate=0.05)
    assert refuted["truth"] <= most_allowed(runs)
    assert refuted["quiet"] > 0.5 * runs


def test_the_p_value_of_a_curve_is_where_it_begins_to_refute():
    seen, curve = guesses(1000, 100, 80), GaussianTradeOff(mu=0.3)
    p_value = f_dp_p_value(seen, curve)
    assert refutes_trade_off(seen, curve, error_rate=p_value)
    assert not refutes_trade_off(seen, curve, error_rate=p_value * 0.999)


@pytest.mark.parametrize(
    ("epsilon", "delta"), [(-1, 0.1), (math.nan, 0.1), (math.inf, 0.1), (1, -0.1), (1, 1.0)]
)
def test_an_impossible_guarantee_is_refused(epsilon, delta):
    with pytest.raises(CallerMistake, match="epsilon|delta"):
        dp_p_value(guesses(10, 5, 3), epsilon=epsilon, delta=delta)
