"""Several audits of one training say what one audit of all their canaries would."""

import numpy as np
import pytest

from evaluation.attack_figures import measure_attack
from evaluation.repeated_attack import measure_repeated_attack
from evaluation.scores import CanaryScores
from evaluation.tradeoff import GaussianTradeOff
from knowledge.errors import CallerMistake

DELTA = 1e-5


def audited(mu, *, num_canaries=500, seed=0, unseen=0, shift=0.0):
    rng = np.random.default_rng(seed)
    coins = rng.random(num_canaries) < 0.5
    return CanaryScores(
        scores=tuple(rng.normal(mu * coins) + shift),
        included=tuple(coins),
        unseen=tuple(rng.normal(size=unseen) + shift),
    )


def test_one_audit_says_what_it_says_alone():
    one = audited(2.0)
    together = measure_repeated_attack([one], delta=DELTA)
    alone = measure_attack("weights", one, delta=DELTA)
    assert [f"weights: {item.name}" for item in together] == [item.name for item in alone]
    assert [item.value for item in together] == [item.value for item in alone]


def test_four_audits_halve_the_interval_whatever_each_scores_on_average():
    one, *_ = measure_repeated_attack([audited(1.0)], delta=DELTA)
    audits = [audited(1.0, seed=seed, shift=10.0 * seed) for seed in range(4)]
    four, *_ = measure_repeated_attack(audits, delta=DELTA)
    assert four.high - four.low == pytest.approx((one.high - one.low) / 2, rel=0.1)
    assert four.low < 0.76 < four.high  # Phi(1 / sqrt 2)
    assert four.n == 2000


def test_canaries_that_nothing_saw_narrow_it_further():
    without, *_ = measure_repeated_attack([audited(1.0)], delta=DELTA)
    with_unseen, *_ = measure_repeated_attack([audited(1.0, unseen=999)], delta=DELTA)
    assert with_unseen.high - with_unseen.low < 0.9 * (without.high - without.low)
    assert with_unseen.n == 1499


def test_more_audits_bound_epsilon_more_tightly_and_below_the_truth():
    epsilon = 4.0
    mu = GaussianTradeOff.of_epsilon(epsilon, DELTA).mu
    audits = [audited(mu, seed=seed) for seed in range(6)]
    *_, one = measure_repeated_attack(audits[:1], delta=DELTA)
    *_, any_mechanism, gaussian = measure_repeated_attack(audits, delta=DELTA)
    assert 0 < one.value < gaussian.value < epsilon
    assert any_mechanism.value < gaussian.value


def test_no_audit_is_refused():
    with pytest.raises(CallerMistake, match="no audit"):
        measure_repeated_attack([], delta=DELTA)
