"""What a session shares with a body of other sessions: word runs, word sequences, meaning.

Whoever compares with private text this way reads it raw: see `filters.raw`. Answers quote the
session that was asked about and say neither where nor in whose session the same words stand.
This module does not know whose sessions they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from filters.memorization import PERMUTATIONS, SHINGLE_WORDS
from filters.runs import Run, SharedRuns, hashed_sequences, spoken_words
from knowledge.embedding import Embedder
from knowledge.session import Session

if TYPE_CHECKING:
    from datasketch import MinHash

PASSAGE_WORDS = 60
"""Turns are embedded together until they have so many words; one short turn means little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """The longest run, None below 8 words, and the highest Jaccard estimate of 5-word sequences."""

    run: Run | None
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """The passage of the session asked about that comes nearest in meaning, by cosine."""

    cosine: float
    text: str = field(repr=False)


class SharedWords(SharedRuns):
    """Word runs and MinHash neighbours of a session among `sessions`.

    The similarity is estimated with a standard error of .044 at .5.

    Source: Broder, On the resemblance and containment of documents (1997).
    """

    def __init__(self, sessions: Iterable[Session]) -> None:
        bodies = tuple(sessions)
        super().__init__(bodies)
        self._empty = _empty_sketch()
        sketches = [self._sketch(self._digests.of(spoken_words(item))) for item in bodies]
        self._sketch_SP = np.array(sketches, dtype=np.uint32).reshape(-1, PERMUTATIONS)

    def overlap(self, session: Session) -> Overlap:
        """The longest shared run and the likeness of the most similar session."""
        words = spoken_words(session)
        row = self._digests.of(words)
        return Overlap(run=self._longest(words, row), similarity=self._similarity(row))

    def _similarity(self, row: NDArray[np.uint64]) -> float:
        if not len(self._sketch_SP) or len(row) < SHINGLE_WORDS:
            return 0.0
        same_S = (self._sketch_SP == self._sketch(row)).sum(axis=1)
        return float(same_S.max()) / PERMUTATIONS

    def _sketch(self, row: NDArray[np.uint64]) -> NDArray[np.uint32]:
        sketch = self._empty.copy()
        sketch.update_batch((hashed_sequences(row, SHINGLE_WORDS) >> np.uint64(32)).tolist())
        return sketch.hashvalues


class SharedMeaning:
    """Neighbours in meaning of a session's passages among those of `sessions`.

    Finds copies in other words that share no run; unrelated passages on one topic come near too.
    """

    def __init__(self, sessions: Iterable[Session], embedder: Embedder) -> None:
        from faiss import IndexFlatIP

        self._embedder = embedder
        self._index = IndexFlatIP(embedder.dimension)
        self._index.add(embedder.embed([text for s in sessions for text in passages(s)]))  # pyright: ignore[reportCallIssue]

    def nearest_all(self, sessions: Sequence[Session]) -> tuple[Likeness | None, ...]:
        """For each session its nearest passage; None for one without words."""
        texts = [passages(session) for session in sessions]
        vectors_QD = self._embedder.embed([text for found in texts for text in found])
        if not len(vectors_QD) or not self._index.ntotal:
            return (None,) * len(sessions)
        cosines, _ = self._index.search(vectors_QD, 1)  # pyright: ignore[reportCallIssue]
        scored = iter(cosines[:, 0].tolist())
        likenesses = [[Likeness(cosine=next(scored), text=text) for text in f] for f in texts]
        return tuple(max(some, key=lambda x: x.cosine, default=None) for some in likenesses)


def passages(session: Session) -> tuple[str, ...]:
    """The session's text in stretches of whole turns, about `PASSAGE_WORDS` words each."""
    found: list[list[str]] = [[]]
    for turn in session.turns:
        if _num_words(found[-1]) >= PASSAGE_WORDS:
            found.append([])
        found[-1].append(turn.text)
    # A short rest is a farewell like everybody's.
    if len(found) > 1 and _num_words(found[-1]) < PASSAGE_WORDS / 2:
        found[-2:] = [found[-2] + found[-1]]
    return tuple(" ".join(texts) for texts in found if texts)


def _num_words(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _empty_sketch() -> "MinHash":
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, hashfunc=int)
