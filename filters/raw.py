"""`RawFilter`: rejects drafts that repeat private text. It reads that text, so no privacy is left.

What is missing from a set that it filtered tells who was in the corpus, however private the model
was (`benchmarks.reconstruction` shows it), so a run with it has epsilon = infinity. It is meant for
checkpoints without a guarantee. It knows no corpus: whoever builds it hands it the sessions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from filters.overlap import Likeness, Overlap, SharedMeaning, SharedWords
from filters.verdict import PrivacyClass, Verdict
from knowledge.session import Session

SHORTEST_COPY_WORDS = 10
"""Shorter runs are common between strangers: 32 % of one half of AnnoMI share one of 8 words
with the other half, 10 % one of 10; of composed public sessions 2 % share one of 10 with the clinic
(`benchmarks.memorization`)."""
NEAR_COPY_SIMILARITY = 0.2
"""Jaccard of 5-word sequences. A copy that is cut into runs of 9 words has .36 left; strangers have
.03 at most, here and in AnnoMI."""
SAME_MEANING_COSINE = 0.85
"""Of back-translated dialogues 42 to 47 % reach it with their original, 3 to 4 % with another."""


@dataclass(slots=True, kw_only=True)
class RawFilter:
    """Fails on a run of 10 words, a near-copy, or a passage that says the same in other words.

    `score` is the length of the longest run in words, 0 where none has 8. Evidence quotes the
    draft, never the text it was compared with, and no id.

    Guarantees: none. A selection by it is not differentially private for any epsilon.
    """

    words: SharedWords
    meaning: SharedMeaning | None = None
    name: str = "raw"
    privacy_class: PrivacyClass = PrivacyClass.RAW

    def judge(self, session: Session) -> Verdict:
        return self.judge_all([session])[0]

    def judge_all(self, sessions: Sequence[Session]) -> tuple[Verdict, ...]:
        """Judges a batch; passages are embedded together."""
        likenesses: Sequence[Likeness | None] = [None] * len(sessions)
        if self.meaning is not None:
            likenesses = self.meaning.nearest_all(sessions)
        return tuple(
            self._verdict(self.words.overlap(session), likeness)
            for session, likeness in zip(sessions, likenesses, strict=True)
        )

    def _verdict(self, overlap: Overlap, likeness: Likeness | None) -> Verdict:
        faults = list(_faults(overlap, likeness))
        return Verdict.by(
            self,
            not faults,
            score=float(overlap.run.num_words if overlap.run else 0),
            reason="; ".join(reason for reason, _ in faults),
            evidence=tuple(text for _, text in faults if text),
        )


def _faults(overlap: Overlap, likeness: Likeness | None) -> Iterator[tuple[str, str]]:
    """(reason, span of the draft)."""
    if overlap.run and overlap.run.num_words >= SHORTEST_COPY_WORDS:
        yield f"{overlap.run.num_words} words in a row stand in the private text", overlap.run.text
    if overlap.similarity >= NEAR_COPY_SIMILARITY:
        yield f"near-copy of a private session (Jaccard {overlap.similarity:.2f})", ""
    if likeness and likeness.cosine >= SAME_MEANING_COSINE:
        yield f"says what a private passage says (cosine {likeness.cosine:.2f})", likeness.text
