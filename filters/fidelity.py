"""`FidelityFilter`: does the patient tell what the profile planned, and nothing it ruled out?

The recogniser reads the session blind; only then is its reading compared with the profile. A
planned symptom is verified on its own score, since near neighbours (waking early, waking often) are
told in much the same words. Symptoms without lines in the knowledge base cannot be heard and are
left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from filters.recogniser import STRICT, VERIFIED, Mention, SymptomRecogniser, scores_by_symptom
from filters.verdict import PrivacyClass, Verdict
from knowledge.base import KnowledgeBase, load_knowledge
from knowledge.profile import Profile
from knowledge.session import Session

MIN_RECALL = 0.8


@dataclass(slots=True, kw_only=True)
class FidelityFilter:
    """Passes where enough of the planned symptoms is heard and none that was ruled out.

    `score` is the recall over the planned symptoms that can be heard; evidence is "symptom: span".
    `passed` is None without a profile, or where nothing of its plan can be recognised.
    """

    recogniser: SymptomRecogniser = field(default_factory=SymptomRecogniser)
    min_recall: float = MIN_RECALL
    name: str = "fidelity"
    privacy_class: PrivacyClass = PrivacyClass.PUBLIC

    def judge(self, session: Session) -> Verdict:
        return self.judge_all([session])[0]

    def judge_all(self, sessions: Sequence[Session]) -> tuple[Verdict, ...]:
        """`judge` for many sessions, embedded together; those without a profile are not read."""
        planned = [session for session in sessions if session.profile]
        readings = iter(
            self.recogniser.recognise_all(planned, at_least=VERIFIED) if planned else ()
        )
        return tuple(
            self._compare(next(readings), session.profile)
            if session.profile
            else self._verdict(None, reason="no profile")
            for session in sessions
        )

    def _compare(self, mentions: Sequence[Mention], profile: Profile) -> Verdict:
        knowledge = load_knowledge()
        present = scores_by_symptom(mentions, status="present")
        planned = [name for name in profile.heard() if name in self.recogniser.symptoms]
        heard = {name: found for name in planned if (found := _heard(name, present, knowledge))}
        missing = [name for name in planned if name not in heard]
        breaches = list(_breaches(mentions, profile, knowledge))
        if not planned and not breaches:
            return self._verdict(None, reason="no planned symptom can be recognised")
        recall = len(heard) / len(planned) if planned else 1.0
        too_few = recall < self.min_recall
        reasons = [f"not heard: {', '.join(missing)}"] if missing else []
        reasons += [f"heard against the plan: {item.symptom}" for item in breaches]
        evidence = [f"{name}: {found.span}" for name, found in heard.items()]
        evidence += [f"{item.symptom}: {item.span}" for item in breaches]
        return self._verdict(
            not too_few and not breaches,
            score=recall,
            reason="; ".join(reasons),
            evidence=tuple(evidence),
        )

    def _verdict(
        self,
        passed: bool | None,
        *,
        score: float | None = None,
        reason: str = "",
        evidence: tuple[str, ...] = (),
    ) -> Verdict:
        return Verdict(
            filter=self.name,
            privacy_class=self.privacy_class,
            passed=passed,
            score=score,
            reason=reason,
            evidence=evidence,
        )


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


def _breaches(
    mentions: Sequence[Mention], profile: Profile, knowledge: KnowledgeBase
) -> Iterator[Mention]:
    """Mentions that the plan rules out: strict, and the likeliest reading of their words."""
    ruled_out = _ruled_out(profile, knowledge)
    denied = {(item.turn_index, item.symptom) for item in mentions if item.status == "denied"}
    clear = [
        item
        for item in mentions
        if item.is_likeliest
        and item.score >= STRICT
        # "No, never. I've still got hope." denies as a whole, whatever its second half says alone.
        and (item.turn_index, item.symptom) not in denied
    ]
    yield from (
        mention
        for symptom, mention in scores_by_symptom(clear, status="present").items()
        if symptom in ruled_out
    )


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
    heard = set(profile.heard())
    allowed = heard | {wide for name in heard for wide in knowledge.wider.get(name, ())}
    return frozenset((absent | withheld | (against - licensed)) - allowed)


def _with_narrower(names: set[str], knowledge: KnowledgeBase) -> set[str]:
    return names | {item for name in names for item in knowledge.narrower.get(name, ())}
