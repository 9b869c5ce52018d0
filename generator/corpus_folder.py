"""The folder of a corpus on disk, `{sessions.jsonl, corpus.json, ledger.jsonl}`.

A new one is written whole or not at all; one that is replaced keeps its ledger. Knows no session:
what it writes comes as bytes.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from generator.accounting import default_delta
from generator.deidentify import Mode
from generator.ledger import create_ledger, read_ledger
from knowledge.errors import CallerMistake
from knowledge.field_error import first_error

SESSIONS_FILE = "sessions.jsonl"
CORPUS_FILE = "corpus.json"
LEDGER_FILE = "ledger.jsonl"


class Description(BaseModel):
    """What `corpus.json` says: declared facts, and which sessions they speak of."""

    model_config = ConfigDict(extra="forbid")

    name: str
    public: bool
    declared_patients: int | None
    sessions_sha256: str
    deidentified: Mode | None = None


def read_description(folder: Path) -> Description:
    """Raises CallerMistake naming the file and the field."""
    file = folder / CORPUS_FILE
    if not file.is_file():
        raise CallerMistake(f"{folder} is no corpus: it has no {CORPUS_FILE}; import one first")
    try:
        return Description.model_validate_json(file.read_bytes())
    except ValidationError as error:
        where = first_error(error).where
        raise CallerMistake(f"{file} field {where} is not valid; import it again") from None


def check_target(out: Path, *, overwrite: bool) -> None:
    """Raises CallerMistake if `out` is in use by anything but a corpus to be replaced."""
    if out.exists() and not out.is_dir():
        raise CallerMistake(f"output {out} is a file; name a new folder")
    if not out.exists() or not any(out.iterdir()):
        return
    if not (out / CORPUS_FILE).is_file():
        raise CallerMistake(f"output {out} holds other files and is no corpus; name a new folder")
    if not overwrite:
        raise CallerMistake(
            f"output {out} is already a corpus; name a new folder or allow overwriting"
        )


def create_corpus(
    out: Path, *, content: bytes, description: Description, budget: float | None
) -> None:
    """Writes a new corpus and opens its ledger."""
    with _new_folder(out, content=content, description=description) as folder:
        create_ledger(
            folder / LEDGER_FILE,
            budget=budget,
            delta=default_delta(description.declared_patients),
        )


def create_linked(out: Path, *, content: bytes, description: Description, ledger: Path) -> None:
    """Writes a new corpus that spends from `ledger`.

    The link is relative, so the two folders can be moved together.
    """
    with _new_folder(out, content=content, description=description) as folder:
        target = os.path.relpath(ledger.resolve(), out.parent.resolve() / out.name)
        (folder / LEDGER_FILE).symlink_to(target)


def replace_corpus(
    out: Path, *, content: bytes, description: Description, budget: float | None
) -> None:
    """Replaces the files one by one and never touches the ledger."""
    ledger = read_ledger(out / LEDGER_FILE)
    if budget is not None and budget != ledger.budget:
        raise CallerMistake(
            f"budget {budget}: this corpus's ledger was opened with {ledger.budget}; "
            "importing again cannot change it"
        )
    files = {
        SESSIONS_FILE: content,
        CORPUS_FILE: (description.model_dump_json(indent=2) + "\n").encode(),
    }
    partials = {file: out / f".{file}.partial" for file in files}
    try:
        # All are written before one is replaced: a full disk leaves the old corpus as it was.
        for file, data in files.items():
            partials[file].write_bytes(data)
        for file, partial in partials.items():
            partial.replace(out / file)
    finally:
        for partial in partials.values():
            partial.unlink(missing_ok=True)


@contextmanager
def _new_folder(out: Path, *, content: bytes, description: Description) -> Iterator[Path]:
    """Fills a temporary folder (mode 0700), then renames it: a crash leaves no half corpus."""
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        (partial / SESSIONS_FILE).write_bytes(content)
        (partial / CORPUS_FILE).write_text(description.model_dump_json(indent=2) + "\n")
        yield partial
        partial.rename(out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
