"""`Refutation`: the least that must be denied, or be known, for a rule not to hold.

Used to settle the diagnoses that a planned patient does not have, so that none is left open by
silence. Knows nothing of which patient it is for.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.base import KnowledgeBase
from knowledge.judge import fact_holds
from knowledge.profile import Fact
from knowledge.rule import All, AtLeast, FactNode, Node, None_, Ref, SymptomNode, parts_of

# Denying that one functions worse is the least natural way to rule something out.
SYMPTOM_COST, FUNCTION_COST = 1.0, 4.0
FACT_COST, ASKED_FACT_COST = 0.5, 2.5
"""A duration that is not there settles a remote diagnosis silently; a near neighbour is asked
about, so there a symptom is denied first."""

LEFT_OPEN_COST = 50.0
"""A fact that only has a greatest value (days since a birth) cannot be denied: nobody says how long
ago a birth was that never happened. As a last resort it stays unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refutation:
    """Symptoms to be absent and values for facts; `cost` orders one way against another."""

    cost: float = 0.0
    symptoms: tuple[str, ...] = ()
    facts: tuple[tuple[str, Fact], ...] = ()


NOTHING = Refutation()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuter:
    """What is known of one patient; finds refutations, ties broken at random."""

    present: Mapping[str, bool]
    facts: Mapping[str, Fact]
    knowledge: KnowledgeBase
    rng: random.Random

    def cheapest(self, node: Node, *, fact_cost: float = FACT_COST) -> Refutation | None:
        """What would make the node not hold; nothing if it does not anyway, None if it must."""
        if isinstance(node, SymptomNode):
            return self._of_symptom(node.symptom)
        if isinstance(node, FactNode):
            return self._of_fact(node, fact_cost)
        if isinstance(node, Ref):
            return self.cheapest(self.knowledge.blocks[node.block], fact_cost=fact_cost)
        if isinstance(node, None_):
            judge = self.knowledge.judge_of(node)
            return NOTHING if judge(self.present, self.facts) is False else None
        found = [self.cheapest(part, fact_cost=fact_cost) for part in parts_of(node)]
        possible = sorted((r for r in found if r is not None), key=lambda item: item.cost)
        needed = _failures_needed(node)
        return _together(possible[:needed]) if len(possible) >= needed else None

    def _of_symptom(self, symptom: str) -> Refutation | None:
        known = self.present.get(symptom)
        if known is not None:
            return None if known else NOTHING
        in_function = self.knowledge.symptoms[symptom].domain == "function"
        cost = FUNCTION_COST if in_function else SYMPTOM_COST
        return Refutation(cost=cost + 0.3 * self.rng.random(), symptoms=(symptom,))

    def _of_fact(self, node: FactNode, cost: float) -> Refutation | None:
        known = fact_holds(node, self.facts.get(node.name))
        if known is not None:
            return None if known else NOTHING
        if node.min is not None and node.min > 0:
            # Durations and counts: none at all is below any least one.
            return Refutation(cost=cost, facts=((node.name, 0),))
        if node.eq is not None:
            other = (not node.eq) if isinstance(node.eq, bool) else "none"
            return Refutation(cost=cost, facts=((node.name, other),))
        return Refutation(cost=LEFT_OPEN_COST)


def _failures_needed(node: Node) -> int:
    """How many parts must fail for the node to."""
    if isinstance(node, All):
        return 1
    return len(parts_of(node)) - (node.count if isinstance(node, AtLeast) else 1) + 1


def _together(chosen: Sequence[Refutation]) -> Refutation:
    if len(chosen) == 1:
        return chosen[0]
    return Refutation(
        cost=sum(item.cost for item in chosen),
        symptoms=tuple(name for item in chosen for name in item.symptoms),
        facts=tuple(pair for item in chosen for pair in item.facts),
    )
