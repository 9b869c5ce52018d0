"""`JudgeFilter`: a model reads what the fidelity filter passed, and may only reject.

It is asked, for every symptom that the plan wants heard, what the patient says of it and in which
words; words that no patient turn holds count as no answer. Knows questions and verdicts: who
answers, and how a question is put, is a `Reader`'s affair.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, get_args

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from filters.fidelity import MIN_RECALL
from filters.recogniser import LIFETIME_SYMPTOMS
from filters.structure import words_of
from filters.verdict import PrivacyClass, Verdict
from knowledge.base import load_knowledge
from knowledge.session import Session, Speaker, Turn

MOST_QUOTE_LETTERS = 200
LEAST_QUOTE_WORDS = 3
"""A word or two stand in any session; only a whole turn may be shorter ("Yes." to a question)."""

Standing = Literal["present", "denied", "not_mentioned", "other_person", "hypothetical", "past"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is said of these symptoms (id -> own words) in this conversation?"""

    turns: tuple[Turn, ...] = field(repr=False)
    labels: Mapping[str, str]

    def schema(self) -> dict[str, Any]:
        """JSON schema of an answer: the quote comes first, so that it is found before a verdict."""
        finding = _closed_object(
            quote={"type": "string", "maxLength": MOST_QUOTE_LETTERS},
            status={"type": "string", "enum": list(get_args(Standing))},
        )
        return _closed_object(**dict.fromkeys(self.labels, finding))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """JSON of the question's schema, or why there is none (`missing`)."""

    text: str = field(default="", repr=False)
    missing: str | None = None


class Reader(Protocol):
    """Answers each question, in order. A reader that fails says so in the answer."""

    def answer_all(self, questions: Sequence[Question]) -> Sequence[Answer]: ...


class _Finding(BaseModel):
    model_config = ConfigDict(extra="forbid")

    quote: str
    status: Standing


_FINDINGS = TypeAdapter(dict[str, _Finding])


@dataclass(slots=True, kw_only=True)
class JudgeFilter:
    """Passes where enough planned symptoms are found, each with the patient's own words.

    `score` is the share found, evidence "symptom: quote". A session that got no usable answer is
    not judged, which rejects it unless `reject_unjudged` is off. `passed` is None where nothing was
    asked. Only sessions marked synthetic are shown to a reader, which may be somebody's server.
    `min_recall` is that of the fidelity filter; not measured with any model.
    """

    reader: Reader
    min_recall: float = MIN_RECALL
    reject_unjudged: bool = True
    name: str = "judge"
    after: str = "fidelity"
    privacy_class: PrivacyClass = PrivacyClass.PUBLIC

    def judge(self, session: Session) -> Verdict:
        return self.judge_all([session])[0]

    def judge_all(self, sessions: Sequence[Session]) -> tuple[Verdict, ...]:
        """`judge` for many sessions, whose questions are put together."""
        questions = [_question(session) for session in sessions]
        asked = [q for q, session in zip(questions, sessions, strict=True) if q and _shown(session)]
        answers = iter(self.reader.answer_all(asked) if asked else ())
        return tuple(
            Verdict.by(self, None, reason="nothing is planned to be heard")
            if question is None
            else self._judged(question, next(answers))
            if _shown(session)
            else self._unjudged("the session is not marked synthetic")
            for question, session in zip(questions, sessions, strict=True)
        )

    def unasked(self) -> Verdict:
        """Of a session that another filter rejects, or that fidelity could not judge."""
        return Verdict.by(
            self, None, reason=f"not asked: not passed by {self.after} and all others"
        )

    def _judged(self, question: Question, answer: Answer) -> Verdict:
        if answer.missing is not None:
            return self._unjudged(answer.missing)
        findings = _findings(answer.text, question)
        if findings is None:
            return self._unjudged("its answer is not of the form that was asked for")
        wants = {name: _objection(name, findings[name], question) for name in question.labels}
        found = [name for name, objection in wants.items() if objection is None]
        score = len(found) / len(wants)
        return Verdict.by(
            self,
            score >= self.min_recall,
            score=score,
            reason="; ".join(_reasons(wants)),
            evidence=tuple(f"{name}: {findings[name].quote}" for name in found),
        )

    def _unjudged(self, reason: str) -> Verdict:
        return Verdict.by(
            self, False if self.reject_unjudged else None, reason=f"not judged: {reason}"
        )


def _closed_object(**properties: Any) -> dict[str, Any]:
    """Every property is required and no other allowed, as servers with strict schemas want it."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _question(session: Session) -> Question | None:
    planned = session.profile.heard() if session.profile else ()
    known = load_knowledge().symptoms
    labels = {name: known[name].label if name in known else name for name in planned}
    return Question(turns=session.turns, labels=labels) if labels else None


def _shown(session: Session) -> bool:
    return session.synthetic


def _findings(text: str, question: Question) -> Mapping[str, _Finding] | None:
    """None unless it is an answer for exactly the symptoms that were asked for."""
    try:
        found = _FINDINGS.validate_json(text)
    except ValidationError:
        return None
    return found if set(found) == set(question.labels) else None


def _objection(symptom: str, finding: _Finding, question: Question) -> str | None:
    """Why the symptom does not count as found; None if it does."""
    counted = ("present", "past") if symptom in LIFETIME_SYMPTOMS else ("present",)
    if finding.status not in counted:
        return finding.status.replace("_", " ")
    return None if _is_said(finding.quote, question.turns) else "quoted words are not the patient's"


def _is_said(quote: str, turns: Sequence[Turn]) -> bool:
    """Whether a patient turn holds these words in a row; punctuation and case aside."""
    words = words_of(quote)
    said = (words_of(turn.text) for turn in turns if turn.speaker is Speaker.PATIENT)
    return any(
        words and (words == turn or len(words) >= LEAST_QUOTE_WORDS and _holds(turn, words))
        for turn in said
    )


def _holds(turn: Sequence[str], words: Sequence[str]) -> bool:
    return f" {' '.join(words)} " in f" {' '.join(turn)} "


def _reasons(wants: Mapping[str, str | None]) -> Iterator[str]:
    missing = [f"{name} ({objection})" for name, objection in wants.items() if objection]
    if missing:
        yield f"not found: {', '.join(missing)}"
    yield f"found {len(wants) - len(missing)} of {len(wants)} planned symptoms"
