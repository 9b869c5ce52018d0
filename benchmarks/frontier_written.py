"""What the runs of a frontier write: the same cohort by each, one attempt a profile.

Drafts are measured before the gate and all of them, or each checkpoint would be judged by what its
own filter let through.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.frontier_corpora import sessions_of
from benchmarks.frontier_run import BASE
from evaluation.examples import tasks_of
from evaluation.measurement import Measurement, measure_share
from evaluation.transfer import measure_transfer
from generator.corpus import read_corpus
from knowledge.session import Session, read_sessions

CONDITIONS = dict.fromkeys(("mdd", "gad", "ptsd", "bipolar1", "schizophrenia"), 0.2)
TURNS = (18, 32)
"""As long as the clinic's sessions."""
FELL_SHORT = 3


def write_sessions(folder: Path, name: str, *, sessions: int) -> None:
    """One attempt at every profile of the same cohort, by the base or by a run's checkpoint."""
    out, spec = folder / "written" / name, folder / "cohort.yaml"
    if (out / "run.json").is_file():
        return
    out.parent.mkdir(exist_ok=True)
    cohort = {"n": sessions, "seed": 11, "conditions": CONDITIONS, "turns": TURNS}
    spec.write_text(json.dumps(cohort))
    options = ["--checkpoint", folder / "runs" / name] if name != BASE else []
    options += ["--resume"] if out.exists() else []
    command = ["generate", spec, "-o", out, "--attempts", 1, *options]
    ended = subprocess.run([sys.executable, "-m", "generator.cli", *map(str, command)])
    if ended.returncode not in (0, FELL_SHORT):
        raise SystemExit(ended.returncode)


def written_cells(folder: Path, name: str) -> str:
    """Three cells: share accepted, mean recall of the planned symptoms, and what drafts teach."""
    file = folder / "written" / name / "verdicts.jsonl"
    if not file.with_name("run.json").is_file():
        return "| |"
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    accepted = measure_share("accepted", count=sum(r["accepted"] for r in records), n=len(records))
    recall = [v["score"] for r in records for v in r["verdicts"] if v["filter"] == "fidelity"]
    heard = np.mean([score for score in recall if score is not None])
    return f"{_cell(accepted)} | {heard:.3f} | {_cell(_taught(folder, _drafts(file.parent)))}"


def taught_by_real(folder: Path) -> str:
    """The last of these cells for as many private sessions as the base wrote drafts: the most that
    drafts could teach. Empty while the base has written nothing."""
    written = folder / "written" / BASE
    if not (written / "run.json").is_file():
        return ""
    sessions = sessions_of(read_corpus(folder / "corpus"))[: len(_drafts(written))]
    return _cell(_taught(folder, sessions))


def _drafts(run: Path) -> list[Session]:
    return [*read_sessions(run / "sessions.jsonl"), *read_sessions(run / "rejected.jsonl")]


def _taught(folder: Path, sessions: Sequence[Session]) -> Measurement | None:
    """Macro-F1 on held-out patients' conditions of a classifier that learned from sessions."""
    real = sessions_of(read_corpus(folder / "held_out"))
    task = next((task for task in tasks_of(real)[0] if task.name == "condition"), None)
    found = measure_transfer(task, real=real, synthetic=sessions) if task else ""
    if isinstance(found, str):
        return None
    return next(item for item in found.figures if item.name == "macro-F1, trained on synthetic")


def _cell(measured: Measurement | None) -> str:
    if measured is None:
        return ""
    return f"{measured.value:.2f} [{measured.low:.2f}, {measured.high:.2f}]"
