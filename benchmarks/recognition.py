"""How well symptoms are recognised, and whether real people pass the filters.

    python -m benchmarks.recognition [--run RUN] [--annomi CSV]

Lines: held-out lines of the expression bank, by the filter's reading and by a second one that never
saw the bank. Swap (`--run`): recall of a session's own plan against a matched other one. AnnoMI:
share of real dialogues that structure, style and safety reject. Data that is not given is left out,
and so said.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from evaluation.measurement import measure_share
from evaluation.roc import measure_auc
from filters.fidelity import FidelityFilter
from filters.gate import FILTERS
from filters.prototypes import Prototypes, load_prototypes, load_second_prototypes
from generator.run import RunFolder
from generator.table import ColumnMap, read_table
from knowledge.expression import ExpressionBank, draw_slots, fill, load_expressions
from knowledge.session import Session
from knowledge.session_file import read_sessions

SEED = 0
ENTITLED = ("structure", "style", "safety")


def lines(bank: ExpressionBank, *, held_out_only: bool) -> Iterator[tuple[str, str]]:
    """(line with its slots filled, symptom)."""
    rng = random.Random(SEED)
    for symptom in bank.symptoms:
        for phrase in bank.phrases[symptom]:
            if phrase.held_out or not held_out_only:
                yield fill(phrase.template, draw_slots(rng, bank)), symptom


def among_first(prototypes: Prototypes, asked: Sequence[tuple[str, str]], k: int) -> float:
    """Share of lines whose symptom is among the k likeliest."""
    order_NS = np.argsort(-prototypes.read([text for text, _ in asked]).present_NS, axis=1)
    place = {symptom: index for index, symptom in enumerate(prototypes.symptoms)}
    return float(
        np.mean([place[s] in row[:k] for row, (_, s) in zip(order_NS, asked, strict=True)])
    )


def swapped(sessions: Sequence[Session]) -> Iterator[Session]:
    """Each session under the plan of one of another condition, with as many symptoms to hear."""
    for session in sessions:
        others = [item for item in sessions if item.labels != session.labels]
        size = len(session.profile.heard()) if session.profile else 0
        nearest = min(others, key=lambda item: abs(len(item.profile.heard()) - size))  # pyright: ignore
        yield replace(session, profile=nearest.profile)


def recalls(sessions: Sequence[Session]) -> list[float]:
    """Share of the planned symptoms that each session lets hear."""
    verdicts = FidelityFilter().judge_all(sessions)
    return [verdict.score for verdict in verdicts if verdict.score is not None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path)
    parser.add_argument("--annomi", type=Path)
    args = parser.parse_args()
    bank = load_expressions()
    held_out = list(lines(bank, held_out_only=True))
    everything = list(lines(bank, held_out_only=False))
    for name, prototypes, asked in (
        ("held-out lines", load_prototypes(), held_out),
        ("held-out lines, second reading", load_second_prototypes(), held_out),
        ("all lines, second reading", load_second_prototypes(), everything),
    ):
        top = [among_first(prototypes, asked, k) for k in (1, 3)]
        print(f"{name:32s} top-1 {top[0]:.3f}, top-3 {top[1]:.3f} of {len(asked)}")
    if args.run:
        run = RunFolder(args.run)
        sessions = [*run.accepted(), *read_sessions(args.run / "rejected.jsonl")]
        print("swap:", measure_auc(recalls(sessions), recalls(list(swapped(sessions)))).line())
    if args.annomi:
        real = [item.session for item in read_table(args.annomi, columns=ColumnMap())]
        for name in ENTITLED:
            judge = FILTERS[name]()
            failed = [v for v in map(judge.judge, real) if v.passed is False]
            print(
                "AnnoMI:", measure_share(f"{name} rejects", count=len(failed), n=len(real)).line()
            )
            print("   ", sorted({verdict.reason for verdict in failed})[:8])
    for name in ("run", "annomi"):
        if getattr(args, name) is None:
            print(f"not measured: --{name} was not given")


if __name__ == "__main__":
    main()
