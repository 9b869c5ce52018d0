"""`Labelled`: a private table, in whichever of three shapes it comes, read as units with a label.

Labels are compared as text and written back as they stood.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.augmenting.columns import Columns, Shape, resolve_columns
from generator.augmenting.data_table import Table
from generator.augmenting.label_column import find_label_column, refuse_no_labels
from generator.augmenting.units import Unit, read_units
from knowledge.speaker import SPEAKERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A table read as units. `columns` are resolved; `values` is what stands for a label."""

    table: Table
    shape: Shape
    columns: Columns
    path: tuple[str, ...]
    units: tuple[Unit, ...]
    values: Mapping[str, Any] = field(repr=False)
    transcripts: bool

    @property
    def counts(self) -> Counter[str]:
        """Units a label."""
        return Counter(unit.label for unit in self.units if unit.label is not None)

    @property
    def unit_name(self) -> str:
        """What a unit is called to the owner."""
        return "row" if self.shape == "text" else "session"

    @property
    def num_unlabelled(self) -> int:
        """Units whose label is missing; they are left alone."""
        return sum(unit.label is None for unit in self.units)

    @property
    def knows_patients(self) -> bool:
        """Whether a column says whose a unit is."""
        return self.columns.patient is not None


def read_labelled(table: Table, columns: Columns) -> Labelled:
    """Raises CallerMistake: no such column, one label, a label that is none, an unreadable row."""
    shape, columns = resolve_columns(table, columns)
    labels = find_label_column(table, columns.label)
    units = read_units(table.rows, shape, columns, labels)
    labelled = Labelled(
        table=table,
        shape=shape,
        columns=columns,
        path=labels.path,
        units=units,
        values=labels.values(table.rows),
        transcripts=shape == "text" and _are_transcripts([unit.text for unit in units]),
    )
    refuse_no_labels(labelled.counts, columns.label)
    return labelled


def _are_transcripts(texts: Sequence[str]) -> bool:
    """Whether most texts have two or more lines that begin with a speaker."""

    def spoken(text: str) -> int:
        heads = (line.split(":")[0].strip(" *_").lower() for line in text.splitlines())
        return sum(head in SPEAKERS for head in heads)

    return 2 * sum(spoken(text) >= 2 for text in texts) > len(texts)
