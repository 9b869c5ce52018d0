"""A transcript table (CSV, one utterance a row) -> sessions.

Knows nothing of corpora, budgets or models. The rows are private: errors name the file and the
row, never a cell.
"""

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from knowledge.errors import CallerMistake
from knowledge.session import Session, Speaker, Turn

_PATIENTS = ("client", "patient", "interviewee", "seeker", "help seeker", "participant", "p", "c")
_THERAPISTS = (
    *("therapist", "counsellor", "counselor", "clinician", "psychologist", "psychotherapist"),
    *("psychiatrist", "doctor", "provider", "interviewer", "supporter", "t"),
)
SPEAKERS: Mapping[str, Speaker] = MappingProxyType(
    {name: Speaker.PATIENT for name in _PATIENTS}
    | {name: Speaker.THERAPIST for name in _THERAPISTS}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """Which column holds what. The defaults fit AnnoMI.

    `order` None keeps the order of the rows; `labels` become the session's labels.
    """

    session: str = "transcript_id"
    order: str | None = "utterance_id"
    speaker: str = "interlocutor"
    text: str = "utterance_text"
    patient: str = "video_id"
    labels: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        """Every column a table must have."""
        needed = (self.session, self.patient, self.speaker, self.text, *self.labels)
        return needed if self.order is None else (*needed, self.order)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcedSession:
    """A session and the place it was read from, so that errors need not quote it."""

    session: Session = field(repr=False)
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Utterance:
    source: str
    session_id: str = field(repr=False)
    patient_id: str = field(repr=False)
    position: float
    turn: Turn
    labels: Mapping[str, str] = field(repr=False)


def read_table(path: Path, *, columns: ColumnMap) -> list[SourcedSession]:
    """The sessions of one CSV file, in order of appearance; rows without words are left out.

    A row given twice (same session, position, speaker and words) counts once, so duplicated
    rows change neither a session nor how often its patient is sampled.

    Raises:
        CallerMistake: naming the file and the column or row.
    """
    rows_of: dict[str, list[_Utterance]] = {}
    for utterance in _utterances(path, columns=columns):
        rows_of.setdefault(utterance.session_id, []).append(utterance)
    sessions = [_session(rows) for rows in rows_of.values()]
    return [item for item in sessions if item.session.turns]


def _utterances(path: Path, *, columns: ColumnMap) -> Iterable[_Utterance]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            _check_header(reader.fieldnames, path=path, columns=columns)
            for number, row in enumerate(reader, start=1):
                yield _utterance(row, number=number, source=f"{path} row {number}", columns=columns)
    except UnicodeDecodeError:
        raise CallerMistake(f"{path}: not UTF-8 text; save the table as UTF-8 CSV") from None
    except csv.Error as error:
        raise CallerMistake(f"{path}: not a CSV table ({error})") from None


def _check_header(found: Iterable[str] | None, *, path: Path, columns: ColumnMap) -> None:
    header = list(found or ())
    missing = [name for name in columns.names() if name not in header]
    if missing:
        raise CallerMistake(
            f"{path}: no column {', '.join(missing)}; columns found: {', '.join(header) or 'none'}"
        )


def _utterance(
    row: Mapping[str, str | None], *, number: int, source: str, columns: ColumnMap
) -> _Utterance:
    def cell(name: str) -> str:
        return (row.get(name) or "").strip()

    for name in (columns.session, columns.patient):
        if not cell(name):
            raise CallerMistake(f"{source}: column {name} is empty; every row needs a value")
    speaker = SPEAKERS.get(cell(columns.speaker).lower())
    if speaker is None:
        raise CallerMistake(
            f"{source}: column {columns.speaker} names no known speaker; "
            f"allowed: {', '.join(SPEAKERS)}"
        )
    return _Utterance(
        source=source,
        session_id=cell(columns.session),
        patient_id=cell(columns.patient),
        position=_position(cell(columns.order), source=source) if columns.order else number,
        turn=Turn(speaker=speaker, text=" ".join(cell(columns.text).split())),
        labels=MappingProxyType({name: cell(name) for name in columns.labels if cell(name)}),
    )


def _position(text: str, *, source: str) -> float:
    try:
        position = float(text)
    except ValueError:
        position = math.nan
    if not math.isfinite(position):
        raise CallerMistake(f"{source}: the position in the session is not a number")
    return position


def _session(rows: list[_Utterance]) -> SourcedSession:
    first = rows[0]
    at_position: dict[float, _Utterance] = {}
    labels: dict[str, str] = {}
    for row in rows:
        if row.patient_id != first.patient_id:
            raise CallerMistake(f"{row.source}: its session belongs to another patient above")
        if at_position.setdefault(row.position, row).turn != row.turn:
            raise CallerMistake(f"{row.source}: other words stand at its position in the session")
        labels = {**row.labels, **labels}
    turns = merge_turns(at_position[position].turn for position in sorted(at_position))
    session = Session(
        session_id=first.session_id,
        patient_id=first.patient_id,
        turns=turns,
        labels=MappingProxyType(labels),
    )
    return SourcedSession(session=session, source=first.source)


def merge_turns(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """Joins consecutive turns of one speaker and drops turns without words."""
    merged: list[Turn] = []
    for turn in turns:
        if not turn.text:
            continue
        if merged and merged[-1].speaker == turn.speaker:
            merged[-1] = Turn(speaker=turn.speaker, text=f"{merged[-1].text} {turn.text}")
        else:
            merged.append(turn)
    return tuple(merged)
