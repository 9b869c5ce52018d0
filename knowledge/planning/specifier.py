"""Specifiers: who of a condition has one, and which nobody can have or be without."""

from knowledge.planning.assignment import Assignment
from knowledge.planning.possibility import is_possible
from knowledge.planning.quota import yes_or_no
from knowledge.presentation.wanted import Wanted


def deal_specifiers(assignment: Assignment) -> None:
    """Says of every place of a condition whether it has the specifier; it is open for no one."""
    spec = assignment.spec
    for key, share in sorted(spec.dimension("specifiers").items()):
        condition, specifier = key.split("+")
        if not _is_possible(key, share, assignment):
            continue
        places = assignment.of_condition(condition)
        answers = assignment.draw(places, yes_or_no(share), exact=spec.is_exact("specifiers"))
        for place, answer in zip(places, answers, strict=True):
            if answer == "yes":
                place.specifiers |= {specifier}
            else:
                place.without |= {specifier}


def _is_possible(key: str, share: float, assignment: Assignment) -> bool:
    """Whether some can have it and, where not all are asked to, some can be without."""
    condition, specifier = key.split("+")
    one = frozenset({specifier})
    with_it = Wanted(conditions=(condition,), severity="moderate", specifiers=one)
    without = Wanted(conditions=(condition,), severity="moderate", without=one)
    rest = assignment.refusal.nearest["specifiers"]
    if share > 0 and not is_possible(with_it, assignment.knowledge):
        reason = f"specifiers.{key}: no patient can have it and no other diagnosis"
        others = {name: asked for name, asked in rest.items() if name != key}
        assignment.refusal.add([reason], "specifiers", others)
        return False
    if share < 1 and not is_possible(without, assignment.knowledge):
        reason = f"specifiers.{key}: no patient can be without it"
        assignment.refusal.add([reason], "specifiers", {**rest, key: 1.0})
        return False
    return True
