"""`Report`: what an evaluation found, in the one form that is written, read and drawn.

    Report -> Section -> Figure (a `Measurement` and what stands beside it), Table, Series

Two of them leave an evaluation: `public`, which a release may carry, and `internal`, which read
private records uncharged. Knows no text and computes nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from evaluation.measurement import Measurement

Kind = Literal["public", "internal"]
Cell = str | int | float | None
Shape = Literal["bars", "line", "points", "matrix"]
Owner = Literal["run", "reference", "against", "bound"]

RUN, REFERENCE, AGAINST = "run", "reference", "against"
"""Names of bodies of sessions in a report; those of other runs begin with the last."""
SCHEMA = 1
"""Raised when a field of the JSON changes its meaning or goes away."""


def owner_of(name: str) -> Owner:
    """Whose line or column it is, by the name of the body of sessions."""
    return "run" if name == RUN else "reference" if name == REFERENCE else "against"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measurement, a note on how to read it, and the same measured of somebody else.

    `beside` are that of the reference corpus ("reference"), of the ceiling that people reach
    against people ("people against people"), and of other runs ("against").
    """

    measurement: Measurement
    note: str = ""
    beside: tuple[Measurement, ...] = ()

    def as_json(self) -> dict[str, Any]:
        others = [item.as_json() for item in self.beside]
        return self.measurement.as_json() | {"note": self.note, "beside": others}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells under named columns; None is an empty cell."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def of_the_run_alone(self) -> "Table":
        """Without the columns of others."""
        others = (REFERENCE, AGAINST)
        kept = [place for place, name in enumerate(self.columns) if not name.startswith(others)]
        return replace(
            self,
            columns=tuple(self.columns[place] for place in kept),
            rows=tuple(tuple(row[place] for place in kept) for row in self.rows),
        )

    def as_json(self) -> dict[str, Any]:
        rows = [list(row) for row in self.rows]
        return {"name": self.name, "title": self.title, "columns": list(self.columns),
                "rows": rows, "note": self.note}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One named row of values over the x of its series; `of` says whose words they come from."""

    name: str
    y: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    of: Owner = "run"

    @classmethod
    def of_measurements(
        cls, name: str, found: Sequence[Measurement | None], *, of: Owner = "run"
    ) -> "Line":
        """None where nothing was measured, and for an end that is infinite."""
        return cls(
            name=name,
            y=tuple(item and item.value for item in found),
            low=tuple(item and _finite(item.low) for item in found),
            high=tuple(item and _finite(item.high) for item in found),
            of=of,
        )

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "y": list(self.y), "low": list(self.low),
                "high": list(self.high), "of": self.of}  # fmt: skip


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Something to draw. A `matrix` has a line a row of the matrix, `x` its columns.

    `bars` and `matrix` have words on the x axis, `line` and `points` numbers. A line of `points`
    may have its own x in `xs`, by place.
    """

    name: str
    title: str
    shape: Shape
    x_label: str
    y_label: str
    x: tuple[str | float, ...]
    lines: tuple[Line, ...]
    xs: tuple[tuple[float, ...], ...] = ()
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "title": self.title,
            "shape": self.shape,
            "x_label": self.x_label,
            "y_label": self.y_label,
            "x": list(self.x),
            "xs": [list(item) for item in self.xs],
            "lines": [line.as_json() for line in self.lines],
            "note": self.note,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One question and its answers. `skipped` says in words why something was not measured."""

    name: str
    title: str
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    series: tuple[Series, ...] = ()
    skipped: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "title": self.title,
            "measurements": [item.as_json() for item in self.figures],
            "tables": [item.as_json() for item in self.tables],
            "series": [item.as_json() for item in self.series],
            "skipped": list(self.skipped),
        }

    def of_the_run_alone(self) -> "Section":
        """The same without anything that was computed from others: for what is published."""
        series = [
            replace(item, lines=tuple(line for line in item.lines if line.of == "run"))
            for item in self.series
            if not item.xs
        ]
        own = (replace(figure, beside=()) for figure in self.figures)
        tables = tuple(table.of_the_run_alone() for table in self.tables)
        return replace(self, figures=tuple(own), tables=tables, series=tuple(series))


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What was evaluated. None where nobody knows; `epsilon` is "inf" without a guarantee.

    `kind` is that of the guarantee (dp, non-dp, public-only, unknown).
    """

    name: str
    sessions: int
    patients: int
    kind: str = "unknown"
    epsilon: float | str | None = None
    delta: float | None = None
    spec_sha256: str | None = None
    model_sha256: str | None = None
    requested: int | None = None
    attempted: int | None = None

    def as_json(self) -> dict[str, Any]:
        guarantee = {"kind": self.kind, "epsilon": self.epsilon, "delta": self.delta,
                     "unit": "patient", "adjacency": "add-remove"}  # fmt: skip
        return {
            "name": self.name,
            "sessions": self.sessions,
            "patients": self.patients,
            "requested": self.requested,
            "attempted": self.attempted,
            "spec_sha256": self.spec_sha256,
            "model_sha256": self.model_sha256,
            "guarantee": guarantee,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that one side of the wall may see."""

    kind: Kind
    subject: Subject
    cohort: tuple[dict[str, Any], ...] = ()
    filters: tuple[dict[str, Any], ...] = ()
    sections: Sequence[Section] = ()
    limits: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "kind": self.kind,
            "run": self.subject.as_json(),
            "cohort": list(self.cohort),
            "filters": list(self.filters),
            "sections": [section.as_json() for section in self.sections],
            "limits": list(self.limits),
        }

    def figures(self) -> tuple[tuple[str, Figure], ...]:
        """(name of the section, figure) of all sections, in order."""
        return tuple((section.name, item) for section in self.sections for item in section.figures)
