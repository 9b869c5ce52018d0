"""What the project makes: a session of turns between a therapist and a patient.

Private and synthetic sessions share this one shape and its JSON form (one object a line).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from knowledge.errors import CallerMistake
from knowledge.field_error import first_error
from knowledge.json_line import parse_json_line
from knowledge.profile import Profile
from knowledge.profile_file import parse_profile, profile_json
from knowledge.speaker import Speaker, speaker_of


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


_FORM = "; a session has turns of speaker and text, or messages of role and content"


def _speaker(name: Any) -> Any:
    return (speaker_of(name) if isinstance(name, str) else None) or name


class _TurnJson(BaseModel):
    speaker: Annotated[Speaker, BeforeValidator(_speaker)]
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

    @model_validator(mode="before")
    @classmethod
    def _of_messages(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Chat messages are turns: the therapist is the assistant, what `system` says is none."""
        messages = data.get("messages")
        if "turns" in data or not isinstance(messages, list):
            return data
        said = [item for item in messages if not _is_system(item)]
        return data | {"turns": [_renamed(item) for item in said]}


def _is_system(message: Any) -> bool:
    return isinstance(message, dict) and message.get("role") == "system"


def _renamed(message: Any) -> Any:
    if not isinstance(message, dict):
        return message
    names = {"role": "speaker", "content": "text"}
    return {names.get(name, name): value for name, value in message.items()}


def session_from_json(data: Mapping[str, Any]) -> Session:
    """Raises CallerMistake naming the first bad field; never quotes the text of a turn."""
    try:
        parsed = _SessionJson.model_validate(data)
    except ValidationError as error:
        wrong = first_error(error)
        form = _FORM if wrong.location[:1] == ("turns",) else ""
        raise CallerMistake(f"session field {wrong.where}: {wrong.message}{form}") from None
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


def read_sessions(path: Path, *, whose_unknown: bool = False) -> Iterable[Session]:
    """Yields the sessions of a JSONL file. Raises CallerMistake naming file and line.

    `whose_unknown` allows lines without ids: such a session is called by its line, and its patient
    by the session. Never for a corpus, whose guarantee is about patients.
    """
    if not path.is_file():
        wrong = "is no regular file" if path.exists() else "does not exist"
        raise CallerMistake(f"sessions file {path} {wrong}")
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _session_from_line(line, path, number, whose_unknown=whose_unknown)


def _session_from_line(line: bytes, path: Path, number: int, *, whose_unknown: bool) -> Session:
    try:
        data = parse_json_line(line)
        if not isinstance(data, dict):
            raise CallerMistake("not a JSON object")
        if whose_unknown:
            name = data.setdefault("session_id", f"line {number}")
            data.setdefault("patient_id", name)
        return session_from_json(data)
    except CallerMistake as error:
        raise CallerMistake(f"{path} line {number}: {error}") from None
