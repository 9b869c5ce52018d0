"""Lines of `{"text": ...}` from a JSONL file: texts of anybody's, without speakers or ids."""

from collections.abc import Iterator
from pathlib import Path

from knowledge.errors import CallerMistake
from knowledge.json_line import parse_json_line


def read_texts(path: Path, *, what: str = "sentences file") -> Iterator[str]:
    """The texts in order; keys beside `text` are ignored.

    Raises:
        CallerMistake: naming `what`, file and line of what cannot be read.
    """
    return (_text(line, path, number) for number, line in _lines(path, what))


def _lines(path: Path, what: str) -> Iterator[tuple[int, bytes]]:
    if not path.is_file():
        raise CallerMistake(f"{what} {path} does not exist")
    # By line feeds alone: a string may hold what else counts as the end of a line.
    lines = path.read_bytes().split(b"\n")
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _text(line: bytes, path: Path, number: int) -> str:
    try:
        data = parse_json_line(line)
    except CallerMistake as error:
        raise CallerMistake(f"{path} line {number}: {error}") from None
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise CallerMistake(f'{path} line {number}: expected {{"text": "..."}}')
    return data["text"]
