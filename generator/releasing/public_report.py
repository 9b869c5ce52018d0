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

REPORT, FIGURES = "report.html", "report.json"
HASHES = ("spec_sha256", "model_sha256")
PROMISED = ("kind", "epsilon", "delta", "unit", "adjacency")
"""What a report repeats of the guarantee."""


def take_report(folder: Path, *, outcome: Mapping[str, Any]) -> bytes:
    """The public page of a report on the run with this outcome.

    Raises:
        CallerMistake: the folder is no report, or one of another run.
        GateRefused: the page is an internal one, not that of the figures beside it, or tells
            another guarantee than the run has.
    """
    page = folder / "public" / REPORT
    if not page.is_file():
        raise CallerMistake(
            f"--report {folder}: it has no public/{REPORT}; name a folder that `evaluate` wrote"
        )
    content = page.read_bytes()
    if _is_internal(folder, page, content):
        raise GateRefused(f"{page} is part of an internal report, which is never released")
    figures = _figures(page.with_name(FIGURES))
    _refuse_other_run(figures, page.with_name(FIGURES), outcome)
    _refuse_other_guarantee(figures, page.with_name(FIGURES), outcome)
    if _drawn(figures) != content:
        raise GateRefused(
            f"{page} is not the page of the {FIGURES} beside it: it was edited, or drawn by "
            "another version; evaluate the run again"
        )
    return content


def _figures(file: Path) -> dict[str, Any]:
    try:
        figures = json.loads(file.read_bytes())
        kind, run = figures["kind"], dict(figures["run"])
    except FileNotFoundError:
        raise GateRefused(f"{file} is missing, so nobody can tell what the page is of") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise GateRefused(f"{file} holds no figures of a report") from None
    if kind != "public":
        raise GateRefused(f"{file} is an internal report, which is never released")
    return {**figures, "run": run}


def _drawn(figures: Mapping[str, Any]) -> bytes:
    """The page of these figures; nothing where they are no report's."""
    from evaluation.report_html import render_report

    try:
        return render_report(figures).encode()
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return b""


def _is_internal(folder: Path, page: Path, content: bytes) -> bool:
    """Also by a link, or as a copy of what lies in `internal/`."""
    home = folder.resolve()
    if home.name == "internal" or page.resolve() != home / "public" / REPORT:
        return True
    found = (path for path in (folder / "internal").rglob("*") if path.is_file())
    return any(path.read_bytes() == content for path in found)


def _refuse_other_run(figures: Mapping[str, Any], file: Path, outcome: Mapping[str, Any]) -> None:
    """A report of other sessions, or of this run before it went on, is none of this release."""
    told = {"sessions": outcome["accepted"]}
    for name, value in (told | {key: outcome[key] for key in HASHES}).items():
        if figures["run"].get(name) != value:
            raise CallerMistake(
                f"--report: {file} is of another run ({name} {figures['run'].get(name)}, not "
                f"{value}); evaluate the run folder"
            )


def _refuse_other_guarantee(
    figures: Mapping[str, Any], file: Path, outcome: Mapping[str, Any]
) -> None:
    promised = {name: outcome["guarantee"][name] for name in PROMISED}
    if figures["run"].get("guarantee") != promised:
        raise GateRefused(
            f"--report: {file} tells another guarantee than the run has (kind {promised['kind']}, "
            f"epsilon {promised['epsilon']}, delta {promised['delta']}); evaluate the run again"
        )


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
