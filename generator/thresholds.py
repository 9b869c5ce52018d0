"""The thresholds that the filters of a run really hold: told in run, manifest and card.

What is looser than its default is named there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache

from filters.fidelity import FidelityFilter
from filters.identifiers import IdentifierFilter
from filters.judge import JudgeFilter
from filters.memorization import MemorizationFilter
from filters.public_text import PublicTextFilter
from filters.safety import SafetyFilter
from filters.structure import StructureFilter
from filters.style import StyleFilter
from filters.verdict import Filter
from generator.gate_config import LOOSER_LOWER, directions

Thresholds = Mapping[str, Mapping[str, float | None]]
# By class, since building the fidelity filter's recogniser takes a minute.
_KINDS: Mapping[str, type] = {
    "structure": StructureFilter,
    "style": StyleFilter,
    "safety": SafetyFilter,
    "identifiers": IdentifierFilter,
    "public_text": PublicTextFilter,
    "memorization": MemorizationFilter,
    "fidelity": FidelityFilter,
    "judge": JudgeFilter,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loosened:
    """A threshold that lets through what the default would reject."""

    filter: str
    threshold: str
    value: float | None
    default: float | None

    def line(self) -> str:
        """As a person reads it."""
        return f"{self.filter} {self.threshold} {self.value} (default {self.default})"


def effective(filters: Iterable[Filter]) -> Thresholds:
    """Every threshold by filter as these filters hold it, defaults included."""
    return {
        item.name: {name: getattr(item, name) for name in names}
        for item in filters
        if (names := directions(item.name))
    }


@cache
def default_thresholds() -> Thresholds:
    """Every threshold as it is without a configuration."""
    return {
        name: {item.name: item.default for item in fields(kind) if item.name in directions(name)}
        for name, kind in _KINDS.items()
    }  # pyright: ignore[reportReturnType]  (a threshold has a default)


def loosened(used: Thresholds) -> Iterator[Loosened]:
    """Those that are looser than the default; None sets no limit at all."""
    for name, chosen in used.items():
        for threshold, value in chosen.items():
            default = default_thresholds().get(name, {}).get(threshold)
            if _is_looser(value, default, directions(name).get(threshold)):
                yield Loosened(filter=name, threshold=threshold, value=value, default=default)


def _is_looser(value: float | None, default: float | None, direction: str | None) -> bool:
    if value is None or default is None:
        return value is None and default is not None
    return value < default if direction == LOOSER_LOWER else value > default
