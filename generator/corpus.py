"""Private text: the only module that opens private files, and where they are imported.

A corpus is a folder `{sessions.jsonl, corpus.json, ledger.jsonl}` for the owner's eyes only.
Nothing here knows about models, noise or budgets beyond opening the ledger once.
No error and no `repr` quotes a turn, a patient's id or a session's id: they name file and row.
"""

import hashlib
import json
import math
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, ValidationError

from generator.accounting import default_delta
from generator.deidentify import Mode
from generator.ledger import create_ledger, read_ledger
from generator.table import ColumnMap, SourcedSession, merge_turns, read_table
from knowledge.errors import CallerMistake, WorldFailed
from knowledge.session import Session, read_sessions, session_json

SESSIONS_FILE = "sessions.jsonl"
CORPUS_FILE = "corpus.json"
LEDGER_FILE = "ledger.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One private session. Only `training`, `audit` and `cli` handle it; `repr` shows nothing."""

    session: Session = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """The records of every patient.

    `declared_patients` is the public number of patients; it is never counted from the records.
    `public` says that the owner declared the text public, so tests of utility may read it.
    `deidentified` is None for text as it was imported.
    """

    records: Mapping[str, tuple[Record, ...]] = field(repr=False)
    name: str
    declared_patients: int | None
    public: bool
    deidentified: Mode | None
    sessions_sha256: str = field(repr=False)
    folder: Path

    @property
    def ledger(self) -> Path:
        """Where this corpus's spending is written."""
        return self.folder / LEDGER_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusCheck:
    """Exact counts, for the owner's screen only: un-noised, so never to be published."""

    name: str
    public: bool
    declared_patients: int | None
    patients: int
    sessions: int
    turns: int
    budget: float | None
    spent: float
    deidentified: Mode | None
    warnings: tuple[str, ...]

    def __str__(self) -> str:
        budget = "no budget" if self.budget is None else f"budget {self.budget:g}"
        counts = f"{self.patients} patients, {self.sessions} sessions, {self.turns} turns"
        spent = f"spent epsilon {self.spent:.3f}, {budget}"
        text = f"de-identified ({self.deidentified})" if self.deidentified else "text as imported"
        return "; ".join((f"corpus {self.name}: {counts}", text, spent, *self.warnings))


