"""Whether the same request is met as well for one group of patients as for another.

Groups are those of the plan: age band, gender, cultural background. A gap is a group's recall less
that of all others, so that its interval needs no correction for having picked the worst.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from evaluation.bootstrap import Rows, measure_ratio, measure_sums, with_a_width
from evaluation.fidelity import Reading, by_patient
from evaluation.measurement import Measurement
from evaluation.report import Table
from knowledge.profile import Profile

AGE_BANDS = ((18, 29), (30, 44), (45, 59), (60, 200))
FEWEST_PATIENTS = 5


def _age_band(profile: Profile) -> str | None:
    age = profile.patient.age
    if age is None:
        return None
    low, high = next((band for band in AGE_BANDS if band[0] <= age <= band[1]), AGE_BANDS[0])
    return f"{low} up" if high > 100 else f"{low}-{high}"


DIMENSIONS: Mapping[str, Callable[[Profile], str | None]] = {
    "age": _age_band,
    "gender": lambda profile: profile.patient.gender,
    "culture": lambda profile: profile.patient.culture,
}


def measure_parity(readings: Sequence[Reading]) -> tuple[tuple[Measurement, ...], Table]:
    """Gaps in recall of every group that has, and leaves, five patients or more; and all groups."""
    gaps, rows = [], []
    for dimension, group_of in DIMENSIONS.items():
        for group in sorted({g for r in readings if (g := group_of(r.profile)) is not None}):
            inside = [group_of(r.profile) == group for r in readings]
            rows.append(
                _row(dimension, group, [r for r, i in zip(readings, inside, strict=True) if i])
            )
            gap = _gap(f"recall gap, {dimension} {group}", readings, inside)
            gaps += [gap] if gap else []
    table = Table(
        name="fidelity_by_group",
        title="What was asked for and heard, by group of patients",
        columns=("dimension", "group", "sessions", "recall", "low", "high"),
        rows=tuple(rows),
    )
    return tuple(gaps), table


def _row(dimension: str, group: str, readings: Sequence[Reading]) -> tuple:
    recall = measure_ratio("", *by_patient(readings, lambda r: (len(r.recovered), len(r.asked))))
    known = recall is not None and np.isfinite(recall.low + recall.high)
    figures = (recall.value, recall.low, recall.high) if recall and known else (None, None, None)
    return (dimension, group, len(readings), *figures)


def _gap(name: str, readings: Sequence[Reading], inside: Sequence[bool]) -> Measurement | None:
    rows: dict[str, np.ndarray] = {}
    for reading, own in zip(readings, inside, strict=True):
        cell = rows.setdefault(reading.session.patient_id, np.zeros(6))
        cell[3 * own : 3 * own + 3] += (len(reading.recovered), len(reading.asked), 1)
    table = np.array(list(rows.values()))
    smaller = int(min((table[:, 2] > 0).sum(), (table[:, 5] > 0).sum()))
    if smaller < FEWEST_PATIENTS:
        return None
    gap = measure_sums(name, table, _difference, unit="share")
    return gap and with_a_width(gap, (-1.0, 1.0), num=smaller)


def _difference(sums_RK: Rows) -> Rows:
    return sums_RK[:, 3] / sums_RK[:, 4] - sums_RK[:, 0] / sums_RK[:, 1]
