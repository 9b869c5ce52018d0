"""What a session is asked to say: one retrieved expression a heard symptom, and a few denials."""

import random
from dataclasses import dataclass, field

from knowledge.base import KnowledgeBase
from knowledge.expression import ExpressionBank, draw_slots, fill
from knowledge.profile import Profile
from knowledge.session import Evidence
from knowledge.store import Hit, KnowledgeStore
from prompts.render import MAX_DENIALS

CANDIDATES = 12
"""Nearest passages a draw chooses from: enough for variety, few enough to stay on the query."""
_GRADES = ("mild", "mild", "moderate", "severe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a session is asked to say: expressions in order, and symptoms to be asked and denied."""

    evidence: tuple[Evidence, ...]
    denials: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Retriever:
    """Draws evidence from the store; equal queries are asked once."""

    store: KnowledgeStore
    bank: ExpressionBank
    knowledge: KnowledgeBase
    _answers: dict[tuple[str, str], tuple[Hit, ...]] = field(default_factory=dict)

    def brief(self, profile: Profile, rng: random.Random) -> Brief:
        """One filled expression a heard symptom; the slots of a session agree with each other."""
        slots = draw_slots(rng, self.bank)
        chosen = ((name, self._draw(name, profile, rng)) for name in self._ordered(profile))
        evidence = tuple(
            Evidence(
                passage_id=hit.passage.id,
                symptom=name,
                text=fill(hit.passage.template or hit.passage.text, slots),
            )
            for name, hit in chosen
            if hit is not None
        )
        return Brief(evidence=evidence, denials=self._denials(profile, rng))

    def _ordered(self, profile: Profile) -> list[str]:
        """Easy things first, hard ones later, what it all costs last; otherwise profile order."""

        def place(name: str) -> tuple[bool, int]:
            phrases = self.bank.expressions(name)
            tier = phrases[0].tier if phrases else 1
            return self.knowledge.symptoms[name].domain == "function", tier

        return sorted(profile.heard(), key=place)

    def _denials(self, profile: Profile, rng: random.Random) -> tuple[str, ...]:
        """Absent symptoms worth a question: one about risk if there is one, then any others."""
        askable = [name for name in profile.denied() if self.bank.denials(name)]
        risk = [name for name in askable if self.knowledge.symptoms[name].domain == "risk"]
        first = rng.sample(risk, k=min(1, len(risk)))
        others = [name for name in askable if name not in first]
        count = rng.randint(0, min(MAX_DENIALS - len(first), len(others)))
        return (*first, *rng.sample(others, k=count))

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
