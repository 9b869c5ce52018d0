"""What privacy costs: what runs trained at several epsilons teach of the same held-out people.

Gap closed in utility = (run - base) / (without noise - base) in macro-F1 on held-out real patients:
0 is a run of the untouched base, 1 one of the checkpoint that was trained without noise. Epsilon is
that of the training (unit patient, adjacency add or remove one), whatever filters read afterwards.
The same share of a held-out loss is `gap_closed`'s.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evaluation.measurement import Measurement
from evaluation.report import RUN, Figure, Line, Section, Series
from evaluation.sections import Bodies
from evaluation.transfer import REAL, SYNTHETIC, Replicates, Rows, Transfer

BASE, WITHOUT_NOISE = 0.0, math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """An epsilon, and the runs that were trained at it and differ in nothing but their seed."""

    epsilon: float
    runs: tuple[str, ...]

    @property
    def arms(self) -> Replicates:
        """Of a transfer: what their sessions taught."""
        return [SYNTHETIC if run == RUN else run for run in self.runs]

    def known_to(self, transfer: Transfer) -> bool:
        return set(self.arms) <= transfer.arms.counts.keys()

    @property
    def words(self) -> str:
        if self.epsilon == BASE:
            return "no private text"
        return "no noise" if math.isinf(self.epsilon) else f"epsilon {self.epsilon:.3g}"


def frontier_section(bodies: Bodies, transfers: Sequence[Transfer]) -> Section | None:
    """Utility by epsilon for every task; None where no other run is given."""
    if not bodies.against:
        return None
    points = _points(bodies)
    reasons = [
        f"{name}: nobody knows the epsilon that it was trained at"
        for name, body in bodies.runs.items()
        if body.epsilon is None
    ]
    if not transfers:
        reasons.append("utility was not measured, for the reasons given there")
    figures: list[Figure] = []
    for transfer in transfers:
        task, found = f"{transfer.task.title}, by {transfer.learner}", gaps_closed(transfer, points)
        if isinstance(found, str):
            reasons.append(f"gap closed in {task}: {found}")
            continue
        figures += [
            Figure(measurement=replace(item, name=f"{task}: {item.name}"))
            for item in found.values()
        ]
    return Section(
        name="frontier",
        title="What does privacy cost?",
        figures=tuple(figures),
        series=tuple(_series(transfer, points) for transfer in transfers if len(points) > 1),
        skipped=tuple(reasons),
    )


def _points(bodies: Bodies) -> list[Point]:
    found = [
        Point(epsilon=body.epsilon, runs=(name,))
        for name, body in bodies.runs.items()
        if body.epsilon is not None
    ]
    return sorted(found, key=lambda point: point.epsilon)


def _named(points: Sequence[Point]) -> Mapping[str, Point]:
    """By the words for their epsilon, and by their runs' names where several share it."""
    times = Counter(point.words for point in points)
    return {
        point.words if times[point.words] == 1 else f"{point.words}, {', '.join(point.runs)}": point
        for point in points
    }


def _series(transfer: Transfer, points: Sequence[Point]) -> Series:
    named = _named([point for point in points if point.known_to(transfer)])
    taught = {name: transfer.arms.macro_f1(name, point.arms) for name, point in named.items()}
    real = transfer.arms.macro_f1(REAL, [REAL])
    return Series(
        name=f"frontier_{transfer.task.title}_{transfer.learner}".replace(" ", "_"),
        title=f"{transfer.task.title}, by {transfer.learner}",
        shape="bars",
        x_label="trained with",
        y_label="macro-F1 on held-out people",
        x=tuple(named),
        lines=(
            Line.of_measurements("learned from the run", tuple(taught.values())),
            Line.of_measurements("learned from people", (real,) * len(named), of="reference"),
        ),
    )


def gaps_closed(transfer: Transfer, points: Sequence[Point]) -> Mapping[str, Measurement] | str:
    """Of every point between base and no noise, by the words for its epsilon; or why there is none.

    Void unless the interval of no noise less base lies above 0.
    """
    known = [point for point in points if point.known_to(transfer)]
    bases = [point.arms for point in known if point.epsilon == BASE]
    unprotected = [point.arms for point in known if point.epsilon == WITHOUT_NOISE]
    for found, what in ((bases, "of the base"), (unprotected, "trained without noise")):
        if len(found) != 1:
            return f"{len(found)} runs {what} are given, one is needed"
    base, without_noise = bases[0], unprotected[0]
    gain = transfer.arms.compare(
        "gain", (without_noise, base), np.subtract, unit="macro-F1", within=(-1.0, 1.0)
    )
    if gain is None or gain.low <= 0:
        size = f" ({gain.value:+.3f} [{gain.low:.3f}, {gain.high:.3f}])" if gain else ""
        return f"void, no noise does not beat the base{size}"
    found = {
        name: gap_closed(transfer, point.arms, base, without_noise, name=name)
        for name, point in _named(known).items()
        if point.arms not in (base, without_noise)
    }
    return {name: item for name, item in found.items() if item is not None}


def gap_closed(
    transfer: Transfer, own: Replicates, base: Replicates, without_noise: Replicates, *, name: str
) -> Measurement | None:
    """(own - base) / (without noise - base) in macro-F1; None where that is no number."""
    runs = (own, base, without_noise)
    return transfer.arms.compare(f"gap closed, {name}", runs, _share, unit="share")


def _share(own_D: Rows, base_D: Rows, without_noise_D: Rows) -> Rows:
    return (own_D - base_D) / (without_noise_D - base_D)
