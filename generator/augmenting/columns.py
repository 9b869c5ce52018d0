"""`Columns`: which column of a labelled table holds what, and the shape that follows from it."""

from dataclasses import dataclass, replace
from typing import Literal

from generator.augmenting.data_table import Table
from generator.table import ColumnMap
from knowledge.errors import CallerMistake

Shape = Literal["sessions", "text", "turns"]
TEXT_COLUMNS = ("text", "transcript", "dialogue", "dialog", "conversation", "utterance_text")
SESSION_COLUMNS = ("turns", "messages")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the caller named; None follows the table."""

    label: str
    text: str | None = None
    patient: str | None = None
    session: str | None = None
    order: str | None = None
    speaker: str | None = None


def resolve_columns(table: Table, columns: Columns) -> tuple[Shape, Columns]:
    """The shape follows from the columns that are there, unless the caller named some.

    Raises:
        CallerMistake: a named column is not there, or none is known to hold words.
    """
    for name in ("text", "patient", "session", "order", "speaker"):
        _refuse_missing(table, getattr(columns, name))
    of_turns = _of_turns(table, columns)
    is_whole = bool(of_turns.session and of_turns.speaker and of_turns.text)
    if columns.speaker or (columns.session and of_turns.speaker) or is_whole:
        if not is_whole:
            raise CallerMistake("a table of turns needs --session, --speaker and --text")
        return "turns", of_turns
    of_rows = Columns(
        label=columns.label,
        patient=columns.patient or _usual(table, "patient_id"),
        session=columns.session or _usual(table, "session_id"),
    )
    held = next((name for name in SESSION_COLUMNS if name in table.columns), None)
    if columns.text is None and held:
        return "sessions", replace(of_rows, text=held)
    if of_turns.text is None:
        raise CallerMistake(
            f"name the column of words with --text; columns found: {', '.join(table.columns)}"
        )
    return "text", replace(of_rows, text=of_turns.text)


def _refuse_missing(table: Table, name: str | None) -> None:
    if name is not None and name not in table.columns:
        raise CallerMistake(f"no column {name}; columns found: {', '.join(table.columns)}")


def _of_turns(table: Table, columns: Columns) -> Columns:
    """The columns of a table with one turn a row, as far as they are there."""
    usual = ColumnMap()
    return Columns(
        label=columns.label,
        text=columns.text or _only_text(table),
        session=columns.session or _usual(table, usual.session),
        speaker=columns.speaker or _usual(table, usual.speaker),
        order=columns.order or _usual(table, "utterance_id"),
        patient=columns.patient or _usual(table, usual.patient),
    )


def _usual(table: Table, name: str) -> str | None:
    return name if name in table.columns else None


def _only_text(table: Table) -> str | None:
    """The one column with a name for words; None where several could be meant."""
    found = [name for name in TEXT_COLUMNS if name in table.columns]
    return found[0] if len(found) == 1 else None
