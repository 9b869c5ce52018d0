"""Exclusion: what a patient in the making does not have, settled so that nothing is left open.

Other diagnoses, unwanted specifiers, and the risks that are asked about in any case.
"""

from collections.abc import Iterable

from knowledge.disorder import Control, Disorder
from knowledge.presentation.draft import Draft
from knowledge.presentation.refutation import ASKED_FACT_COST, FACT_COST
from knowledge.rule import Node

RISK_DENIALS = 3
ASKED_RISKS = (
    "suicide_plan_intent",
    "self_harm",
    "harm_to_others_thoughts",
    "suicide_attempt_history",
)


def rule_out_others(draft: Draft) -> None:
    """Makes every rule fail that must. Raises NoPresentation if one cannot."""
    for rule, fact_cost in _must_fail(draft):
        if draft.verdict(rule) is not False:
            found = draft.refutation(rule, fact_cost)
            draft.settle(found, "another diagnosis would hold as well")


def others_can_be_ruled_out(added: str, draft: Draft) -> bool:
    """Whether what looks at a symptom that was just added, or at one it implies, can fail."""
    added_all = {added, *draft.knowledge.wider[added]}
    touched = (d for d in _others(draft) if added_all & draft.knowledge.rule_symptoms(d.id))
    own = (r for r in draft.records if added_all & draft.knowledge.rule_symptoms(r.id))
    unwanted = (draft.knowledge.specifier_rule(name) for name in draft.wanted.without)
    fail = (*(d.rule for d in touched), *unwanted)
    return all(draft.refutation(rule) is not None for rule in fail) and all(
        draft.verdict(record.rule) is not False for record in own
    )


def deny_risks(draft: Draft) -> None:
    """Settles a few risks that are asked about anyway; a plan to die is never left open."""
    risks = {name for d in draft.records if isinstance(d, Disorder) for name in d.risk}
    pool = [name for name in sorted({*ASKED_RISKS, *risks}) if name in draft.knowledge.symptoms]
    first = [name for name in _first_risks(draft) if name not in draft.known]
    rest = draft.shuffled(n for n in pool if n not in draft.known and n not in first)
    for name in (first + rest)[:RISK_DENIALS]:
        if not any(draft.known.get(n) for n in draft.knowledge.narrower[name]):
            draft.deny(name)


def _first_risks(draft: Draft) -> tuple[str, ...]:
    hears = draft.known.get("hallucinations", False)
    return ("suicide_plan_intent", "command_voices") if hears else ("suicide_plan_intent",)


def _must_fail(draft: Draft) -> list[tuple[Node, float]]:
    """Rules that must not hold, each with what it costs to settle it by a fact."""
    near = {name for record in draft.records for name in _neighbours(record)}
    rules = [(d.rule, ASKED_FACT_COST if d.id in near else FACT_COST) for d in _others(draft)]
    unwanted = sorted(draft.wanted.without)
    return rules + [(draft.knowledge.specifier_rule(n), ASKED_FACT_COST) for n in unwanted]


def _others(draft: Draft) -> list[Disorder]:
    """The disorders that must not hold: none of the wanted ones, nor what those replace."""
    if any(isinstance(r, Control) and r.meets_disorders for r in draft.records):
        return []
    spared = set(draft.wanted.conditions)
    for name in draft.wanted.conditions:
        spared |= set(draft.knowledge.precedence.get(name, ()))
    return [d for name, d in draft.knowledge.disorders.items() if name not in spared]


def _neighbours(record: Disorder | Control) -> Iterable[str]:
    return record.near if isinstance(record, Control) else record.confusable
