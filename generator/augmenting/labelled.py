"""Labelled rows, in whichever of three shapes they come, as units with a label; and back again.

A unit is one session: a row with `turns` (or `messages`), a row with a column of text, or all rows
of one session in a table of turns. Labels are compared as text and written back as they stood. The
rows are private: errors name a row by its number, never its words or ids.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from generator.augmenting.data_table import Row, Table
from generator.table import SPEAKERS, ColumnMap, merge_turns
from knowledge.errors import CallerMistake
from knowledge.session import Speaker, Turn

Shape = Literal["sessions", "text", "turns"]
TEXT_COLUMNS = ("text", "transcript", "dialogue", "dialog", "conversation", "utterance_text")
MOST_LABELS = 100
LONGEST_LABEL = 160
_ROLES = {"user": Speaker.PATIENT, "assistant": Speaker.THERAPIST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the caller named; None follows the table."""

    label: str
    text: str | None = None
    patient: str | None = None
    session: str | None = None
    order: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One session: its words (the patient's where speakers are known), its label, whose it is."""

    text: str = field(repr=False)
    label: str | None
    group: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A table read as units. `columns` are resolved; `values` is what stands for a label."""

    table: Table
    shape: Shape
    columns: Columns
    path: tuple[str, ...]
    units: tuple[Unit, ...]
    values: Mapping[str, Any] = field(repr=False)
    transcripts: bool
    knows_patients: bool

    @property
    def counts(self) -> Counter[str]:
        """Units a label."""
        return Counter(unit.label for unit in self.units if unit.label is not None)

    @property
    def unit_name(self) -> str:
        """What a unit is called to the owner."""
        return "row" if self.shape == "text" else "session"

    @property
    def num_unlabelled(self) -> int:
        """Units whose label is missing; they are left alone."""
        return sum(unit.label is None for unit in self.units)


def read_labelled(table: Table, columns: Columns) -> Labelled:
    """Raises CallerMistake: no such column, one label, a label that is none, an unreadable row."""
    for name in ("text", "patient", "session", "order", "speaker"):
        _refuse_missing(table, getattr(columns, name))
    shape, columns = _resolved(table, columns)
    path = _label_path(table, columns.label)
    label_of = _label_reader(table, path)
    read = {"sessions": _session_units, "text": _text_units, "turns": _turn_units}[shape]
    units = read(table, columns, label_of)
    _refuse_no_labels(units, columns.label)
    return Labelled(
        table=table,
        shape=shape,
        columns=columns,
        path=path,
        units=tuple(units),
        values=_values(table, path, label_of),
        transcripts=shape == "text" and _are_transcripts([unit.text for unit in units]),
        knows_patients=columns.patient is not None,
    )


def _refuse_missing(table: Table, name: str | None) -> None:
    if name is not None and name not in table.columns:
        raise CallerMistake(f"no column {name}; columns found: {', '.join(table.columns)}")


def _resolved(table: Table, columns: Columns) -> tuple[Shape, Columns]:
    """The shape follows from the columns that are there, unless the caller named some."""

    def default(name: str | None, usual: str) -> str | None:
        return name or (usual if usual in table.columns else None)

    usual, names = ColumnMap(), dict(label=columns.label)
    found = [columns.text] if columns.text else [c for c in TEXT_COLUMNS if c in table.columns]
    text = found[0] if len(found) == 1 else None
    session = default(columns.session, usual.session)
    speaker = default(columns.speaker, usual.speaker)
    if columns.speaker or (columns.session and speaker) or (session and speaker and text):
        if not (session and speaker and text):
            raise CallerMistake("a table of turns needs --session, --speaker and --text")
        order = default(columns.order, "utterance_id")
        patient = default(columns.patient, usual.patient)
        return "turns", Columns(
            **names, text=text, session=session, speaker=speaker, order=order, patient=patient
        )
    patient = default(columns.patient, "patient_id")
    session = default(columns.session, "session_id")
    held = next((name for name in ("turns", "messages") if name in table.columns), None)
    if columns.text is None and held:
        return "sessions", Columns(**names, text=held, patient=patient, session=session)
    if text is None:
        raise CallerMistake(
            f"name the column of words with --text; columns found: {', '.join(table.columns)}"
        )
    return "text", Columns(**names, text=text, patient=patient, session=session)


def _label_path(table: Table, name: str) -> tuple[str, ...]:
    """A column, or a key of the column `labels`, as in the project's own sessions."""
    if name in table.columns:
        return (name,)
    key = name.removeprefix("labels.")
    inner = {k for row in table.rows if isinstance(row.get("labels"), dict) for k in row["labels"]}
    if key in inner:
        return ("labels", key)
    found = (*table.columns, *(f"labels.{one}" for one in sorted(inner)))
    raise CallerMistake(f"no column {name}; columns found: {', '.join(found)}")


def _value(row: Row, path: Sequence[str]) -> Any:
    found: Any = row
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _label_reader(table: Table, path: Sequence[str]) -> Callable[[Row, int], str | None]:
    """A row's label as text; None where it is missing. Classes of `datasets` give their names."""
    names = _class_names(table, path)

    def read(row: Row, number: int) -> str | None:
        value = _value(row, path)
        if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
            return None
        if isinstance(value, str):
            return value if value.strip() else None
        if not isinstance(value, bool | int | float):
            raise CallerMistake(f"row {number}: column {'.'.join(path)} holds no single label")
        if names is not None:
            return names[int(value)] if 0 <= value < len(names) else None
        return str(value)

    return read


def _class_names(table: Table, path: Sequence[str]) -> list[str] | None:
    if table.schema is None:
        return None
    from datasets import ClassLabel, Features

    found: Any = Features.from_arrow_schema(table.schema)
    for key in path:
        found = found[key]
    return found.names if isinstance(found, ClassLabel) else None


def _values(table: Table, path: Sequence[str], label_of: Callable) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for number, row in enumerate(table.rows, start=1):
        label = label_of(row, number)
        if label is not None:
            values.setdefault(label, _value(row, path))
    return values


def _refuse_no_labels(units: Sequence[Unit], name: str) -> None:
    labels = Counter(unit.label for unit in units if unit.label is not None)
    if not labels:
        raise CallerMistake(f"column {name} is empty in every row")
    # Somebody's words, not labels; then they must not be quoted by what comes next.
    if len(labels) > min(MOST_LABELS, max(2, labels.total() / 2)):
        raise CallerMistake(
            f"column {name} holds {len(labels)} different values in {labels.total()} rows or "
            f"sessions; allowed are {MOST_LABELS}, and at most half as many: is it a label?"
        )
    if any(len(label) > LONGEST_LABEL for label in labels):
        raise CallerMistake(
            f"column {name} holds a value of more than {LONGEST_LABEL} characters: is it a label?"
        )
    if len(labels) == 1:
        raise CallerMistake(
            f"column {name} holds one label alone, {next(iter(labels))!r}; at least 2 are needed"
        )


def _text_units(table: Table, columns: Columns, label_of: Callable) -> list[Unit]:
    return [
        _unit(_words(row, columns, number), row, columns, label_of(row, number))
        for number, row in enumerate(table.rows, start=1)
    ]


def _words(row: Row, columns: Columns, number: int) -> str:
    value = row.get(columns.text or "")
    if value is None or isinstance(value, str):
        return value or ""
    raise CallerMistake(f"row {number}: column {columns.text} holds no text")


def _unit(text: str, row: Row, columns: Columns, label: str | None) -> Unit:
    """Without a patient, rows of the same words belong together, so no copy is held out alone."""
    patient = row.get(columns.patient) if columns.patient else None
    return Unit(text=text, label=label, group=f"row {text}" if patient is None else f"is {patient}")


def _session_units(table: Table, columns: Columns, label_of: Callable) -> list[Unit]:
    return [
        _unit(_said(row.get(columns.text or ""), number), row, columns, label_of(row, number))
        for number, row in enumerate(table.rows, start=1)
    ]


def _said(turns: Any, number: int) -> str:
    """What the patient says in a session's `turns` or `messages`."""
    words = []
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise CallerMistake(f"row {number}: its turns are not a list of speaker and text")
    for turn in turns:
        who = str(turn.get("speaker", turn.get("role")) or "").strip().lower()
        text = turn.get("text", turn.get("content"))
        speaker = _ROLES.get(who) or SPEAKERS.get(who)
        if not isinstance(text, str) or (speaker is None and who != "system"):
            raise CallerMistake(f"row {number}: a turn without text or with an unknown speaker")
        words += [text] if speaker is Speaker.PATIENT else []
    return "\n".join(words)


def _turn_units(table: Table, columns: Columns, label_of: Callable) -> list[Unit]:
    rows_of: dict[Any, list[tuple[int, Row]]] = {}
    for number, row in enumerate(table.rows, start=1):
        session = row.get(columns.session or "")
        if session is None or session == "":
            raise CallerMistake(f"row {number}: column {columns.session} is empty")
        rows_of.setdefault(session, []).append((number, row))
    return [_turn_unit(rows, columns, label_of) for rows in rows_of.values()]


def _turn_unit(rows: list[tuple[int, Row]], columns: Columns, label_of: Callable) -> Unit:
    label: str | None = None
    for number, row in rows:
        found = label_of(row, number)
        if label is not None and found not in (None, label):
            raise CallerMistake(
                f"row {number}: column {columns.label} changes within a session; a label belongs "
                "to a whole session"
            )
        label = label or found
    turns = [_turn(row, columns, number) for number, row in sorted(rows, key=_position(columns))]
    said = [turn.text for turn in merge_turns(turns) if turn.speaker is Speaker.PATIENT]
    first = rows[0][1]
    patient = first.get(columns.patient or "") or first.get(columns.session or "")
    return Unit(text="\n".join(said), label=label, group=f"is {patient}")


def _position(columns: Columns) -> Callable[[tuple[int, Row]], float]:
    def position(numbered: tuple[int, Row]) -> float:
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


def _are_transcripts(texts: Sequence[str]) -> bool:
    """Whether most texts have two or more lines that begin with a speaker."""

    def spoken(text: str) -> int:
        heads = (line.split(":")[0].strip(" *_").lower() for line in text.splitlines())
        return sum(head in SPEAKERS for head in heads)

    return 2 * sum(spoken(text) >= 2 for text in texts) > len(texts)
