"""The patients of a corpus in other words: another corpus that spends from the same ledger."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.corpus import Corpus, read_corpus
from generator.corpus_folder import (
    CORPUS_FILE,
    LEDGER_FILE,
    Description,
    check_target,
    create_linked,
    replace_corpus,
)
from generator.deidentify import Mode, deidentify_patient, total_counts
from knowledge.errors import CallerMistake, WorldFailed
from knowledge.session import Session
from knowledge.session_file import session_json


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
    _check_target(corpus, out, overwrite=overwrite)
    patients = [
        deidentify_patient([record.session for record in records], mode=mode)
        for records in corpus.records.values()
    ]
    sessions = [session for patient in patients for session in patient.sessions]
    write_derived(corpus, out, sessions, deidentified=mode, overwrite=overwrite)
    return Derived(sessions=len(sessions), counts=total_counts(patients))


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
    _check_target(source, out, overwrite=overwrite)
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


def _check_target(source: Corpus, out: Path, *, overwrite: bool) -> None:
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
