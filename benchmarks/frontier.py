"""Privacy against utility on the fictional clinic: what is left of training as epsilon falls.

    python -m benchmarks.frontier prepare FOLDER [--patients 2000]
    python -m benchmarks.frontier train FOLDER [--epsilons inf 8 4 1] [--seeds 2] [--processes 1]
    python -m benchmarks.frontier write FOLDER [--sessions 300]
    python -m benchmarks.frontier canaries FOLDER [--epsilons inf 8] [--audits 4] [--processes 1]
    python -m benchmarks.frontier table FOLDER

Every run is a checkpoint in FOLDER/runs; what is there is not done again, and an interrupted run
goes on where it was saved. `train` uses a GPU where there is one; `write` generates sessions of a
cohort with vLLM from the base and from every run. `canaries` trains on another, small clinic with
fabricated patients in it and attacks the weights. `table` prints what is there as Markdown.
"""

import argparse
import math
import multiprocessing
from pathlib import Path

from benchmarks.frontier_canaries import audit_all, canary_table
from benchmarks.frontier_corpora import HELD_OUT_PATIENTS, people_of, prepare
from benchmarks.frontier_run import BASE, Run, finished_runs, held_out_losses, train_one
from benchmarks.frontier_table import table
from benchmarks.frontier_written import write_sessions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--patients", type=int, default=2000, help="of the clinic")
    parser.add_argument("--table", type=Path, default=None, help="AnnoMI's CSV, not the clinic")
    parser.add_argument("--epsilons", type=float, nargs="+", default=[math.inf, 8, 4, 1])
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--audits", type=int, default=4)
    parser.add_argument("--sessions", type=int, default=300)
    args = parser.parse_args()
    STEPS[args.step](args)


def _prepare(args: argparse.Namespace) -> None:
    people = people_of(args.table, patients=args.patients)
    held_out = len(people) // 5 if args.table else HELD_OUT_PATIENTS
    prepare(args.folder, people, held_out=held_out)


def _train(args: argparse.Namespace) -> None:
    held_out_losses(args.folder, None)
    runs = [
        Run(folder=args.folder, epsilon=epsilon, seed=seed)
        for seed in range(args.seeds)
        for epsilon in args.epsilons
    ]
    with multiprocessing.get_context("spawn").Pool(args.processes) as pool:
        pool.map(train_one, runs, chunksize=1)


def _write(args: argparse.Namespace) -> None:
    runs = [run.checkpoint.name for run in finished_runs(args.folder)]
    for name in (BASE, *runs):
        write_sessions(args.folder, name, sessions=args.sessions)


def _canaries(args: argparse.Namespace) -> None:
    audit_all(args.folder, audits=args.audits, epsilons=args.epsilons, processes=args.processes)


def _table(args: argparse.Namespace) -> None:
    print(table(args.folder), "", canary_table(args.folder), sep="\n")


STEPS = {
    "prepare": _prepare,
    "train": _train,
    "write": _write,
    "canaries": _canaries,
    "table": _table,
}


if __name__ == "__main__":
    main()
