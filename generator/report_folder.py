"""The folder of a report: `public/` and `internal/`, a page and its figures in each.

Both appear whole or not at all.
"""

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluation.report import Kind, Report
from evaluation.report_html import render_report
from generator.durable import replace_folder
from knowledge.errors import CallerMistake, WorldFailed

KINDS: tuple[Kind, ...] = ("public", "internal")
REPORT_FILE = "report.json"
PAGE_FILE = "report.html"


def check_output(output: Path, *, overwrite: bool) -> None:
    """Raises CallerMistake where the report would replace something it may not."""
    if not output.exists():
        return
    if not output.is_dir():
        raise CallerMistake(f"output {output} is a file; name a new folder")
    if not any(output.iterdir()):
        return
    if not (output / "public" / REPORT_FILE).is_file():
        raise CallerMistake(f"output {output} holds other files and is no report; it is left alone")
    if not overwrite:
        raise CallerMistake(f"output {output} is a report already; use --overwrite to replace it")


def write_reports(output: Path, reports: Mapping[Kind, Report], *, overwrite: bool) -> None:
    """Fills a folder beside, then renames it into place.

    Raises:
        CallerMistake: as `check_output`.
        WorldFailed: the disk refuses; nothing is then left behind.
    """
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{output.name}.", dir=output.parent))
        try:
            new = part / "new"
            new.mkdir()
            for kind in KINDS:
                _write_one(new / kind, reports[kind].as_json())
            check_output(output, overwrite=overwrite)
            replace_folder(new, output)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise WorldFailed(f"cannot write report {output}: {error.strerror}") from error


def _write_one(folder: Path, report: dict[str, Any]) -> None:
    folder.mkdir(mode=0o700 if folder.name == "internal" else 0o755)
    text = json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    (folder / REPORT_FILE).write_text(text, encoding="utf-8")
    (folder / PAGE_FILE).write_text(render_report(report), encoding="utf-8")
