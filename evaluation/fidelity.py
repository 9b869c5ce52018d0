"""Whether patients tell what was asked of them, and nothing else.

A reader that has not seen the profile says which symptoms stand in a session (`Mention`s); here
that is compared with the plan. Recall looks a planned symptom up by name, as the gate does: it is
there if it, or one that implies it, is told. An extra one is told beyond doubt (at the filter's
`STRICT`, the likeliest reading of its words) and follows from nothing in the plan. Both give the
plan the benefit of the doubt; the "blind" figures do not: what counts there is what a reader finds
(at `FOUND`) who knows no plan, planned or not, and that reader's own errors count against the run.
A profile lists what is known, so an extra symptom is not always a fault; one that the plan rules
out is. Accepted sessions passed a gate that asks the same: their figures say what a run delivers,
not what its model can do.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from evaluation.bootstrap import Rows, measure_ratio, measure_sums
from evaluation.measurement import Goal, Measurement
from evaluation.report import Line, Series, Table
from filters.accusation import STRICT
from filters.recogniser import FOUND, Mention, best_told
from knowledge.base import KnowledgeBase
from knowledge.profile import SEVERITIES, Profile
from knowledge.session import Session

F1_GOAL = Goal(direction="at least", limit=0.9)
EXTRA_GOAL = Goal(direction="at most", limit=0.05)
MOST_SYMPTOMS = 40
"""Rows of the matrix of symptoms, the most often asked for first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One session's plan beside what a blind reader found in it.

    `told` is everything found without looking for it by name, `blind` what of `asked` it tells,
    `unplanned` what of it follows from no plan; `extra` is what of that is beyond doubt,
    `ruled_out` what of this the plan excludes.
    """

    session: Session = field(repr=False)
    asked: frozenset[str]
    recovered: frozenset[str]
    told: frozenset[str]
    blind: frozenset[str]
    unplanned: frozenset[str]
    extra: frozenset[str]
    ruled_out: frozenset[str]

    @property
    def profile(self) -> Profile:
        assert self.session.profile is not None
        return self.session.profile


def read_plan(
    session: Session,
    mentions: Sequence[Mention],
    *,
    symptoms: frozenset[str],
    knowledge: KnowledgeBase,
) -> Reading:
    """Compares a session that has a profile with its mentions (at the filter's `VERIFIED`).

    `symptoms` are those that the reader can recognise; what it cannot is not asked for.
    """
    profile = session.profile
    assert profile is not None
    present = best_told(mentions)
    clear = best_told([item for item in mentions if item.is_likeliest and item.score >= FOUND])
    planned = frozenset(name for name, item in profile.symptoms.items() if item.is_heard)
    asked = planned & symptoms
    told = frozenset(clear)
    implied_by = {name: {name, *knowledge.narrower.get(name, ())} for name in asked}
    follows = planned | {w for name in planned for w in knowledge.wider.get(name, ())}
    # "It wakes me early" tells of disturbed sleep whichever of the two was planned.
    follows |= {n for name in planned for n in knowledge.narrower.get(name, ())}
    refused = {name for name, item in profile.symptoms.items() if not item.is_heard}
    strict = {name for name, item in clear.items() if item.score >= STRICT}
    known = {name for name in refused if profile.symptoms[name].state != "unknown"}
    return Reading(
        session=session,
        asked=asked,
        recovered=frozenset(n for n in asked if implied_by[n] & present.keys()),
        told=told,
        blind=frozenset(n for n in asked if implied_by[n] & told),
        unplanned=told - follows,
        extra=frozenset(strict - follows),
        ruled_out=frozenset((strict & known) - follows),
    )


def measure_fidelity(readings: Sequence[Reading], *, reader: str = "") -> tuple[Measurement, ...]:
    """Recall, blind recall, precision and F1, extra and ruled-out symptoms.

    `reader` names a second one.
    """
    own = [
        _counted("symptom recall", readings, _RECALL),
        _counted("symptom recall, blind", readings, lambda r: (len(r.blind), len(r.asked))),
        _counted("symptom precision, blind", readings, lambda r: (len(r.blind), _found(r))),
        _f1(readings),
        _counted(
            "symptoms nobody asked for", readings, lambda r: (len(r.extra), _clear(r)), EXTRA_GOAL
        ),
        _counted(
            "sessions with a symptom that the plan rules out",
            readings,
            lambda r: (bool(r.ruled_out), 1),
        ),
    ]
    found = [item for item in own if item is not None]
    return tuple(_named(item, reader) for item in found)


def _clear(reading: Reading) -> int:
    """Symptoms recovered and extra ones."""
    return len(reading.recovered) + len(reading.extra)


def _found(reading: Reading) -> int:
    """Symptoms that the reader finds blindly, planned or not."""
    return len(reading.blind) + len(reading.unplanned)


def _named(item: Measurement, reader: str) -> Measurement:
    return replace(item, name=f"{item.name}, {reader}", goal=None) if reader else item


Parts = Callable[[Reading], tuple[float, float]]
"""Of one session: a part and its whole."""


def by_patient(readings: Sequence[Reading], parts: Parts) -> tuple[list[float], list[float]]:
    """Parts and wholes summed over each patient's sessions, as `measure_ratio` wants them."""
    tops: dict[str, float] = {}
    wholes: dict[str, float] = {}
    for reading in readings:
        patient = reading.session.patient_id
        top, whole = parts(reading)
        tops[patient] = tops.get(patient, 0.0) + top
        wholes[patient] = wholes.get(patient, 0.0) + whole
    return list(tops.values()), list(wholes.values())


def _counted(
    name: str, readings: Sequence[Reading], parts: Parts, goal: Goal | None = None
) -> Measurement | None:
    return measure_ratio(name, *by_patient(readings, parts), goal=goal)


def _f1(readings: Sequence[Reading]) -> Measurement | None:
    """Of all sessions' symptoms together (micro)."""
    both, sizes = by_patient(readings, lambda r: (2 * len(r.blind), len(r.asked) + _found(r)))
    return measure_ratio("symptom F1, blind", both, sizes, goal=F1_GOAL)


def strata_table(readings: Sequence[Reading]) -> Table:
    """Recall and extra symptoms by planned condition."""
    groups: dict[str, list[Reading]] = {}
    for reading in readings:
        groups.setdefault(reading.profile.condition or "none", []).append(reading)
    rows = []
    for name in sorted(groups):
        recall, extra = (
            _counted("", groups[name], parts)
            for parts in (_RECALL, lambda r: (len(r.extra), _clear(r)))
        )
        rows.append((name, len(groups[name]), *_cells(recall), extra and extra.value))
    return Table(
        name="fidelity_by_condition",
        title="What was asked for and heard, by condition",
        columns=("condition", "sessions", "recall", "low", "high", "not asked for"),
        rows=tuple(rows),
    )


def _RECALL(reading: Reading) -> tuple[float, float]:
    return len(reading.recovered), len(reading.asked)


def _cells(item: Measurement | None) -> tuple[float | None, float | None, float | None]:
    if item is None or not np.isfinite(item.low + item.high):
        return (item and item.value, None, None)
    return item.value, item.low, item.high


def severity_matrix(readings: Sequence[Reading]) -> Series:
    """Share of planned symptoms that are heard, by symptom and by how bad they were planned."""
    counts: dict[str, np.ndarray] = {}
    for reading in readings:
        for name in reading.asked:
            level = reading.profile.symptoms[name].severity
            if level:
                cell = counts.setdefault(name, np.zeros((2, 3)))
                cell[:, level - 1] += (name in reading.recovered, 1)
    common = sorted(counts, key=lambda name: (-counts[name][1].sum(), name))[:MOST_SYMPTOMS]
    return Series(
        name="symptom_severity", title="Planned symptoms that are heard", shape="matrix",
        x_label="planned severity", y_label="symptom", x=SEVERITIES,
        lines=tuple(Line(name=name, y=tuple(_shares(counts[name]))) for name in common),
        note="share of sessions; an empty cell was never planned",
    )  # fmt: skip


def _shares(cell: np.ndarray) -> Iterator[float | None]:
    yield from (float(a / b) if b else None for a, b in cell.T)


def measure_severity(
    planned_told: Mapping[str, Sequence[tuple[str, str | None]]],
) -> tuple[Measurement, ...]:
    """Agreement of planned and told severity, by patient: (planned, told or None)."""
    pairs = list(planned_told.values())
    told = [[(p, t) for p, t in rows if t in SEVERITIES and p in SEVERITIES] for rows in pairs]
    exact = [sum(p == t for p, t in rows) for rows in told]
    near = [sum(_steps(p, t) <= 1 for p, t in rows) for rows in told]
    sizes = [len(rows) for rows in told]
    confusion = [_confusion(rows) for rows in told]
    found = [
        measure_ratio("severity can be told", sizes, [len(rows) for rows in pairs]),
        measure_ratio("severity agrees", exact, sizes),
        measure_ratio("severity within a band", near, sizes),
        measure_sums(
            "severity, quadratic kappa", confusion, _kappa, unit="kappa", within=(-1.0, 1.0)
        ),
    ]
    return tuple(item for item in found if item is not None)


def _steps(planned: str, told: str) -> int:
    return abs(SEVERITIES.index(planned) - SEVERITIES.index(told))


def _confusion(rows: Sequence[tuple[str, str]]) -> np.ndarray:
    cell = np.zeros(9)
    for planned, told in rows:
        cell[3 * SEVERITIES.index(planned) + SEVERITIES.index(told)] += 1
    return cell


def _kappa(sums_RK: Rows) -> Rows:
    """Source: Cohen, Weighted kappa (1968), with squared weights."""
    cell = sums_RK.reshape(-1, 3, 3)
    total_R = cell.sum(axis=(1, 2))
    expected = cell.sum(axis=2)[:, :, None] * cell.sum(axis=1)[:, None, :] / total_R[:, None, None]
    weight = (np.arange(3)[:, None] - np.arange(3)[None, :]) ** 2
    return 1 - (weight * cell).sum(axis=(1, 2)) / (weight * expected).sum(axis=(1, 2))
