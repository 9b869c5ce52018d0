"""The tables of a frontier, as Markdown: held-out loss, the share accepted, and what is taught."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.frontier_corpora import HELD_OUT_PATIENTS
from benchmarks.frontier_run import BASE, CHOSEN_ON, GOALS, finished_runs, held_out_losses
from benchmarks.frontier_taught import both_learners, taught_table
from benchmarks.frontier_written import written_cells
from evaluation.gap_closed import Losses, measure_gap_closed

Trained = Sequence[Sequence[float]]
"""Losses of the held-out patients by seed."""

HEADER = (
    "| trained at epsilon | seeds | held-out loss, nats a token | gap closed | aim "
    "| accepted at first attempt | planned symptoms heard |"
)


def table(folder: Path) -> str:
    """What was measured so far, a line a target epsilon, on patients nothing was chosen on."""
    everybody = held_out_losses(folder, None)
    first = CHOSEN_ON if len(everybody) == HELD_OUT_PATIENTS else 0
    base, losses = everybody[first:], _losses_by_epsilon(folder, first)
    lines = [
        f"Held-out patients: {len(base)}.",
        "",
        HEADER,
        "|---|---|---|---|---|---|---|",
        f"| untouched base | | {np.mean(base):.3f} | 0 | | {written_cells(folder, BASE)} |",
    ]
    for epsilon, of_seeds in losses.items():
        runs = [run for run in finished_runs(folder) if run.epsilon == epsilon]
        written = written_cells(folder, *(run.checkpoint.name for run in runs))
        lines.append(
            f"| {epsilon:g} | {len(of_seeds)} | {np.mean(of_seeds):.3f} "
            f"| {_closed(epsilon, base, of_seeds, losses.get(math.inf, ()))} "
            f"| {GOALS.get(epsilon, '')} | {written} |"
        )
    return "\n".join([*lines, "", taught_table(folder, learners=both_learners())])


def _losses_by_epsilon(folder: Path, first: int) -> Mapping[float, Trained]:
    finished = finished_runs(folder)
    return {
        epsilon: [
            held_out_losses(folder, run.checkpoint)[first:]
            for run in finished
            if run.epsilon == epsilon
        ]
        for epsilon in dict.fromkeys(run.epsilon for run in finished)
    }


def _closed(epsilon: float, base: Sequence[float], trained: Trained, without_noise: Trained) -> str:
    if math.isinf(epsilon) or not without_noise:
        return "1" if math.isinf(epsilon) else ""
    measured = measure_gap_closed(
        Losses(base=base, trained=trained, trained_without_noise=without_noise),
        rng=np.random.default_rng(0),
    )
    if measured is None:
        return "void"
    return f"{measured.value:.2f} [{measured.low:.2f}, {measured.high:.2f}]"
