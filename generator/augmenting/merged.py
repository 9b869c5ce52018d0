"""The merged data on disk: Parquet a split and JSONL, original rows first and untouched.

A column of JSONL that Arrow cannot give back as it was (keys or types that differ by row) stands
in Parquet as JSON text; `data.jsonl` has it as it was. What JSON has no value for is
the other way round: Parquet has it, `data.jsonl` null for a number that is none or infinite, and
Base64 for bytes.
"""

import base64
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.augmenting.added_rows import Added, added_rows, origin_columns, with_origin
from generator.augmenting.data_table import TRAIN, Row, Table
from generator.augmenting.labelled import Labelled
from knowledge.errors import CallerMistake
from knowledge.session import Session, Speaker, Turn

PARQUET = "{split}-00000-of-00001.parquet"


def write_merged(
    folder: Path, labelled: Labelled, added: Sequence[Added], others: Mapping[str, Table]
) -> tuple[str, ...]:
    """Writes `data/` and `data.jsonl`; returns the columns that Parquet holds as JSON text.

    Other splits get the columns of origin and nothing else.
    """
    from pyarrow.parquet import write_table

    (folder / "data").mkdir()
    names = origin_columns(labelled, others.values())
    rows = _merged(labelled.table.rows, labelled, added, names)
    arrow, as_text = _arrow(rows, labelled.table, names)
    write_table(arrow, folder / "data" / PARQUET.format(split=TRAIN))
    for name, table in others.items():
        kept, _ = _arrow([*with_origin(table.rows, table, labelled, names)], table, names)
        write_table(kept, folder / "data" / PARQUET.format(split=name))
    with (folder / "data.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(_line(row, epsilon=names["epsilon"]) for row in rows)
    return as_text


def _merged(
    rows: Sequence[Row], labelled: Labelled, added: Sequence[Added], names: Mapping[str, str]
) -> list[Row]:
    original = with_origin(rows, labelled.table, labelled, names)
    return [*original, *added_rows(added, labelled, names)]


def refuse_no_place(labelled: Labelled, labels: Sequence[str]) -> None:
    """Raises CallerMistake where a column's type has no room for a generated session: a session
    of one line for each of `labels` is put there, before hours go into real ones."""
    said = (Turn(speaker=Speaker.THERAPIST, text="a"), Turn(speaker=Speaker.PATIENT, text="b"))
    added = [
        Added(
            session=Session(session_id=f"s{number}", patient_id=f"p{number}", turns=said),
            label=label,
            source="trial",
            spec_sha256="0" * 64,
            model_sha256="0" * 64,
            epsilon=math.inf,
        )
        for number, label in enumerate(labels)
    ]
    names = origin_columns(labelled)
    _arrow(_merged(labelled.table.rows[:1], labelled, added, names), labelled.table, names)


def _line(row: Row, *, epsilon: str) -> str:
    """An infinite epsilon is the string "inf", as in guarantee.json."""
    plain = _plain(row)
    if row.get(epsilon) == math.inf:
        plain[epsilon] = "inf"
    return json.dumps(plain, ensure_ascii=False, default=str, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _arrow(
    rows: Sequence[Row], table: Table, names: Mapping[str, str]
) -> tuple[Any, tuple[str, ...]]:
    import pyarrow as pa
    from datasets import Features

    arrays, as_text = {}, []
    for name in table.columns:
        values = [row.get(name) for row in rows]
        kind = table.schema.field(name).type if table.schema is not None else None
        arrays[name] = _column(values, kind, name, num_original=len(table.rows))
        if arrays[name] is None:
            texts = [v if v is None else json.dumps(v, ensure_ascii=False) for v in values]
            arrays[name], as_text = pa.array(texts, pa.string()), [*as_text, name]
    kinds = _origin_types()
    for key, name in names.items():
        if name not in arrays:
            arrays[name] = pa.array([row.get(name) for row in rows], kinds[key])
    arrow = pa.table(arrays)
    if table.schema is not None:
        arrow = arrow.replace_schema_metadata(table.schema.metadata)
    features = Features.from_arrow_schema(arrow.schema)
    return arrow.replace_schema_metadata(features.arrow_schema.metadata), tuple(as_text)


def _origin_types() -> dict[str, Any]:
    import pyarrow as pa

    text = pa.string()
    return {
        "synthetic": pa.bool_(),
        "source": text,
        "session_id": text,
        "spec_sha256": text,
        "model_sha256": text,
        "epsilon": pa.float64(),
    }


def _column(values: Sequence[Any], kind: Any, name: str, *, num_original: int) -> Any:
    """The Arrow column, or None where it would not give original values back as they are."""
    import pyarrow as pa

    try:
        array = pa.array(values, type=kind)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        if kind is None:
            return None
        raise CallerMistake(f"column {name}: its type has no place for synthetic rows") from None
    if kind is not None:
        return array
    kept = array.slice(0, num_original).to_pylist() == list(values[:num_original])
    # Parquet knows no struct without fields.
    return array if kept and "struct<>" not in str(array.type) else None
