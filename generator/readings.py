"""`RunReadings`: what was heard in a run's sessions, kept beside them and not read for again.

Hearing symptoms takes most of the time of judging, and again of evaluating; both read alike. A line
of `run/readings.jsonl` is found by what was read, to the letter, and by what read it: after a
change of either the session is read anew. Holds words of generated sessions only; nothing else is
kept. A file that is missing or damaged costs time, never a reading.

    {"read": SHA-256, "mentions": [[symptom, status, span, turn_index, score, ...], ...]}
"""

import functools
import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import filters
import knowledge
from filters.mention import Mention, Recogniser
from filters.recogniser import FOUND
from knowledge.errors import WorldFailed
from knowledge.session import Session

READINGS = "readings.jsonl"
Mentions = tuple[Mention, ...]


class RunReadings:
    """A `Recogniser` that asks the one within for what the run has no reading of.

    Args:
        run: the run's folder; read at the first use.
    """

    def __init__(self, run: Path, recogniser: Recogniser) -> None:
        self._path, self._recogniser = run / READINGS, recogniser
        self._fresh: dict[str, tuple[str, Mentions]] = {}

    @property
    def symptoms(self) -> tuple[str, ...]:
        return self._recogniser.symptoms

    def recognise_all(
        self,
        sessions: Sequence[Session],
        *,
        at_least: float = FOUND,
        named: Sequence[Collection[str]] | None = None,
    ) -> tuple[Mentions, ...]:
        """As `SymptomRecogniser.recognise_all`."""
        looked_for = [None] * len(sessions) if named is None else list(named)
        keys = [
            _key(session, names, at_least)
            for session, names in zip(sessions, looked_for, strict=True)
        ]
        unread = [place for place, key in enumerate(keys) if key not in self._kept]
        heard: tuple[Mentions, ...] = ()
        if unread:
            heard = self._recogniser.recognise_all(
                [sessions[place] for place in unread],
                at_least=at_least,
                named=None if named is None else [named[place] for place in unread],
            )
        found = {keys[place]: mentions for place, mentions in zip(unread, heard, strict=True)}
        for place in unread:
            self._fresh[sessions[place].session_id] = keys[place], found[keys[place]]
        return tuple(found[key] if key in found else self._kept[key] for key in keys)

    def keep(self, session: Session) -> None:
        """Writes down what was last heard in the session, if it was not there yet.

        Raises:
            WorldFailed: if the disk refuses.
        """
        key, mentions = self._fresh.pop(session.session_id, (None, ()))
        if key is None:
            return
        record = {"read": key, "mentions": [astuple(mention) for mention in mentions]}
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":"), default=float)
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
        except OSError as error:
            raise WorldFailed(
                f"could not write {self._path} ({error.strerror}); go on with --resume"
            ) from error

    @functools.cached_property
    def _kept(self) -> dict[str, Mentions]:
        return dict(_read(self._path))


def _read(path: Path) -> Iterator[tuple[str, Mentions]]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        try:
            record: Any = json.loads(line)
            yield record["read"], tuple(_mention(row) for row in record["mentions"])
        except (ValueError, TypeError, KeyError):
            continue


def _mention(row: Sequence[Any]) -> Mention:
    return Mention(**dict(zip(Mention.__dataclass_fields__, row, strict=True)))


def _key(session: Session, named: Collection[str] | None, at_least: float) -> str:
    turns = [(turn.speaker.value, turn.text) for turn in session.turns]
    names = None if named is None else sorted(named)
    asked = json.dumps([turns, names, at_least, readers_sha256()])
    return hashlib.sha256(asked.encode()).hexdigest()


@functools.cache
def readers_sha256() -> str:
    """Of all that a reading follows from: the code, lines and fits of both rooms."""
    digest = hashlib.sha256()
    for package in (filters, knowledge):
        room = Path(str(package.__file__)).parent
        for path in sorted(room.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(room)}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
