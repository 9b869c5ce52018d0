"""Canaries of a frontier: a small clinic, planted and trained on several times, attacked together.

    FOLDER/canaries/clinic    100 patients
    FOLDER/canaries/N         an audit: the clinic with 500 canaries of its own, and its runs

They stand apart from the frontier's own clinic, whose figures canaries would change.
"""

import json
import math
import multiprocessing
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.frontier_corpora import MENTIONS_FILE, import_public, people_of, read_once
from benchmarks.frontier_run import (
    METHOD,
    REHEARSAL,
    SHARE,
    STEPS,
    arm_of,
    train_config,
    train_with_share,
)
from evaluation.measurement import Measurement
from evaluation.repeated_attack import measure_repeated_attack
from evaluation.roc import measure_auc
from evaluation.scores import CanaryScores
from generator.config import TrainConfig
from generator.corpus import read_corpus

PATIENTS = 100
CANARIES = 500
REFERENCES = 999
STEPS_WITHOUT_NOISE = 150
"""After 100 steps, tried first, the AUC was .888."""
PLANTED = "planted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """One training among canaries, and what its weights give away of them."""

    folder: Path
    epsilon: float

    @property
    def checkpoint(self) -> Path:
        """With the share of its training that is kept."""
        return self.folder / f"epsilon-{self.epsilon:g}"

    @property
    def found(self) -> Path:
        return self.folder / f"epsilon-{self.epsilon:g}.audit.json"

    def config(self) -> TrainConfig:
        """With noise that of the frontier; without, clipped as well: canaries show more so."""
        private = math.isfinite(self.epsilon)
        return train_config(
            self.folder / PLANTED,
            epsilon=self.epsilon,
            seed=int(self.folder.name),
            steps=STEPS if private else STEPS_WITHOUT_NOISE,
            training={**METHOD[arm_of(self.epsilon)], "rehearsal": REHEARSAL if private else 0},
        )


def audit_all(folder: Path, *, audits: int, epsilons: Sequence[float], processes: int) -> None:
    """Plants, trains and attacks what is not there yet."""
    planted = [_plant(folder / "canaries", number) for number in range(audits)]
    asked = [Audited(folder=one, epsilon=epsilon) for one in planted for epsilon in epsilons]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        pool.map(_audit, asked, chunksize=1)


def canary_table(folder: Path) -> str:
    """What all finished audits of an epsilon say together, as Markdown."""
    lines = [
        "| trained at epsilon | audits | AUC by weights | TPR at 1 % FPR | epsilon, at least: "
        "any mechanism | a Gaussian one | secrets extracted |",
        "|---|---|---|---|---|---|---|",
    ]
    found: dict[str, list[Path]] = {}
    for file in sorted((folder / "canaries").glob("*/epsilon-*.audit.json")):
        found.setdefault(file.name.removeprefix("epsilon-").split(".audit")[0], []).append(file)
    for epsilon in sorted(found, key=float, reverse=True):
        lines.append(_row(epsilon, [json.loads(file.read_text()) for file in found[epsilon]]))
    return "\n".join(lines)


def _plant(clinics: Path, number: int) -> Path:
    """The folder of that audit, its canaries planted and its sessions read."""
    from generator.canaries import plant

    clinic, audit = clinics / "clinic", clinics / str(number)
    audit.mkdir(parents=True, exist_ok=True)
    if not clinic.exists():
        import_public(clinic, people_of(None, patients=PATIENTS)[-PATIENTS:])
    read_once(read_corpus(clinic), clinics / MENTIONS_FILE)
    if not (audit / PLANTED).exists():
        plant(clinic, audit / PLANTED, count=CANARIES)
    if not (audit / MENTIONS_FILE).exists():  # of its own: canaries of all audits share their names
        shutil.copyfile(clinics / MENTIONS_FILE, audit / MENTIONS_FILE)
    read_once(read_corpus(audit / PLANTED), audit / MENTIONS_FILE)
    return audit


def _audit(audited: Audited) -> None:
    from generator.audit import audit
    from generator.canaries import KEY_FILE, read_key
    from generator.corpus_folder import LEDGER_FILE

    if audited.found.exists():
        return
    train_with_share(
        audited.config(),
        audited.checkpoint,
        share=SHARE[arm_of(audited.epsilon)],
        mentions=audited.folder / MENTIONS_FILE,
    )
    planted = audited.folder / PLANTED
    found = audit(
        audited.checkpoint,
        read_key(planted / KEY_FILE),
        references=REFERENCES,
        ledger=planted / LEDGER_FILE,
        progress=lambda line: print(f"{audited.found}: {line}", file=sys.stderr),
    )
    record = {
        "delta": found.delta,
        "scores": asdict(found.by_weights),
        "figures": [figure.as_json() for figure in found.figures],
    }
    audited.found.write_text(json.dumps(record), encoding="utf-8")


def _row(epsilon: str, audits: Sequence[dict[str, Any]]) -> str:
    scores = [CanaryScores(**{k: tuple(v) for k, v in one["scores"].items()}) for one in audits]
    auc, tpr, *bounds = measure_repeated_attack(scores, delta=audits[0]["delta"])
    alone = [measure_auc(one.members, one.all_non_members) for one in scores]
    extracted = [
        figure
        for one in audits
        for figure in one["figures"]
        if figure["name"] == "weights: extracted secrets"
    ]
    cells = [
        epsilon,
        len(audits),
        f"{_cell(auc)} ({', '.join(f'{one.value:.3f}' for one in alone)})",
        _cell(tpr),
        *(f"{bound.value:.1f}" for bound in bounds),
        f"{sum(round(one['value'] * one['n']) for one in extracted)} "
        f"of {sum(one['n'] for one in extracted)}",
    ]
    return f"| {' | '.join(map(str, cells))} |"


def _cell(figure: Measurement) -> str:
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"
