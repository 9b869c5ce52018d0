"""`Unit`: one labelled session of a table: what is said in it, its label, and whose it is.

A unit is a row with `turns` (or `messages`), a row with a column of text, or all rows of one
session in a table of turns. The rows are private: errors name a row by its number.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.augmenting.columns import Columns, Shape
from generator.augmenting.data_table import Row
from generator.augmenting.label_column import LabelColumn
from generator.turns import merge_turns
from knowledge.errors import CallerMistake
from knowledge.session import Speaker, Turn
from knowledge.speaker import SPEAKERS, speaker_of

Numbered = tuple[int, Row]
"""A row and its number in the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One session: its words (the patient's where speakers are known), its label, whose it is."""

    text: str = field(repr=False)
    label: str | None
    group: str = field(repr=False)


def read_units(
    rows: Sequence[Row], shape: Shape, columns: Columns, labels: LabelColumn
) -> tuple[Unit, ...]:
    """The units of a table. Raises CallerMistake for a row that is none, or no part of one."""
    if shape == "turns":
        return tuple(_of_turns(part, columns, labels) for part in _by_session(rows, columns))
    words_of = _words if shape == "text" else _said
    return tuple(
        _unit(words_of(row, columns, number), (number, row), columns, labels.label(row, number))
        for number, row in enumerate(rows, start=1)
    )


def _unit(text: str, numbered: Numbered, columns: Columns, label: str | None) -> Unit:
    """Without a patient, rows of the same words belong together, so no copy is held out alone."""
    patient = _named(numbered, columns.patient)
    return Unit(text=text, label=label, group=f"row {text}" if patient is None else f"is {patient}")


def _named(numbered: Numbered, column: str | None) -> Any:
    """The patient or the session that a row names; None where it names none."""
    number, row = numbered
    value = row.get(column) if column else None
    if not isinstance(value, Hashable):
        raise CallerMistake(f"row {number}: column {column} holds no single id")
    is_missing = value in (None, "") or (isinstance(value, float) and math.isnan(value))
    return None if is_missing else value


def _words(row: Row, columns: Columns, number: int) -> str:
    value = row.get(columns.text or "")
    if value is None or isinstance(value, str):
        return value or ""
    raise CallerMistake(f"row {number}: column {columns.text} holds no text")


def _said(row: Row, columns: Columns, number: int) -> str:
    """What the patient says in a session's `turns` or `messages`."""
    turns: Any = row.get(columns.text or "")
    words = []
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise CallerMistake(f"row {number}: its turns are not a list of speaker and text")
    for turn in turns:
        who = str(turn.get("speaker", turn.get("role")) or "")
        text = turn.get("text", turn.get("content"))
        speaker = speaker_of(who)
        if not isinstance(text, str) or (speaker is None and who.strip().lower() != "system"):
            raise CallerMistake(f"row {number}: a turn without text or with an unknown speaker")
        words += [text] if speaker is Speaker.PATIENT else []
    return "\n".join(words)


def _by_session(rows: Sequence[Row], columns: Columns) -> list[list[Numbered]]:
    rows_of: defaultdict[Any, list[Numbered]] = defaultdict(list)
    for number, row in enumerate(rows, start=1):
        session = _named((number, row), columns.session)
        if session is None:
            raise CallerMistake(f"row {number}: column {columns.session} is empty")
        rows_of[session].append((number, row))
    return list(rows_of.values())


def _of_turns(rows: Sequence[Numbered], columns: Columns, labels: LabelColumn) -> Unit:
    label = _common_label(rows, columns, labels)
    turns = [_turn(row, columns, number) for number, row in sorted(rows, key=_position(columns))]
    said = [turn.text for turn in merge_turns(turns) if turn.speaker is Speaker.PATIENT]
    patient = _common_patient(rows, columns)
    alone = f"session {_named(rows[0], columns.session)}"
    return Unit(
        text="\n".join(said), label=label, group=alone if patient is None else f"is {patient}"
    )


def _common_patient(rows: Sequence[Numbered], columns: Columns) -> Any:
    """Sessions that are numbered anew for each patient would be joined into one of several."""
    patient = None
    for numbered in rows:
        found = _named(numbered, columns.patient)
        if patient is not None and found not in (None, patient):
            raise CallerMistake(
                f"row {numbered[0]}: its session belongs to another patient above; column "
                f"{columns.session} needs a value of its own for every session"
            )
        patient = found if patient is None else patient
    return patient


def _common_label(rows: Sequence[Numbered], columns: Columns, labels: LabelColumn) -> str | None:
    label: str | None = None
    for number, row in rows:
        found = labels.label(row, number)
        if label is not None and found not in (None, label):
            raise CallerMistake(
                f"row {number}: column {columns.label} changes within a session; a label belongs "
                "to a whole session"
            )
        label = label or found
    return label


def _position(columns: Columns) -> Callable[[Numbered], float]:
    def position(numbered: Numbered) -> float:
        number, row = numbered
        if columns.order is None:
            return number
        try:
            return float(row.get(columns.order))  # pyright: ignore
        except (TypeError, ValueError):
            raise CallerMistake(f"row {number}: column {columns.order} is no number") from None

    return position


def _turn(row: Row, columns: Columns, number: int) -> Turn:
    speaker = SPEAKERS.get(str(row.get(columns.speaker or "") or "").strip().lower())
    if speaker is None:
        raise CallerMistake(
            f"row {number}: column {columns.speaker} names no known speaker; "
            f"allowed: {', '.join(SPEAKERS)}"
        )
    return Turn(speaker=speaker, text=_words(row, columns, number).strip())
