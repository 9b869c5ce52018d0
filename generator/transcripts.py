"""Transcript files, tables and JSONL of whole sessions together -> sessions.

Knows nothing of corpora, budgets or models. The files are private: errors name the file and the
row, line or session, never its words or an id.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from generator.table import ColumnMap, SourcedSession, read_table
from generator.turns import merge_turns
from knowledge.errors import CallerMistake
from knowledge.session import Session
from knowledge.session_file import read_sessions

NUL = "\0"
"""Stands in no text, and some tokenizers end there."""


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
    for number, session in enumerate(read_sessions(path), start=1):
        source = f"{path} session {number}"
        yield SourcedSession(session=_tidied(session, source), source=source)


def _tidied(session: Session, source: str) -> Session:
    # Stripped as the cells of a table are: "p1 " and "p1" must not count as two patients.
    ids = session.session_id.strip(), session.patient_id.strip()
    if not all(ids):
        raise CallerMistake(f"{source}: patient_id and session_id must not be empty")
    turns = merge_turns(session.turns)
    return replace(session, session_id=ids[0], patient_id=ids[1], turns=turns)


def _refuse_no_text(item: SourcedSession) -> None:
    session = item.session
    said = (turn.text for turn in session.turns)
    marked = (session.labels, *(turn.labels for turn in session.turns))
    labels = (part for labels in marked for pair in labels.items() for part in pair)
    parts = (session.session_id, session.patient_id, *said, *labels)
    if any(NUL in part for part in parts):
        raise CallerMistake(f"{item.source}: holds a NUL, which is no text")
