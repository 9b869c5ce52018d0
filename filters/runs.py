"""Runs of words that a session shares with a body of other sessions, whoever's they are.

A table of hashed 8-word sequences whose hits are then compared word by word finds the same runs
as a suffix array, at one look-up a word instead of a binary search. Answers quote the session that
was asked about and say neither where nor in whose session the same words stand.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from filters.structure import words_of
from knowledge.session import Session

RUN_WORDS = 8
"""The shortest run that is found. Shorter ones are the language's."""
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_BOUNDARY = np.zeros(1, dtype=np.uint64)
_NO_GRAM = np.zeros(0, dtype=np.uint64)
_TABLE_SLOTS_PER_GRAM = 16
_FIRST_WINDOW = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of the session asked about that stands elsewhere word for word."""

    num_words: int
    text: str = field(repr=False)


class SharedRuns:
    """Runs of a session's words among `sessions`.

    Words are lower case, without the punctuation around them; runs cross turns, never sessions.
    Exact, up to a collision of 64-bit digests of words.
    """

    def __init__(self, sessions: Iterable[Session]) -> None:
        self._digests = _Digests()
        self._index([self._digests.of(spoken_words(session)) for session in sessions])

    def _index(self, rows: Sequence[NDArray[np.uint64]]) -> None:
        """N words of all sessions, a boundary around each; G grams, each at its first word."""
        self._digest_N = np.concatenate([_BOUNDARY, *(p for r in rows for p in (r, _BOUNDARY))])
        starts = np.cumsum([1, *(len(row) + 1 for row in rows)])
        grams = [hashed_sequences(row, RUN_WORDS) for row in rows]
        places = [start + np.arange(len(g)) for start, g in zip(starts, grams, strict=False)]
        gram_G = np.concatenate([_NO_GRAM, *grams])
        order = np.argsort(gram_G)
        self._gram_G = gram_G[order]
        self._place_G = np.concatenate([np.zeros(0, np.int64), *places])[order]
        # Most words of most sessions are no hit: a table says so faster than a search does.
        bits = max(10, (_TABLE_SLOTS_PER_GRAM * len(gram_G)).bit_length())
        self._shift = np.uint64(64 - bits)
        self._occupied = np.zeros(1 << bits, dtype=bool)
        self._occupied[gram_G >> self._shift] = True

    def __len__(self) -> int:
        """How many 8-word sequences there are to share."""
        return len(self._gram_G)

    def longest(self, session: Session) -> Run | None:
        """The longest shared run; None below 8 words."""
        words = spoken_words(session)
        return self._longest(words, self._digests.of(words))

    def share(self, session: Session) -> float:
        """Share of the 8-word sequences within the session's turns that stand there; 0 of none."""
        turns = (self._digests.of(words_of(turn.text)) for turn in session.turns)
        gram_T = np.concatenate([_NO_GRAM, *(hashed_sequences(row, RUN_WORDS) for row in turns)])
        if not len(gram_T) or not len(self):
            return 0.0
        place_T = np.searchsorted(self._gram_G, gram_T)
        return float((self._gram_G.take(place_T, mode="clip") == gram_T).mean())

    def _longest(self, words: Sequence[str], row: NDArray[np.uint64]) -> Run | None:
        longest = max(self._spans(row), key=lambda span: span[1] - span[0], default=None)
        return _run(words, *longest) if longest else None

    def _spans(self, row: NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
        """[start, end) of the widest run through each hit that no run found before contains."""
        gram = hashed_sequences(row, RUN_WORDS)
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


class _Digests(dict[str, int]):
    """64-bit digests of words, made when first asked for."""

    def __missing__(self, word: str) -> int:
        digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
        return self.setdefault(word, int.from_bytes(digest, "little"))

    def of(self, words: Sequence[str]) -> NDArray[np.uint64]:
        return np.array([self[word] for word in words], dtype=np.uint64)


def spoken_words(session: Session) -> list[str]:
    """The words of all turns, in order."""
    return [word for turn in session.turns for word in words_of(turn.text)]


def _run(words: Sequence[str], start: int, end: int) -> Run:
    return Run(num_words=end - start, text=" ".join(words[start:end]))


def hashed_sequences(row: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
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
