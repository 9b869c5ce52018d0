"""Lines of `{"text": ...}` from a JSONL file: texts of anybody's, without speakers or ids."""

import json
from collections.abc import Iterator
from pathlib import Path

from knowledge.errors import CallerMistake


def read_texts(path: Path, *, what: str = "sentences file") -> Iterator[str]:
    """The texts in order; keys beside `text` are ignored.

    Raises:
        CallerMistake: naming `what`, file and line of what cannot be read.
    """
    return (_text(line, path, number) for number, line in _lines(path, what))


def _lines(path: Path, what: str) -> Iterator[tuple[int, str]]:
    if not path.is_file():
        raise CallerMistake(f"{what} {path} does not exist")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise CallerMistake(f"{path}: not UTF-8") from None
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _text(line: str, path: Path, number: int) -> str:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise CallerMistake(f"{path} line {number}: not JSON ({error.msg})") from None
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise CallerMistake(f'{path} line {number}: expected {{"text": "..."}}')
    return data["text"]
