"""The Parquet file of a release: one row a session, with an explicit schema.

Every row says what it is by itself: synthetic, of which request and model, under which guarantee.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from knowledge.session import Session, Speaker
from knowledge.session_file import session_from_json, session_json

TABLE = "data/train-00000-of-00001.parquet"
_ROLES = {Speaker.THERAPIST: "assistant", Speaker.PATIENT: "user"}


def parquet_features():
    """The explicit schema: no column's type depends on the rows that happen to be there."""
    from datasets import Features, List, Value

    text, turn = Value("string"), {"speaker": Value("string"), "text": Value("string")}
    return Features(
        {
            "session_id": text,
            "patient_id": text,
            "language": text,
            "turns": List(turn),
            "messages": List({"role": text, "content": text}),
            "profile": text,
            "labels": {"condition": text},
            "evidence": List({"id": text, "symptom": text, "text": text}),
            "seed": Value("int64"),
            "synthetic": Value("bool"),
            "spec_sha256": text,
            "model_sha256": text,
            "epsilon": Value("float64"),
            "delta": Value("float64"),
        }
    )


def write_rows(path: Path, sessions: Sequence[Session], outcome: Mapping[str, Any]) -> None:
    """Writes the sessions of a run with this outcome."""
    from datasets import Dataset

    told = provenance_columns(outcome)
    rows = [{**_row(session), **told} for session in sessions]
    Dataset.from_list(rows, features=parquet_features()).to_parquet(path)


def provenance_columns(told: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that are the same in every row, from an outcome or a manifest's predicate."""
    return {
        "synthetic": True,
        "spec_sha256": told["spec_sha256"],
        "model_sha256": told["model_sha256"],
        "epsilon": float(told["guarantee"]["epsilon"]),
        "delta": float(told["guarantee"]["delta"] or 0.0),
    }


def _row(session: Session) -> dict[str, Any]:
    data = session_json(session)
    provenance = data.get("provenance", {})
    return {
        "session_id": session.session_id,
        "patient_id": session.patient_id,
        "language": session.language,
        "turns": data["turns"],
        "messages": [
            {"role": _ROLES[turn.speaker], "content": turn.text} for turn in session.turns
        ],
        "profile": json.dumps(data.get("profile", {}), ensure_ascii=False),
        "labels": {"condition": session.labels.get("condition", "")},
        "evidence": provenance.get("evidence", []),
        "seed": provenance.get("seed", 0),
    }


def read_rows(path: Path) -> tuple[tuple[Session, ...], dict[str, str]]:
    """The sessions of a release, without their provenance, and the hashes that its rows tell.

    Raises:
        OSError: the file cannot be read.
        ValueError, KeyError, TypeError: it is no table of a release.
        CallerMistake: a session that is none.
    """
    from pyarrow.parquet import read_table

    rows = read_table(path, columns=[name for name in parquet_features() if name != "messages"])
    sessions = []
    for row in rows.to_pylist():
        labels = {name: value for name, value in row["labels"].items() if value}
        profile = json.loads(row["profile"]) or None
        sessions.append(session_from_json({**row, "labels": labels, "profile": profile}))
    hashes = ("spec_sha256", "model_sha256")
    return tuple(sessions), {name: rows[name][0].as_py() for name in hashes if rows.num_rows}


def disagreement(path: Path, expected: Mapping[str, Any]) -> str | None:
    """What is wrong with a Parquet file: its schema, its rows' ids, or a column of one value."""
    import pyarrow as pa
    from pyarrow.parquet import read_schema, read_table

    try:
        found, wanted = read_schema(path), parquet_features().arrow_schema
        for name in wanted.names:
            if name not in found.names:
                return f"lacks the column {name}"
            if not found.field(name).type.equals(wanted.field(name).type):
                return f"has a column {name} of type {found.field(name).type}"
        for name in found.names:
            if name not in wanted.names:
                return f"has a column {name}, which no release has"
        table = read_table(path, columns=["session_id", *expected])
    except (pa.ArrowException, OSError, KeyError):
        return "is no Parquet file that can be read"
    if not table.num_rows:
        return "holds no session"
    if len(table["session_id"].unique()) != table.num_rows:
        return "holds a session twice"
    for name, value in expected.items():
        found = table[name].unique().to_pylist()
        if found != [value]:
            return f"has rows with {name} {_shown(found, value)}, not {value}"
    return None


def _shown(found: Sequence[Any], expected: Any) -> Any:
    return next((value for value in found if value != expected), "missing")


def num_rows(path: Path) -> int:
    """Counts the rows without reading them."""
    from pyarrow.parquet import read_metadata

    return read_metadata(path).num_rows
