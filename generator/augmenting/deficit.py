"""How many sessions each label lacks: counts and a target in, a deficit a label out."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.errors import CallerMistake

BALANCE = "balance"
ALLOWED = "balance, a count of rows a label (50), or a share of the whole (0.2 or 20%)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """At most one of the two is given; neither means balance: up to the largest label."""

    count: int | None = None
    share: float | None = None

    def __str__(self) -> str:
        if self.count is not None:
            return f"{self.count} rows a label"
        return BALANCE if self.share is None else f"share {self.share:g} of the whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deficit:
    """What one label has, what the target asks for, and what is to be added.

    `added` is less than what is missing where the largest allowed growth caps it.
    """

    label: str
    present: int
    wanted: int
    added: int

    @property
    def capped(self) -> bool:
        """Whether the target is not reached by plan."""
        return self.present + self.added < self.wanted


def parse_target(text: str) -> Target:
    """Raises CallerMistake naming the value and what is allowed."""
    given = text.strip().lower()
    if given == BALANCE:
        return Target()
    if re.fullmatch(r"\d+", given) and int(given) > 0:
        return Target(count=int(given))
    percent = re.fullmatch(r"(\d+(?:\.\d+)?)%", given)
    share = float(percent[1]) / 100 if percent else _number(given)
    if share is None or not 0 < share < 1:
        raise CallerMistake(f"target {text!r}: allowed is {ALLOWED}")
    return Target(share=share)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d*\.\d+", text) else None


def deficits(counts: Mapping[str, int], target: Target, *, factor: float) -> tuple[Deficit, ...]:
    """The labels below the target, most scarce first.

    Args:
        factor: a label grows to at most so many times what it has.

    Raises:
        CallerMistake: shares that cannot be had by so many labels, or no label below the target.
    """
    if not math.isfinite(factor):
        raise CallerMistake(f"factor {factor:g}: allowed is a finite number from 1")
    wanted = _wanted(counts, target)
    found = [
        Deficit(
            label=label,
            present=present,
            wanted=wanted[label],
            added=min(wanted[label], math.floor(present * factor)) - present,
        )
        for label, present in sorted(counts.items(), key=lambda item: item[1])
        if present < wanted[label]
    ]
    if not found:
        held = ", ".join(f"{label} {count}" for label, count in counts.items())
        raise CallerMistake(f"target {target}: no label is below it ({held}); nothing to add")
    if not any(item.added for item in found):
        raise CallerMistake(f"factor {factor:g}: no label may grow by a whole session")
    return tuple(found)


def _wanted(counts: Mapping[str, int], target: Target) -> Mapping[str, int]:
    if target.count is not None:
        return dict.fromkeys(counts, target.count)
    if target.share is None:
        return dict.fromkeys(counts, max(counts.values()))
    if target.share * len(counts) > 1 + 1e-9:
        raise CallerMistake(
            f"target {target}: {len(counts)} labels cannot each have it; allowed is at most "
            f"{1 / len(counts):.3g}"
        )
    return _raised(counts, target.share)


def _raised(counts: Mapping[str, int], share: float) -> Mapping[str, int]:
    """The smallest counts of which none is below the share of their own sum.

    What is added makes the whole larger, so the goal moves; it is reached because the largest
    label never has to grow: with all as large as that, each has the largest share there is. A
    share that rounding puts just above that one would rise for ever.
    """
    now, largest = dict(counts), max(counts.values())
    while True:
        need = min(largest, math.ceil(share * sum(now.values()) - 1e-9))
        if all(count >= need for count in now.values()):
            return now
        now = {label: max(count, need) for label, count in now.items()}
