"""`SupportFilter`: rejects long stretches that neither public text nor many patients say.

The list of what many patients say was released once, with differential privacy, and stands in the
ledger (`generator.support`); using it costs nothing more. This module knows no corpus.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from filters.structure import words_of
from filters.verdict import PrivacyClass, Verdict
from knowledge.session import Session

MAX_UNSUPPORTED_WORDS = 25
"""Of 468 held-out sessions of the fictional clinic .9 % have a longer stretch by public text alone,
.2 % with the list of 2,000 patients at epsilon 8 (3 words a gram; `benchmarks.memorization`)."""


def word_grams(texts: Sequence[str], num_words: int) -> Iterator[str]:
    """The sequences of `num_words` words within each text, lower case, with one blank between."""
    for text in texts:
        words = words_of(text)
        for start in range(len(words) - num_words + 1):
            yield " ".join(words[start : start + num_words])


@dataclass(slots=True, kw_only=True)
class SupportFilter:
    """Fails on a turn with a stretch of words of which no gram is in `known`, beyond a limit.

    `known` are the word sequences of public text and those on the released list, `num_words` long.
    `score` is the longest such stretch in words.

    Guarantees:
        None beyond the list's own (epsilon, delta), which is an event of its corpus's ledger.
    """

    known: Collection[str] = field(repr=False)
    num_words: int
    max_unsupported_words: int = MAX_UNSUPPORTED_WORDS
    name: str = "support"
    privacy_class: PrivacyClass = PrivacyClass.CHARGED

    def judge(self, session: Session) -> Verdict:
        stretches = (part for turn in session.turns for part in self._unsupported(turn.text))
        longest = max(stretches, key=len, default=[])
        passed = len(longest) <= self.max_unsupported_words
        return Verdict.by(
            self,
            passed,
            score=float(len(longest)),
            reason="" if passed else f"{len(longest)} words in a row without support",
            evidence=() if passed else (" ".join(longest),),
        )

    def _unsupported(self, text: str) -> Iterator[list[str]]:
        """Stretches of words that only unknown grams cover."""
        words = words_of(text)
        start: int | None = None
        for at, gram in enumerate(word_grams([text], self.num_words)):
            if gram in self.known:
                if start is not None:
                    yield words[start : at + self.num_words - 1]
                start = None
            elif start is None:
                start = at
        if start is not None:
            yield words[start:]
