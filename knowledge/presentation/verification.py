"""Verification: the finished patient has the wanted diagnoses, specifiers and severity alone."""

from knowledge.criteria import after_precedence
from knowledge.disorder import Control
from knowledge.presentation.draft import Draft
from knowledge.presentation.wanted import NoPresentation


def verify(draft: Draft) -> None:
    """Raises NoPresentation, naming what does not hold."""
    _verify_diagnoses(draft)
    _verify_specifiers(draft)
    low, high = draft.bounds
    if not low <= draft.count() <= high:
        raise NoPresentation(f"no room for {draft.wanted.severity} severity")


def _verify_diagnoses(draft: Draft) -> None:
    judges = draft.knowledge.judges
    met = [name for name, judge in judges.items() if judge(draft.known, draft.facts)]
    controls = [record for record in draft.records if isinstance(record, Control)]
    wanted = () if controls else tuple(sorted(draft.wanted.conditions))
    if not any(control.meets_disorders for control in controls) and (
        after_precedence(met, draft.knowledge) != wanted
    ):
        raise NoPresentation(f"the rules would give {', '.join(met) or 'no disorder'}")
    for control in controls:
        if not draft.holds(control.rule):
            raise NoPresentation(f"the rule of {control.id} would not hold")


def _verify_specifiers(draft: Draft) -> None:
    for name in (*draft.wanted.specifiers, *draft.wanted.without):
        rule = draft.knowledge.specifier_rule(name)
        if draft.holds(rule) != (name in draft.wanted.specifiers):
            raise NoPresentation(f"the specifier {name} cannot be settled")
