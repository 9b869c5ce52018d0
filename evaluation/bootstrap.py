"""Intervals by drawing people again, or leaving one out: bootstrap and jackknife over patients.

A statistic is a function of sums over patients, so that a thousand resamples are one matrix
product. Whose sessions they are makes no difference here.

Legend: P patients, K columns summed, R resamples, D = 1 + R (all patients, then the resamples).
Source: Efron, Bootstrap methods: another look at the jackknife (Annals of Statistics, 1979).
"""

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from evaluation.measurement import ERROR_RATE, Goal, Measurement

RESAMPLES = 1000
SEED = 0
"""Of the resamples only: the same sessions give the same interval."""
Rows = NDArray[np.float64]
Bounds = tuple[float, float]
Statistic = Callable[[Rows], Rows]
"""Sums (R, K) -> one value a row (R,); not a number where it is undefined."""


def measure_sums(
    name: str,
    rows_PK: ArrayLike,
    statistic: Statistic,
    *,
    unit: str,
    goal: Goal | None = None,
    within: Bounds | None = None,
) -> Measurement | None:
    """The statistic of the sums over all patients, with its interval; None where undefined.

    One patient alone tells nothing of others: the interval is then infinite. `within` is where
    the statistic lies whatever the patients (`with_a_width`).
    """
    rows = np.asarray(rows_PK, dtype=float)
    rows = rows[:, None] if rows.ndim == 1 else rows
    if not len(rows):
        return None
    values_D = _quiet(statistic, bootstrap_weights(len(rows)) @ rows)
    return measure_resampled(name, values_D, num=len(rows), unit=unit, goal=goal, within=within)


def measure_resampled(
    name: str,
    values_D: Rows,
    *,
    num: int,
    unit: str,
    goal: Goal | None = None,
    within: Bounds | None = None,
) -> Measurement | None:
    """A statistic whose value is known for every row of `bootstrap_weights(num)`."""
    value = float(values_D[0])
    if not math.isfinite(value):
        return None
    low, high = interval(values_D[1:], value) if num > 1 else NOTHING
    found = Measurement(name=name, value=value, low=low, high=high, n=num, unit=unit, goal=goal)
    return with_a_width(found, within) if within else found


ROUNDING = 1e-12
NOTHING = (-math.inf, math.inf)
"""The interval of what tells nothing."""


@functools.lru_cache(maxsize=4)
def bootstrap_weights(num: int) -> Rows:
    """How often each of `num` patients counts, shape [D, P]: everybody once, then the resamples.

    Kept, because two hundred figures of a report draw the same patients; not to be changed.
    """
    rng = np.random.default_rng(SEED)
    resamples_RP = rng.multinomial(num, np.full(num, 1 / num), size=RESAMPLES)
    weight_DP = np.vstack([np.ones(num), resamples_RP]).astype(float)
    weight_DP.setflags(write=False)
    return weight_DP


def resampled(num: int) -> Rows:
    """Those of `bootstrap_weights` without the first, shape [R, P]."""
    return bootstrap_weights(num)[1:]


def interval(values_R: Rows, value: float) -> tuple[float, float]:
    """The middle 95 % of the resampled values, widened to the value itself where it lies outside.

    Resamples in which the statistic is undefined are left out.
    """
    defined = values_R[np.isfinite(values_R)]
    if not defined.size:
        return NOTHING
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
    """Sum of parts over sum of wholes, one of each a patient, `times` a factor (per 1,000).

    Patients without a whole say nothing of it and are not counted.
    """
    rows = np.column_stack([np.asarray(parts, float) * times, np.asarray(wholes, float)])
    within = (0.0, times) if unit == "share" or times != 1 else None
    known = rows[rows[:, 1] > 0]
    return measure_sums(name, known, ratio, unit=unit, goal=goal, within=within)


def with_a_width(found: Measurement, within: Bounds, *, num: int | None = None) -> Measurement:
    """Where all patients are alike only their number says how sure that is.

    Every resample is then the same. The chance that `num` patients (by default n) fall alike
    bounds the figure, which lies `within` the two; where they are infinite, nothing does.
    """
    if found.high - found.low > ROUNDING:
        return found
    least, most = within
    if math.isinf(most):
        return replace(found, low=-math.inf, high=math.inf)
    alike = ERROR_RATE ** (1 / (num or found.n))
    low, high = least + (found.value - least) * alike, most - (most - found.value) * alike
    return replace(found, low=min(low, found.value), high=max(high, found.value))


def _quiet(statistic: Statistic, sums_RK: Rows) -> Rows:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(statistic(sums_RK), dtype=float)


def measure_jackknife(
    name: str, rows: Sequence[ArrayLike], statistic: Callable[..., Rows], *, unit: str
) -> Measurement | None:
    """A statistic of the sums of one body of patients or more, leaving out one patient at a time.

    For statistics that drawing the same patient twice would bias: spreads and divergences.
    `statistic` gets one matrix of sums for each body. None with fewer than two patients in one.

    Source: Tukey, Bias and confidence in not quite large samples (1958).
    """
    bodies = [np.asarray(item, dtype=float) for item in rows]
    if min(len(item) for item in bodies) < 2:
        return None
    totals = [item.sum(axis=0, keepdims=True) for item in bodies]
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(statistic(*totals)[0])
        variance = sum(
            _left_out_variance(statistic, totals, body, place) for place, body in enumerate(bodies)
        )
    if not math.isfinite(value):
        return None
    reach = _REACH * math.sqrt(variance) if math.isfinite(variance) else math.inf
    n = min(len(item) for item in bodies)
    return Measurement(
        name=name, value=value, low=value - reach, high=value + reach, n=n, unit=unit
    )


_REACH = float(-ndtri(ERROR_RATE / 2))


def _left_out_variance(
    statistic: Callable[..., Rows], totals: Sequence[Rows], body: Rows, place: int
) -> float:
    """Variance of the statistic from this body's patients."""
    num = len(body)
    without = [np.repeat(total, num, axis=0) for total in totals]
    without[place] = without[place] - body
    values_P = np.asarray(statistic(*without), dtype=float)
    return float((num - 1) * values_P.var())
