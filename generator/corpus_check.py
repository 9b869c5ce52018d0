"""`CorpusCheck`: exact counts of a corpus, and why `train` would refuse it as it was declared.

What is counted depends on private records, so all of it goes to the owner's screen alone.
"""

from dataclasses import dataclass
from pathlib import Path

from generator.corpus import Corpus, read_corpus
from generator.deidentify import Mode
from generator.ledger import read_ledger
from knowledge.errors import CallerMistake

LARGEST_MISCOUNT = 2
"""A declared number of patients further than this factor from the records is refused."""


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
