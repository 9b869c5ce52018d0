import math

import numpy as np
import pytest

from evaluation.attack_figures import measure_attack
from evaluation.epsilon_bound import DpTest
from evaluation.scores import CanaryScores
from evaluation.tradeoff import GaussianTradeOff
from knowledge.errors import CallerMistake

DELTA = 1e-5


def canaries(mu, num_canaries=2000, seed=0):
    rng = np.random.default_rng(seed)
    coins = rng.random(num_canaries) < 0.5
    return CanaryScores(scores=tuple(rng.normal(mu * coins)), included=tuple(coins))


def figures(*arguments, **options):
    return {one.name: one for one in measure_attack(*arguments, **options)}


def test_an_audit_names_its_attack_and_gives_every_figure_once():
    found = figures("weights", canaries(1.0, 4000), delta=DELTA)
    assert list(found) == [
        "weights: auc",
        "weights: tpr at 1.0% fpr",
        "weights: tpr at 0.1% fpr",
        "weights: epsilon lower bound, any mechanism, delta 1e-05",
        "weights: epsilon lower bound, Gaussian mechanism, delta 1e-05",
    ]
    assert all(one.goal is None for one in found.values())


def test_a_rate_that_the_canaries_cannot_resolve_is_left_out():
    found = figures("weights", canaries(1.0, 400), delta=DELTA)
    assert "weights: tpr at 1.0% fpr" in found
    assert "weights: tpr at 0.1% fpr" not in found


@pytest.mark.parametrize("epsilon", [1.0, 8.0])
def test_an_ideal_attack_on_a_true_claim_misses_no_ceiling(epsilon):
    mu = GaussianTradeOff.of_epsilon(epsilon, DELTA).mu
    found = measure_attack("weights", canaries(mu), delta=DELTA, claimed_epsilon=epsilon)
    assert all(one.goal and one.standing != "missed" for one in found)


def test_an_attack_on_a_run_without_noise_misses_every_ceiling():
    claimed = 2.0
    found = measure_attack("weights", canaries(8.0, 4000), delta=DELTA, claimed_epsilon=claimed)
    assert [one.standing for one in found] == ["missed"] * 5
    ceilings = [one.goal.limit for one in found if one.goal]
    assert ceilings == pytest.approx(
        [
            1 - 1 / (1 + math.exp(claimed)),
            0.01 * math.exp(claimed) + DELTA,
            0.001 * math.exp(claimed) + DELTA,
            claimed,
            claimed,
        ],
        abs=1e-4,
    )


@pytest.mark.parametrize("claimed", [None, math.inf])
def test_a_run_that_claims_nothing_has_no_ceiling(claimed):
    found = measure_attack("weights", canaries(1.0), delta=DELTA, claimed_epsilon=claimed)
    assert all(one.goal is None for one in found)


def test_an_attack_that_tells_who_was_out_counts_like_one_that_tells_who_was_in():
    seen = canaries(3.0)
    mirrored = CanaryScores(
        scores=tuple(-score for score in seen.scores),
        included=tuple(not included for included in seen.included),
    )
    # Almost every `in` is sure here and no `out` is; mirrored it is the other way round.
    lopsided = CanaryScores(
        scores=tuple(max(0.0, score - 2.0) for score in seen.scores), included=seen.included
    )
    both, again = (measure_attack("x", one, delta=DELTA)[-1] for one in (seen, mirrored))
    assert both.value == again.value > 1
    assert measure_attack("x", lopsided, delta=DELTA)[-1].value < both.value


def test_several_numbers_of_guesses_cost_the_bound_something():
    one = measure_attack("x", canaries(3.0), delta=DELTA, guess_shares=(0.1,))
    two = measure_attack("x", canaries(3.0), delta=DELTA, guess_shares=(0.1, 0.9))
    assert 0 < two[-1].value < one[-1].value


def test_the_tests_of_the_caller_replace_the_default_ones():
    found = figures("x", canaries(3.0), delta=DELTA, tests=[DpTest(delta=1e-3)])
    assert [name for name in found if "epsilon" in name] == [
        "x: epsilon lower bound, any mechanism, delta 0.001"
    ]


@pytest.mark.parametrize("share", [0.0, 1.1, -0.1, math.nan])
def test_an_impossible_share_of_guesses_is_refused(share):
    with pytest.raises(CallerMistake, match="share"):
        measure_attack("x", canaries(1.0), delta=DELTA, guess_shares=(share,))
