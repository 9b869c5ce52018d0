"""`Feasibility`: whether a request can be met; if not, why, and the nearest one that can."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from knowledge.base import KnowledgeBase
from knowledge.cohort import CohortSpec, parse_spec, spec_json
from knowledge.planning.assignment import Assignment
from knowledge.planning.dealing import assigned
from knowledge.planning.default import DEFAULTS
from knowledge.planning.place import Place

MENDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """A joint cell of the named dimensions and how many patients it has."""

    labels: Mapping[str, str]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Feasibility:
    """`nearest` is a request, as plain data, that removes the reasons; None where feasible."""

    feasible: bool
    reasons: tuple[str, ...]
    nearest: Mapping[str, Any] | None
    strata: tuple[Stratum, ...]


def check(spec: CohortSpec, knowledge: KnowledgeBase) -> Feasibility:
    """Whether the request can be met, why not, what can, and how many patients each cell gets."""
    assignment = assigned(spec, knowledge)
    if assignment.refusal.reasons:
        return Feasibility(
            feasible=False,
            reasons=tuple(assignment.refusal.reasons),
            nearest=nearest_request(assignment),
            strata=(),
        )
    return Feasibility(feasible=True, reasons=(), nearest=None, strata=_strata(assignment))


def nearest_request(assignment: Assignment) -> Mapping[str, Any] | None:
    """Mends the request until it is feasible; None if it is not after a few rounds."""
    for _ in range(MENDS):
        found = assigned(parse_spec(assignment.refusal.nearest), assignment.knowledge)
        if not found.refusal.reasons:
            return MappingProxyType(spec_json(found.spec))
        assignment = found
    return None


def stratum_labels(place: Place, spec: CohortSpec) -> dict[str, str]:
    """The labels of a place that the request names, first of all its condition."""
    named = [name for name in DEFAULTS if spec.dimension(name)]
    labels = {"condition": place.labels["condition"]}
    if spec.comorbid:
        labels["comorbid"] = place.labels["comorbid"]
    if spec.specifiers:
        labels["specifiers"] = "+".join(sorted(place.specifiers))
    return labels | {name: place.labels[name] for name in named}


def _strata(assignment: Assignment) -> tuple[Stratum, ...]:
    spec, places = assignment.spec, assignment.places
    cells = Counter(tuple(stratum_labels(place, spec).items()) for place in places)
    return tuple(
        Stratum(labels=MappingProxyType(dict(labels)), count=count)
        for labels, count in sorted(cells.items())
    )


def feasibility_json(found: Feasibility) -> dict[str, Any]:
    """The `cohort check --json` contract."""
    return {
        "feasible": found.feasible,
        "reasons": list(found.reasons),
        "nearest": None if found.nearest is None else dict(found.nearest),
        "strata": [{**stratum.labels, "count": stratum.count} for stratum in found.strata],
    }
