"""Transcript files -> sessions: tables (CSV, one utterance a row) and JSONL of whole sessions.

Knows nothing of corpora, budgets or models. The files are private: errors name the file and the
row, never a cell, a turn or an id.
"""

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from knowledge.errors import CallerMistake
from knowledge.session import Session, Speaker, Turn, read_sessions

# A null byte, or half of a surrogate pair: no tokenizer and no UTF-8 file takes them.
_NO_TEXT = re.compile(r"[\0\ud800-\udfff]")

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


def read_transcripts(paths: Sequence[Path], *, columns: ColumnMap) -> tuple[Session, ...]:
    """The sessions of all files together, in order, turns of one speaker merged.

    Args:
        paths: JSONL by its suffix; anything else is read as CSV by the names of `columns`.

    Raises:
        CallerMistake: in one line, naming the file and the row, line or session, never its words:
            a file that is not readable text, a patient or session without an id, a session id
            given twice, no session with words at all.
    """
    first_seen: dict[str, str] = {}
    sessions: list[Session] = []
    for item in (item for path in paths for item in _read_one(path, columns=columns)):
        identifier = item.session.session_id
        if identifier in first_seen:
            raise CallerMistake(
                f"{item.source}: the session id was already used at {first_seen[identifier]}; "
                "every session needs its own"
            )
        _refuse_no_text(item)
        first_seen[identifier] = item.source
        sessions.append(item.session)
    if not sessions:
        raise CallerMistake(f"no session with text in {', '.join(str(path) for path in paths)}")
    return tuple(sessions)


def _read_one(path: Path, *, columns: ColumnMap) -> list[SourcedSession]:
    try:
        if path.is_dir():
            raise CallerMistake(f"{path} is a folder; name .csv or .jsonl files")
        if not path.is_file():
            raise CallerMistake(f"file {path} does not exist")
        if path.suffix.lower() == ".jsonl":
            return [item for item in _session_lines(path) if item.session.turns]
        return read_table(path, columns=columns)
    except OSError as error:
        raise CallerMistake(f"file {path}: {error.strerror}") from None


def _session_lines(path: Path) -> Iterator[SourcedSession]:
    number, sessions = 1, iter(read_sessions(path))
    while True:
        source = f"{path} session {number}"
        try:
            session = next(sessions, None)
        except CallerMistake:
            raise
        except (ValueError, RecursionError):  # a number or a nesting beyond what Python reads
            raise CallerMistake(f"{source}: not JSON that can be read") from None
        if session is None:
            return
        # Stripped as the cells of a table are: "p1 " and "p1" must not count as two patients.
        ids = session.session_id.strip(), session.patient_id.strip()
        if not all(ids):
            raise CallerMistake(f"{source}: patient_id and session_id must not be empty")
        turns = merge_turns(session.turns)
        yield SourcedSession(
            session=replace(session, session_id=ids[0], patient_id=ids[1], turns=turns),
            source=source,
        )
        number += 1


def _refuse_no_text(item: SourcedSession) -> None:
    session = item.session
    said = (turn.text for turn in session.turns)
    marked = (session.labels, *(turn.labels for turn in session.turns))
    labels = (part for labels in marked for pair in labels.items() for part in pair)
    parts = (session.session_id, session.patient_id, *said, *labels)
    if any(_NO_TEXT.search(part) for part in parts):
        raise CallerMistake(f"{item.source}: holds a NUL or a lone surrogate, which are no text")


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
        turn=Turn(
            speaker=speaker,
            text=" ".join(cell(columns.text).split()),
            labels=MappingProxyType({n: cell(n) for n in columns.turn_labels if cell(n)}),
        ),
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
    """Joins consecutive turns of one speaker and drops turns without words.

    A joined turn keeps the labels that its parts agree on.
    """
    merged: list[Turn] = []
    for turn in turns:
        if not turn.text:
            continue
        if merged and merged[-1].speaker == turn.speaker:
            merged[-1] = _joined(merged[-1], turn)
        else:
            merged.append(turn)
    return tuple(merged)


def _joined(first: Turn, second: Turn) -> Turn:
    agreed = dict(first.labels.items() & second.labels.items())
    text = f"{first.text} {second.text}"
    return Turn(speaker=first.speaker, text=text, labels=MappingProxyType(agreed))
