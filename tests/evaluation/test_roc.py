import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, norm

from evaluation.roc import measure_auc, measure_mean_auc, measure_tpr
from evaluation.tradeoff import ProfileTradeOff
from knowledge.errors import CallerMistake

few_scores = st.lists(st.integers(min_value=0, max_value=4), min_size=2, max_size=12)


@given(few_scores, few_scores)
def test_auc_is_the_share_of_pairs_in_order_with_ties_half(members, others):
    pairs = [(m > o) + (m == o) / 2 for m in members for o in others]
    found = measure_auc(members, others)
    assert found.value == pytest.approx(sum(pairs) / len(pairs))
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high


def test_the_auc_of_a_gaussian_shift_lies_in_its_interval_as_often_as_promised():
    rng, runs, truth = np.random.default_rng(1), 400, norm.cdf(1 / math.sqrt(2))
    covered, widths = 0, []
    for _ in range(runs):
        found = measure_auc(rng.normal(1, 1, size=60), rng.normal(size=80))
        covered += found.low <= truth <= found.high
        widths.append(found.high - found.low)
    # 95 % of 400, four standard errors either way.
    assert 0.907 <= covered / runs <= 0.993
    assert np.mean(widths) < 0.2


def test_the_interval_of_auc_narrows_with_the_root_of_the_sample():
    rng = np.random.default_rng(2)
    small, large = (measure_auc(rng.normal(1, 1, n), rng.normal(size=n)) for n in (200, 3200))
    assert (large.high - large.low) / (small.high - small.low) == pytest.approx(1 / 4, rel=0.2)


def test_complete_separation_still_has_an_interval():
    apart = measure_auc(range(100, 150), range(100))
    assert (apart.value, apart.high) == (1, 1)
    assert apart.low == pytest.approx(0.05 ** (1 / 50))
    inverted = measure_auc(range(100), range(100, 150))
    assert (inverted.low, inverted.high) == pytest.approx((0, 1 - apart.low))


def test_scores_that_are_all_alike_tell_nothing():
    found = measure_auc([1.0] * 50, [1.0] * 50)
    assert found.value == 0.5
    assert found.low < 0.5 < found.high


def test_the_mean_auc_of_models_compares_nobody_across_them():
    rng = np.random.default_rng(5)
    members, others = rng.normal(1, 1, 40), rng.normal(size=50)
    one = measure_auc(members, others)
    shifted = measure_mean_auc([(members, others), (members + 100, others + 100)])
    assert shifted.value == pytest.approx(one.value)
    assert shifted.n == 2 * one.n
    assert shifted.high - shifted.low == pytest.approx((one.high - one.low) / math.sqrt(2), rel=0.1)
    other = measure_auc(others, members)
    both = measure_mean_auc([(members, others), (others, members)])
    assert both.value == pytest.approx((one.value + other.value) / 2) == 0.5


def test_a_mean_of_no_model_is_refused():
    with pytest.raises(CallerMistake, match="no model"):
        measure_mean_auc([])


def test_a_member_passes_only_above_the_non_member_that_stands_for_the_rate():
    others = np.arange(1000)
    assert measure_tpr([990, 991, 5000, -1], others, fpr=0.01).value == 0.5
    assert measure_tpr([999, 1000, 5000, -1], others, fpr=0.001).value == 0.5


def test_a_further_non_member_passes_as_often_as_the_rate_says():
    rng, runs, fpr = np.random.default_rng(16), 2000, 0.01
    shares = [
        measure_tpr(rng.random(300), rng.random(300), fpr=fpr).value for _ in range(runs)
    ]  # a threshold with k / (N + 1) = 3 / 301 on average
    error = np.std(shares) / math.sqrt(runs)
    assert 3 / 301 - 4 * error < np.mean(shares) < 3 / 301 + 4 * error
    assert error < 0.0003


