"""A dimension of one label a patient, dealt out to its margin.

Where it goes with the diagnosis (a structural zero, a verified odds ratio) the table of diagnosis
by value is raked to the requested margin and rounded to whole numbers that keep it. A dimension
left out of `exact` is drawn from the same raked shares.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from knowledge.planning.assignment import Assignment
from knowledge.planning.default import DEFAULTS, usual_shares
from knowledge.planning.fit import Fit
from knowledge.planning.place import Place
from knowledge.planning.quota import largest_remainder
from knowledge.planning.risk import impose_risk
from knowledge.planning.table import nearest_columns, rake, round_within

OF_THE_ILL = ("severity", "risk_level", "onset_age")
"""Dimensions that negative controls do not have."""
Groups = Mapping[tuple[float, ...], Sequence[Place]]
"""How well each value, in the order of names, goes with some patients -> these patients."""


def deal_dimension(name: str, assignment: Assignment) -> None:
    """Gives every patient that the dimension is about a value of it, or notes why not."""
    named = assignment.spec.dimension(name)
    shares = named or DEFAULTS[name]
    for place in assignment.places:
        place.labels[name] = ""
    groups = _groups(name, shares, assignment)
    if not named:
        _deal_open(name, shares, groups, assignment)
    elif _go_together(groups):
        _deal_raked(name, shares, groups, assignment)
    else:
        exact = assignment.spec.is_exact(name)
        assignment.deal(name, _concerned(name, assignment), shares, exact=exact)
    if name == "risk_level" and not assignment.refusal.reasons:
        impose_risk(assignment.places)


def _concerned(name: str, assignment: Assignment) -> list[Place]:
    """Whom a dimension is about."""
    if name not in OF_THE_ILL:
        return assignment.places
    disorders = assignment.knowledge.disorders
    return [place for place in assignment.places if place.labels["condition"] in disorders]


def _groups(name: str, shares: Mapping[str, float], assignment: Assignment) -> Groups:
    """Places by how well each value goes with them: weights, or what an unnamed one follows."""
    known: dict[Any, tuple[float, ...]] = {}
    groups: dict[tuple[float, ...], list[Place]] = {}
    for place in _concerned(name, assignment):
        same = (place.wanted, place.labels.get("age"))
        if same not in known:
            known[same] = _weights(name, shares, place, assignment)
        groups.setdefault(known[same], []).append(place)
    return groups


def _weights(
    name: str, shares: Mapping[str, float], place: Place, assignment: Assignment
) -> tuple[float, ...]:
    spec, knowledge = assignment.spec, assignment.knowledge
    if spec.dimension(name):
        usual: Mapping[str, float] = dict.fromkeys(shares, 1.0)
    else:
        usual = usual_shares(name, place.labels["condition"], spec, knowledge)
    fit = Fit(spec=spec, knowledge=knowledge)
    return tuple(usual[value] * fit.weight(name, place, value) for value in sorted(shares))


def _go_together(groups: Groups) -> bool:
    """Whether some value goes better with some places than with others."""
    return any(len(set(key)) > 1 or 0.0 in key for key in groups)


def _deal_open(
    name: str, shares: Mapping[str, float], groups: Groups, assignment: Assignment
) -> None:
    """Each group by its own shares; by the default where none of the values goes with it."""
    for key in sorted(groups):
        own = dict(zip(sorted(shares), key, strict=True))
        assignment.deal(name, groups[key], own if any(key) else shares, exact=True)


def _deal_raked(
    name: str, shares: Mapping[str, float], groups: Groups, assignment: Assignment
) -> None:
    values, keys = sorted(shares), sorted(groups)
    stuck = [key for key in keys if not any(key)]
    if stuck:
        _refuse_group(name, values, groups[stuck[0]][0], assignment)
        return
    seed_GV = np.array(keys)
    row_G = np.array([len(groups[key]) for key in keys])
    counts = largest_remainder(shares, int(row_G.sum()))
    column_V = np.array([counts[value] for value in values])
    table_GV = rake(seed_GV, row_G, column_V)
    if table_GV is None:
        possible_V = nearest_columns(seed_GV, row_G, column_V)
        possible = dict(zip(values, map(int, possible_V), strict=True))
        _refuse_margin(name, possible, counts, assignment)
        return
    exact = assignment.spec.is_exact(name)
    dealt_GV = round_within(table_GV, row_G, column_V) if exact else table_GV
    for key, row_V, raked_V in zip(keys, dealt_GV, table_GV, strict=True):
        cells = dict(zip(values, row_V.tolist(), strict=True))
        raked = dict(zip(values, raked_V.tolist(), strict=True))
        assignment.deal(name, groups[key], cells, exact=exact, expected=raked)


def _refuse_group(name: str, values: Sequence[str], place: Place, assignment: Assignment) -> None:
    who = " with ".join(place.conditions)
    aged = f" aged {place.labels['age']}" if name == "onset_age" else ""
    reason = f"{name}: none of {', '.join(values)} is possible for {who}{aged}"
    assignment.refusal.add([reason], name, {})


def _refuse_margin(
    name: str, possible: Mapping[str, int], asked: Mapping[str, int], assignment: Assignment
) -> None:
    total = sum(possible.values())
    reasons = [
        f"{name}.{value}: asked of {asked[value]} of {total} patients, possible "
        f"{'at most' if count < asked[value] else 'at least'} {count} beside what else is asked"
        for value, count in possible.items()
        if asked[value] != count
    ]
    rest = {value: count / total for value, count in possible.items() if count}
    assignment.refusal.add(reasons, name, rest)
