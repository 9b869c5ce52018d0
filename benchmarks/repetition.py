"""What is said again: loops within a session, whole sentences from session to session.

A loop is what `filters.loops` finds. None of AnnoMI's 133 dialogues has one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from evaluation.bootstrap import measure_ratio
from evaluation.measurement import Measurement, clopper_pearson
from evaluation.speech import sentences_of, words_of
from filters.loops import loop_in
from knowledge.session import Session

SENTENCE_WORDS = 8
MOST_SESSIONS = 0.005
"""Share of sessions that a sentence may stand in."""


def measure_loops(sessions: Sequence[Session]) -> Measurement | None:
    """Sessions with a loop, per 1,000."""
    if not sessions:
        return None
    count = sum(loop_in(session) is not None for session in sessions)
    low, high = clopper_pearson(count, len(sessions))
    return Measurement(
        name="sessions with a loop",
        value=1000 * count / len(sessions),
        low=1000 * low,
        high=1000 * high,
        n=len(sessions),
        unit="per 1,000 sessions",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """Long sentences of both speakers by session, as words; each counts once a session."""

    by_session: tuple[frozenset[tuple[str, ...]], ...] = field(repr=False)

    @classmethod
    def of(cls, sessions: Sequence[Session]) -> "Sentences":
        return cls(by_session=tuple(frozenset(_long_sentences(item)) for item in sessions))

    @property
    def fewest(self) -> int:
        """In so many sessions a sentence stands too often: never in one alone."""
        return max(2, int(MOST_SESSIONS * len(self.by_session)) + 1)

    def too_frequent(self) -> dict[tuple[str, ...], int]:
        """Sentence -> sessions, the most frequent first."""
        counts = Counter(sentence for found in self.by_session for sentence in found)
        return {words: count for words, count in counts.most_common() if count >= self.fewest}

    def measure(self) -> Measurement | None:
        """Share of long sentences that are too frequent, intervals over sessions."""
        often = self.too_frequent().keys()
        return measure_ratio(
            "frequent long sentences",
            [len(found & often) for found in self.by_session],
            [len(found) for found in self.by_session],
        )


def _long_sentences(session: Session) -> list[tuple[str, ...]]:
    found = (words_of(text) for turn in session.turns for text in sentences_of(turn.text))
    return [words for words in found if len(words) >= SENTENCE_WORDS]
