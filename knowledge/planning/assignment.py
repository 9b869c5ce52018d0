"""`Assignment`: the patients of a request and the labels dealt out to them so far.

Exact labels are spread evenly over all that is known of the patients; inexact ones are drawn. Knows
which conditions and symptoms a patient must have, not how they present.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.base import KnowledgeBase
from knowledge.cohort import CohortSpec, spec_json
from knowledge.planning.place import Place
from knowledge.planning.quota import largest_remainder, spread
from knowledge.planning.refusal import Refusal


@dataclass(slots=True)
class Assignment:
    """`expected`: (dimension, condition, value) -> number of patients before rounding."""

    spec: CohortSpec
    knowledge: KnowledgeBase
    rng: random.Random = field(init=False)
    refusal: Refusal = field(init=False)
    places: list[Place] = field(init=False)
    expected: dict[tuple[str, str, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = random.Random(f"cohort {self.spec.seed}")
        self.refusal = Refusal(nearest=spec_json(self.spec))
        self.places = [Place() for _ in range(self.spec.n)]

    def of_condition(self, name: str) -> list[Place]:
        """The places whose first diagnosis it is."""
        return [place for place in self.places if place.labels["condition"] == name]

    def draw(
        self, places: Sequence[Place], shares: Mapping[str, float], *, exact: bool
    ) -> list[str]:
        """A value for each place."""
        if not exact:
            names = sorted(shares)
            return self.rng.choices(names, [shares[name] for name in names], k=len(places))
        counts = largest_remainder(shares, len(places))
        return spread([place.cell() for place in places], counts, self.rng)

    def deal(
        self,
        label: str,
        places: Sequence[Place],
        shares: Mapping[str, float],
        *,
        exact: bool,
        expected: Mapping[str, float] | None = None,
    ) -> None:
        """Gives each place a value of a label; `expected` is the shares before rounding."""
        for place, value in zip(places, self.draw(places, shares, exact=exact), strict=True):
            place.labels[label] = value
        self._expect(label, places, expected or shares)

    def _expect(self, label: str, places: Sequence[Place], shares: Mapping[str, float]) -> None:
        """Notes how many patients of each condition a value should have, before rounding."""
        total = sum(shares.values()) or 1.0
        if label == "condition":
            for value, share in shares.items():
                self._add_expected((label, value, value), len(places) * share / total)
            return
        for condition, count in Counter(p.labels["condition"] for p in places).items():
            for value, share in shares.items():
                self._add_expected((label, condition, value), count * share / total)

    def _add_expected(self, cell: tuple[str, str, str], patients: float) -> None:
        self.expected[cell] = self.expected.get(cell, 0.0) + patients
