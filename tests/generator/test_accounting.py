import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from generator import accounting
from generator.accounting import (
    DpSgd,
    Gaussian,
    default_delta,
    epsilon,
    mechanism_from_json,
    mechanism_json,
    solve_noise,
)
from knowledge.errors import CallerMistake, GateRefused


def dp_sgd(noise, rate=0.1, steps=200):
    return DpSgd(noise_multiplier=noise, sampling_rate=rate, steps=steps)


@pytest.mark.parametrize(
    ("noise", "rate", "delta", "expected"),
    [
        (1.45, 0.10, 1000**-1.1, 4.0),  # the project's table, computed with another tool version
        (9.86, 0.25, 1000**-1.1, 1.0),
        (1.05, 0.10, 5000**-1.1, 8.0),
    ],
)
def test_the_cost_agrees_with_the_published_table(noise, rate, delta, expected):
    assert epsilon((dp_sgd(noise, rate),), delta) == pytest.approx(expected, rel=0.03)


def test_one_gaussian_release_costs_what_the_exact_formula_says():
    noise, delta = 2.0, 1e-5
    claimed = epsilon((Gaussian(noise_multiplier=noise),), delta)
    shift = 1 / (2 * noise)
    exact_delta = norm.cdf(shift - claimed * noise) - math.exp(claimed) * norm.cdf(
        -shift - claimed * noise
    )
    assert exact_delta <= delta  # the claim is never too small
    assert exact_delta >= 0.9 * delta  # and hardly too large


def test_epsilon_grows_with_every_step_and_release():
    costs = [epsilon((dp_sgd(1.5, steps=steps),), 1e-5) for steps in (10, 20, 40)]
    assert costs == sorted(costs)
    assert costs[0] < costs[1] < costs[2]
    assert epsilon((dp_sgd(1.5, steps=40), Gaussian(noise_multiplier=10.0)), 1e-5) > costs[2]


def test_no_noise_is_no_guarantee_and_no_event_is_free():
    assert epsilon((dp_sgd(0.0),), 1e-5) == math.inf
    assert epsilon((dp_sgd(2.0), Gaussian(noise_multiplier=0.0)), 1e-5) == math.inf
    assert epsilon((), 1e-5) == 0.0


@pytest.mark.parametrize(
    ("target", "rate", "steps"), [(8.0, 0.1, 20), (1.0, 0.25, 50), (4.0, 1.0, 5)]
)
def test_solved_noise_meets_the_target_and_a_little_less_noise_misses_it(target, rate, steps):
    noise = solve_noise(target_epsilon=target, delta=1e-5, sampling_rate=rate, steps=steps)
    assert epsilon((dp_sgd(noise, rate, steps),), 1e-5) <= target
    assert epsilon((dp_sgd(noise * 0.97, rate, steps),), 1e-5) > target


def test_the_target_covers_the_events_beside_training():
    beside = (Gaussian(noise_multiplier=3.0),)
    noise = solve_noise(target_epsilon=4.0, delta=1e-5, sampling_rate=0.1, steps=20, beside=beside)
    assert epsilon((dp_sgd(noise, steps=20), *beside), 1e-5) <= 4.0
    assert noise > solve_noise(target_epsilon=4.0, delta=1e-5, sampling_rate=0.1, steps=20)


def test_a_target_of_infinity_needs_no_noise():
    assert solve_noise(target_epsilon=math.inf, delta=1e-5, sampling_rate=0.1, steps=5) == 0.0


@pytest.mark.parametrize("target", [0.0, -1.0, math.nan])
def test_a_target_that_is_not_above_zero_is_refused(target):
    with pytest.raises(CallerMistake, match="epsilon"):
        solve_noise(target_epsilon=target, delta=1e-5, sampling_rate=0.1, steps=5)


def test_accountants_that_disagree_are_refused(monkeypatch):
    pld = accounting._pld_epsilon
    monkeypatch.setattr(accounting, "_pld_epsilon", lambda *given: 0.9 * pld(*given))
    with pytest.raises(GateRefused, match="disagree"):
        epsilon((dp_sgd(1.2345, steps=30),), 1e-5)


@pytest.mark.parametrize("broken", [math.inf, math.nan, -1.0])
def test_an_accountant_that_breaks_down_is_refused_not_believed(monkeypatch, broken):
    monkeypatch.setattr(accounting, "_prv_epsilon", lambda *given, error: broken)
    with pytest.raises(GateRefused, match="disagree"):
        epsilon((dp_sgd(1.2346, steps=30),), 1e-5)


@pytest.mark.parametrize(
    "event",
    [dp_sgd(-1.0), dp_sgd(math.nan), dp_sgd(math.inf), dp_sgd(1.0, rate=0.0), dp_sgd(1.0, rate=1.1)]
    + [dp_sgd(1.0, steps=0), Gaussian(noise_multiplier=-1.0)],
)
def test_an_impossible_mechanism_is_refused(event):
    with pytest.raises(CallerMistake):
        epsilon((event,), 1e-5)


@pytest.mark.parametrize("delta", [0.0, 1.0, -1e-5, math.nan])
def test_an_impossible_delta_is_refused(delta):
    with pytest.raises(CallerMistake, match="delta"):
        epsilon((dp_sgd(1.0),), delta)


@given(st.integers(min_value=1, max_value=10**9))
def test_delta_never_exceeds_the_bound_for_the_number_of_patients(patients):
    assert default_delta(patients) <= min(1e-5, patients**-1.1)


def test_delta_without_a_declared_number_is_the_largest_allowed():
    assert default_delta(None) == 1e-5


@settings(max_examples=50)
@given(
    noise=st.floats(min_value=0, max_value=100),
    rate=st.floats(min_value=1e-6, max_value=1),
    steps=st.integers(min_value=1, max_value=10**6),
)
def test_a_mechanism_reads_back_from_its_json(noise, rate, steps):
    for mechanism in (dp_sgd(noise, rate, steps), Gaussian(noise_multiplier=noise)):
        assert mechanism_from_json(mechanism_json(mechanism, delta=1e-5)) == mechanism


@pytest.mark.parametrize(
    "change", [{"mechanism": "magic"}, {"steps": 0}, {"noise_multiplier": "x"}, {"steps": None}]
)
def test_an_event_that_makes_no_sense_is_refused(change):
    with pytest.raises(CallerMistake):
        mechanism_from_json({**mechanism_json(dp_sgd(1.0), delta=1e-5), **change})
