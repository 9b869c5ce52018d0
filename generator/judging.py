"""Wires the filters: which run, in which order, over what they may read.

The gate of a generation and the gate of `sottovoce filter` are the same one.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from filters.gate import Gate, accepted, standard_filters
from filters.memorization import AcceptedIndex
from generator.run import verdict_json
from knowledge.errors import CallerMistake
from knowledge.session import Session, read_sessions

JUDGED_TOGETHER = 64


def judge_file(path: Path) -> Iterator[dict[str, Any]]:
    """A `filter` record a session, in order, for sessions from any source.

    Raises:
        CallerMistake: naming file and line of what cannot be read.
    """
    gate = Gate(standard_filters(accepted=AcceptedIndex()))
    sessions = list(read_sessions(path))
    if not sessions:
        raise CallerMistake(f"{path} holds no session")
    for start in range(0, len(sessions), JUDGED_TOGETHER):
        batch = sessions[start : start + JUDGED_TOGETHER]
        for session, verdicts in zip(batch, gate.judge_all(batch), strict=True):
            yield {
                "session_id": session.session_id,
                "accepted": accepted(verdicts),
                "verdicts": [verdict_json(verdict) for verdict in verdicts],
            }


def score_sentences(path: Path) -> Iterator[dict[str, Any]]:
    """`{"scores", "status"}` for every `{"text": ...}` line of a JSONL file."""
    from filters.fidelity import SymptomRecogniser

    texts = [_text(line, path, number) for number, line in _lines(path)]
    if not texts:
        raise CallerMistake(f"{path} holds no sentence")
    yield from SymptomRecogniser().score_texts(texts)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    if not path.is_file():
        raise CallerMistake(f"sentences file {path} does not exist")
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
