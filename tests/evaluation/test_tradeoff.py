import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from evaluation.tradeoff import GaussianTradeOff, ProfileTradeOff, highest_auc
from knowledge.errors import CallerMistake

RATES = (1e-6, 1e-3, 0.01, 0.2, 0.5, 0.9, 0.999)


def plain(epsilon, delta):
    return ProfileTradeOff(epsilons=(epsilon,), deltas=(delta,))


@pytest.mark.parametrize("mu", [0.3, 1.0, 3.0])
def test_the_gaussian_curve_is_the_power_of_a_likelihood_ratio_test(mu):
    curve = GaussianTradeOff(mu=mu)
    for fpr in RATES:
        assert curve.highest_tpr(fpr) == pytest.approx(norm.sf(norm.isf(fpr) - mu))
        assert curve.lowest_fpr(curve.highest_tpr(fpr)) == pytest.approx(fpr)


@pytest.mark.parametrize("mu", [0.3, 1.0, 3.0])
@pytest.mark.parametrize("epsilon", [0.0, 0.5, 2.0])
def test_delta_is_the_mass_beyond_the_allowed_ratio(mu, epsilon):
    x = np.linspace(-12, 15, 400_001)
    beyond = np.maximum(norm.pdf(x - mu) - math.exp(epsilon) * norm.pdf(x), 0)
    assert GaussianTradeOff(mu=mu).delta(epsilon) == pytest.approx(
        np.trapezoid(beyond, x), abs=1e-9
    )


@given(
    st.floats(min_value=0, max_value=20),
    st.floats(min_value=-12, max_value=-1).map(lambda exponent: 10**exponent),
)
def test_epsilon_and_delta_find_each_other_through_the_curve(epsilon, delta):
    curve = GaussianTradeOff.of_epsilon(epsilon, delta)
    assert curve.delta(epsilon) == pytest.approx(delta, rel=1e-6)
    assert curve.epsilon(delta) == pytest.approx(epsilon, abs=1e-6)


def test_a_curve_without_shift_costs_nothing():
    assert GaussianTradeOff(mu=0.0).epsilon(1e-5) == 0
    assert GaussianTradeOff(mu=0.0).highest_tpr(0.1) == pytest.approx(0.1)


def test_plain_dp_draws_its_two_lines():
    curve = plain(1.0, 0.01)
    assert curve.highest_tpr(0.0) == 0.01
    assert curve.highest_tpr(0.1) == pytest.approx(0.1 * math.e + 0.01)
    assert curve.highest_tpr(0.8) == pytest.approx(1 - (0.2 - 0.01) / math.e)
    assert curve.highest_tpr(0.995) == 1


@pytest.mark.parametrize("curve", [plain(1.0, 0.0), plain(1.0, 0.01), plain(4.0, 1e-5)])
def test_the_lines_read_both_ways(curve):
    for fpr in RATES:
        tpr = curve.highest_tpr(fpr)
        if tpr < 1:
            assert curve.lowest_fpr(tpr) == pytest.approx(fpr, abs=1e-12)
    assert curve.lowest_fpr(0.0) == 0


def test_a_profile_lies_above_its_curve_and_closer_with_more_pairs():
    exact = GaussianTradeOff(mu=1.0)
    epsilons = [tuple(np.linspace(0, 8, pairs)) for pairs in (3, 33, 321)]
    profiles = [
        ProfileTradeOff(epsilons=grid, deltas=tuple(map(exact.delta, grid))) for grid in epsilons
    ]
    for fpr in RATES:
        gaps = [profile.highest_tpr(fpr) - exact.highest_tpr(fpr) for profile in profiles]
        assert gaps[0] >= gaps[1] - 1e-12 and gaps[1] >= gaps[2] - 1e-12
        assert -1e-12 <= gaps[2] < 1e-3
        assert profiles[2].lowest_fpr(fpr) <= exact.lowest_fpr(fpr) + 1e-12


@pytest.mark.parametrize("mu", [0.0, 0.5, 2.0, 6.0])
def test_the_ceiling_of_auc_is_the_gaussian_areas(mu):
    exact = norm.cdf(mu / math.sqrt(2))
    assert highest_auc(GaussianTradeOff(mu=mu)) == pytest.approx(exact, abs=1e-5)
    assert highest_auc(GaussianTradeOff(mu=mu)) >= exact - 1e-12


@pytest.mark.parametrize(("epsilon", "delta"), [(0.0, 0.0), (1.0, 0.0), (1.0, 0.1), (8.0, 1e-5)])
def test_the_ceiling_of_auc_is_the_area_under_both_lines(epsilon, delta):
    exact = 1 - (1 - delta) ** 2 / (1 + math.exp(epsilon))
    assert highest_auc(plain(epsilon, delta)) == pytest.approx(exact, abs=1e-5)
    assert highest_auc(plain(epsilon, delta)) >= exact - 1e-12


@pytest.mark.parametrize("mu", [-0.1, math.nan, math.inf])
def test_an_impossible_shift_is_refused(mu):
    with pytest.raises(CallerMistake, match="mu"):
        GaussianTradeOff(mu=mu)


@pytest.mark.parametrize(
    ("epsilon", "delta"), [(-1, 0.1), (math.inf, 0.1), (1, 0.0), (1, 1.0), (1e9, 0.1)]
)
def test_no_gaussian_curve_has_an_impossible_cost(epsilon, delta):
    with pytest.raises(CallerMistake, match="epsilon|delta"):
        GaussianTradeOff.of_epsilon(epsilon, delta)


@pytest.mark.parametrize(
    ("epsilons", "deltas"),
    [((), ()), ((1.0,), (0.1, 0.2)), ((-1.0,), (0.1,)), ((math.inf,), (0.1,)), ((1.0,), (1.1,))],
)
def test_an_impossible_profile_is_refused(epsilons, deltas):
    with pytest.raises(CallerMistake, match="epsilon"):
        ProfileTradeOff(epsilons=epsilons, deltas=deltas)
