"""The budget of one corpus: an append-only file in which every line carries the hash of the last.

    {"event": "opened", "budget": 8.0, "delta": 1e-05, "prev": "000...", "hash": "..."}
    {"event": "reserved", "purpose": "training", "mechanism": {...}, "prev": "...", "hash": "..."}

A mechanism is reserved in full before it runs, so a crash errs on the side of spent. Knows no
data and no model; its lines are publishable. A chain shows altered and removed lines, but not a
cut tail: the `ledger_head` that a guarantee carries shows that.
"""

import fcntl
import hashlib
import json
import math
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from generator.accounting import Mechanism, epsilon, mechanism_from_json, mechanism_json
from knowledge.errors import CallerMistake, GateRefused, WorldFailed

Purpose = Literal["training", "marginals", "support"]
NO_PREVIOUS = "0" * 64
# Two sums of floats may differ in the last digits; a budget of 8 admits a plan solved for 8.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """One mechanism charged in full before it ran; `head` is the hash of its line."""

    purpose: str
    mechanism: Mechanism
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A verified ledger as it stood when read. `budget` None means that no limit was set."""

    budget: float | None
    delta: float
    reservations: tuple[Reservation, ...]
    head: str

    def spent(self, *more: Mechanism) -> float:
        """Epsilon of everything reserved, and of `more`, composed at the ledger's delta.

        Guarantees:
            The total for one patient of this corpus, under adding or removing that patient.
        """
        return epsilon((*(item.mechanism for item in self.reservations), *more), self.delta)

    def before(self, head: str | None, *, purpose: Purpose) -> tuple[Mechanism, ...]:
        """The mechanisms of one purpose reserved before the line `head`; None: all there are."""
        found: list[Mechanism] = []
        for item in self.reservations:
            if item.head == head:
                break
            if item.purpose == purpose:
                found.append(item.mechanism)
        return tuple(found)

    def contains(self, head: str) -> bool:
        """Whether `head` is the hash of one of the reservations."""
        return any(item.head == head for item in self.reservations)


def create_ledger(path: Path, *, budget: float | None, delta: float) -> None:
    """Opens a new ledger. Raises GateRefused if there is one: a ledger is never replaced."""
    line = _sealed({"event": "opened", "budget": budget, "delta": delta, "prev": NO_PREVIOUS})
    try:
        with path.open("x", encoding="utf-8") as file:
            _append(file, line)
    except FileExistsError:
        raise GateRefused(
            f"ledger {path} exists already; a ledger is continued, never replaced"
        ) from None


def read_ledger(path: Path) -> Ledger:
    """Reads and verifies. Raises CallerMistake if missing, GateRefused if altered."""
    _require(path)
    lines = _verified_lines(path)
    opened = lines[0]
    return Ledger(
        budget=opened["budget"],
        delta=opened["delta"],
        reservations=tuple(_reservation(line, path=path) for line in lines[1:]),
        head=lines[-1]["hash"],
    )


def verify(path: Path) -> str:
    """The head of an unaltered ledger. Raises GateRefused naming the first line that is not."""
    return read_ledger(path).head


def reserve(path: Path, *, purpose: Purpose, mechanism: Mechanism) -> str:
    """Charges `mechanism` in full and returns the new head. Call it before reading any record.

    Raises:
        GateRefused: the total would exceed the budget, or the ledger was altered.
    """
    with _locked(path):
        ledger = read_ledger(path)
        if ledger.budget is not None:
            _check_budget(ledger, ledger.budget, purpose, mechanism)
        line = _sealed(
            {
                "event": "reserved",
                "purpose": purpose,
                "mechanism": mechanism_json(mechanism, delta=ledger.delta),
                "prev": ledger.head,
            }
        )
        size = path.stat().st_size
        try:
            with path.open("a", encoding="utf-8") as file:
                _append(file, line)
        except OSError as error:
            # Nothing has run for it yet; half a line would read as an altered ledger for ever.
            os.truncate(path, size)
            raise WorldFailed(f"cannot write ledger {path}: {error.strerror}") from error
        return line["hash"]


def _check_budget(ledger: Ledger, budget: float, purpose: Purpose, mechanism: Mechanism) -> None:
    total = ledger.spent(mechanism)
    if total > budget * (1 + ROUNDING):
        raise GateRefused(
            f"budget spent: {purpose} would bring the corpus to epsilon {_shown(total)} at "
            f"delta {ledger.delta:g}; spent {_shown(ledger.spent())} of {budget:g}"
        )


def ledger_table(path: Path) -> str:
    """Every reservation in a line, with the total so far and the budget."""
    ledger = read_ledger(path)
    lines = [
        f"{item.purpose:12s} {' '.join(f'{k}={v}' for k, v in _columns(item))} {item.head[:12]}"
        for item in ledger.reservations
    ]
    budget = "no budget" if ledger.budget is None else f"budget {ledger.budget:g}"
    lines.append(
        f"spent epsilon {_shown(ledger.spent())} at delta {ledger.delta:g}, {budget} "
        "(unit patient, add-remove)"
    )
    return "\n".join(lines)


def _require(path: Path) -> None:
    if path.is_file():
        return
    if path.is_symlink():
        raise CallerMistake(
            f"ledger {path} is that of the corpus this one was made from, {path.readlink()}, which "
            "is not there; put it back, because the same patients have one budget"
        )
    if path.is_dir():
        raise CallerMistake(f"ledger {path} is a folder; name the file, as corpus/ledger.jsonl")
    raise CallerMistake(f"ledger {path} does not exist; import the corpus to open one")


def _columns(item: Reservation) -> list[tuple[str, str]]:
    event = mechanism_json(item.mechanism, delta=0.0)
    del event["delta"]
    return [
        (name, f"{value:.4g}" if isinstance(value, float) else str(value))
        for name, value in event.items()
    ]


def _shown(total: float) -> str:
    return "inf" if math.isinf(total) else f"{total:.3f}"


def _sealed(line: Mapping[str, Any]) -> dict[str, Any]:
    return {**line, "hash": _hash(line)}


def _hash(line: Mapping[str, Any]) -> str:
    content = {key: value for key, value in line.items() if key != "hash"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _append(file: Any, line: Mapping[str, Any]) -> None:
    file.write(json.dumps(line) + "\n")
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time, so that two runs cannot both spend the last of a budget."""
    _require(path)
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _verified_lines(path: Path) -> list[dict[str, Any]]:
    previous, lines = NO_PREVIOUS, []
    for number, text in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            line = json.loads(text)
            sound = line["prev"] == previous and line["hash"] == _hash(line)
            sound = sound and (line["event"] == "opened") == (number == 1)
        except (ValueError, KeyError, TypeError):
            sound = False
        if not sound:
            other = "" if lines else ", or this is no ledger"
            told = f"line {number} was altered{other}; nothing may be spent"
            raise GateRefused(f"ledger {path} {told}")
        previous = line["hash"]
        lines.append(line)
    if not lines:
        raise GateRefused(f"ledger {path} is empty; its lines were removed")
    return lines


def _reservation(line: Mapping[str, Any], *, path: Path) -> Reservation:
    try:
        mechanism = mechanism_from_json(line["mechanism"])
    except CallerMistake as error:
        raise GateRefused(f"ledger {path} holds an unreadable mechanism: {error}") from None
    return Reservation(purpose=line["purpose"], mechanism=mechanism, head=line["hash"])
