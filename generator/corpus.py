"""Private text: `Record` and `Corpus`, as the folder of an imported corpus is read.

For the owner's eyes only. Nothing here knows about models, noise or budgets. No error and no `repr`
quotes a turn, a patient's id or a session's id: they name file and row.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from generator.corpus_folder import LEDGER_FILE, SESSIONS_FILE, Description, read_description
from generator.deidentify import Mode
from knowledge.errors import CallerMistake
from knowledge.session import Session
from knowledge.session_file import read_sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One private session; `repr` shows nothing. What generates, filters or releases never imports
    this module (the import contract)."""

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


def check_unchanged(folder: Path) -> Description:
    """What is declared of an imported corpus. No record is read, only the hash of them all.

    Raises:
        CallerMistake: it is missing or was changed by hand.
    """
    description = read_description(folder)
    sessions_file = folder / SESSIONS_FILE
    if not sessions_file.is_file():
        raise CallerMistake(f"corpus {folder} has no {SESSIONS_FILE}; import it again")
    if hashlib.sha256(sessions_file.read_bytes()).hexdigest() != description.sessions_sha256:
        raise CallerMistake(f"{sessions_file} was changed since its import; import it again")
    return description


def read_corpus(folder: Path) -> Corpus:
    """Reads an imported corpus. Raises CallerMistake as `check_unchanged` does."""
    description = check_unchanged(folder)
    records: dict[str, list[Record]] = {}
    for session in read_sessions(folder / SESSIONS_FILE):
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
