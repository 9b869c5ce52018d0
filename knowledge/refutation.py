"""`Refutation`: the least that must be denied, or be known, for a rule not to hold.

Used to settle the diagnoses that a planned patient does not have, so that none is left open by
silence. Knows nothing of which patient it is for.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.base import KnowledgeBase
from knowledge.criteria import (
    All,
    Any_,
    AtLeast,
    FactNode,
    Node,
    Ref,
    Scope,
    SymptomNode,
    Verdict3,
    evaluate_within,
    parts_of,
)
from knowledge.profile import Fact

# Denying that one functions worse is the least natural way to rule something out, and a fact is
# never heard as a denial; both are last resorts.
SYMPTOM_COST, FACT_COST, FUNCTION_COST = 1.0, 2.5, 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refutation:
    """Symptoms to be absent and values for facts; `cost` orders one way against another."""

    cost: float = 0.0
    symptoms: frozenset[str] = frozenset()
    facts: Mapping[str, Fact] = field(default_factory=dict)


def cheapest_refutation(
    node: Node, scope: Scope, knowledge: KnowledgeBase, rng: random.Random
) -> Refutation | None:
    """What would make the node not hold, ties broken at random; None if it holds anyway."""
    verdict = evaluate_within(node, scope, knowledge.blocks)
    if verdict is not Verdict3.UNDETERMINED:
        return None if verdict is Verdict3.MET else Refutation()
    if isinstance(node, SymptomNode):
        in_function = knowledge.symptoms[node.symptom].domain == "function"
        cost = FUNCTION_COST if in_function else SYMPTOM_COST
        return Refutation(cost=cost, symptoms=frozenset({node.symptom}))
    if isinstance(node, FactNode):
        # Durations and counts: none at all is below any least one.
        return None if node.min is None else Refutation(cost=FACT_COST, facts={node.name: 0})
    if isinstance(node, Ref):
        return cheapest_refutation(knowledge.blocks[node.block], scope, knowledge, rng)
    needed = _failures_needed(node)
    found = [cheapest_refutation(part, scope, knowledge, rng) for part in parts_of(node)]
    possible = [item for item in found if item is not None]
    if needed is None or len(possible) < needed:
        return None
    rng.shuffle(possible)
    return _together(sorted(possible, key=lambda item: item.cost)[:needed])


def _failures_needed(node: Node) -> int | None:
    """How many parts must fail; None for `none`, which only a presence would break."""
    if isinstance(node, All):
        return 1
    if isinstance(node, Any_):
        return len(node.of)
    return len(node.of) - node.count + 1 if isinstance(node, AtLeast) else None


def _together(chosen: Sequence[Refutation]) -> Refutation:
    return Refutation(
        cost=sum(item.cost for item in chosen),
        symptoms=frozenset(name for item in chosen for name in item.symptoms),
        facts={name: value for item in chosen for name, value in item.facts.items()},
    )
