"""Wires the filters: which run, in which order, over what they may read.

The gate of a generation and the gate of `sottovoce filter` are the same one.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from filters.gate import FILTERS, Gate, accepted
from filters.judge import JudgeFilter, Reader
from filters.memorization import AcceptedSessions, MemorizationFilter, MinHashSessions
from filters.rewording import RewordedSessions
from filters.verdict import Filter
from generator.gate_config import GateConfig, adjusted
from generator.judge import JudgeSource
from generator.run import verdict_json
from knowledge.embedding import judging_embedder
from knowledge.errors import CallerMistake
from knowledge.session import Session, read_sessions

JUDGED_TOGETHER = 64


def build_filters(
    *,
    checkpoint: Path | None = None,
    accepted: AcceptedSessions | None = None,
    reworded: AcceptedSessions | None = None,
    config: GateConfig | None = None,
) -> tuple[Filter, ...]:
    """Every filter of the table, the memorization filter with what it may read.

    Args:
        checkpoint: a verified checkpoint whose adapter is compared with its public base.
        accepted: the synthetic sessions accepted so far in this run, by their words.
        reworded: the same sessions by their meaning.
        config: thresholds other than the defaults.
    """
    chosen = {name: build() for name, build in FILTERS.items()}
    scorer = None
    if checkpoint is not None:
        from generator.scoring import open_scorer

        scorer = open_scorer(checkpoint)
    chosen["memorization"] = MemorizationFilter(scorer=scorer, accepted=accepted, reworded=reworded)
    return tuple(adjusted(item, config or GateConfig()) for item in chosen.values())


def judge_file(
    path: Path, *, config: GateConfig | None = None, judge: JudgeSource | None = None
) -> Iterator[dict[str, Any]]:
    """A `filter` record a session, in order, for sessions from any source.

    Raises:
        CallerMistake: naming file and line of what cannot be read.
        WorldFailed: if the judge cannot be opened.
    """
    sessions = list(read_sessions(path))
    if not sessions:
        raise CallerMistake(f"{path} holds no session")
    with ExitStack() as opened:
        late: tuple[Filter, ...] = ()
        if judge is not None:
            reader = opened.enter_context(closing(judge.open()))
            late = (judge_filter(reader, config),)
        by_words, by_meaning = MinHashSessions(), RewordedSessions(judging_embedder())
        filters = build_filters(accepted=by_words, reworded=by_meaning, config=config)
        yield from _records(Gate((*filters, *late)), sessions)


def judge_filter(reader: Reader, config: GateConfig | None = None) -> Filter:
    """The filter that asks this reader, under the thresholds of the configuration."""
    return adjusted(JudgeFilter(reader=reader), config or GateConfig())


def _records(gate: Gate, sessions: Sequence[Session]) -> Iterator[dict[str, Any]]:
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
    from filters.recogniser import SymptomRecogniser

    texts = [_text(line, path, number) for number, line in _lines(path)]
    if not texts:
        raise CallerMistake(f"{path} holds no sentence")
    recogniser = SymptomRecogniser()
    for scores, status in zip(
        recogniser.symptom_scores(texts), recogniser.statuses(texts), strict=True
    ):
        yield {"scores": scores, "status": status}


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
