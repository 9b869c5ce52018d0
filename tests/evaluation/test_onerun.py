"""One-run bounds: never above the truth more often than promised, and not far below it.

The oracle is a linear program over every mechanism for three canaries. Simulated mechanisms have a
known cost; "coins" are the fair coins that put canaries in.
"""

import itertools
import math
from functools import cache

import numpy as np
import pytest
from dp_accounting import GaussianDpEvent, PoissonSampledDpEvent
from dp_accounting.pld import PLDAccountant
from scipy.optimize import linprog
from scipy.special import expit, logit
from scipy.stats import binom

from evaluation.onerun import (
    DpTest,
    TradeOffTest,
    bound_epsilon,
    dp_p_value,
    f_dp_p_value,
    gaussian_test,
    refutes_trade_off,
)
from evaluation.scores import CanaryScores, Guesses
from evaluation.tradeoff import GaussianTradeOff, ProfileTradeOff
from knowledge.errors import CallerMistake

DELTA = 1e-5


def guesses(canaries, guessed, correct):
    return Guesses(num_canaries=canaries, num_guesses=guessed, num_correct=correct)


def plain(epsilon, delta):
    return ProfileTradeOff(epsilons=(epsilon,), deltas=(delta,))


def most_allowed(runs, error_rate=0.05):
    """More false alarms than this have a chance below one in a thousand at the promised rate."""
    return int(binom.ppf(0.999, runs, error_rate))


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


def gaussian_canaries(rng, num_canaries, mu):
    """The best an attacker can have of a Gaussian mechanism: every canary's own noisy coin."""
    coins = rng.random(num_canaries) < 0.5
    return CanaryScores(scores=tuple(rng.normal(mu * coins)), included=tuple(coins))


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


def test_the_p_value_of_a_curve_is_where_it_begins_to_refute():
    seen, curve = guesses(1000, 100, 80), GaussianTradeOff(mu=0.3)
    p_value = f_dp_p_value(seen, curve)
    assert refutes_trade_off(seen, curve, error_rate=p_value)
    assert not refutes_trade_off(seen, curve, error_rate=p_value * 0.999)


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


@pytest.mark.parametrize(
    ("epsilon", "delta"), [(-1, 0.1), (math.nan, 0.1), (math.inf, 0.1), (1, -0.1), (1, 1.0)]
)
def test_an_impossible_guarantee_is_refused(epsilon, delta):
    with pytest.raises(CallerMistake, match="epsilon|delta"):
        dp_p_value(guesses(10, 5, 3), epsilon=epsilon, delta=delta)
