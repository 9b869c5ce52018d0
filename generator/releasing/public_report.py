"""Where the `report.html` of a release comes from: a folder of `sottovoce evaluate`, or made here.

Takes `DIR/public/report.html` and nothing else; what lies in `internal/` read private records and
can never be taken, by whatever path it is named.
"""

import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from knowledge.errors import CallerMistake, GateRefused

REPORT = "report.html"


def take_report(folder: Path, *, outcome: Mapping[str, Any]) -> bytes:
    """The public page of a report on the run with this outcome.

    Raises:
        CallerMistake: the folder is no report, or one of another run.
        GateRefused: the page is an internal one, or holds nothing.
    """
    page = folder / "public" / REPORT
    if not page.is_file():
        raise CallerMistake(
            f"--report {folder}: it has no public/{REPORT}; name a folder that `evaluate` wrote"
        )
    content = page.read_bytes()
    if _is_internal(folder, page, content):
        raise GateRefused(f"{page} is part of an internal report, which is never released")
    if not content.strip():
        raise GateRefused(f"{page} is empty")
    _refuse_other_run(page.with_name("report.json"), outcome)
    return content


def _is_internal(folder: Path, page: Path, content: bytes) -> bool:
    """Also by a link, or as a copy of what lies in `internal/`."""
    home = folder.resolve()
    if home.name == "internal" or page.resolve() != home / "public" / REPORT:
        return True
    found = (path for path in (folder / "internal").rglob("*") if path.is_file())
    return any(path.read_bytes() == content for path in found)


def _refuse_other_run(figures: Path, outcome: Mapping[str, Any]) -> None:
    """Asked of the figures beside the page, if they are there and say so."""
    if not figures.is_file():
        return
    try:
        told = json.loads(figures.read_bytes())
        run = dict(told["run"])
    except (ValueError, KeyError, TypeError):
        return
    if told.get("kind") == "internal":
        raise GateRefused(f"{figures} is an internal report, which is never released")
    for name in ("spec_sha256", "model_sha256"):
        if run.get(name) not in (None, outcome[name]):
            raise CallerMistake(f"--report: {figures} is of another run ({name} {run[name]})")


def make_report(run: Path, *, say: Callable[[str], None]) -> bytes:
    """The public page of a run, from its own sessions alone: no reference, so nothing private.

    Raises:
        CallerMistake: the run cannot be evaluated.
        WorldFailed: the disk refuses.
    """
    from generator.evaluating import evaluate_run  # classifiers and an embedder: seconds to import

    with tempfile.TemporaryDirectory() as scratch:
        found = evaluate_run(run, output=Path(scratch) / "report", say=say)
        return (found.folder / "public" / REPORT).read_bytes()
