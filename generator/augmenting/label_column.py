"""`LabelColumn`: where a row's label stands, as text to compare and as it is written back.

The rows are private: errors name a row by its number, and a label only where it is the only one.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from generator.augmenting.data_table import Row, Table
from knowledge.errors import CallerMistake

MOST_LABELS = 100
LONGEST_LABEL = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelColumn:
    """`path`: a column, or a key of the column `labels`. `names`: of the classes of `datasets`."""

    path: tuple[str, ...]
    names: Sequence[str] | None

    def label(self, row: Row, number: int) -> str | None:
        """A row's label as text; None where it is missing."""
        value = self._value(row)
        if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
            return None
        if isinstance(value, str):
            return value if value.strip() else None
        if not isinstance(value, bool | int | float):
            raise CallerMistake(f"row {number}: column {'.'.join(self.path)} holds no single label")
        if self.names is not None:
            return self.names[int(value)] if 0 <= value < len(self.names) else None
        return _as_written(value)

    def values(self, rows: Sequence[Row]) -> dict[str, Any]:
        """What stands in the table for each label."""
        values: dict[str, Any] = {}
        for number, row in enumerate(rows, start=1):
            label = self.label(row, number)
            if label is not None:
                values.setdefault(label, self._value(row))
        return values

    def _value(self, row: Row) -> Any:
        found: Any = row
        for key in self.path:
            found = found.get(key) if isinstance(found, dict) else None
        return found


def _as_written(value: bool | int | float) -> str:
    """As somebody would write it in a mapping: `true`, and 1 for the 1.0 that a gap makes of it."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if float(value).is_integer() else str(value)


def find_label_column(table: Table, name: str) -> LabelColumn:
    """A column, or a key of the column `labels`, as in the project's own sessions.

    Raises:
        CallerMistake: there is neither.
    """
    path = _path(table, name)
    return LabelColumn(path=path, names=_class_names(table, path))


def _path(table: Table, name: str) -> tuple[str, ...]:
    if name in table.columns:
        return (name,)
    key = name.removeprefix("labels.")
    inner = {k for row in table.rows if isinstance(row.get("labels"), dict) for k in row["labels"]}
    if key in inner:
        return ("labels", key)
    found = (*table.columns, *(f"labels.{one}" for one in sorted(inner)))
    raise CallerMistake(f"no column {name}; columns found: {', '.join(found)}")


def _class_names(table: Table, path: Sequence[str]) -> Sequence[str] | None:
    if table.schema is None:
        return None
    from datasets import ClassLabel, Features

    found: Any = Features.from_arrow_schema(table.schema)
    for key in path:
        found = found[key]
    return found.names if isinstance(found, ClassLabel) else None


def refuse_no_labels(labels: Counter[str], name: str) -> None:
    """Raises CallerMistake where the counted values of a column are not labels to compare."""
    if not labels:
        raise CallerMistake(f"column {name} is empty in every row")
    # Somebody's words, not labels; then they must not be quoted by what comes next.
    if len(labels) > min(MOST_LABELS, max(2, labels.total() / 2)):
        raise CallerMistake(
            f"column {name} holds {len(labels)} different values in {labels.total()} rows or "
            f"sessions; allowed are {MOST_LABELS}, and at most half as many: is it a label?"
        )
    if any(len(label) > LONGEST_LABEL for label in labels):
        raise CallerMistake(
            f"column {name} holds a value of more than {LONGEST_LABEL} characters: is it a label?"
        )
    if len(labels) == 1:
        raise CallerMistake(
            f"column {name} holds one label alone, {next(iter(labels))!r}; at least 2 are needed"
        )
