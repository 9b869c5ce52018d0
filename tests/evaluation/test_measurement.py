import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from evaluation.measurement import (
    Goal,
    Measurement,
    clopper_pearson,
    measure_share,
    measure_share_gap,
)
from knowledge.errors import CallerMistake


def auc(value=0.6, low=0.5, high=0.7, n=1000, goal=None):
    return Measurement(name="auc", value=value, low=low, high=high, n=n, unit="share", goal=goal)


@given(st.integers(min_value=1, max_value=500).flatmap(
    lambda n: st.tuples(st.integers(min_value=0, max_value=n), st.just(n))
))  # fmt: skip
def test_the_interval_of_a_share_is_clopper_and_pearsons(count_and_n):
    count, n = count_and_n
    exact = binomtest(count, n).proportion_ci(method="exact")
    assert clopper_pearson(count, n) == pytest.approx((exact.low, exact.high), abs=1e-9)


def test_a_share_that_never_or_always_happened_keeps_an_interval_of_some_width():
    never, always = measure_share("x", count=0, n=100), measure_share("x", count=100, n=100)
    assert (never.value, never.low) == (0, 0)
    assert never.high == pytest.approx(1 - 0.025 ** (1 / 100))
    assert (always.low, always.high) == pytest.approx((0.025 ** (1 / 100), 1))


@pytest.mark.parametrize(("count", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_a_share_of_nothing_or_of_too_many_is_refused(count, n):
    with pytest.raises(CallerMistake, match="count"):
        clopper_pearson(count, n)


@pytest.mark.parametrize(
    ("direction", "limit", "standing"),
    [
        ("at most", 0.7, "met"),
        ("at most", 0.69, "open"),
        ("at most", 0.5, "open"),
        ("at most", 0.49, "missed"),
        ("at least", 0.5, "met"),
        ("at least", 0.51, "open"),
        ("at least", 0.7, "open"),
        ("at least", 0.71, "missed"),
    ],
)
def test_a_goal_is_settled_only_by_the_whole_interval(direction, limit, standing):
    assert auc(goal=Goal(direction=direction, limit=limit)).standing == standing


def test_a_one_sided_bound_can_refute_a_goal_but_never_meet_it():
    claim = Goal(direction="at most", limit=8.0)
    assert auc(value=3.0, low=3.0, high=math.inf, goal=claim).standing == "open"
    assert auc(value=9.0, low=9.0, high=math.inf, goal=claim).standing == "missed"


def test_without_a_goal_nothing_is_met_or_missed():
    assert auc().standing is None


def test_a_line_says_value_interval_unit_sample_and_goal():
    goal = Goal(direction="at most", limit=0.8)
    assert auc().line() == "auc 0.6 [0.5, 0.7] share, n = 1,000"
    assert auc(goal=goal).line() == "auc 0.6 [0.5, 0.7] share, n = 1,000; goal at most 0.8: met"


def test_a_line_does_not_print_infinities_where_one_patient_gives_no_interval():
    assert auc(low=-math.inf, high=math.inf, n=1).line() == "auc 0.6 [no interval] share, n = 1"
    assert "[0.6, inf]" in auc(low=0.6, high=math.inf).line()


@pytest.mark.parametrize(
    "change", [{"value": 0.71}, {"low": math.nan}, {"value": math.nan}, {"high": 0.4}, {"n": 0}]
)
def test_a_measurement_that_contradicts_itself_is_refused(change):
    with pytest.raises(CallerMistake, match="auc"):
        auc(**change)


def test_json_writes_an_infinite_end_as_a_word():
    bound = Measurement(name="epsilon", value=1.5, low=1.5, high=math.inf, n=9, unit="epsilon")
    data = json.loads(json.dumps(bound.as_json(), allow_nan=False))
    assert data["high"] == "inf" and data["value"] == 1.5 and data["standing"] is None


@pytest.mark.parametrize("first, second, n", [(0.5, 0.5, 40), (0.02, 0.02, 60), (0.9, 0.6, 30)])
def test_a_gap_of_shares_is_covered_in_most_repetitions(first, second, n):
    rng = np.random.default_rng(5)
    draws = zip(rng.binomial(n, first, 400), rng.binomial(n, second, 400), strict=True)
    found = [measure_share_gap("x", (int(a), n), (int(b), n)) for a, b in draws]
    assert np.mean([item.low <= first - second <= item.high for item in found]) >= 0.94


def test_a_gap_of_two_shares_of_nobody_has_a_width():
    found = measure_share_gap("x", (0, 30), (0, 50))
    assert found.value == 0 and -0.1 < found.low < 0 < found.high < 0.15
    assert found.n == 30


def test_within_its_margin_a_goal_is_neither_met_nor_missed():
    goal = Goal(direction="at most", limit=0.5, margin=0.1)
    standings = [goal.standing(low, low + 0.01) for low in (0.3, 0.42, 0.5, 0.59, 0.61)]
    assert standings == ["met", "open", "open", "open", "missed"]
    least = Goal(direction="at least", limit=0.5, margin=0.1)
    assert [least.standing(v, v) for v in (0.3, 0.45, 0.55, 0.61)] == [
        "missed", "open", "open", "met",
    ]  # fmt: skip
    told = auc(goal=goal).line()
    assert told.endswith("goal at most 0.5 ± 0.1: open")