@pytest.mark.parametrize("n", [48, 97, 48 + 49 * 20])
def test_a_rank_that_comes_out_whole_is_not_lost_to_rounding(n):
    fpr = 1 / 49  # times 49 it is a hair below 1
    threshold = n - (n + 1) // 49
    assert measure_tpr([threshold, threshold + 1], np.arange(n), fpr=fpr).value == 0.5


def test_who_ties_with_the_threshold_does_not_pass():
    others = [0.0] * 90 + [1.0] * 10
    assert measure_tpr([1.0] * 50, others, fpr=0.10).value == 0
    assert measure_tpr([1.0] * 50, others, fpr=0.11).value == 1


def test_the_interval_of_a_rate_is_clopper_and_pearsons_over_members():
    rng = np.random.default_rng(3)
    members, others = rng.normal(2, 1, size=300), rng.normal(size=2000)
    found = measure_tpr(members, others, fpr=0.01)
    exact = binomtest(round(found.value * 300), 300).proportion_ci(method="exact")
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high))
    assert found.low < norm.sf(norm.isf(0.01) - 2) < found.high
    assert found.n == 300


def test_a_rate_finer_than_the_non_members_is_refused():
    assert measure_tpr([1.0], np.arange(999), fpr=0.001).n == 1
    with pytest.raises(CallerMistake, match="999 or more"):
        measure_tpr([1.0], np.arange(998), fpr=0.001)


@pytest.mark.parametrize("fpr", [0.0, 1.0, -0.1, math.nan])
def test_an_impossible_rate_is_refused(fpr):
    with pytest.raises(CallerMistake, match="fpr"):
        measure_tpr([1.0], [0.0, 1.0], fpr=fpr)


@pytest.mark.parametrize(
    ("members", "others"), [([], [1, 2]), ([1, 2], []), ([1], [1, 2]), ([1, math.nan], [1, 2])]
)
def test_scores_that_allow_no_estimate_are_refused(members, others):
    with pytest.raises(CallerMistake, match="member|score"):
        measure_auc(members, others)


@pytest.mark.parametrize("members, others", [(2000, 99), (1000, 300), (250, 999)])
@pytest.mark.parametrize("epsilon", [0.0, 1.0])
def test_the_best_attack_on_a_true_claim_is_seldom_called_a_miss(members, others, epsilon):
    rng = np.random.default_rng(6)
    claim = ProfileTradeOff(epsilons=(epsilon,), deltas=(0.0,))
    corner = 1 / (1 + math.exp(epsilon))

    def best():
        """Scores whose ROC is the ceiling itself."""
        rank_M = rng.random(members)
        steep = rank_M < math.exp(epsilon) * corner
        return -np.where(steep, rank_M * math.exp(-epsilon), 1 - (1 - rank_M) * math.exp(epsilon))

    found = [
        measure_tpr(best(), -rng.random(others), fpr=0.01, claim=claim).standing for _ in range(400)
    ]
    assert found.count("missed") / 400 <= 0.05


@pytest.mark.parametrize("members, others, true_tpr", [(2000, 99, 0.0167), (1000, 300, 0.0167)])
def test_a_claim_that_does_not_hold_is_seldom_called_met(members, others, true_tpr):
    rng = np.random.default_rng(9)
    claim = ProfileTradeOff(epsilons=(0.0,), deltas=(0.0,))

    def attack():
        """Scores whose true-positive rate is `true_tpr` where the false-positive rate is 1 %."""
        return -(rng.random(members) ** (math.log(0.01) / math.log(true_tpr)))

    found = [
        measure_tpr(attack(), -rng.random(others), fpr=0.01, claim=claim).standing
        for _ in range(400)
    ]
    assert found.count("met") / 400 <= 0.05


def test_an_attack_far_above_the_ceiling_is_a_miss():
    rng = np.random.default_rng(7)
    claim = ProfileTradeOff(epsilons=(1.0,), deltas=(1e-5,))
    found = measure_tpr(rng.normal(3, 1, 250), rng.normal(0, 1, 250), fpr=0.01, claim=claim)
    assert found.standing == "missed" and found.goal
    assert found.goal.limit == pytest.approx(claim.highest_tpr(0.01))
