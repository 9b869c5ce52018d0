"""`Reach`: the range a figure ought to lie in, and figures beside their ranges as Markdown.

A verdict is about the value; where the interval lies on both sides of a limit, it says so.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.measurement import Measurement
from evaluation.report import Figure, Section

SHARE = "share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """From `low` to `high`, both allowed; one of them may be infinite."""

    low: float = -math.inf
    high: float = math.inf

    def verdict(self, found: Measurement) -> str:
        is_met = self.low <= found.value <= self.high
        inside = self.low <= found.low and found.high <= self.high
        outside = found.high < self.low or found.low > self.high
        return ("met" if is_met else "missed") + ("" if inside or outside else ", interval open")

    def words(self, unit: str) -> str:
        if math.isinf(self.high):
            return f"at least {number(self.low, unit)}"
        if math.isinf(self.low):
            return f"at most {number(self.high, unit)}"
        return f"{number(self.low, unit)} to {number(self.high, unit)}"

    def as_json(self) -> dict[str, float | None]:
        ends = {"low": self.low, "high": self.high}
        return {name: None if math.isinf(end) else end for name, end in ends.items()}


Reaches = Mapping[str, Reach]


def number(value: float, unit: str) -> str:
    """Shares in percent, large numbers whole."""
    if math.isinf(value):
        return "unknown"
    if unit.startswith(SHARE):
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def section_json(section: Section, reaches: Reaches) -> dict[str, Any]:
    """The section's own JSON, each figure with its reach and verdict."""
    data = section.as_json()
    for item, figure in zip(data["measurements"], section.figures, strict=True):
        reach = reaches.get(figure.measurement.name)
        item["reach"] = reach.as_json() if reach else None
        item["verdict"] = reach.verdict(figure.measurement) if reach else None
    return data


def section_markdown(section: Section, reaches: Reaches) -> str:
    """Heading, figures, tables, and what was not measured."""
    parts = [f"## {section.title}"]
    if section.figures:
        parts.append(_figures(section.figures, reaches))
    for table in section.tables:
        parts += [f"**{table.title}.** {table.note}".rstrip(), _rows(table.columns, table.rows)]
    parts += [f"Not measured: {item}." for item in section.skipped]
    return "\n\n".join(parts) + "\n"


def _figures(figures: Sequence[Figure], reaches: Reaches) -> str:
    beside = list(dict.fromkeys(item.name for figure in figures for item in figure.beside))
    columns = ["figure", *beside, "reach", "run", "95 %", "n", "unit", "verdict"]
    return _rows(columns, [_cells(figure, beside, reaches) for figure in figures])


def _cells(figure: Figure, beside: Sequence[str], reaches: Reaches) -> list[str]:
    own, reach = figure.measurement, reaches.get(figure.measurement.name)
    others = {item.name: number(item.value, item.unit) for item in figure.beside}
    return [
        own.name,
        *(others.get(name, "") for name in beside),
        reach.words(own.unit) if reach else "",
        number(own.value, own.unit),
        f"{number(own.low, own.unit)} to {number(own.high, own.unit)}",
        f"{own.n:,}",
        own.unit,
        reach.verdict(own) if reach else "",
    ]


def _rows(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(
        f"| {' | '.join('' if cell is None else str(cell) for cell in row)} |" for row in lines
    )
