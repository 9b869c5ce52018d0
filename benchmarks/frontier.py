"""Privacy against utility on the fictional clinic: what is left of training as epsilon falls.

    python -m benchmarks.frontier prepare FOLDER [--patients 2000]
    python -m benchmarks.frontier train FOLDER [--epsilons inf 8 4 1] [--seeds 2] [--processes 1]
    python -m benchmarks.frontier write FOLDER [--sessions 300]
    python -m benchmarks.frontier table FOLDER

Every run is a checkpoint in FOLDER/runs; what is there is not done again, and an interrupted run
goes on where it was saved. `train` uses a GPU where there is one; `write` generates sessions of a
cohort with vLLM from the base and from every first seed. `table` prints what is there as Markdown.
"""

import argparse
import json
import math
import multiprocessing
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from evaluation.measurement import measure_share
from evaluation.utility import Losses, measure_gap_closed
from filters.recogniser import Mention, SymptomRecogniser
from generator.checkpoint import find_base, served_folder
from generator.clinic import clinic_sessions
from generator.conditioning import conditioned
from generator.config import EMBEDDED, TrainConfig
from generator.corpus import Corpus, read_corpus
from generator.table import ColumnMap, read_table
from knowledge.session import Session, session_json

HELD_OUT_PATIENTS = 300
PRIVACY = {"clipping_norm": 1.0, "sampling_rate": 0.1, "steps": 100}
WINDOW_TOKENS = 256
RANK = {"private": 4, "without noise": 16}
"""Each the best of a few ranks and rates on the first held-out patients (`CHOSEN_ON`)."""
CHOSEN_ON = 100
BATCH = 128
SESSIONS_READ_TOGETHER = 512
BASE = "base"
GOALS = {8.0: 0.8, 4.0: 0.6, 1.0: 0.3}
"""Gap closed to reach at each epsilon."""
MOST_SEEDS = 20
CONDITIONS = dict.fromkeys(("mdd", "gad", "ptsd", "bipolar1", "schizophrenia"), 0.2)
FELL_SHORT = 3
MENTIONS_FILE = "mentions.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One training on the corpus of `folder`; `None` for the untouched base."""

    folder: Path
    epsilon: float
    seed: int

    @property
    def checkpoint(self) -> Path:
        return self.folder / "runs" / f"epsilon-{self.epsilon:g}-seed-{self.seed}"

    def config(self) -> TrainConfig:
        """Private runs differ in epsilon and in the seed of the adapter's first weights alone."""
        rank = RANK["without noise" if math.isinf(self.epsilon) else "private"]
        return TrainConfig.model_validate(
            {
                "corpus": self.folder / "corpus",
                "privacy": PRIVACY | {"epsilon": self.epsilon},
                "training": {
                    "lora_rank": rank,
                    "learning_rate": 0.01,
                    "schedule": "linear",
                    "window_tokens": WINDOW_TOKENS,
                },
                "runtime": {"physical_batch": BATCH, "seed": self.seed},
            }
        )


class ReadBefore:
    """What the recogniser found in every session once, for all runs."""

    def __init__(self, file: Path) -> None:
        lines = map(json.loads, file.read_text(encoding="utf-8").splitlines())
        self._found = {
            line["session_id"]: tuple(Mention(**item) for item in line["mentions"])
            for line in lines
        }

    @property
    def session_ids(self) -> frozenset[str]:
        return frozenset(self._found)

    def recognise_all(self, sessions: Sequence[Session]) -> tuple[tuple[Mention, ...], ...]:
        return tuple(self._found[session.session_id] for session in sessions)


