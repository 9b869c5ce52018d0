"""The JSON form of a session, one object a line: as the project writes it, and as others do.

Reads the sessions of a private corpus, too: what is wrong is named without words of theirs.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from knowledge.errors import CallerMistake
from knowledge.field_error import first_error
from knowledge.json_line import parse_json_line
from knowledge.profile_file import parse_profile, profile_json
from knowledge.session import Evidence, Provenance, Session, Turn
from knowledge.speaker import Speaker, speaker_of

_LINE = " line "
_NOBODY = ("system", "developer")
"""Roles of a chat that are no speaker's."""
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


def session_from_json(data: Mapping[str, Any]) -> Session:
    """Raises CallerMistake naming the first bad field; never quotes what is said or a label."""
    of_messages = data.get("turns") is None and isinstance(data.get("messages"), list)
    turns = {"turns": _turns_of(data["messages"])} if of_messages else {}
    try:
        parsed = _SessionJson.model_validate({**data, **turns})
    except ValidationError as error:
        wrong = first_error(error)
        is_of_turns = wrong.location[:1] == ("turns",)
        where = "messages" if is_of_turns and of_messages else _without_labels(wrong.location)
        form = _FORM if is_of_turns else ""
        raise CallerMistake(f"session field {where}: {wrong.message}{form}") from None
    if not _are_names(parsed.profile):
        raise CallerMistake("session field profile: a name in it is none of a profile's")
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


def _turns_of(messages: list[Any]) -> list[Any]:
    """Chat messages as turns: the therapist is the assistant, and the system says none."""
    return [
        {"speaker": item.get("role"), "text": item.get("content")}
        if isinstance(item, dict)
        else item
        for item in messages
        if not (isinstance(item, dict) and str(item.get("role")).lower() in _NOBODY)
    ]


def _without_labels(location: tuple[int | str, ...]) -> str:
    """A label's name may be anybody's words."""
    parts = [str(part) for part in location]
    return ".".join(parts[: parts.index("labels") + 1] if "labels" in parts else parts)


def _are_names(profile: Any) -> bool:
    """Whether no key has the form of words that somebody says."""
    if isinstance(profile, list):
        return all(map(_are_names, profile))
    if not isinstance(profile, dict):
        return True
    return all(key.isidentifier() for key in profile) and all(map(_are_names, profile.values()))


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

    `whose_unknown` allows lines without ids: such a session is called by file and line, and is its
    patient's only one (`is_of_nobody`). Never for a corpus, whose guarantee is about patients.
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
            data = _named_by_line(data, f"{path.name}{_LINE}{number}")
        return session_from_json(data)
    except CallerMistake as error:
        raise CallerMistake(f"{path} line {number}: {error}") from None


def _named_by_line(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    session, patient = data.get("session_id"), data.get("patient_id")
    ids = {
        "session_id": name if session is None else session,
        "patient_id": name if patient is None else patient,
    }
    return {**data, **ids}


def is_of_nobody(session: Session, path: Path) -> bool:
    """Whether nobody knows whose session of that file it is."""
    return session.patient_id.startswith(path.name + _LINE)
