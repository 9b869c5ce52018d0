"""What a plot shows, in words and as a table, for those who hear a page or print it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.number_words import many, number, spaced

MOST_ROWS = 40
"""Longer ones are a curve, whose points nobody reads."""
MARKS = (0.01, 0.1)
"""False-positive rates at which a ROC curve is read out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The numbers of a plot; the first column heads its row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def words_of(series: Mapping[str, Any]) -> str:
    """A sentence that stands for the picture below its title."""
    return {"matrix": _matrix, "points": _points}.get(series["shape"], _lines)(series)


def _lines(series: Mapping[str, Any]) -> str:
    names = [spaced(x) if isinstance(x, str) else number(x) for x in series["x"]]
    lines = (
        f"{spaced(line['name'])}: "
        + ", ".join(f"{x} {number(y)}" for x, y in zip(names, line["y"], strict=True))
        for line in series["lines"]
    )
    return f"{series['y_label']} by {series['x_label']}; " + "; ".join(lines) + "."


def _matrix(series: Mapping[str, Any]) -> str:
    cells = [
        (value, f"{spaced(line['name'])}, {spaced(str(column))}")
        for line in series["lines"]
        for column, value in zip(series["x"], line["y"], strict=True)
        if value is not None
    ]
    size = f"{many(len(series['lines']), 'row')} by {many(len(series['x']), 'column')}"
    if not cells:
        return f"{size}, all empty."
    (low, where), (high, there) = min(cells), max(cells)
    return f"{size}; lowest {number(low)} ({where}), highest {number(high)} ({there})."


def _points(series: Mapping[str, Any]) -> str:
    curves = []
    for line, xs in zip(series["lines"], series["xs"] or [series["x"]], strict=False):
        heights = (f"{number(_at(xs, line['y'], mark))} at {number(mark)}" for mark in MARKS)
        curves.append(f"{line['name']}: " + ", ".join(heights))
    return f"{series['y_label']} by {series['x_label']}; " + "; ".join(curves) + "."


def _at(xs: Sequence[float], ys: Sequence[float | None], mark: float) -> float | None:
    """The height of a rising curve of steps."""
    reached = [y for x, y in zip(xs, ys, strict=True) if x <= mark and y is not None]
    return max(reached, default=None)


def numbers_of(series: Mapping[str, Any]) -> Numbers | None:
    """The plot as a table; None of long curves and of curves with their own x."""
    if series["xs"] or len(series["x"]) > MOST_ROWS:
        return None
    if series["shape"] == "matrix":
        columns = (series["y_label"], *(spaced(str(x)) for x in series["x"]))
        rows = [(spaced(line["name"]), *map(number, line["y"])) for line in series["lines"]]
        return Numbers(columns=columns, rows=tuple(rows))
    columns = (series["x_label"], *(spaced(line["name"]) for line in series["lines"]))
    heads = [spaced(x) if isinstance(x, str) else number(x) for x in series["x"]]
    values = [[_with_interval(line, at) for line in series["lines"]] for at in range(len(heads))]
    rows = [(head, *own) for head, own in zip(heads, values, strict=True)]
    return Numbers(columns=columns, rows=tuple(rows))


def _with_interval(line: Mapping[str, Any], at: int) -> str:
    value = number(line["y"][at])
    if not line["low"] or line["low"][at] is None or line["high"][at] is None:
        return value
    return f"{value} [{number(line['low'][at])}, {number(line['high'][at])}]"
