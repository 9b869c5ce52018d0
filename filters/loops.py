"""Loops: what is said over and over as only a machine does.

A loop is a stretch of four words or more said three times running in one turn, or a turn of four
words or more that one speaker says three times in a session. Knows nothing of meaning.
"""

from collections import Counter
from collections.abc import Sequence

from filters.structure import words_of
from knowledge.session import Session

LOOP_WORDS, TIMES = 4, 3


def loop_in(session: Session) -> str | None:
    """The text of the first turn that loops or is said for the third time; None if none is."""
    said: Counter[tuple[str, ...]] = Counter()
    for turn in session.turns:
        words = tuple(words_of(turn.text))
        said[turn.speaker, *words] += 1
        if len(words) >= LOOP_WORDS and said[turn.speaker, *words] >= TIMES:
            return turn.text
        if runs_thrice(words):
            return turn.text
    return None


def runs_thrice(words: Sequence[str]) -> bool:
    """Whether a stretch of four words or more stands three times running."""
    longest = len(words) // TIMES
    return any(_repeats(words, size) for size in range(LOOP_WORDS, longest + 1))


def _repeats(words: Sequence[str], size: int) -> bool:
    """Whether so many words in a row equal those `size` places on that a stretch stands thrice."""
    alike = 0
    for first, second in zip(words, words[size:], strict=False):
        alike = alike + 1 if first == second else 0
        if alike == (TIMES - 1) * size:
            return True
    return False
