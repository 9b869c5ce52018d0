"""Private text: the only module that opens private files, and where they are imported.

A corpus is a folder `{sessions.jsonl, corpus.json, ledger.jsonl}` for the owner's eyes only.
Nothing here knows about models, noise or budgets beyond opening the ledger once.
No error and no `repr` quotes a turn, a patient's id or a session's id: they name file and row.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from generator.corpus_folder import (
    CORPUS_FILE,
    LEDGER_FILE,
    SESSIONS_FILE,
    Description,
    check_target,
    create_corpus,
    create_linked,
    read_description,
    replace_corpus,
)
from generator.deidentify import Mode, deidentify_patient, total_counts
from generator.ledger import read_ledger
from generator.table import ColumnMap, read_transcripts
from knowledge.errors import CallerMistake, WorldFailed
from knowledge.session import Session, read_sessions, session_json

LARGEST_MISCOUNT = 2
"""A declared number of patients further than this factor from the records is refused."""


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
    alarm: str | None = None
    """Why `train` will refuse this corpus as it was declared."""

    def __str__(self) -> str:
        budget = "no budget" if self.budget is None else f"budget {self.budget:g}"
        counts = f"{self.patients} patients, {self.sessions} sessions, {self.turns} turns"
        spent = f"spent epsilon {self.spent:.3f}, {budget}"
        text = f"de-identified ({self.deidentified})" if self.deidentified else "text as imported"
        return "; ".join((f"corpus {self.name}: {counts}", text, spent, *self.warnings))


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
    check_target(out, overwrite=overwrite)
    if not paths:
        raise CallerMistake("corpus import: no file given; name one or more .csv or .jsonl files")
    sessions = read_transcripts(paths, columns=columns or ColumnMap())
    content = "".join(json.dumps(session_json(item)) + "\n" for item in sessions).encode()
    before = read_description(out) if (out / CORPUS_FILE).is_file() else None
    description = Description(
        name=name or (before.name if before else out.resolve().name),
        public=public,
        declared_patients=declared_patients or (before.declared_patients if before else None),
        sessions_sha256=hashlib.sha256(content).hexdigest(),
    )
    try:
        if before:
            replace_corpus(out, content=content, description=description, budget=budget)
        else:
            create_corpus(out, content=content, description=description, budget=budget)
    except OSError as error:
        raise WorldFailed(f"cannot write corpus {out}: {error.strerror}") from error
    return check_corpus(out)


def read_corpus(folder: Path) -> Corpus:
    """Reads an imported corpus. Raises CallerMistake if it is missing or was changed by hand."""
    description = read_description(folder)
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
    check_target(out, overwrite=overwrite)
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
    description = Description(
        name=source.name,
        public=source.public,
        declared_patients=source.declared_patients,
        sessions_sha256=hashlib.sha256(content).hexdigest(),
        deidentified=deidentified,
    )
    try:
        if (out / CORPUS_FILE).is_file():
            replace_corpus(out, content=content, description=description, budget=None)
        else:
            create_linked(out, content=content, description=description, ledger=source.ledger)
    except OSError as error:
        raise WorldFailed(f"cannot write corpus {out}: {error.strerror}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """How many sessions were rewritten, and what was taken out; for the owner's eyes only."""

    sessions: int
    counts: Mapping[str, int] = field(repr=False)


def deidentify_corpus(folder: Path, out: Path, *, mode: Mode, overwrite: bool = False) -> Derived:
    """Writes the corpus in `folder` without identifiers; it spends from the same ledger.

    Raises:
        CallerMistake: what `read_corpus` and `write_derived` refuse, before any work is done.
    """
    corpus = read_corpus(folder)
    check_derived_target(corpus, out, overwrite=overwrite)
    patients = [
        deidentify_patient([record.session for record in records], mode=mode)
        for records in corpus.records.values()
    ]
    sessions = [session for patient in patients for session in patient.sessions]
    write_derived(corpus, out, sessions, deidentified=mode, overwrite=overwrite)
    return Derived(sessions=len(sessions), counts=total_counts(patients))


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
        alarm=_alarm(corpus, corpus.declared_patients),
    )


def refuse_miscount(corpus: Corpus, patients: int) -> None:
    """Refuses to train where batches and delta, which follow from `patients`, would be nonsense.

    The refusal depends on private records, so it goes to the owner's screen alone, and it is
    coarse: a run that took place tells the true number to within a factor of 2, which thereby
    counts as public.

    Raises:
        CallerMistake: before anything is charged; the number of records is not named.
    """
    alarm = _alarm(corpus, patients)
    if alarm:
        raise CallerMistake(alarm)


def _alarm(corpus: Corpus, patients: int | None) -> str | None:
    read = len(corpus.records)
    if read < 2 or patients == 1:
        return "patients: one patient alone cannot hide among others; training needs at least 2"
    if patients is None:
        return None
    if max(read, patients) > LARGEST_MISCOUNT * min(read, patients):
        return (
            f"patients {patients}: the corpus holds less than half or more than twice as many; "
            "batches and delta follow from this number, so declare one within a factor of 2"
        )
    return None


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
