"""What a run was begun with and may not change in the middle: plan, model, sampling and gate.

Only names, figures and hashes: no path of this machine and no address.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from filters.verdict import Filter
from generator.run import plan_lines
from knowledge.planner import PlannedProfile


def run_terms(
    *,
    plan: Sequence[PlannedProfile],
    knowledge_version: str,
    model: str,
    temperature: float,
    filters: Iterable[Filter],
    support: str | None = None,
    judge: str | None = None,
) -> dict[str, Any]:
    """JSON to compare a resumed run with.

    Args:
        model: names the weights, not their place.
        support: ledger head of the list that a filter reads.
        judge: names the weights of the model that judges.
    """
    return {
        "plan": hashlib.sha256(plan_lines(plan).encode()).hexdigest(),
        "knowledge": knowledge_version,
        "model": model,
        "temperature": temperature,
        "gate": {item.name: filter_terms(item) for item in filters},
        "support list": support,
        "judge": judge,
    }


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
    """A model folder by the names and sizes of its files and what they say; a hub id as is.

    Of files above `READ_WHOLE_BYTES` only name and size count: tens of gigabytes are not read.
    """
    folder = Path(model).expanduser()
    if not folder.is_dir():
        return model
    total = hashlib.sha256()
    for file in sorted(item for item in folder.rglob("*") if item.is_file()):
        size = file.stat().st_size
        total.update(f"{file.relative_to(folder).as_posix()} {size}\n".encode())
        if size <= READ_WHOLE_BYTES:
            total.update(file.read_bytes())
    return total.hexdigest()
