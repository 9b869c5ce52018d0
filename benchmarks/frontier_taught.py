"""What the drafts of a frontier's runs teach of held-out patients, and the gap closed in it.

Drafts are measured before the gate, all of them, or each checkpoint would be judged by what its
own filter let through; of every run as many as the one with the fewest wrote. Runs that differ
in their seed alone are one column, their mean.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

from benchmarks.frontier_corpora import sessions_of
from benchmarks.frontier_run import BASE, finished_runs
from benchmarks.frontier_written import cell, drafts_of
from evaluation.examples import tasks_of
from evaluation.frontier import Point, gap_closed, gaps_closed
from evaluation.learner import Learner, VectorLearner
from evaluation.measurement import Measurement
from evaluation.report import RUN
from evaluation.transfer import REAL, WORDS, Replicates, Transfer, measure_transfer
from evaluation.vectors import RememberingEmbedder
from filters.prototypes import load_prototypes
from generator.corpus import read_corpus
from knowledge.session import Session

AS_MANY = "as many real sessions"


def both_learners() -> tuple[Learner, ...]:
    """By words and by sentence vectors, each line embedded once for all runs."""
    return WORDS, VectorLearner(embedder=RememberingEmbedder(load_prototypes().embedder))


def taught_table(folder: Path, *, learners: Sequence[Learner]) -> str:
    """Macro-F1 by task, classifier and run, and the gap closed by the runs with noise; Markdown.

    Empty until the base and another run have written.
    """
    bodies = _drafts_by_run(folder)
    if BASE not in bodies or len(bodies) < 2:
        return ""
    real = sessions_of(read_corpus(folder / "held_out"))
    points = [Point(epsilon=0.0, runs=(RUN,)), *_trained(folder, bodies)]
    left_out: list[str] = []
    columns = ["task", *(point.words for point in points), AS_MANY, "people"]
    columns += [f"gap closed, {name}" for name in _noisy(points)]
    lines = [
        f"Drafts of each: {len(bodies[BASE])}. Runs: {_runs_in_words(points)}.",
        "",
        _row(columns),
        "|---" * len(columns) + "|",
    ]
    for transfer in _transfers(folder, real, bodies, learners):
        lines.append(_line(transfer, points))
        left_out += [f"{transfer.task.title}: {name}" for name in transfer.left_out]
    if left_out:
        lines += ["", f"Taught too little to be compared: {'; '.join(left_out)}."]
    return "\n".join(lines)


def _line(transfer: Transfer, points: Sequence[Point]) -> str:
    groups = [*(point.arms for point in points), [AS_MANY], [REAL]]
    title = f"{transfer.task.title}, by {transfer.learner}"
    taught = [cell(_macro(transfer, group)) for group in groups]
    return _row([title, *taught, *_closed(transfer, points)])


def _closed(transfer: Transfer, points: Sequence[Point]) -> list[str]:
    """The gap closed by every point with noise, and in brackets by each of its runs."""
    found = gaps_closed(transfer, points)
    noisy = [point for point in points if point.words in _noisy(points)]
    if isinstance(found, str):
        return [found for _ in noisy]
    base, without_noise = points[0].arms, points[-1].arms
    cells = []
    for point in noisy:
        alone = [
            gap_closed(transfer, [arm], base, without_noise, name=arm)
            for arm in point.arms
            if len(point.arms) > 1 and arm in transfer.arms.counts
        ]
        by_run = ", ".join(f"{item.value:.2f}" for item in alone if item)
        cells.append(cell(found.get(point.words)) + (f" ({by_run})" if by_run else ""))
    return cells


def _noisy(points: Sequence[Point]) -> list[str]:
    return [point.words for point in points if 0 < point.epsilon < math.inf]


def _runs_in_words(points: Sequence[Point]) -> str:
    return ", ".join(f"{point.words} {len(point.runs)}" for point in points)


def _drafts_by_run(folder: Path) -> Mapping[str, Sequence[Session]]:
    names = (BASE, *(run.checkpoint.name for run in finished_runs(folder)))
    written = {name: drafts for name in names if (drafts := drafts_of(folder, name))}
    fewest = min(map(len, written.values()), default=0)
    return {name: random.Random(0).sample(drafts, fewest) for name, drafts in written.items()}


def _trained(folder: Path, bodies: Mapping[str, object]) -> list[Point]:
    """By rising epsilon, training without noise last."""
    runs: dict[float, list[str]] = {}
    for run in finished_runs(folder):
        if run.checkpoint.name in bodies:
            runs.setdefault(run.epsilon, []).append(run.checkpoint.name)
    return [Point(epsilon=epsilon, runs=tuple(runs[epsilon])) for epsilon in sorted(runs)]


def _transfers(
    folder: Path,
    real: Sequence[Session],
    bodies: Mapping[str, Sequence[Session]],
    learners: Sequence[Learner],
) -> Iterator[Transfer]:
    others = {name: drafts for name, drafts in bodies.items() if name != BASE}
    others[AS_MANY] = sessions_of(read_corpus(folder / "corpus"))[: len(bodies[BASE])]
    for task, learner in product(tasks_of(real)[0], learners):
        found = measure_transfer(
            task, real=real, synthetic=bodies[BASE], against=others, learner=learner
        )
        if isinstance(found, Transfer):
            yield found


def _macro(transfer: Transfer, runs: Replicates) -> Measurement | None:
    known = set(runs) <= transfer.arms.counts.keys()
    return transfer.arms.macro_f1("macro-F1", runs) if known else None


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
