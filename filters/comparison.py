"""`Comparison`: what a session lets hear, held against what its profile planned.

The recogniser has read the session blind; only here is its reading compared. A planned symptom is
verified on its own score, since near neighbours (waking early, waking often) are told in much the
same words. An accusation (a symptom that was ruled out, another diagnosis) needs a strict score and
the likeliest reading of the words (`filters.accusation`). Symptoms without lines in the knowledge
base cannot be heard and are left out. Reads mentions and profiles, never text.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from filters.accusation import score_needed
from filters.recogniser import VERIFIED, Mention, best_told
from filters.ruling import Shortfall, further_diagnoses, shortfalls
from filters.severity import SeverityReading
from knowledge.base import KnowledgeBase
from knowledge.profile import Profile, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`heard` and `accused` give the best mention of a symptom; `accused` are beyond the plan."""

    heard: Mapping[str, Mention]
    missing: tuple[str, ...]
    accused: Mapping[str, Mention]
    breaches: tuple[str, ...]
    shortfalls: tuple[Shortfall, ...]
    further: Mapping[str, tuple[str, ...]]
    """Diagnosis that the plan does not have -> the accused symptoms that its rule looks at."""

    @property
    def recall(self) -> float:
        """Share of what should be heard and can be."""
        num_planned = len(self.heard) + len(self.missing)
        return len(self.heard) / num_planned if num_planned else 1.0

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to hear and nothing to object to."""
        return not (self.heard or self.missing or self.breaches or self.further)


def looked_for(profile: Profile | None, knowledge: KnowledgeBase) -> frozenset[str]:
    """The symptoms by which a plan is verified: what should be heard, and what implies it."""
    return frozenset(_with_narrower(set(profile.heard()) if profile else set(), knowledge))


def compare(
    mentions: Sequence[Mention],
    profile: Profile,
    knowledge: KnowledgeBase,
    *,
    recognisable: Collection[str],
) -> Comparison:
    """Holds the mentions of one session against its profile.

    Raises:
        CallerMistake: if a fact of the profile is no number where a rule asks for a range.
    """
    present = best_told(mentions)
    planned = [name for name in profile.heard() if name in recognisable]
    heard = {name: found for name in planned if (found := _heard(name, present, knowledge))}
    missing = tuple(name for name in planned if name not in heard)
    accused = _accused(mentions, profile, knowledge)
    ruled_out = _ruled_out(profile, knowledge)
    further = further_diagnoses(profile, heard, accused, knowledge)
    return Comparison(
        heard=heard,
        missing=missing,
        accused=accused,
        breaches=tuple(name for name in accused if name in ruled_out),
        shortfalls=shortfalls(profile, missing, knowledge),
        further={
            name: tuple(s for s in accused if s in knowledge.supporting_symptoms(name))
            for name in further
        },
    )


def severity_line(reading: SeverityReading, planned: Severity) -> str:
    """In words: "severity told mild, planned severe (two bands off)"."""
    far = " (two bands off)" if reading.is_far_from(planned) else ""
    return f"severity told {reading.band or 'cannot tell'}, planned {planned}{far}"


def _heard(
    symptom: str, present: Mapping[str, Mention], knowledge: KnowledgeBase
) -> Mention | None:
    """The mention that tells a planned symptom: its own, or one of a symptom that implies it."""
    names = (symptom, *knowledge.narrower.get(symptom, ()))
    return max(
        (present[name] for name in names if name in present),
        key=lambda mention: mention.score,
        default=None,
    )


def _accused(
    mentions: Sequence[Mention], profile: Profile, knowledge: KnowledgeBase
) -> dict[str, Mention]:
    """Clearly told beyond the plan: strict, and the likeliest reading of their words."""
    denied = {
        (item.turn_index, item.symptom)
        for item in mentions
        if item.status == "denied" and (item.was_asked or item.score >= VERIFIED)
    }
    clear = [
        item
        for item in mentions
        if item.is_likeliest
        and item.score >= score_needed(item.span)
        # "No, never. I've still got hope." denies as a whole, whatever its second half says alone.
        and (item.turn_index, item.symptom) not in denied
    ]
    told = best_told(clear)
    allowed = _allowed(profile, knowledge)
    return {name: mention for name, mention in told.items() if name not in allowed}


def _allowed(profile: Profile, knowledge: KnowledgeBase) -> set[str]:
    """What the plan has told, and all that it implies."""
    heard = set(profile.heard())
    return heard | {wide for name in heard for wide in knowledge.wider.get(name, ())}


def _ruled_out(profile: Profile, knowledge: KnowledgeBase) -> frozenset[str]:
    """Planned absent or withheld, or against the condition; less what the plan itself allows."""
    present = {name for name, item in profile.symptoms.items() if item.state == "present"}
    withheld = {name for name in present if profile.symptoms[name].expression == "withheld"}
    against = (
        set(knowledge.disorders[profile.condition].must_not)
        if profile.condition is not None and profile.condition in knowledge.disorders
        else set()
    )
    against = _with_narrower(against, knowledge)
    licensed = {
        symptom
        for name in profile.comorbid
        if name in knowledge.disorders
        for symptom in knowledge.rule_symptoms(name)
    }
    licensed = _with_narrower(licensed | present, knowledge)
    absent = _with_narrower(set(profile.denied()), knowledge)
    return frozenset((absent | withheld | (against - licensed)) - _allowed(profile, knowledge))


def _with_narrower(names: set[str], knowledge: KnowledgeBase) -> set[str]:
    return names | {item for name in names for item in knowledge.narrower.get(name, ())}
