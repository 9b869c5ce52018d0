"""The two corpora of a frontier, held-out and trained on, and what is heard in them, read once."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from evaluation.vectors import RememberingEmbedder
from filters.mention import Mention
from filters.prototypes import load_prototypes
from filters.recogniser import SymptomRecogniser
from generator.clinic import clinic_sessions
from generator.corpus import Corpus, read_corpus
from generator.table import ColumnMap, read_table
from knowledge.session import Session
from knowledge.session_file import session_json

HELD_OUT_PATIENTS = 300
SESSIONS_READ_TOGETHER = 512
MENTIONS_FILE = "mentions.jsonl"
ANNOMI = ColumnMap(
    labels=("mi_quality",), turn_labels=("main_therapist_behaviour", "client_talk_type")
)


class ReadBefore:
    """What the recogniser found in every session once, for all runs."""

    def __init__(self, file: Path) -> None:
        lines = map(json.loads, file.read_text(encoding="utf-8").splitlines())
        self._found = {
            line["session_id"]: tuple(Mention(**item) for item in line["mentions"])
            for line in lines
        }

    @property
    def session_ids(self) -> frozenset[str]:
        return frozenset(self._found)

    def recognise_all(self, sessions: Sequence[Session]) -> tuple[tuple[Mention, ...], ...]:
        return tuple(self._found[session.session_id] for session in sessions)


def people_of(table: Path | None, *, patients: int) -> list[list[Session]]:
    """The patients of AnnoMI's table, or that many of the clinic and the held-out ones."""
    sessions = (
        clinic_sessions(patients=HELD_OUT_PATIENTS + patients)
        if table is None
        else (item.session for item in read_table(table, columns=ANNOMI))
    )
    by_patient: dict[str, list[Session]] = {}
    for session in sessions:
        by_patient.setdefault(session.patient_id, []).append(session)
    return list(by_patient.values())


def prepare(folder: Path, people: Sequence[Sequence[Session]], *, held_out: int) -> None:
    """De-identifies two corpora and reads every session for its header once.

    The first `held_out` people are never trained on, so a larger clinic holds a smaller one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, own in (("held_out", people[:held_out]), ("corpus", people[held_out:])):
        if not (folder / name).exists():
            imported = folder / f"{name}.as_imported"
            import_public(imported, own)
            _sottovoce("corpus", "deidentify", imported, "-o", folder / name)
        read_once(read_corpus(folder / name), folder / MENTIONS_FILE)


def import_public(out: Path, people: Sequence[Sequence[Session]]) -> None:
    """A corpus that everybody may read, with its text beside it."""
    text = out.with_suffix(".jsonl")
    lines = (json.dumps(session_json(item)) + "\n" for sessions in people for item in sessions)
    text.write_text("".join(lines), encoding="utf-8")
    _sottovoce("corpus", "import", text, "-o", out, "--patients", len(people), "--public")


def _sottovoce(*arguments: object) -> None:
    subprocess.run([sys.executable, "-m", "generator.cli", *map(str, arguments)], check=True)


def read_once(corpus: Corpus, file: Path) -> None:
    """Appends what the recogniser finds in the sessions that the file does not have yet."""
    known = ReadBefore(file).session_ids if file.exists() else frozenset()
    unread = [session for session in sessions_of(corpus) if session.session_id not in known]
    # Composed sessions share many of their sentences.
    prototypes = load_prototypes()
    embedder = RememberingEmbedder(prototypes.embedder)
    recogniser = SymptomRecogniser(replace(prototypes, embedder=embedder))
    with file.open("a", encoding="utf-8") as out:
        for start in range(0, len(unread), SESSIONS_READ_TOGETHER):
            sessions = unread[start : start + SESSIONS_READ_TOGETHER]
            found = recogniser.recognise_all(sessions)
            for session, mentions in zip(sessions, found, strict=True):
                line = {"session_id": session.session_id, "mentions": [asdict(m) for m in mentions]}
                out.write(json.dumps(line) + "\n")
            out.flush()


def sessions_of(corpus: Corpus) -> list[Session]:
    """In the order of its patients."""
    return [record.session for records in corpus.records.values() for record in records]
