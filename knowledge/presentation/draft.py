"""`Draft`: what is settled so far of one patient in the making.

Keeps it consistent: what is present implies the wider symptoms, what is absent rules out the
narrower ones, and the count that severity goes by has a ceiling. Chooses nothing itself.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.base import KnowledgeBase
from knowledge.disorder import Control, Disorder
from knowledge.presentation.refutation import FACT_COST, Refutation, Refuter
from knowledge.presentation.wanted import NoPresentation, Wanted
from knowledge.profile import Fact
from knowledge.rule import Node, SymptomNode


@dataclass(slots=True)
class Draft:
    """`present` are the symptoms that were added; `known` says of every settled one whether it is
    there, implied ones included. Ages in years."""

    wanted: Wanted
    rng: random.Random
    knowledge: KnowledgeBase
    age: int | None = None
    onset_age: int | None = None
    present: list[str] = field(default_factory=list)
    known: dict[str, bool] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    records: tuple[Disorder | Control, ...] = field(init=False)
    counted: tuple[str, ...] = field(init=False, default=())
    """The symptoms whose number is the severity, if it goes by a number."""
    bounds: tuple[int, int] = field(init=False, default=(0, 0))
    """How many of `counted` the wanted severity has, least and most."""

    def __post_init__(self) -> None:
        self.records = tuple(self.knowledge.condition(name) for name in self.wanted.conditions)
        severity, disorder = self.wanted.severity, self.primary_disorder
        if severity and disorder and disorder.severity.counted:
            self.counted = disorder.severity.counted
            self.bounds = disorder.severity.counts[severity]

    @property
    def primary_disorder(self) -> Disorder | None:
        """The first condition, unless it is a negative control."""
        first = self.records[0]
        return first if isinstance(first, Disorder) else None

    def count(self) -> int:
        """How many of the symptoms that severity goes by are there."""
        return sum(self.known.get(name) is True for name in self.counted)

    def can_add(self, symptom: str) -> bool:
        """Not denied, and neither is anything that it implies; severity keeps its count."""
        everything = (symptom, *self.knowledge.wider[symptom])
        if any(self.known.get(name) is False for name in everything):
            return False
        if not self.counted:
            return True
        added = [n for n in everything if n in self.counted and not self.known.get(n)]
        return self.count() + len(added) <= self.bounds[1]

    def add(self, symptom: str) -> None:
        """Makes a symptom present. Raises NoPresentation if it cannot be."""
        if symptom in self.present:
            return
        if not self.can_add(symptom):
            raise NoPresentation(f"{symptom} cannot be present")
        self.present.append(symptom)
        for name in (symptom, *self.knowledge.wider[symptom]):
            self.known[name] = True

    def deny(self, symptom: str) -> None:
        """Makes a symptom absent. Raises NoPresentation if it, or a narrower one, is there."""
        for name in (symptom, *self.knowledge.narrower[symptom]):
            if self.known.get(name):
                raise NoPresentation(f"{name} cannot be absent")
            self.known[name] = False

    def verdict(self, rule: Node) -> bool | None:
        """Whether a rule holds; None while that is open."""
        return self.knowledge.judge_of(rule)(self.known, self.facts)

    def holds(self, node: Node) -> bool:
        """Whether a node is met by what is settled."""
        if isinstance(node, SymptomNode):
            return self.known.get(node.symptom) is True
        return self.verdict(node) is True

    def refutation(self, rule: Node, fact_cost: float = FACT_COST) -> Refutation | None:
        """The cheapest way for a rule not to hold; None if there is none."""
        refuter = Refuter(
            present=self.known, facts=self.facts, knowledge=self.knowledge, rng=self.rng
        )
        return refuter.cheapest(rule, fact_cost=fact_cost)

    def settle(self, found: Refutation | None, otherwise: str) -> None:
        """Denies what a refutation denies. Raises NoPresentation(otherwise) without one."""
        if found is None:
            raise NoPresentation(otherwise)
        for name in found.symptoms:
            self.deny(name)
        self.facts |= dict(found.facts)

    def shuffled(self, items: Iterable[str]) -> list[str]:
        """The items in random order."""
        found = list(items)
        self.rng.shuffle(found)
        return found
