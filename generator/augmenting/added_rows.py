"""Generated sessions -> rows in the shape of the rows they join, with where they come from.

Knows no file. What is not known of a synthetic session (a column of the owner's own) stays empty.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.augmenting.columns import SESSION_COLUMNS
from generator.augmenting.data_table import Row, Table
from generator.augmenting.labelled import Labelled
from knowledge.session import Session, Speaker, Turn
from knowledge.session_file import session_json
from knowledge.speaker import SPEAKERS
from prompts.transcript import render_transcript

ORIGIN = ("synthetic", "source", "session_id", "spec_sha256", "model_sha256", "epsilon")
"""The columns that say where a row comes from."""
ORIGINAL = "original"
_OWN = frozenset({"synthetic", "session_id", "spec_sha256", "model_sha256", "epsilon"})
"""Those that sessions of this project have anyway, with the same meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """One generated session, the label it stands for, and what made it."""

    session: Session
    label: str
    source: str
    spec_sha256: str
    model_sha256: str
    epsilon: float

    @property
    def name(self) -> str:
        """Unlike any id of the run or of another run; the run's own id stands at its end."""
        return f"synthetic-{self.spec_sha256[:8]}-{self.session.session_id}"


def origin_columns(labelled: Labelled, others: Iterable[Table] = ()) -> Mapping[str, str]:
    """What each column of `ORIGIN` is called in every split: a name that any of them has for
    something else is kept."""
    shared = _OWN if labelled.shape == "sessions" else {labelled.columns.session}
    taken = {name for table in (labelled.table, *others) for name in table.columns}
    return {
        name: f"added_{name}" if name in taken and name not in shared else name for name in ORIGIN
    }


def with_origin(
    rows: Sequence[Row], table: Table, labelled: Labelled, names: Mapping[str, str]
) -> Iterator[Row]:
    """Rows of one split as they were, and beside their own columns that they are original."""
    own = {*table.columns, labelled.columns.session}
    empty = {name: None for name in names.values() if name not in own}
    known = {names["synthetic"]: False, names["source"]: ORIGINAL}
    for row in rows:
        yield {**row, **empty, **{name: v for name, v in known.items() if name not in own}}


def words_of(session: Session, labelled: Labelled) -> str:
    """What stands for a session where the units of the table have their words."""
    if labelled.transcripts:
        return render_transcript(session.turns).strip()
    return "\n".join(session.texts(Speaker.PATIENT))


def added_rows(
    added: Sequence[Added], labelled: Labelled, names: Mapping[str, str]
) -> Iterator[Row]:
    """The rows of all added sessions, in order; one a session, or one a turn."""
    ids = _ids(labelled, added)
    for item, own in zip(added, ids, strict=True):
        for row in _rows(item, own, labelled):
            _put_label(row, item.label, labelled)
            yield {**dict.fromkeys(labelled.table.columns), **row, **_origin(item, labelled, names)}


def _ids(labelled: Labelled, added: Sequence[Added]) -> list[dict[str, Any]]:
    """Values of the columns that name a session and a patient; numbers go on where they end."""
    columns = {"session": labelled.columns.session, "patient": labelled.columns.patient}
    made: list[dict[str, Any]] = [{} for _ in added]
    for column in filter(None, columns.values()):
        known = [row[column] for row in labelled.table.rows if row.get(column) is not None]
        numbers = [value for value in known if _is_whole(value)]
        first = max(numbers) + 1 if numbers and len(numbers) == len(known) else None
        for at, item in enumerate(added):
            made[at][column] = item.name if first is None else first + at
    return made


def _is_whole(value: Any) -> bool:
    """Tables with a gap in a column of whole numbers hold them as floating-point ones."""
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _rows(item: Added, ids: Mapping[str, Any], labelled: Labelled) -> list[Row]:
    columns = labelled.columns
    if labelled.shape == "text":
        return [{**ids, str(columns.text): words_of(item.session, labelled)}]
    if labelled.shape == "turns":
        return _turn_rows(item, ids, labelled)
    data = {**session_json(item.session), "session_id": item.name, "patient_id": item.name}
    data |= {**ids, "labels": {}, **dict.fromkeys(SESSION_COLUMNS)}
    row = {n: _like(v, n, labelled) for n, v in data.items() if n in labelled.table.columns}
    for column in SESSION_COLUMNS:
        if column in row and (seen := _seen_turns(column, labelled)) is not None:
            row[column] = _like(_turns(item.session, seen), column, labelled)
    return [row]


def _like(value: Any, column: str, labelled: Labelled) -> Any:
    """Whatever is kept as JSON text in a column, stays text."""
    sample = _sample(column, labelled)
    if isinstance(sample, str) and value is not None and not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return value


def _sample(column: str | None, labelled: Labelled) -> Any:
    values = (row.get(column or "") for row in labelled.table.rows)
    return next((value for value in values if value is not None), None)


def _seen_turns(column: str, labelled: Labelled) -> list[dict[str, Any]] | None:
    """The table's own turns, of JSON text the first row's; None if it holds something else."""
    values = [row.get(column) for row in labelled.table.rows]
    values = [value for value in values if value not in (None, "", [])]
    if values and isinstance(values[0], str):
        values = [_parsed(values[0])]
    lists = [value for value in values if isinstance(value, list)]
    seen = [turn for turns in lists for turn in turns if isinstance(turn, dict)]
    return seen if seen or not values else None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _turns(session: Session, seen: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Turns with the keys and the names of speakers that the table's own turns have."""
    role = bool(seen) and "role" in seen[0]
    who, said = ("role", "content") if role else ("speaker", "text")
    usual = {Speaker.PATIENT: "user", Speaker.THERAPIST: "assistant"} if role else {}
    names = usual or _speaker_names([turn.get(who) for turn in seen])
    return [{who: names[turn.speaker], said: turn.text} for turn in session.turns]


def _speaker_names(found: Sequence[Any]) -> dict[Speaker, str]:
    """The commonest name of each speaker in the table, as written there."""
    written = Counter(name for name in found if isinstance(name, str))
    names = {speaker: speaker.value for speaker in Speaker}
    for name, _ in reversed(written.most_common()):
        speaker = SPEAKERS.get(name.strip().lower())
        if speaker is not None:
            names[speaker] = name
    return names


def _turn_rows(item: Added, ids: Mapping[str, Any], labelled: Labelled) -> list[Row]:
    columns = labelled.columns
    names = _speaker_names([row.get(columns.speaker or "") for row in labelled.table.rows])

    def row(position: int, turn: Turn) -> Row:
        spoken = {str(columns.speaker): names[turn.speaker], str(columns.text): turn.text}
        if columns.order is None:
            return {**ids, **spoken}
        as_text = isinstance(_sample(columns.order, labelled), str)
        return {**ids, **spoken, columns.order: str(position) if as_text else position}

    return [row(position, turn) for position, turn in enumerate(item.session.turns)]


def _put_label(row: Row, label: str, labelled: Labelled) -> None:
    place = row
    for key in labelled.path[:-1]:
        place = place.setdefault(key, {})
    place[labelled.path[-1]] = labelled.values[label]


def _origin(item: Added, labelled: Labelled, names: Mapping[str, str]) -> Row:
    values = {
        "synthetic": True,
        "source": item.source,
        "session_id": item.name,
        "spec_sha256": item.spec_sha256,
        "model_sha256": item.model_sha256,
        "epsilon": item.epsilon,
    }
    mapped = labelled.columns.session
    return {names[key]: value for key, value in values.items() if names[key] != mapped}
