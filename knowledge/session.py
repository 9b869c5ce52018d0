"""What the project makes: a session of turns between a therapist and a patient.

Private and synthetic sessions share this one shape and its JSON form (one object a line).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.errors import CallerMistake, first_error
from knowledge.json_line import parse_json_line
from knowledge.profile import Profile
from knowledge.profile_file import parse_profile, profile_json


class Speaker(StrEnum):
    """Who says a turn."""

    THERAPIST = "therapist"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One uninterrupted stretch of speech. The text is hidden from `repr`: it may be private.

    `labels` are what somebody marked it with (a therapist's act, say); they are no part of what is
    said, so turns are equal by speaker and text alone.
    """

    speaker: Speaker
    text: str = field(repr=False)
    labels: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One retrieved passage as it entered a prompt: its id in the knowledge store and its words."""

    passage_id: str
    symptom: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a synthetic session came to be; enough to make it again on the same engine."""

    seed: int
    attempt: int
    profile_id: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One conversation of one patient."""

    session_id: str
    patient_id: str
    turns: tuple[Turn, ...] = field(repr=False)
    language: str = "en"
    profile: Profile | None = None
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    synthetic: bool = False
    provenance: Provenance | None = None

    def texts(self, speaker: Speaker) -> tuple[str, ...]:
        """The turns of one speaker, in order."""
        return tuple(turn.text for turn in self.turns if turn.speaker == speaker)


class _TurnJson(BaseModel):
    speaker: Speaker
    text: str
    labels: dict[str, str] = {}


class _EvidenceJson(BaseModel):
    id: str
    symptom: str
    text: str


class _ProvenanceJson(BaseModel):
    seed: int
    attempt: int
    profile_id: str
    evidence: list[_EvidenceJson] = []


class _SessionJson(BaseModel):
    model_config = ConfigDict(extra="ignore")  # `sottovoce filter` reads anybody's sessions

    session_id: str
    patient_id: str
    turns: list[_TurnJson]
    language: str = "en"
    profile: dict[str, Any] | None = None
    labels: dict[str, str] = {}
    synthetic: bool = False
    provenance: _ProvenanceJson | None = None


def session_from_json(data: Mapping[str, Any]) -> Session:
    """Raises CallerMistake naming the first bad field; never quotes the text of a turn."""
    try:
        parsed = _SessionJson.model_validate(data)
    except ValidationError as error:
        where, message = first_error(error)
        raise CallerMistake(f"session field {where}: {message}") from None
    return Session(
        session_id=parsed.session_id,
        patient_id=parsed.patient_id,
        turns=tuple(
            Turn(speaker=turn.speaker, text=turn.text, labels=MappingProxyType(turn.labels))
            for turn in parsed.turns
        ),
        language=parsed.language,
        profile=parse_profile(parsed.profile) if parsed.profile else None,
        labels=MappingProxyType(parsed.labels),
        synthetic=parsed.synthetic,
        provenance=_provenance(parsed.provenance) if parsed.provenance else None,
    )


def _provenance(parsed: _ProvenanceJson) -> Provenance:
    return Provenance(
        seed=parsed.seed,
        attempt=parsed.attempt,
        profile_id=parsed.profile_id,
        evidence=tuple(
            Evidence(passage_id=item.id, symptom=item.symptom, text=item.text)
            for item in parsed.evidence
        ),
    )


def session_json(session: Session) -> dict[str, Any]:
    """The JSON object of the session contract; `profile` and `provenance` only where known."""
    data: dict[str, Any] = {
        "session_id": session.session_id,
        "patient_id": session.patient_id,
        "language": session.language,
        "turns": [_turn_json(turn) for turn in session.turns],
        "labels": dict(session.labels),
        "synthetic": session.synthetic,
    }
    if session.profile is not None:
        data["profile"] = profile_json(session.profile)
    if session.provenance is not None:
        data["provenance"] = {
            "seed": session.provenance.seed,
            "attempt": session.provenance.attempt,
            "profile_id": session.provenance.profile_id,
            "evidence": [
                {"id": item.passage_id, "symptom": item.symptom, "text": item.text}
                for item in session.provenance.evidence
            ],
        }
    return data


def _turn_json(turn: Turn) -> dict[str, Any]:
    data: dict[str, Any] = {"speaker": turn.speaker.value, "text": turn.text}
    return data | {"labels": dict(turn.labels)} if turn.labels else data


def read_sessions(path: Path) -> Iterable[Session]:
    """Yields the sessions of a JSONL file. Raises CallerMistake naming file and line."""
    if not path.is_file():
        wrong = "is no regular file" if path.exists() else "does not exist"
        raise CallerMistake(f"sessions file {path} {wrong}")
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _session_from_line(line, path=path, number=number)


def _session_from_line(line: bytes, *, path: Path, number: int) -> Session:
    try:
        data = parse_json_line(line)
        if not isinstance(data, dict):
            raise CallerMistake("not a JSON object")
        return session_from_json(data)
    except CallerMistake as error:
        raise CallerMistake(f"{path} line {number}: {error}") from None
