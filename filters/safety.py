"""`SafetyFilter`: safe messaging. No detail that could teach harm, no minors, no cue left alone.

Rejects detail, never the topic: a patient may speak of wanting to die. Knows nothing of profiles
and does not rate the therapist.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from filters.details import details
from filters.faults import Fault
from filters.minors import minors
from filters.risk import answers_risk, risk_cue
from filters.verdict import PrivacyClass, Verdict
from knowledge.session import Session, Speaker

ANSWER_WITHIN_THERAPIST_TURNS = 3


@dataclass(slots=True, kw_only=True)
class SafetyFilter:
    """Fails a session with any breach. `score` is the number of breaches."""

    answer_within_therapist_turns: int = ANSWER_WITHIN_THERAPIST_TURNS
    name: str = "safety"
    privacy_class: PrivacyClass = PrivacyClass.PUBLIC

    def judge(self, session: Session) -> Verdict:
        cues = _unanswered_cues(session, within=self.answer_within_therapist_turns)
        breaches = [*_details(session), *_minors(session), *cues]
        return Verdict.by(
            self,
            not breaches,
            score=float(len(breaches)),
            reason="; ".join(dict.fromkeys(breach.reason for breach in breaches)),
            evidence=tuple(breach.span for breach in breaches),
        )


def _details(session: Session) -> Iterator[Fault]:
    for turn in session.turns:
        for reason, span in details(turn.text):
            yield Fault(reason=reason, span=span)


def _minors(session: Session) -> Iterator[Fault]:
    for turn in session.turns:
        for span in minors(turn):
            yield Fault(reason="patient under 18", span=span)


def _unanswered_cues(session: Session, *, within: int) -> Iterator[Fault]:
    for index, turn in enumerate(session.turns):
        cue = risk_cue(turn.text) if turn.speaker is Speaker.PATIENT else ""
        if not cue:
            continue
        answers = [t.text for t in session.turns[index + 1 :] if t.speaker is Speaker.THERAPIST]
        if not any(map(answers_risk, answers[:within])):
            yield Fault(reason="risk cue left unanswered", span=cue)
