"""The matrix of planned and recovered conditions as a file."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from evaluation.report import Series
from generator.run import write_whole
from knowledge.errors import CallerMistake

MATRIX_SUFFIXES = (".csv", ".md")


def write_matrix(matrix: Series, path: Path) -> None:
    """Sessions of each planned disorder (row) by the likeliest one (column), as CSV or Markdown.

    Raises:
        CallerMistake: another suffix.
        WorldFailed: the disk refuses.
    """
    check_matrix_path(path)
    rows = [[matrix.y_label, *map(str, matrix.x)]]
    rows += [[line.name, *(str(int(cell or 0)) for cell in line.y)] for line in matrix.lines]
    write_whole(path, _csv(rows) if path.suffix == ".csv" else _markdown(rows))


def check_matrix_path(path: Path) -> None:
    """Raises CallerMistake where no matrix can be written."""
    if path.suffix not in MATRIX_SUFFIXES or not path.parent.is_dir():
        allowed = " or ".join(MATRIX_SUFFIXES)
        raise CallerMistake(
            f"--confusion {path}: allowed is a file {allowed} in an existing folder"
        )


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    """Zeros are left empty."""
    lines = [f"| {' | '.join('' if cell == '0' else cell for cell in row)} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]]) + "\n"
