import math

import numpy as np
import pytest

from evaluation.bootstrap import measure_jackknife, measure_ratio, measure_sums, ratio


def means(rng, num):
    return rng.normal(2.0, 1.0, num)


@pytest.mark.parametrize("num", [30, 200])
def test_intervals_of_a_mean_cover_it_in_most_repetitions_and_have_the_right_width(num):
    rng = np.random.default_rng(1)
    found = [measure_ratio("mean", means(rng, num), np.ones(num)) for _ in range(100)]
    covered = sum(item is not None and item.low <= 2.0 <= item.high for item in found)
    assert 86 <= covered <= 100
    width = np.mean([item.high - item.low for item in found if item])
    assert width == pytest.approx(2 * 1.96 / math.sqrt(num), rel=0.15)


def test_the_interval_is_over_patients_not_over_what_they_say():
    loud = measure_ratio("share", [100.0, 0.0] * 10, [100.0] * 20)
    quiet = measure_ratio("share", [1.0, 0.0] * 10, [1.0] * 20)
    assert loud is not None and quiet is not None
    assert (loud.low, loud.high) == (quiet.low, quiet.high)
    assert loud.high - loud.low > 0.3


def test_one_patient_tells_nothing_of_others():
    found = measure_ratio("share", [3.0], [4.0])
    assert found is not None
    assert (found.value, found.low, found.high) == (0.75, -math.inf, math.inf)


@pytest.mark.parametrize("parts, wholes", [([], []), ([0.0, 0.0], [0.0, 0.0])])
def test_what_is_undefined_is_not_measured(parts, wholes):
    assert measure_ratio("share", parts, wholes) is None


def test_the_same_sessions_give_the_same_interval():
    rows = np.random.default_rng(0).random((40, 2))
    assert measure_sums("x", rows, ratio, unit="") == measure_sums("x", rows, ratio, unit="")


def test_leaving_patients_out_gives_the_standard_error_of_a_difference():
    rng = np.random.default_rng(3)
    sides = [np.column_stack([means(rng, num), np.ones(num)]) for num in (50, 80)]
    found = measure_jackknife(
        "difference", sides, lambda a, b: a[:, 0] / a[:, 1] - b[:, 0] / b[:, 1], unit=""
    )
    assert found is not None
    expected = math.sqrt(sum(side[:, 0].var(ddof=1) / len(side) for side in sides))
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * expected, rel=0.02)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_share_of_none_or_all_is_not_certain(value):
    few, many = (measure_ratio("share", [value] * num, [1.0] * num) for num in (5, 100))
    assert few is not None and many is not None
    assert few.high - few.low == pytest.approx(1 - 0.05 ** (1 / 5))
    assert 0 < many.high - many.low < 0.05 and few.value == many.value == value


@pytest.mark.parametrize(
    "parts, wholes, unit, times",
    [
        ([1.0, 1.0, 1.0], [2.0, 2.0, 2.0], "share", 1.0),
        ([0.0, 0.0, 0.0], [80.0, 90.0, 50.0], "per 1,000 words", 1000.0),
    ],
)
def test_patients_who_are_all_alike_are_no_certainty(parts, wholes, unit, times):
    found = measure_ratio("x", parts, wholes, unit=unit, times=times)
    assert found is not None
    assert found.low <= found.value <= found.high
    assert found.high - found.low == pytest.approx(times * (1 - 0.05 ** (1 / 3)))


def test_who_says_nothing_of_it_is_no_evidence():
    found = measure_ratio("recall", [1.0, 0.0, 0.0], [2.0, 0.0, 0.0])
    assert found is not None
    assert (found.value, found.n, found.low, found.high) == (0.5, 1, -math.inf, math.inf)
