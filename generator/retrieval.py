"""Which passages of the knowledge store enter a prompt: one expression for each heard symptom."""

import random
from dataclasses import dataclass, field

from knowledge.base import KnowledgeBase
from knowledge.expression import ExpressionBank, draw_slots, fill
from knowledge.profile import Profile
from knowledge.session import Evidence
from knowledge.store import Hit, KnowledgeStore

CANDIDATES = 12
"""Nearest passages a draw chooses from: enough for variety, few enough to stay on the query."""
_GRADES = ("mild", "mild", "moderate", "severe")


@dataclass(slots=True, kw_only=True)
class Retriever:
    """Draws evidence from the store; equal queries are asked once."""

    store: KnowledgeStore
    bank: ExpressionBank
    knowledge: KnowledgeBase
    _answers: dict[tuple[str, str], tuple[Hit, ...]] = field(default_factory=dict)

    def retrieve(self, profile: Profile, rng: random.Random) -> tuple[Evidence, ...]:
        """One filled expression a heard symptom, in profile order; slots agree in the session."""
        slots = draw_slots(rng, self.bank)
        chosen = ((name, self._draw(name, profile, rng)) for name in profile.heard())
        return tuple(
            Evidence(
                passage_id=hit.passage.id,
                symptom=name,
                text=fill(hit.passage.template or hit.passage.text, slots),
            )
            for name, hit in chosen
            if hit is not None
        )

    def _draw(self, symptom: str, profile: Profile, rng: random.Random) -> Hit | None:
        grade = profile.symptoms[symptom].severity
        severity = _GRADES[grade] if grade else profile.severity or "moderate"
        hits = self._nearest(symptom, severity)
        fitting = [hit for hit in hits if hit.passage.severity == severity] or list(hits)
        return rng.choice(fitting) if fitting else None

    def _nearest(self, symptom: str, severity: str) -> tuple[Hit, ...]:
        key = (symptom, severity)
        if key not in self._answers:
            label = self.knowledge.symptoms[symptom].label
            self._answers[key] = self.store.search(
                f"{severity}: {label}", CANDIDATES, kinds=("expression",), symptom=symptom
            )
        return self._answers[key]
