"""Any table of rows -> its rows, exactly as they stand, to be written again beside new ones.

CSV, TSV, JSONL, Parquet, a folder of any one of them, a folder saved by `datasets`
(`save_to_disk`), a corpus folder. Knows nothing of labels or sessions. The rows are private: errors
name the file and the row, never a cell.
"""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.table import LONGEST_CELL
from knowledge.errors import CallerMistake
from knowledge.json_line import parse_json_line

Row = dict[str, Any]
TRAIN = "train"
_SPLIT = re.compile(r"(train|test|validation|valid|dev|eval)(?=[-_.])", re.IGNORECASE)
_SUFFIXES = (".parquet", ".jsonl", ".csv", ".tsv")
_DISK_MARKS = ("dataset_dict.json", "state.json")
READABLE = f"{', '.join(_SUFFIXES)} files, or a folder of them or of `datasets`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of one split. `schema` is Arrow's where the file had one, else None.

    `columns` are all columns in order of appearance; a row of JSONL may lack some.
    """

    rows: tuple[Row, ...] = field(repr=False)
    columns: tuple[str, ...]
    schema: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What was read: the table to work on, and other splits (a test set), which stay as they are.

    `sha256` is of the files' content, so that a run that goes on can tell whether they changed.
    """

    table: Table
    others: dict[str, Table]
    sha256: str = field(repr=False)


def read_data(path: Path) -> Data:
    """Reads a file or a folder.

    Raises:
        CallerMistake: naming the file and row, column or split, and what is allowed.
    """
    if not path.exists():
        raise CallerMistake(f"data {path} does not exist")
    try:
        splits, files = _saved_by_datasets(path) if _is_saved(path) else _of_files(path)
    except OSError as error:
        raise CallerMistake(f"data {path}: {error.strerror or 'cannot be read'}") from None
    chosen = TRAIN if TRAIN in splits else next(iter(splits)) if len(splits) == 1 else None
    if chosen is None:
        raise CallerMistake(f"data {path}: splits {', '.join(splits)}, but none is named {TRAIN}")
    if not splits[chosen].rows:
        raise CallerMistake(f"data {path} holds no row")
    return Data(table=splits.pop(chosen), others=splits, sha256=_digest(files))


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _is_saved(path: Path) -> bool:
    return path.is_dir() and any((path / name).is_file() for name in _DISK_MARKS)


def _saved_by_datasets(path: Path) -> tuple[dict[str, Table], list[Path]]:
    from datasets import DatasetDict, load_from_disk

    try:
        found = load_from_disk(str(path))
    except (ValueError, KeyError, TypeError, FileNotFoundError):
        raise CallerMistake(f"data {path}: not a folder that `datasets` can load") from None
    splits = found if isinstance(found, DatasetDict) else {TRAIN: found}
    files = sorted(file for file in path.rglob("*") if file.is_file())
    return {str(name): _of_dataset(item) for name, item in splits.items()}, files


def _of_dataset(dataset: Any) -> Table:
    """Through `with_format`, because a dataset may be a selection of its own file."""
    arrow = dataset.with_format("arrow")[:]
    return _arrow_table(arrow.cast(dataset.features.arrow_schema))


def _arrow_table(arrow: Any) -> Table:
    from datasets import Features

    twice, count = Counter(arrow.column_names).most_common(1)[0] if arrow.column_names else ("", 0)
    if count > 1:
        raise CallerMistake(f"data: column {twice} stands {count} times")
    try:
        Features.from_arrow_schema(arrow.schema)
    except (ValueError, KeyError, TypeError) as error:
        raise CallerMistake(f"data: a column's type is none of `datasets` ({error})") from None
    return Table(
        rows=tuple(arrow.to_pylist()), columns=tuple(arrow.column_names), schema=arrow.schema
    )


def _of_files(path: Path) -> tuple[dict[str, Table], list[Path]]:
    """A file is a split of its own if its name begins with the name of one."""
    files = _files_in(path) if path.is_dir() else [path]
    by_split: dict[str, list[Path]] = {}
    for file in files:
        named = _SPLIT.match(file.name) if path.is_dir() else None
        by_split.setdefault(named[1].lower() if named else TRAIN, []).append(file)
    return {name: _joined([_read(f) for f in some]) for name, some in by_split.items()}, files


def _files_in(folder: Path) -> list[Path]:
    """Those of one kind, in the folder or in its `data`; of a corpus folder, its sessions."""
    if (folder / "corpus.json").is_file() and (folder / "sessions.jsonl").is_file():
        return [folder / "sessions.jsonl"]
    inner = [one for one in (folder, folder / "data") if one.is_dir()]
    found = [sorted(f for one in inner for f in one.glob(f"*{suffix}")) for suffix in _SUFFIXES]
    kinds = [files for files in found if files]
    if len(kinds) != 1:
        several = "files of several kinds" if kinds else "nothing that can be read"
        raise CallerMistake(f"data folder {folder} holds {several}; allowed: {READABLE}")
    return kinds[0]


def _joined(tables: Sequence[Table]) -> Table:
    if len(tables) == 1:
        return tables[0]
    columns = dict.fromkeys(name for table in tables for name in table.columns)
    schema = tables[0].schema
    if any(table.schema != schema for table in tables):
        raise CallerMistake("data: the Parquet files of one split differ in their columns")
    rows = tuple(row for table in tables for row in table.rows)
    return Table(rows=rows, columns=tuple(columns), schema=schema)


def _read(path: Path) -> Table:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return _parquet(path)
    if suffix in (".jsonl", ".ndjson"):
        return _with_columns(tuple(_json_lines(path)))
    if suffix in (".csv", ".tsv"):
        return _separated(path, "\t" if suffix == ".tsv" else ",")
    raise CallerMistake(f"data {path}: allowed are {READABLE}")


def _parquet(path: Path) -> Table:
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        return _arrow_table(ParquetFile(path).read())
    except ArrowException:
        raise CallerMistake(f"data {path}: not a Parquet file that can be read") from None


def _with_columns(rows: tuple[Row, ...]) -> Table:
    return Table(rows=rows, columns=tuple(dict.fromkeys(name for row in rows for name in row)))


def _json_lines(path: Path) -> Iterator[Row]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _json_row(line, where=f"{path} line {number}")


def _json_row(line: bytes, *, where: str) -> Row:
    try:
        row = parse_json_line(line)
    except CallerMistake as error:
        raise CallerMistake(f"{where}: {error}") from None
    if not isinstance(row, dict):
        raise CallerMistake(f"{where}: not a JSON object")
    return row


def _separated(path: Path, delimiter: str) -> Table:
    """Every cell stays text, as it stands."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            csv.field_size_limit(LONGEST_CELL)
            # Strict: an open quote would swallow the rest of the file into one cell.
            reader = csv.reader(lines, strict=True, delimiter=delimiter)
            header = next(reader, [])
            if len(set(header)) != len(header) or not all(name.strip() for name in header):
                raise CallerMistake(f"data {path}: the first row must name every column once")
            rows = tuple(_cells(row, header, path, n) for n, row in enumerate(reader, 1) if row)
    except UnicodeDecodeError:
        raise CallerMistake(f"data {path}: not UTF-8 text") from None
    except csv.Error as error:
        raise CallerMistake(f"data {path}: not a table ({error})") from None
    return Table(rows=rows, columns=tuple(header))


def _cells(row: list[str], header: list[str], path: Path, number: int) -> Row:
    if len(row) != len(header):
        raise CallerMistake(f"data {path} row {number}: {len(row)} cells for {len(header)} columns")
    return dict(zip(header, row, strict=True))
