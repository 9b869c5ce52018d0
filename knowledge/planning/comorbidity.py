"""Second diagnoses: who of a first one has which, and which pairs nobody can have."""

from collections.abc import Mapping

from knowledge.planning.assignment import Assignment
from knowledge.planning.place import NOBODY
from knowledge.planning.possibility import pair_refusal

ROUNDING = 0.0005
"""By how much shares that were rounded may add up to more than 1."""


def deal_comorbid(assignment: Assignment) -> None:
    """Gives every place a second diagnosis or none; refuses pairs that nobody can have."""
    spec = assignment.spec
    for place in assignment.places:
        place.labels["comorbid"] = NOBODY
    for first in sorted(spec.conditions):
        pairs = _of_first(spec.dimension("comorbid"), first)
        if pairs and _are_possible(first, pairs, assignment):
            shares = {**pairs, NOBODY: max(0.0, 1 - sum(pairs.values()))}
            places = assignment.of_condition(first)
            assignment.deal("comorbid", places, shares, exact=spec.is_exact("comorbid"))


def _of_first(pairs: Mapping[str, float], first: str) -> dict[str, float]:
    """FIRST+SECOND -> share, as SECOND -> share for one first."""
    split = ((key.split("+"), share) for key, share in pairs.items() if share > 0)
    return {names[1]: share for names, share in split if names[0] == first}


def _are_possible(first: str, pairs: Mapping[str, float], assignment: Assignment) -> bool:
    refusal = assignment.refusal
    before = len(refusal.reasons)
    for second in sorted(pairs):
        reason = pair_refusal(first, second, assignment.knowledge)
        if reason:
            rest = refusal.nearest["comorbid"]
            rest = {key: share for key, share in rest.items() if key != f"{first}+{second}"}
            refusal.add([reason], "comorbid", rest)
    total = sum(pairs.values())
    if total > 1 + ROUNDING:
        _refuse_total(first, pairs, total, assignment)
    return len(refusal.reasons) == before


def _refuse_total(
    first: str, pairs: Mapping[str, float], total: float, assignment: Assignment
) -> None:
    """Too many second diagnoses of one first: the nearest has them all in proportion."""
    rest = dict(assignment.refusal.nearest.get("comorbid", {}))
    for second, share in pairs.items():
        if f"{first}+{second}" in rest:
            rest[f"{first}+{second}"] = int(share / total * 1e6) / 1e6
    reason = f"comorbid shares of {first} add up to {total:g}: at most one second diagnosis"
    assignment.refusal.add([reason], "comorbid", rest)
