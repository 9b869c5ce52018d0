"""Tables of transcripts (CSV, one utterance a row), by the names of their columns -> sessions.

The files are private: errors name the file and the row, never a cell, a turn or an id.
"""

import csv
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from generator.turns import merge_turns
from knowledge.errors import CallerMistake
from knowledge.session import Session, Speaker, Turn
from knowledge.speaker import SPEAKERS

LONGEST_CELL = 2**31 - 1
"""Letters; Python's own limit of 131,072 is less than a long transcript."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """Which column holds what. The defaults fit AnnoMI.

    `order` None keeps the order of the rows; `labels` become the session's labels, `turn_labels`
    those of each utterance.
    """

    session: str = "transcript_id"
    order: str | None = "utterance_id"
    speaker: str = "interlocutor"
    text: str = "utterance_text"
    patient: str = "video_id"
    labels: tuple[str, ...] = ()
    turn_labels: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        """Every column a table must have."""
        labels = (*self.labels, *self.turn_labels)
        needed = (self.session, self.patient, self.speaker, self.text, *labels)
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


def _utterances(path: Path, *, columns: ColumnMap) -> Iterator[_Utterance]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            csv.field_size_limit(LONGEST_CELL)
            # Strict: an open quote would swallow the rest of the file into one cell.
            reader = csv.DictReader(lines, strict=True)
            _check_header(reader.fieldnames, path=path, columns=columns)
            for number, row in enumerate(reader, start=1):
                yield _utterance(row, number=number, source=f"{path} row {number}", columns=columns)
    except UnicodeDecodeError:
        raise CallerMistake(f"{path}: not UTF-8 text; save the table as UTF-8 CSV") from None
    except csv.Error as error:
        raise CallerMistake(f"{path}: not a CSV table ({error})") from None


def _check_header(found: Iterable[str] | None, *, path: Path, columns: ColumnMap) -> None:
    header, wanted = Counter(found or ()), columns.names()
    missing = [name for name in wanted if name not in header]
    if header and len(missing) == len(wanted):
        # It may be somebody's words, so it is not quoted.
        raise CallerMistake(
            f"{path}: no column {', '.join(missing)}; the first row must name the columns"
        )
    if missing:
        raise CallerMistake(
            f"{path}: no column {', '.join(missing)}; columns found: {', '.join(header) or 'none'}"
        )
    twice = [name for name in wanted if header[name] > 1]
    if twice:
        raise CallerMistake(f"{path}: column {', '.join(twice)} stands more than once")


def _utterance(
    row: Mapping[str, str | None], *, number: int, source: str, columns: ColumnMap
) -> _Utterance:
    def cell(name: str) -> str:
        return (row.get(name) or "").strip()

    if None in row:  # an unquoted comma moves words into the patient's column
        raise CallerMistake(f"{source}: more cells than columns; quote words that hold a comma")
    for name in (columns.session, columns.patient):
        if not cell(name):
            raise CallerMistake(f"{source}: column {name} is empty; every row needs a value")
    speaker = _speaker(cell(columns.speaker), source=source, columns=columns)
    return _Utterance(
        source=source,
        session_id=cell(columns.session),
        patient_id=cell(columns.patient),
        position=_position(cell(columns.order), source=source) if columns.order else number,
        turn=Turn(
            speaker=speaker,
            text=" ".join(cell(columns.text).split()),
            labels=MappingProxyType({n: cell(n) for n in columns.turn_labels if cell(n)}),
        ),
        labels=MappingProxyType({name: cell(name) for name in columns.labels if cell(name)}),
    )


def _speaker(name: str, *, source: str, columns: ColumnMap) -> Speaker:
    speaker = SPEAKERS.get(name.lower())
    if speaker is None:
        raise CallerMistake(
            f"{source}: column {columns.speaker} names no known speaker; "
            f"allowed: {', '.join(SPEAKERS)}"
        )
    return speaker


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