def prepare(folder: Path, people: Sequence[Sequence[Session]], *, held_out: int) -> None:
    """De-identifies two corpora and reads every session for its header once.

    The first `held_out` people are never trained on, so a larger clinic holds a smaller one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, own in (("held_out", people[:held_out]), ("corpus", people[held_out:])):
        if not (folder / name).exists():
            text = folder / f"{name}.jsonl"
            lines = (json.dumps(session_json(item)) + "\n" for sessions in own for item in sessions)
            text.write_text("".join(lines), encoding="utf-8")
            imported = folder / f"{name}.as_imported"
            _sottovoce("corpus", "import", text, "-o", imported, "--patients", len(own), "--public")
            _sottovoce("corpus", "deidentify", imported, "-o", folder / name)
        _read_once(read_corpus(folder / name), folder / MENTIONS_FILE)


def people_of(table: Path | None, *, patients: int) -> list[list[Session]]:
    """The patients of a transcript table, or that many of the clinic and the held-out ones."""
    sessions = (
        clinic_sessions(patients=HELD_OUT_PATIENTS + patients)
        if table is None
        else (item.session for item in read_table(table, columns=ColumnMap()))
    )
    by_patient: dict[str, list[Session]] = {}
    for session in sessions:
        by_patient.setdefault(session.patient_id, []).append(session)
    return list(by_patient.values())


def _sottovoce(*arguments: object) -> None:
    subprocess.run([sys.executable, "-m", "generator.cli", *map(str, arguments)], check=True)


def _read_once(corpus: Corpus, file: Path) -> None:
    """Appends what the recogniser finds in the sessions that the file does not have yet."""
    known = ReadBefore(file).session_ids if file.exists() else frozenset()
    unread = [session for session in _sessions(corpus) if session.session_id not in known]
    recogniser = SymptomRecogniser()
    with file.open("a", encoding="utf-8") as out:
        for start in range(0, len(unread), SESSIONS_READ_TOGETHER):
            sessions = unread[start : start + SESSIONS_READ_TOGETHER]
            found = recogniser.recognise_all(sessions)
            for session, mentions in zip(sessions, found, strict=True):
                line = {"session_id": session.session_id, "mentions": [asdict(m) for m in mentions]}
                out.write(json.dumps(line) + "\n")
            out.flush()


def _sessions(corpus: Corpus) -> list[Session]:
    return [record.session for records in corpus.records.values() for record in records]


def train_one(run: Run) -> None:
    """Trains a run unless it is there, then reads the held-out patients with it."""
    from generator.training import train

    if not run.checkpoint.exists():
        reader = ReadBefore(run.folder / MENTIONS_FILE)
        train(
            run.config(),
            run.checkpoint,
            prepare=lambda sessions, tokens: conditioned(sessions, tokens, recogniser=reader),
            progress=lambda line: print(f"{run.checkpoint.name}: {line}", file=sys.stderr),
        )
    held_out_losses(run.folder, run.checkpoint)


def held_out_losses(folder: Path, checkpoint: Path | None) -> list[float]:
    """Nats a token of every held-out patient, all windows of all sessions; kept in a file."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from generator.step import window_losses

    name = checkpoint.name if checkpoint else BASE
    file = folder / "runs" / f"{name}.losses.json"
    if file.exists():
        return json.loads(file.read_text())
    served = served_folder(checkpoint)[0] if checkpoint else find_base(EMBEDDED)
    model = AutoModelForCausalLM.from_pretrained(served, dtype=torch.float32).eval()
    model.to("cuda" if torch.cuda.is_available() else "cpu")
    corpus = read_corpus(folder / "held_out")
    prepared = iter(
        conditioned(
            _sessions(corpus),
            AutoTokenizer.from_pretrained(served),
            recogniser=ReadBefore(folder / MENTIONS_FILE),
        )
    )
    losses = []
    with torch.inference_mode():
        for records in corpus.records.values():
            windows = [
                window
                for _ in records
                for window in next(prepared).cover(WINDOW_TOKENS)
                if len(window.tokens) > window.num_given
            ]
            losses.append(float(window_losses(model, windows).mean()))
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(losses))
    return losses


def write_sessions(folder: Path, name: str, *, sessions: int) -> None:
    """One attempt at every profile of the same cohort, by the base or by a run's checkpoint."""
    out, spec = folder / "written" / name, folder / "cohort.yaml"
    if (out / "run.json").is_file():
        return
    out.parent.mkdir(exist_ok=True)
    spec.write_text(json.dumps({"n": sessions, "seed": 11, "conditions": CONDITIONS}))
    options = ["--checkpoint", folder / "runs" / name] if name != BASE else []
    options += ["--resume"] if out.exists() else []
    command = ["generate", spec, "-o", out, "--attempts", 1, *options]
    ended = subprocess.run([sys.executable, "-m", "generator.cli", *map(str, command)])
    if ended.returncode not in (0, FELL_SHORT):
        raise SystemExit(ended.returncode)