class _CorpusJson(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    public: bool
    declared_patients: int | None
    sessions_sha256: str
    deidentified: Mode | None = None


def import_table(
    paths: Sequence[Path],
    out: Path,
    *,
    columns: ColumnMap | None = None,
    budget: float | None = None,
    declared_patients: int | None = None,
    overwrite: bool = False,
    name: str | None = None,
    public: bool = False,
) -> CorpusCheck:
    """Reads transcript tables (CSV) and session files (JSONL) into the corpus folder `out`.

    A corpus imported again (`overwrite`) keeps its ledger: what was spent stays spent.

    Args:
        columns: which column holds what; the defaults fit AnnoMI.
        budget: the largest epsilon all runs together may spend; None records without a limit.
        declared_patients: the public number of patients; delta and batches derive from it.

    Raises:
        CallerMistake: naming the file, row or column, and what is allowed.
    """
    _check_numbers(budget=budget, declared_patients=declared_patients)
    _check_target(out, overwrite=overwrite)
    if not paths:
        raise CallerMistake("corpus import: no file given; name one or more .csv or .jsonl files")
    sessions = _read_all(paths, columns=columns or ColumnMap())
    content = "".join(json.dumps(session_json(item)) + "\n" for item in sessions).encode()
    before = _read_description(out) if (out / CORPUS_FILE).is_file() else None
    description = _CorpusJson(
        name=name or (before.name if before else out.resolve().name),
        public=public,
        declared_patients=declared_patients or (before.declared_patients if before else None),
        sessions_sha256=hashlib.sha256(content).hexdigest(),
    )
    try:
        if before:
            _replace(out, content=content, description=description, budget=budget)
        else:
            _create(out, content=content, description=description, budget=budget)
    except OSError as error:
        raise WorldFailed(f"cannot write corpus {out}: {error.strerror}") from error
    return check_corpus(out)


def read_corpus(folder: Path) -> Corpus:
    """Reads an imported corpus. Raises CallerMistake if it is missing or was changed by hand."""
    description = _read_description(folder)
    sessions_file = folder / SESSIONS_FILE
    if not sessions_file.is_file():
        raise CallerMistake(f"corpus {folder} has no {SESSIONS_FILE}; import it again")
    if hashlib.sha256(sessions_file.read_bytes()).hexdigest() != description.sessions_sha256:
        raise CallerMistake(f"{sessions_file} was changed since its import; import it again")
    records: dict[str, list[Record]] = {}
    for session in read_sessions(sessions_file):
        records.setdefault(session.patient_id, []).append(Record(session=session))
    return Corpus(
        records=MappingProxyType({key: tuple(records[key]) for key in sorted(records)}),
        name=description.name,
        declared_patients=description.declared_patients,
        public=description.public,
        deidentified=description.deidentified,
        sessions_sha256=description.sessions_sha256,
        folder=folder,
    )


def check_derived_target(source: Corpus, out: Path, *, overwrite: bool) -> None:
    """Raises CallerMistake where `write_derived` would, before any work is done."""
    if source.deidentified:
        raise CallerMistake(
            f"corpus {source.folder} is de-identified already ({source.deidentified})"
        )
    _check_target(out, overwrite=overwrite)
    if not out.exists() or not any(out.iterdir()):
        return
    if out.resolve() == source.folder.resolve():
        raise CallerMistake(f"output {out} is the corpus itself; name a new folder")
    if (out / LEDGER_FILE).resolve() != source.ledger.resolve():
        raise CallerMistake(
            f"output {out} is a corpus with a ledger of its own; name a new folder, or its budget "
            "would be forgotten"
        )


def write_derived(
    source: Corpus,
    out: Path,
    sessions: Sequence[Session],
    *,
    deidentified: Mode,
    overwrite: bool = False,
) -> None:
    """Writes the patients of `source` in other words as a corpus that spends from the same ledger.

    Its ledger is a link to the source's: these are the same patients, so there is one budget.

    Raises:
        CallerMistake: `out` is in use by anything but an earlier derivation of the same corpus.
    """
    check_derived_target(source, out, overwrite=overwrite)
    content = "".join(json.dumps(session_json(item)) + "\n" for item in sessions).encode()
    description = _CorpusJson(
        name=source.name,
        public=source.public,
        declared_patients=source.declared_patients,
        sessions_sha256=hashlib.sha256(content).hexdigest(),
        deidentified=deidentified,
    )
    try:
        if (out / CORPUS_FILE).is_file():
            _replace(out, content=content, description=description, budget=None)
        else:
            _create_linked(out, content=content, description=description, ledger=source.ledger)
    except OSError as error:
        raise WorldFailed(f"cannot write corpus {out}: {error.strerror}") from error


def check_corpus(folder: Path) -> CorpusCheck:
    """Counts a corpus and verifies its ledger. Raises GateRefused if the ledger was altered."""
    corpus = read_corpus(folder)
    ledger = read_ledger(corpus.ledger)
    sessions = [record.session for records in corpus.records.values() for record in records]
    return CorpusCheck(
        name=corpus.name,
        public=corpus.public,
        declared_patients=corpus.declared_patients,
        patients=len(corpus.records),
        sessions=len(sessions),
        turns=sum(len(session.turns) for session in sessions),
        budget=ledger.budget,
        spent=ledger.spent(),
        deidentified=corpus.deidentified,
        warnings=_warnings(corpus),
    )


def _warnings(corpus: Corpus) -> tuple[str, ...]:
    if corpus.declared_patients is None:
        return ("no public number of patients is declared; training needs privacy.patients",)
    if corpus.declared_patients != len(corpus.records):
        return ("the declared number of patients differs from the number of patients read",)
    return ()


def _check_numbers(*, budget: float | None, declared_patients: int | None) -> None:
    if budget is not None and not (budget > 0 and math.isfinite(budget)):
        raise CallerMistake(f"budget {budget}: a finite epsilon above 0, or none for no limit")
    if declared_patients is not None and declared_patients < 1:
        raise CallerMistake(f"declared patients {declared_patients}: a whole number from 1")


def _check_target(out: Path, *, overwrite: bool) -> None:
    if out.exists() and not out.is_dir():
        raise CallerMistake(f"output {out} is a file; name a new folder")
    if not out.exists() or not any(out.iterdir()):
        return
    if not (out / CORPUS_FILE).is_file():
        raise CallerMistake(f"output {out} holds other files and is no corpus; name a new folder")
    if not overwrite:
        raise CallerMistake(f"output {out} is already a corpus; allow overwriting to replace it")


def _read_all(paths: Sequence[Path], *, columns: ColumnMap) -> tuple[Session, ...]:
    sourced = [item for path in paths for item in _read_one(path, columns=columns)]
    first_seen: dict[str, str] = {}
    for item in sourced:
        identifier = item.session.session_id
        if identifier in first_seen:
            raise CallerMistake(
                f"{item.source}: the session id was already used at {first_seen[identifier]}; "
                "every session needs its own"
            )
        first_seen[identifier] = item.source
    if not sourced:
        raise CallerMistake(f"no session with text in {', '.join(str(path) for path in paths)}")
    return tuple(item.session for item in sourced)


def _read_one(path: Path, *, columns: ColumnMap) -> list[SourcedSession]:
    if not path.is_file():
        raise CallerMistake(f"file {path} does not exist")
    if path.suffix.lower() != ".jsonl":
        return read_table(path, columns=columns)
    sourced = []
    for number, session in enumerate(read_sessions(path), start=1):
        source = f"{path} session {number}"
        if not session.patient_id.strip() or not session.session_id.strip():
            raise CallerMistake(f"{source}: patient_id and session_id must not be empty")
        merged = replace(session, turns=merge_turns(session.turns))
        if merged.turns:
            sourced.append(SourcedSession(session=merged, source=source))
    return sourced


def _create(out: Path, *, content: bytes, description: _CorpusJson, budget: float | None) -> None:
    with _new_folder(out, content=content, description=description) as folder:
        create_ledger(
            folder / LEDGER_FILE,
            budget=budget,
            delta=default_delta(description.declared_patients),
        )


def _create_linked(out: Path, *, content: bytes, description: _CorpusJson, ledger: Path) -> None:
    """The link is relative, so the two folders can be moved together."""
    with _new_folder(out, content=content, description=description) as folder:
        target = os.path.relpath(ledger.resolve(), out.parent.resolve() / out.name)
        (folder / LEDGER_FILE).symlink_to(target)


@contextmanager
def _new_folder(out: Path, *, content: bytes, description: _CorpusJson) -> Iterator[Path]:
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


def _replace(out: Path, *, content: bytes, description: _CorpusJson, budget: float | None) -> None:
    """Replaces the files one by one and never touches the ledger."""
    ledger = read_ledger(out / LEDGER_FILE)
    if budget is not None and budget != ledger.budget:
        raise CallerMistake(
            f"budget {budget}: this corpus's ledger was opened with {ledger.budget}; "
            "importing again cannot change it"
        )
    for file, data in (
        (SESSIONS_FILE, content),
        (CORPUS_FILE, (description.model_dump_json(indent=2) + "\n").encode()),
    ):
        partial = out / f".{file}.partial"
        partial.write_bytes(data)
        partial.replace(out / file)


def _read_description(folder: Path) -> _CorpusJson:
    file = folder / CORPUS_FILE
    if not file.is_file():
        raise CallerMistake(f"{folder} is no corpus: it has no {CORPUS_FILE}; import one first")
    try:
        return _CorpusJson.model_validate_json(file.read_bytes())
    except ValidationError as error:
        field_name = ".".join(str(part) for part in error.errors()[0]["loc"]) or "whole file"
        raise CallerMistake(f"{file} field {field_name} is not valid; import it again") from None
