"""The command `filter`: parse, call, print."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from generator.commands.options_cli import (
    Concurrency,
    GateFile,
    Json,
    Judge,
    JudgeEndpoint,
    JudgeModel,
    Timeout,
    Tries,
)
from knowledge.errors import CallerMistake


def filter_command(
    target: Annotated[str, typer.Argument(help="SESSIONS.jsonl, or the word `symptoms`.")],
    sentences: Annotated[
        Path | None, typer.Argument(help="With `symptoms`: JSONL of texts.")
    ] = None,
    judge: Judge = None,
    judge_endpoint: JudgeEndpoint = None,
    judge_model: JudgeModel = None,
    timeout: Timeout = None,
    concurrency: Concurrency = None,
    tries: Tries = None,
    gate: GateFile = None,
    as_json: Json = False,
) -> None:
    """The verdicts alone for any sessions; `filter symptoms FILE` scores sentences."""
    from generator.gate_config import read_gate
    from generator.judge import judge_source
    from generator.judging import judge_file

    reader = judge_source(
        model=judge,
        endpoint=judge_endpoint,
        served_model=judge_model,
        timeout_seconds=timeout,
        concurrency=concurrency,
        tries=tries,
    )
    if target == "symptoms" and (gate is not None or reader is not None):
        raise CallerMistake("--gate and --judge are for verdicts; filter symptoms gives scores")
    if target == "symptoms":
        _print_scores(sentences)
        return
    if sentences is not None:
        raise CallerMistake(f"filter takes one file; unexpected argument {sentences}")
    config = read_gate(gate, has_judge=reader is not None)
    for record in judge_file(Path(target), config=config, judge=reader):
        print(json.dumps(record, ensure_ascii=False) if as_json else _line(record))


def _print_scores(sentences: Path | None) -> None:
    from generator.judging import score_sentences

    if sentences is None:
        raise CallerMistake('filter symptoms: a JSONL file of {"text": ...} lines is required')
    for line in score_sentences(sentences):
        print(json.dumps(line, ensure_ascii=False))


def _line(record: Mapping[str, Any]) -> str:
    failed = [v for v in record["verdicts"] if v["passed"] is False]
    word = "accepted" if record["accepted"] else "rejected"
    why = "; ".join(f"{v['filter']}: {v['reason']}" for v in failed)
    return f"{record['session_id']}  {word}  {why}"
