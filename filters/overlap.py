"""What a session shares with a body of other sessions: word runs, word sequences, meaning.

Whoever compares with private text this way reads it raw: see `filters.raw`. Answers quote the
session that was asked about and say neither where nor in whose session the same words stand.
This module does not know whose sessions they are.

A table of hashed 8-word sequences whose hits are then compared word by word finds the same runs
as a suffix array, at one look-up a word instead of a binary search.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from filters.memorization import PERMUTATIONS, SHINGLE_WORDS
from filters.structure import words_of
from knowledge.embedding import Embedder
from knowledge.session import Session

if TYPE_CHECKING:
    from datasketch import MinHash

RUN_WORDS = 8
"""The shortest run that is found. Shorter ones are the language's."""
PASSAGE_WORDS = 60
"""Turns are embedded together until they have so many words; one short turn means little."""
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_BOUNDARY = np.zeros(1, dtype=np.uint64)
_TABLE_SLOTS_PER_GRAM = 16
_FIRST_WINDOW = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of the session asked about that stands elsewhere word for word."""

    num_words: int
    text: str = field(repr=False)


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


class SharedWords:
    """Word runs and MinHash neighbours of a session among `sessions`.

    Words are lower case, without the punctuation around them; runs cross turns, never sessions.
    Runs are exact (up to a collision of 64-bit digests of words); the similarity is estimated
    with a standard error of .044 at .5.

    Source: Broder, On the resemblance and containment of documents (1997).
    """

    def __init__(self, sessions: Iterable[Session]) -> None:
        self._digests = _Digests()
        rows = [self._digests.of(_words(session)) for session in sessions]
        self._index(rows)
        self._empty = _empty_sketch()
        sketches = [self._sketch(row) for row in rows]
        self._sketch_SP = np.array(sketches, dtype=np.uint32).reshape(-1, PERMUTATIONS)

    def _index(self, rows: Sequence[NDArray[np.uint64]]) -> None:
        """N words of all sessions, a boundary around each; G grams, each at its first word."""
        self._digest_N = np.concatenate([_BOUNDARY, *(p for r in rows for p in (r, _BOUNDARY))])
        starts = np.cumsum([1, *(len(row) + 1 for row in rows)])
        grams = [_hashed(row, RUN_WORDS) for row in rows]
        places = [start + np.arange(len(g)) for start, g in zip(starts, grams, strict=False)]
        gram_G = np.concatenate([np.zeros(0, np.uint64), *grams])
        order = np.argsort(gram_G)
        self._gram_G = gram_G[order]
        self._place_G = np.concatenate([np.zeros(0, np.int64), *places])[order]
        # Most words of most sessions are no hit: a table says so faster than a search does.
        bits = max(10, (_TABLE_SLOTS_PER_GRAM * len(gram_G)).bit_length())
        self._shift = np.uint64(64 - bits)
        self._occupied = np.zeros(1 << bits, dtype=bool)
        self._occupied[gram_G >> self._shift] = True

    def overlap(self, session: Session) -> Overlap:
        """The longest shared run and the likeness of the most similar session."""
        words = _words(session)
        row = self._digests.of(words)
        longest = max(self._spans(row), key=lambda span: span[1] - span[0], default=None)
        return Overlap(
            run=_run(words, *longest) if longest else None, similarity=self._similarity(row)
        )

    def _spans(self, row: NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
        """[start, end) of the widest run through each hit that no run found before contains."""
        gram = _hashed(row, RUN_WORDS)
        looked_at = 0
        for at in np.flatnonzero(self._occupied[gram >> self._shift]).tolist():
            if at < looked_at:
                continue
            first = np.searchsorted(self._gram_G, gram[at], "left")
            last = np.searchsorted(self._gram_G, gram[at], "right")
            if first == last:
                continue
            start, end = self._widest(row, at, self._place_G[first:last])
            if end - start >= RUN_WORDS:
                yield start, end
                # Only a gram that reaches beyond this run can belong to another.
                looked_at = end - RUN_WORDS + 1

    def _widest(self, row: NDArray[np.uint64], at: int, place_P: NDArray) -> tuple[int, int]:
        after_P = _agreeing(row[at:], self._digest_N, place_P, 1)
        before_P = _agreeing(row[:at][::-1], self._digest_N, place_P - 1, -1)
        best = int(np.argmax(np.where(after_P >= RUN_WORDS, after_P + before_P, 0)))
        return at - int(before_P[best]), at + int(after_P[best])

    def _similarity(self, row: NDArray[np.uint64]) -> float:
        if not len(self._sketch_SP) or len(row) < SHINGLE_WORDS:
            return 0.0
        same_S = (self._sketch_SP == self._sketch(row)).sum(axis=1)
        return float(same_S.max()) / PERMUTATIONS

    def _sketch(self, row: NDArray[np.uint64]) -> NDArray[np.uint32]:
        sketch = self._empty.copy()
        sketch.update_batch((_hashed(row, SHINGLE_WORDS) >> np.uint64(32)).tolist())
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


class _Digests(dict[str, int]):
    """64-bit digests of words, made when first asked for."""

    def __missing__(self, word: str) -> int:
        digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
        return self.setdefault(word, int.from_bytes(digest, "little"))

    def of(self, words: Sequence[str]) -> NDArray[np.uint64]:
        return np.array([self[word] for word in words], dtype=np.uint64)


def _words(session: Session) -> list[str]:
    return [word for turn in session.turns for word in words_of(turn.text)]


def _run(words: Sequence[str], start: int, end: int) -> Run:
    return Run(num_words=end - start, text=" ".join(words[start:end]))


def _hashed(row: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    """A hash of each `size` words in a row; wraps around at 64 bits on purpose."""
    count = max(0, len(row) - size + 1)
    gram = np.zeros(count, dtype=np.uint64)
    for offset in range(size):
        gram = gram * _MULTIPLIER + row[offset : offset + count]
    return gram


def _agreeing(
    row: NDArray[np.uint64], digest_N: NDArray[np.uint64], place_P: NDArray, step: int
) -> NDArray[np.int64]:
    """How many of the first words of `row` stand from each place on (step 1) or back (-1)."""
    width = min(_FIRST_WINDOW, len(row))
    while True:
        place_PW = place_P[:, None] + step * np.arange(width)
        same_PW = digest_N.take(place_PW, mode="clip") == row[:width]
        all_same_P = same_PW.all(axis=1)
        if width == len(row) or not all_same_P.any():
            return np.where(all_same_P, width, same_PW.argmin(axis=1)) if width else 0 * place_P
        width = min(2 * width, len(row))


def _empty_sketch() -> "MinHash":
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, hashfunc=int)
