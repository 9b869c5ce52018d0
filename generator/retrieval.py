"""What a session is asked to say: one retrieved expression a heard symptom, and a few denials."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from knowledge.base import KnowledgeBase
from knowledge.expression import ExpressionBank, draw_slots, fill, load_expressions
from knowledge.profile import Profile, Severity
from knowledge.saved_store import open_store
from knowledge.session import Evidence
from knowledge.store import Hit, KnowledgeStore

CANDIDATES = 40
"""Nearest passages a draw chooses from: all that a symptom has in one severity, mostly. Fewer make
the same lines come back where a symptom stands in every profile."""
MOST_RISKS_ASKED = 2
IDIOM_SHARE = 0.3
"""Share of sessions of a patient with a stated background that carry an idiom of it."""
SLOT_OF_FACT = {"phobia_object": "feared", "stressor": "stressor", "relationship": "lost"}
MOST_OF_A_SYMPTOM = 500
_GRADES: tuple[Severity, ...] = ("mild", "mild", "moderate", "severe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a session is asked to say: expressions in order, and symptoms to be asked and denied."""

    evidence: tuple[Evidence, ...]
    denials: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Retriever:
    """Draws evidence from the store; equal queries are asked once.

    What fewest sessions of a plan tell comes first, so that a run repeats itself as little as the
    bank allows. Where `is_worded` is false a brief names the symptoms alone, in the same order.
    """

    store: KnowledgeStore
    bank: ExpressionBank
    knowledge: KnowledgeBase
    is_worded: bool = True
    _answers: dict[tuple[str, str], tuple[Hit, ...]] = field(default_factory=dict)
    _uses: Counter[str] = field(default_factory=Counter)

    def labels(self) -> dict[str, str]:
        """Symptom id -> own-words label, for models that do not know the ids."""
        return {name: record.label for name, record in self.knowledge.symptoms.items()}

    def share_out(self, asked: Iterable[tuple[Profile, random.Random]]) -> Iterator[Brief]:
        """The briefs of the first attempts of a plan, in its order.

        They alone are counted: a brief drawn again later depends on the plan and its own seed, not
        on which other drafts were rejected before it.
        """
        self._uses.clear()
        for profile, rng in asked:
            brief = self.brief(profile, rng)
            self._uses.update(_passage_of(item) for item in brief.evidence)
            yield brief

    def brief(self, profile: Profile, rng: random.Random) -> Brief:
        """One filled expression a heard symptom; the slots of a session agree with each other."""
        if not self.is_worded:
            named = (Evidence(passage_id="", symptom=x, text="") for x in self._ordered(profile))
            return Brief(evidence=tuple(named), denials=self._denials(profile, rng))
        slots = dict(draw_slots(rng, self.bank))
        slots |= _stated_slots(profile, self.bank)
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
        evidence = self._with_idiom(evidence, profile, rng)
        return Brief(evidence=evidence, denials=self._denials(profile, rng))

    def _with_idiom(
        self, evidence: tuple[Evidence, ...], profile: Profile, rng: random.Random
    ) -> tuple[Evidence, ...]:
        """Now and then one symptom is also told in an idiom of the patient's stated background."""
        culture = profile.patient.culture
        if culture is None or rng.random() >= IDIOM_SHARE:
            return evidence
        fitting = [
            (place, f"idiom:{name}:{number}", line)
            for place, item in enumerate(evidence)
            for name, idiom in self.knowledge.idioms.items()
            if culture in idiom.cultures and item.symptom in idiom.symptoms
            for number, line in enumerate(idiom.lines, start=1)
        ]
        if not fitting:
            return evidence
        place, passage_id, line = rng.choice(fitting)
        told = evidence[place]
        both = replace(
            told, passage_id=f"{told.passage_id}+{passage_id}", text=f"{told.text} {line}"
        )
        return (*evidence[:place], both, *evidence[place + 1 :])

    def _ordered(self, profile: Profile) -> list[str]:
        """Easy things first, hard ones later, what it all costs last; otherwise profile order."""

        def place(name: str) -> tuple[bool, int]:
            tier = self.bank.tier(name, severity_of(profile, name))
            return self.knowledge.symptoms[name].domain == "function", tier

        return sorted(profile.heard(), key=place)

    def _denials(self, profile: Profile, rng: random.Random) -> tuple[str, ...]:
        """One or two risks that are absent: what any therapist asks about anyway."""
        strange = self.knowledge.out_of_place(profile.heard())
        risks = [
            name
            for name in profile.denied()
            if self.knowledge.symptoms[name].domain == "risk"
            and self.bank.denials(name)
            and name not in strange
        ]
        return tuple(rng.sample(risks, k=min(len(risks), rng.randint(1, MOST_RISKS_ASKED))))

    def _draw(self, symptom: str, profile: Profile, rng: random.Random) -> Hit | None:
        severity = severity_of(profile, symptom)
        medium = "chat" if profile.session.register == "chat" else "spoken"
        own = {None, profile.condition, *profile.comorbid}
        hits = [hit for hit in self._nearest(symptom, severity) if hit.passage.condition in own]
        fitting = [
            hit for hit in hits if (hit.passage.severity, hit.passage.medium) == (severity, medium)
        ]
        fitting = fitting or [hit for hit in hits if hit.passage.medium == medium] or hits
        nearest = fitting[:CANDIDATES]
        fewest = min((self._uses[hit.passage.id] for hit in nearest), default=0)
        least = [hit for hit in nearest if self._uses[hit.passage.id] == fewest]
        return rng.choice(least) if least else None

    def _nearest(self, symptom: str, severity: str) -> tuple[Hit, ...]:
        """Every expression of the symptom, those nearest to its label in this severity first."""
        key = (symptom, severity)
        if key not in self._answers:
            label = self.knowledge.symptoms[symptom].label
            self._answers[key] = self.store.search(
                f"{severity}: {label}", MOST_OF_A_SYMPTOM, kinds=("expression",), symptom=symptom
            )
        return self._answers[key]


def open_retriever(knowledge: KnowledgeBase, *, is_worded: bool = True) -> Retriever:
    """The retriever over the saved store, which is rebuilt if the records changed."""
    return Retriever(
        store=open_store(), bank=load_expressions(), knowledge=knowledge, is_worded=is_worded
    )


def _passage_of(evidence: Evidence) -> str:
    """Its passage without the idiom that may stand beside it."""
    return evidence.passage_id.partition("+")[0]


def _stated_slots(profile: Profile, bank: ExpressionBank) -> dict[str, str]:
    """What the profile itself says of a slot: the patient's life, what is feared, who died."""
    facts = {slot: profile.facts.get(fact) for fact, slot in SLOT_OF_FACT.items()}
    return dict(profile.patient.life()) | {
        slot: value
        for slot, value in facts.items()
        if isinstance(value, str) and value in bank.slots.get(slot, ())
    }


def severity_of(profile: Profile, symptom: str) -> Severity:
    """How badly off the patient is with this symptom, else as a whole."""
    grade = profile.symptoms[symptom].severity
    return _GRADES[grade] if grade else profile.severity or "moderate"
