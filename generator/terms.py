"""What a run was begun with and may not change in the middle: plan, model, sampling and gate.

Only names, figures and hashes: no path of this machine and no address.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from filters.prototypes import ADAPTER as SYMPTOM_ADAPTER
from filters.status.learned import ADAPTER as STATUS_ADAPTER
from filters.verdict import Filter
from generator.run import plan_lines
from knowledge.planner import PlannedProfile

READERS = {"symptoms": SYMPTOM_ADAPTER, "statuses": STATUS_ADAPTER}
"""Weights that the fidelity filter reads with: others judge otherwise."""


def run_terms(
    *,
    plan: Sequence[PlannedProfile],
    knowledge_version: str,
    model: str,
    guarantee: str,
    temperature: float,
    filters: Iterable[Filter],
    support: str | None = None,
    public_text: str | None = None,
    judge: str | None = None,
) -> dict[str, Any]:
    """JSON to compare a resumed run with.

    Args:
        model: names the weights, not their place.
        guarantee: kind of what they promise.
        support: ledger head of the list that a filter reads.
        public_text: digest of the text that a filter compares with.
        judge: names the weights of the model that judges.
    """
    return {
        "plan": hashlib.sha256(plan_lines(plan).encode()).hexdigest(),
        "knowledge": knowledge_version,
        "model": model,
        "guarantee": guarantee,
        "temperature": temperature,
        "gate": {item.name: filter_terms(item) for item in filters},
        "reader of": {name: _digest(weights) for name, weights in READERS.items()},
        "support list": support,
        "public text": public_text,
        "judge": judge,
    }


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def filter_terms(item: Filter) -> dict[str, Any]:
    """The class of a filter and its plain fields, which are its thresholds."""
    found: dict[str, Any] = {"class": item.privacy_class.value}
    if is_dataclass(item):
        values = ((field.name, getattr(item, field.name)) for field in fields(item))
        found |= {
            name: value for name, value in values if isinstance(value, int | float) or value is None
        }
    return found


READ_WHOLE_BYTES = 100_000_000


def folder_identity(model: str) -> str:
    """A model folder by its content, as checkpoints name their base; a hub id as is.

    Of a folder above `READ_WHOLE_BYTES` only names, sizes and JSON count: tens of gigabytes are
    not read.
    """
    from generator.checkpoint import folder_sha256

    folder = Path(model).expanduser()
    if not folder.is_dir():
        return model
    files = sorted(item for item in folder.rglob("*") if item.is_file())
    if sum(file.stat().st_size for file in files) <= READ_WHOLE_BYTES:
        return folder_sha256(folder)
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.relative_to(folder).as_posix()} {file.stat().st_size}\n".encode())
        if file.suffix == ".json":
            total.update(file.read_bytes())
    return total.hexdigest()
