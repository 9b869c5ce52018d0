"""`Presentation`: the symptoms and facts with which a condition shows in one patient.

Chosen at random among the ways to meet the rules, so that exactly the asked diagnoses hold, no
other one is left open, and nothing stands in it that a record forbids. Knows nothing of cohorts,
quotas or how things are said.
"""

import random
from dataclasses import dataclass

from knowledge.base import KnowledgeBase
from knowledge.presentation.addition import add_more, reach_severity
from knowledge.presentation.circumstances import draw_facts
from knowledge.presentation.draft import Draft
from knowledge.presentation.exclusion import ASKED_RISKS, deny_risks, rule_out_others
from knowledge.presentation.fulfilment import fulfil
from knowledge.presentation.verification import verify
from knowledge.presentation.wanted import NoPresentation, Wanted
from knowledge.profile import Fact

COST_OF_ILLNESS = "distress_impairment"
ATTEMPTS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """`essential` are the present symptoms that a rule or a request needs."""

    present: tuple[str, ...]
    absent: tuple[str, ...]
    essential: frozenset[str]
    facts: dict[str, Fact]


def draw_presentation(
    wanted: Wanted,
    rng: random.Random,
    knowledge: KnowledgeBase,
    *,
    age: int | None = None,
    onset_age: int | None = None,
) -> Presentation:
    """Draws one; no duration in it is longer than the years since `onset_age` or childhood.

    Raises:
        NoPresentation: if none was found; the reason is the last one met.
    """
    reason = ""
    for _ in range(ATTEMPTS):
        try:
            return _finished(Draft(wanted, rng, knowledge, age=age, onset_age=onset_age))
        except NoPresentation as error:
            reason = str(error)
    raise NoPresentation(reason)


def _finished(draft: Draft) -> Presentation:
    _start(draft)
    for record in draft.records:
        fulfil(record.rule, draft)
    for name in sorted(draft.wanted.specifiers):
        fulfil(draft.knowledge.specifier_rule(name), draft)
    reach_severity(draft)
    essential = frozenset(draft.present)
    add_more(draft)
    rule_out_others(draft)
    deny_risks(draft)
    verify(draft)
    return Presentation(
        present=tuple(draft.present),
        absent=tuple(sorted(_said_absent(draft))),
        essential=essential,
        facts=dict(sorted(draft.facts.items())),
    )


def _start(draft: Draft) -> None:
    """What is asked for and what is forbidden, before anything is chosen."""
    for name in (*sorted(draft.wanted.absent), *sorted(_forbidden(draft))):
        draft.deny(name)
    always = [COST_OF_ILLNESS] if draft.primary_disorder else []
    for symptom in (*sorted(draft.wanted.present), *always):
        draft.add(symptom)
    draw_facts(draft)


def _forbidden(draft: Draft) -> set[str]:
    """What the records forbid, unless another condition needs or a specifier allows it."""
    needed: set[str] = set()
    forbidden: set[str] = set()
    for record in draft.records:
        needed |= draft.knowledge.supporting_symptoms(record.id)
        forbidden |= set(record.must_not)
    for name in draft.wanted.specifiers:
        needed |= set(draft.knowledge.specifiers[name].lifts)
    return forbidden - needed


def _said_absent(draft: Draft) -> set[str]:
    """The broadest that say it all: the absence of a symptom says that of every narrower one."""
    absent = {name for name, present in draft.known.items() if not present}
    asked = draft.wanted.absent | set(ASKED_RISKS)
    return {n for n in absent if n in asked or not absent & set(draft.knowledge.wider[n])}
