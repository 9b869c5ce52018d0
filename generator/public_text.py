"""Public text that the sessions of a run must not repeat, opened because a gate file names it.

A corpus declared public, or a JSONL file of sessions or of `{"text": ...}` lines; whoever names a
file declares it public. A corpus that is not declared so is refused before a record is read, and so
is one that the run's epsilon speaks of: what a filter reads raw no noise protects.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from filters.runs import RUN_WORDS, SharedRuns
from generator.corpus import read_corpus
from generator.corpus_folder import CORPUS_FILE, read_description
from generator.guarantee import Guarantee
from generator.ledger import read_ledger
from generator.text_lines import read_texts
from knowledge.errors import CallerMistake
from knowledge.session import Session, Speaker, Turn
from knowledge.session_file import read_sessions

ALLOWED = "allowed is a corpus declared public, or a .jsonl file of sessions or of texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicText:
    """The runs of words of a public text, and what it is called without a path of this machine."""

    name: str
    sha256: str
    runs: SharedRuns = field(repr=False)

    def described(self) -> str:
        """As run and card tell it."""
        return f"{self.name}, {len(self.runs):,} sequences of {RUN_WORDS} words"


def open_public_text(
    path: Path, *, guarantee: Guarantee | None = None, support_head: str | None = None
) -> PublicText:
    """Reads and indexes it.

    Args:
        guarantee: of the run that the text is to filter.
        support_head: in the ledger of the corpus that the run's support list was made of.

    Raises:
        CallerMistake: it is missing, empty, unreadable, not declared public, or the very corpus
            whose patients the guarantee is about.
    """
    resolved = path.resolve()
    folder = resolved if resolved.is_dir() else resolved.parent
    if (folder / CORPUS_FILE).is_file():
        found = _of_corpus(path, folder, paid=_paid(guarantee, support_head))
    elif resolved.is_dir():
        raise CallerMistake(f"public_text {path}: is no corpus; {ALLOWED}")
    elif not resolved.is_file():
        raise CallerMistake(f"public_text {path}: no such folder or file; {ALLOWED}")
    else:
        found = _of_file(path)
    if not len(found.runs):
        raise CallerMistake(f"public_text {path}: holds no {RUN_WORDS} words in a row to compare")
    return found


def _of_corpus(path: Path, folder: Path, *, paid: Sequence[str]) -> PublicText:
    if not read_description(folder).public:
        raise CallerMistake(
            f"public_text {path}: this corpus is not declared public (corpus import --public); "
            "--raw-filter compares with private text, without a guarantee"
        )
    corpus = read_corpus(folder)
    ledger = read_ledger(corpus.ledger)
    if any(map(ledger.contains, paid)):
        raise CallerMistake(
            f"public_text {path}: the epsilon of this run speaks of this corpus and would not hold "
            "if a filter read it; --raw-filter compares with it, without a guarantee"
        )
    sessions = (record.session for records in corpus.records.values() for record in records)
    return PublicText(name=corpus.name, sha256=corpus.sessions_sha256, runs=SharedRuns(sessions))


def _paid(guarantee: Guarantee | None, support_head: str | None) -> tuple[str, ...]:
    """The lines of ledgers that a finite epsilon rests on."""
    if guarantee is None or math.isinf(guarantee.epsilon):
        return ()
    return tuple(head for head in (guarantee.ledger_head, support_head) if head)


def _of_file(path: Path) -> PublicText:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    sessions = read_sessions(path) if _holds_sessions(path) else _spoken(read_texts(path))
    return PublicText(name=path.name, sha256=sha256, runs=SharedRuns(sessions))


def _holds_sessions(path: Path) -> bool:
    """By the first line; one that cannot be read is for the reader of texts to refuse."""
    with path.open("rb") as lines:
        first = next((line for line in lines if line.strip()), b"{}")
    try:
        return not {"turns", "messages"}.isdisjoint(json.loads(first))
    except (ValueError, TypeError):
        return False


def _spoken(texts: Iterable[str]) -> Iterator[Session]:
    for text in texts:
        turn = Turn(speaker=Speaker.PATIENT, text=text)
        yield Session(session_id="", patient_id="", turns=(turn,))
