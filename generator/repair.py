"""What a crash left of a run: cut lines and halves are dropped, and their attempts made again.

An attempt is two lines, its verdicts and its session. One without the other counts as not made,
whichever of them the disk kept. Knows neither engine nor filters.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from generator.durable import replace_file
from knowledge.errors import WorldFailed

VERDICTS = "verdicts.jsonl"
SESSIONS: Mapping[str, bool] = {"sessions.jsonl": True, "rejected.jsonl": False}
"""Where a session stands, and whether that means that it was accepted."""

Key = tuple[str, int, bool]
"""Session id, number of the attempt, whether it was accepted."""


def repair(run: Path) -> int:
    """Leaves every whole attempt, once, in the order it was made; returns how many lines went.

    A crash in here costs nothing: what is kept is the same when it is asked again.

    Raises:
        WorldFailed: if the disk refuses.
    """
    lines = {name: _lines(run / name) for name in (VERDICTS, *SESSIONS)}
    keys = {name: [_key(line, name) for line in found] for name, found in lines.items()}
    whole = _whole(keys)
    dropped = 0
    for name, found in lines.items():
        kept = _first_of_each(zip(keys[name], found, strict=True), whole)
        dropped += len(found) - len(kept)
        if len(kept) < len(found):
            _replace(run / name, b"".join(kept))
    return dropped


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True) if path.exists() else []


def _key(line: bytes, name: str) -> Key | None:
    """None for a line that is cut short or holds something else."""
    try:
        data: Any = json.loads(line) if line.endswith(b"\n") else None
        if name == VERDICTS:
            return str(data["session_id"]), int(data["attempt"]), bool(data["accepted"])
        return str(data["session_id"]), int(data["provenance"]["attempt"]), SESSIONS[name]
    except (ValueError, KeyError, TypeError):
        return None


def _whole(keys: Mapping[str, Iterable[Key | None]]) -> set[Key]:
    """Attempts with both halves; of two accepted ones of a session the earlier line stands."""
    made = {key for name in SESSIONS for key in keys[name]} & set(keys[VERDICTS])
    first: dict[str, Key] = {}
    for key in keys["sessions.jsonl"]:
        if key is not None and key in made:
            first.setdefault(key[0], key)
    return {key for key in made if key and (not key[2] or first[key[0]] == key)}


def _first_of_each(pairs: Iterable[tuple[Any, bytes]], whole: set[Key]) -> list[bytes]:
    kept: dict[Key, bytes] = {}
    for key, line in pairs:
        if key in whole:
            kept.setdefault(key, line)
    return list(kept.values())


def _replace(path: Path, content: bytes) -> None:
    try:
        replace_file(path, content)
    except OSError as error:
        raise WorldFailed(f"cannot write {path} ({error.strerror}); then --resume") from error
