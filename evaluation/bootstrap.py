"""Intervals by drawing people again: a percentile bootstrap over patients.

A statistic is a function of sums over patients, so that a thousand resamples are one matrix
product. Whose sessions they are makes no difference here.

Legend: P patients, K columns summed, R resamples.
Source: Efron, Bootstrap methods: another look at the jackknife (Annals of Statistics, 1979).
"""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.measurement import ERROR_RATE, Goal, Measurement

RESAMPLES = 1000
SEED = 0
"""Of the resamples only: the same sessions give the same interval."""
Rows = NDArray[np.float64]
Statistic = Callable[[Rows], Rows]
"""Sums (R, K) -> one value a row (R,); not a number where it is undefined."""


def measure_sums(
    name: str, rows_PK: ArrayLike, statistic: Statistic, *, unit: str, goal: Goal | None = None
) -> Measurement | None:
    """The statistic of the sums over all patients, with its interval; None where undefined.

    One patient alone tells nothing of others: the interval is then infinite.
    """
    rows = np.asarray(rows_PK, dtype=float)
    rows = rows[:, None] if rows.ndim == 1 else rows
    num = len(rows)
    value = float(_quiet(statistic, rows.sum(axis=0, keepdims=True))[0]) if num else math.nan
    if not math.isfinite(value):
        return None
    low, high = interval(_quiet(statistic, resampled(num) @ rows), value) if num > 1 else _NOTHING
    return Measurement(name=name, value=value, low=low, high=high, n=num, unit=unit, goal=goal)


_NOTHING = (-math.inf, math.inf)


def resampled(num: int) -> Rows:
    """How often each of `num` patients is drawn in each resample, shape [R, P]."""
    rng = np.random.default_rng(SEED)
    return rng.multinomial(num, np.full(num, 1 / num), size=RESAMPLES).astype(float)


def interval(values_R: Rows, value: float) -> tuple[float, float]:
    """The middle 95 % of the resampled values, widened to the value itself where it lies outside.

    Resamples in which the statistic is undefined are left out.
    """
    defined = values_R[np.isfinite(values_R)]
    if not defined.size:
        return _NOTHING
    low, high = np.quantile(defined, (ERROR_RATE / 2, 1 - ERROR_RATE / 2))
    return min(float(low), value), max(float(high), value)


def ratio(sums_RK: Rows) -> Rows:
    """First column over the second."""
    return sums_RK[:, 0] / sums_RK[:, 1]


def measure_ratio(
    name: str,
    parts: Sequence[float],
    wholes: Sequence[float],
    *,
    unit: str = "share",
    goal: Goal | None = None,
    times: float = 1.0,
) -> Measurement | None:
    """Sum of parts over sum of wholes, one of each a patient, `times` a factor (per 1,000)."""
    rows = np.column_stack([np.asarray(parts, float) * times, np.asarray(wholes, float)])
    return measure_sums(name, rows, ratio, unit=unit, goal=goal)


def _quiet(statistic: Statistic, sums_RK: Rows) -> Rows:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(statistic(sums_RK), dtype=float)
