"""What the runs of a frontier write: the same cohort by each, one attempt a profile."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.frontier_run import BASE
from evaluation.bootstrap import measure_ratio
from evaluation.measurement import Measurement
from knowledge.session import Session
from knowledge.session_file import read_sessions

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


def written_cells(folder: Path, *names: str) -> str:
    """Two cells: share accepted (in brackets by run), and mean recall of the planned symptoms.

    All runs write the same cohort, so the interval draws its patients.
    """
    runs = [found for name in names if (found := _verdicts(folder / "written" / name))]
    records = [record for run in runs for record in run]
    if not records:
        return "|"
    drafts = Counter(record["session_id"] for record in records)
    accepted = Counter(record["session_id"] for record in records if record["accepted"])
    measured = measure_ratio("accepted", [accepted[name] for name in drafts], list(drafts.values()))
    shares = [f"{np.mean([r['accepted'] for r in run]):.2f}" for run in runs]
    by_run = f" ({', '.join(shares)})" if len(runs) > 1 else ""
    recall = [v["score"] for r in records for v in r["verdicts"] if v["filter"] == "fidelity"]
    heard = np.mean([score for score in recall if score is not None])
    return f"{cell(measured)}{by_run} | {heard:.3f}"


def _verdicts(run: Path) -> list[dict[str, Any]]:
    if not (run / "run.json").is_file():
        return []
    lines = (run / "verdicts.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def drafts_of(folder: Path, name: str) -> list[Session]:
    """All that a run wrote, accepted or not; nothing while it is not done."""
    run = folder / "written" / name
    if not (run / "run.json").is_file():
        return []
    return [*read_sessions(run / "sessions.jsonl"), *read_sessions(run / "rejected.jsonl")]


def cell(measured: Measurement | None) -> str:
    if measured is None:
        return ""
    return f"{measured.value:.2f} [{measured.low:.2f}, {measured.high:.2f}]"
