"""Splits a text into words and runs of capitalised words. Knows no names and no meaning.

A run is what could be one name: capitals side by side ("Anna Maria Nowak"), with the small words
that stand inside names ("Jan van der Berg", "Bank of Ireland").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\d_])")
# "my ex-Nowak years": the name in a longer token is a word of its own.
_PREFIX = re.compile(r"(?:pre|ex|anti|pro|non|post|mid|un|half|part|all|self|now|then)-(?=[A-Z])")
_WORD_AFTER_PREFIX = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\d_])")
_POSSESSIVE = re.compile(r"['’][sS]$")
_ENDS_SENTENCE = ".!?…\n"
# "Therapist: Hello" begins a sentence, "our founders: Anna, Jan" does not.
_LABEL = re.compile(r"(?:^|[\n.!?])\W*[\w-]+(?: [\w-]+)?:$")
_OPENS_QUOTATION = '"“‘([{'
_ABBREVIATION = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Mx|Prof|Rev|St|Mt|Sgt|Capt|[A-Z])\.$", re.I)
_SMALL = """
van von der den de del della di da do dos das du la le el al bin ibn ben of the y i e av af zu zur
am op ter ten upon sur
"""
PARTICLES = frozenset(_SMALL.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word without its possessive, where it stands.

    `begins` says that a sentence, a quotation or a line begins with it, so that a capital is only
    to be expected; `owns` that a possessive followed.
    """

    text: str = field(repr=False)
    start: int
    end: int
    begins: bool
    owns: bool

    @property
    def is_capital(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[0].isupper()


def split_words(text: str) -> tuple[Word, ...]:
    """Every word of letters, in order."""
    words = []
    for match in _WORD.finditer(text):
        prefix = _PREFIX.match(match[0])
        if prefix:
            match = _WORD_AFTER_PREFIX.match(text, match.start() + prefix.end()) or match
        owned = _POSSESSIVE.search(match[0])
        end = match.start() + owned.start() if owned else match.end()
        words.append(
            Word(
                text=text[match.start() : end],
                start=match.start(),
                end=end,
                begins=not prefix
                and match[0][0].isupper()
                and _begins_sentence(text, match.start()),
                owns=owned is not None,
            )
        )
    return tuple(words)


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t'’")
    closed = before.rstrip('"”’)] ')
    if not closed or before[-1] in _OPENS_QUOTATION or before[-1] in "-–—":
        return True
    if closed[-1] == ":":
        return _LABEL.search(closed) is not None
    return closed[-1] in _ENDS_SENTENCE and not _ABBREVIATION.search(closed)


def runs_of_capitals(words: Sequence[Word], text: str) -> Iterator[tuple[Word, ...]]:
    """Longest stretches of capitalised words that could be one name, small words inside included.

    A possessive ends a run, except after a saint: "St Mary's Hospital".
    """
    position = 0
    while position < len(words):
        if not words[position].is_capital:
            position += 1
            continue
        last = position
        while (following := _next_in_run(words, last, text)) is not None:
            last = following
        yield tuple(words[position : last + 1])
        position = last + 1


def _next_in_run(words: Sequence[Word], last: int, text: str) -> int | None:
    """The index of the run's next capital, or None where the run ends."""
    if words[last].owns and not (last and words[last - 1].text in ("St", "Saint")):
        return None
    for following in range(last + 1, min(last + 4, len(words))):
        before, word = words[following - 1], words[following]
        between = text[before.end : word.start].removeprefix("'s").removeprefix("’s")
        abbreviated = len(before.text) == 1 or before.text in ("St", "Mt", "Mc")
        if between not in (" ", " & ") and not (between == ". " and abbreviated):
            return None
        if word.is_capital:
            return following
        if word.text not in PARTICLES:
            return None
    return None