def table(folder: Path) -> str:
    """What was measured so far, a line a target epsilon, on patients nothing was chosen on."""
    everybody = held_out_losses(folder, None)
    first = CHOSEN_ON if len(everybody) == HELD_OUT_PATIENTS else 0
    base = everybody[first:]
    finished = _finished(folder)
    losses = {
        epsilon: [
            held_out_losses(folder, run.checkpoint)[first:]
            for run in finished
            if run.epsilon == epsilon
        ]
        for epsilon in (math.inf, *GOALS)
    }
    lines = [
        f"Held-out patients: {len(base)}.",
        "",
        "| trained at epsilon | seeds | held-out loss, nats a token | gap closed | aim "
        "| accepted at first attempt | planned symptoms heard |",
        "|---|---|---|---|---|---|---|",
        f"| untouched base | | {np.mean(base):.3f} | 0 | | {_written(folder, BASE)} |",
    ]
    for epsilon, of_seeds in losses.items():
        if of_seeds:
            name = Run(folder=folder, epsilon=epsilon, seed=0).checkpoint.name
            lines.append(
                f"| {epsilon:g} | {len(of_seeds)} | {np.mean(of_seeds):.3f} "
                f"| {_closed(epsilon, base, of_seeds, losses[math.inf])} "
                f"| {GOALS.get(epsilon, '')} | {_written(folder, name)} |"
            )
    return "\n".join(lines)


def _closed(
    epsilon: float,
    base: Sequence[float],
    trained: Sequence[Sequence[float]],
    without_noise: Sequence[Sequence[float]],
) -> str:
    if math.isinf(epsilon) or not without_noise:
        return "1" if math.isinf(epsilon) else ""
    measured = measure_gap_closed(
        Losses(base=base, trained=trained, trained_without_noise=without_noise),
        rng=np.random.default_rng(0),
    )
    if measured is None:
        return "void"
    return f"{measured.value:.2f} [{measured.low:.2f}, {measured.high:.2f}]"


def _finished(folder: Path) -> list[Run]:
    runs = [
        Run(folder=folder, epsilon=epsilon, seed=seed)
        for epsilon in (math.inf, *GOALS)
        for seed in range(MOST_SEEDS)
    ]
    return [run for run in runs if run.checkpoint.is_dir()]


def _written(folder: Path, name: str) -> str:
    """Two cells: share accepted with its interval, mean recall of the planned symptoms."""
    file = folder / "written" / name / "verdicts.jsonl"
    if not file.with_name("run.json").is_file():
        return "|"
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    accepted = measure_share("accepted", count=sum(r["accepted"] for r in records), n=len(records))
    recall = [v["score"] for r in records for v in r["verdicts"] if v["filter"] == "fidelity"]
    heard = np.mean([score for score in recall if score is not None])
    return f"{accepted.value:.2f} [{accepted.low:.2f}, {accepted.high:.2f}] | {heard:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("step", choices=("prepare", "train", "write", "table"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--patients", type=int, default=2000, help="of the clinic")
    parser.add_argument("--table", type=Path, default=None, help="AnnoMI's CSV, not the clinic")
    parser.add_argument("--epsilons", type=float, nargs="+", default=[math.inf, 8, 4, 1])
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--sessions", type=int, default=300)
    args = parser.parse_args()
    if args.step == "prepare":
        people = people_of(args.table, patients=args.patients)
        held_out = len(people) // 5 if args.table else HELD_OUT_PATIENTS
        prepare(args.folder, people, held_out=held_out)
    elif args.step == "train":
        held_out_losses(args.folder, None)
        runs = [
            Run(folder=args.folder, epsilon=epsilon, seed=seed)
            for seed in range(args.seeds)
            for epsilon in args.epsilons
        ]
        context = multiprocessing.get_context("spawn")
        with context.Pool(args.processes) as pool:
            pool.map(train_one, runs, chunksize=1)
    elif args.step == "write":
        first = [run.checkpoint.name for run in _finished(args.folder) if run.seed == 0]
        for name in (BASE, *first):
            write_sessions(args.folder, name, sessions=args.sessions)
    else:
        print(table(args.folder))


if __name__ == "__main__":
    main()
