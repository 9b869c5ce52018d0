"""`FidelityFilter`: does the patient tell what the profile planned, and nothing it ruled out?

The recogniser reads the session blind; `filters.comparison` then holds its reading against the
plan, `filters.ruling` against the diagnostic rules, `filters.severity` against the planned band.
`filters.risk` hears a yes to a question about a risk.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from filters.comparison import Comparison, compare, looked_for, severity_line
from filters.mention import Mention, Recogniser
from filters.recogniser import VERIFIED, SymptomRecogniser
from filters.risk import risk_agreed_to
from filters.severity import SeverityReading, SeverityScale, load_severity_scale, together
from filters.verdict import PrivacyClass, Verdict
from knowledge.base import load_knowledge
from knowledge.errors import CallerMistake
from knowledge.profile import RISKS, Profile
from knowledge.session import Session, Turn

MIN_RECALL = 0.8


@dataclass(slots=True, kw_only=True)
class FidelityFilter:
    """Passes where the words tell the plan: enough of it, nothing against it, and no other case.

    Rejects where recall is below `min_recall`, where a ruled-out symptom is clearly told, where a
    part of the intended rule fails for want of symptoms that should have been heard, where the
    words meet a diagnosis that the plan does not, where severity is surely two bands off, and where
    the patient agrees to a risk that the plan does not have.

    `score` is the recall over the planned symptoms that can be heard; evidence is "symptom: span";
    the reason gives every figure, of a session that passes too. `passed` is None without a
    profile, or where nothing of its plan can be recognised.
    """

    recogniser: Recogniser = field(default_factory=SymptomRecogniser)
    scale: SeverityScale | None = None
    min_recall: float = MIN_RECALL
    name: str = "fidelity"
    privacy_class: PrivacyClass = PrivacyClass.PUBLIC

    def judge(self, session: Session) -> Verdict:
        return self.judge_all([session])[0]

    def judge_all(self, sessions: Sequence[Session]) -> tuple[Verdict, ...]:
        """`judge` for many sessions, embedded together; those without a profile are not read."""
        planned = [session for session in sessions if session.profile]
        named = [looked_for(session.profile, load_knowledge()) for session in planned]
        readings = iter(
            self.recogniser.recognise_all(planned, at_least=VERIFIED, named=named)
            if planned
            else ()
        )
        return tuple(
            self._judge(next(readings), session.profile, session.turns)
            if session.profile
            else Verdict.by(self, None, reason="no profile")
            for session in sessions
        )

    def _judge(
        self, mentions: Sequence[Mention], profile: Profile, turns: Sequence[Turn]
    ) -> Verdict:
        recognisable = self.recogniser.symptoms
        try:
            found = compare(mentions, profile, load_knowledge(), recognisable=recognisable)
        except CallerMistake as error:  # a profile from elsewhere is no reason to stop the others
            return Verdict.by(self, None, reason=f"profile cannot be judged: {error}")
        if found.is_empty:
            return Verdict.by(self, None, reason="no planned symptom can be recognised")
        severity = self._severity(found, profile)
        is_far = severity is not None and bool(
            profile.severity and severity.is_far_from(profile.severity)
        )
        agreed = "" if RISKS & set(profile.heard()) else risk_agreed_to(turns)
        objections = found.breaches or found.shortfalls or found.further or is_far or agreed
        return Verdict.by(
            self,
            not objections and found.recall >= self.min_recall,
            score=found.recall,
            reason="; ".join(
                [
                    *(["agreed to a risk that the plan does not have"] if agreed else []),
                    *_reasons(found, profile, severity),
                ]
            ),
            evidence=(*_evidence(found), *([f"risk: {agreed}"] if agreed else [])),
        )

    def _severity(self, found: Comparison, profile: Profile) -> SeverityReading | None:
        """None where no severity was planned, or nothing is heard to tell it by."""
        if profile.severity is None or not found.heard:
            return None
        self.scale = self.scale or load_severity_scale()
        knowledge = load_knowledge()
        disorder = knowledge.disorders.get(profile.condition or "")
        told = {*found.heard, *found.accused}
        told |= {wide for name in told for wide in knowledge.wider[name]}
        counted = told & set(disorder.severity.counted) if disorder else ()
        spans = [mention.span for mention in found.heard.values()]
        return together(
            self.scale.read(spans), basis=disorder and disorder.severity, counted=len(counted)
        )


def _reasons(
    found: Comparison, profile: Profile, severity: SeverityReading | None
) -> Iterator[str]:
    """Objections first, then what else was measured."""
    if found.missing:
        yield f"not heard: {', '.join(found.missing)}"
    yield from (f"heard against the plan: {name}" for name in found.breaches)
    yield from (shortfall.line() for shortfall in found.shortfalls)
    yield from (f"also meets {name}" for name in found.further)
    yield f"heard {len(found.heard)} of {len(found.heard) + len(found.missing)} planned symptoms"
    if severity is not None and profile.severity is not None:
        yield severity_line(severity, profile.severity)


def _evidence(found: Comparison) -> Iterator[str]:
    yield from (f"{name}: {mention.span}" for name, mention in found.heard.items())
    quoted = {*found.breaches, *(name for names in found.further.values() for name in names)}
    yield from (f"{name}: {found.accused[name].span}" for name in found.accused if name in quoted)
