"""`Tally`: what was requested of a cohort beside what was planned, and where they differ most."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from knowledge.base import KnowledgeBase
from knowledge.cohort import CohortSpec
from knowledge.dimension import PARTS
from knowledge.errors import GateRefused
from knowledge.planning.assignment import Assignment
from knowledge.planning.dealing import assigned
from knowledge.planning.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """One value of one named dimension: the asked share, and patients asked for and planned."""

    dimension: str
    value: str
    share: float
    requested: float
    planned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value within one condition: patients expected before rounding, and planned."""

    dimension: str
    condition: str
    value: str
    expected: float
    planned: int

    @property
    def error(self) -> float:
        """Patients too many or too few."""
        return abs(self.planned - self.expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """`comorbidity_error` is the greatest difference between an asked and a planned pair share."""

    patients: int
    margins: tuple[Margin, ...]
    worst_cell: Cell | None
    comorbidity_error: float

    def as_json(self) -> dict[str, Any]:
        """Plain data, for `cohort plan --json`."""
        worst = asdict(self.worst_cell) if self.worst_cell else None
        return {
            "patients": self.patients,
            "margins": [asdict(item) for item in self.margins],
            "worst_cell": worst,
            "comorbidity_error": self.comorbidity_error,
        }


def tally(spec: CohortSpec, knowledge: KnowledgeBase) -> Tally:
    """Counts the plan of a request.

    Raises:
        GateRefused: if the request is not feasible.
    """
    dealt = assigned(spec, knowledge)
    if dealt.refusal.reasons:
        raise GateRefused(f"cohort not feasible: {'; '.join(dealt.refusal.reasons)}")
    planned = Counter(
        (label, place.labels["condition"], value)
        for place in dealt.places
        for label, value in place.labels.items()
    )
    cells = (
        Cell(dimension=d, condition=c, value=v, expected=number, planned=planned[d, c, v])
        for (d, c, v), number in sorted(dealt.expected.items())
    )
    return Tally(
        patients=len(dealt.places),
        margins=(*_margins(dealt, planned), *_parts(dealt)),
        worst_cell=max(cells, key=lambda cell: cell.error, default=None),
        comorbidity_error=_pair_error(dealt, planned),
    )


def _margins(dealt: Assignment, planned: Counter[tuple[str, str, str]]) -> list[Margin]:
    """Values of the dimensions whose shares add up to 1, among those that have any."""
    rows = []
    for dimension in dealt.spec.named():
        if dimension in PARTS:
            continue
        label = "condition" if dimension == "conditions" else dimension
        counts: Counter[str] = Counter()
        for (name, _, value), count in planned.items():
            if name == label and value:
                counts[value] += count
        shares = dealt.spec.dimension(dimension)
        total = sum(shares.values())
        rows += [
            Margin(
                dimension=dimension,
                value=value,
                share=share / total,
                requested=share / total * counts.total(),
                planned=counts[value],
            )
            for value, share in shares.items()
        ]
    return rows


def _parts(dealt: Assignment) -> list[Margin]:
    """Dimensions whose shares stand each for themselves; symptoms where the plan forces them."""
    rows = []
    for dimension in PARTS:
        for key, share in dealt.spec.dimension(dimension).items():
            asked = [place for place in dealt.places if _is_asked(place, dimension, key)]
            planned = sum(_has(place, dimension, key) for place in asked)
            rows.append(
                Margin(
                    dimension=dimension,
                    value=key,
                    share=share,
                    requested=share * len(asked),
                    planned=planned,
                )
            )
    return rows


def _is_asked(place: Place, dimension: str, key: str) -> bool:
    """Whether the share of `key` is one of such places: of a first diagnosis, or of all."""
    first = key.split("+")[0]
    return dimension not in ("comorbid", "specifiers") or place.labels["condition"] == first


def _has(place: Place, dimension: str, key: str) -> bool:
    held = {
        "comorbid": (place.labels.get("comorbid"),),
        "specifiers": place.specifiers,
        "symptoms": place.present,
        "background": [name for name, holds in place.background.items() if holds],
    }
    return key.split("+")[-1] in held[dimension]


def _pair_error(dealt: Assignment, planned: Counter[tuple[str, str, str]]) -> float:
    errors = [0.0]
    for key, share in dealt.spec.dimension("comorbid").items():
        first, second = key.split("+")
        whole = planned["condition", first, first]
        if whole:
            errors.append(abs(planned["comorbid", first, second] / whole - share))
    return max(errors)
