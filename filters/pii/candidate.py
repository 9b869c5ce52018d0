"""A run of words that could be a name, and what is weighed the same for every kind of name.

Evidence adds up: a capital inside a sentence, a name or place known to a public list, a cue beside
it, the same name elsewhere in the patient's sessions. One of them is worth removing from private
text; a draft is rejected on two.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from filters.pii.cues import ALONE, weigh
from filters.pii.gazetteers import fold
from filters.pii.identifier import Identifier
from filters.pii.known import Known
from filters.pii.lexicon import is_all_capitals, is_often_written, is_open
from filters.pii.words import Word

UNEXPECTED = 0.3
"""A capital where no sentence begins, on a word that is not an everyday one."""
LARGE, FREQUENT, LISTED, SURNAME, DOUBTFUL = 0.7, 0.4, 0.3, 0.2, 0.1
"""What the lists say: a country, a frequent given name, a rarer name or a town, a surname, a name
that is more often a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One run of words. `run_length` counts the capitals it was cut from.

    `cased` is false in text without capitals, where a missing capital says nothing.
    """

    text: str = field(repr=False)
    words: tuple[Word, ...] = field(repr=False)
    run_length: int
    cased: bool
    known: Known = field(repr=False)

    def surprise(self, words: Sequence[Word]) -> float:
        """What the capitals say by themselves."""
        unexpected = any(
            is_open(word) and not word.begins and not is_all_capitals(word) for word in words
        )
        if not unexpected or not self.cased:
            return 0.0
        written = len(words) == 1 and is_often_written(fold(words[0].text))
        return DOUBTFUL if written else UNEXPECTED

    def cue(
        self,
        entity: str,
        words: Sequence[Word],
        *,
        decisive: bool = False,
        start: int | None = None,
    ) -> float:
        """What the words around `words` say; half in text without capitals, unless clear.

        Args:
            decisive: only cues that also make a name of an everyday word.
            start: where the name begins, if before its first word.
        """
        start = words[0].start if start is None else start
        found = weigh(self.text, start, words[-1].end, entity=entity, decisive=decisive)
        return found if self.cased or found >= ALONE else found / 2

    def found(
        self, entity: str, words: Sequence[Word], score: float, *, start: int | None = None
    ) -> Identifier:
        """The words as an identifier."""
        start, end = words[0].start if start is None else start, words[-1].end
        return Identifier(
            entity=entity,
            start=start,
            end=end,
            text=self.text[start:end],
            score=round(min(1.0, score), 3),
        )


def folded(words: Iterable[Word]) -> str:
    """The words as lists of names of several words hold them."""
    return " ".join(fold(word.text) for word in words)
