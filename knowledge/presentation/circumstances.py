"""Circumstances: the facts of a patient in the making, drawn within the years of their life."""

from knowledge.disorder import Control, Disorder, SeverityBasis
from knowledge.presentation.draft import Draft
from knowledge.profile import Fact, Severity

FIRST_MEMORY = 8
"""Age in years before which nothing planned began, so that "for years" fits a young patient."""
DAYS_A_YEAR = 365
MONTHS_A_YEAR = 12


def draw_facts(draft: Draft) -> None:
    """The planned facts of every condition and specifier; the first to name a fact decides it."""
    for record in draft.records:
        _draw_planned(record, draft)
        if isinstance(record, Disorder) and draft.wanted.severity:
            _draw_severity(record.severity, draft.wanted.severity, draft)
        if draft.onset_age is not None:
            draft.facts["onset_age"] = draft.onset_age


def _draw_planned(record: Disorder | Control, draft: Draft) -> None:
    planned = dict(record.facts)
    for name in sorted(draft.wanted.specifiers):
        planned |= draft.knowledge.specifiers[name].facts
    for name, plan in planned.items():
        draft.facts.setdefault(name, _within_life(name, plan.draw(draft.rng), draft))


def _draw_severity(basis: SeverityBasis, severity: Severity, draft: Draft) -> None:
    if basis.fact:
        low, high = basis.ranges[severity]
        steps = draft.rng.randint(0, round((high - low) / basis.step))
        value = round(low + steps * basis.step, 3)
        draft.facts.setdefault(basis.fact, int(value) if basis.step >= 1 else value)
    elif basis.function:
        draft.facts.setdefault("functional_band", severity)


def _within_life(name: str, value: Fact, draft: Draft) -> Fact:
    """A duration or an age that the patient's years have room for."""
    if draft.age is None or isinstance(value, bool | str):
        return value
    if name.endswith("_since_age"):
        return min(value, draft.age)
    if not name.endswith(("_days", "_months", "months_since_death")):
        return value
    began = FIRST_MEMORY if draft.onset_age is None else draft.onset_age
    years = draft.age - began + (0 if draft.onset_age is None else 1)
    return min(value, years * (DAYS_A_YEAR if name.endswith("_days") else MONTHS_A_YEAR))
