"""Signs said one by one: "oh seven double nine", "L S six", "K, O, W, A".

A run is what was said without a word between; its `signs` are what somebody would write down.
Knows not what a run means.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from filters.pii.identifier import Identifier

SAID = 0.9
"""As sure as an e-mail address: a run says more than a name inside it ("B for Bravo")."""
FIGURES: Mapping[str, str] = MappingProxyType(
    {"oh": "0", "o": "0", "zero": "0", "nought": "0", "one": "1", "two": "2", "three": "3"}
    | {"four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9"}
)
"""Words for one figure."""
_FROM_TEN = """
ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_BY_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_TEENS, _TENS = tuple(_FROM_TEN.split()), tuple(_BY_TENS.split("|"))
NUMBERS: Mapping[str, str] = MappingProxyType(
    {word: str(10 + index) for index, word in enumerate(_TEENS)}
    | {word: f"{2 + index}0" for index, word in enumerate(_TENS)}
    | {"hundred": "00", "thousand": "000"}
)
"""Words for several figures."""
MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
ONE_FIGURE, _SEVERAL = "|".join(FIGURES), "|".join(NUMBERS)
_TENS_AND_ONE = rf"(?:{_BY_TENS})-(?:{ONE_FIGURE})"
LETTER = r"[A-Za-z](?: (?:for|as in) [A-Za-z]+)?"
END = r"(?![\w'’@])"


def _run_of(sign: str) -> re.Pattern[str]:
    one = rf"(?:(?:double|treble|triple) )?(?:{sign}){END}"
    between = r"(?:[ ,.–-]{1,3}(?:(?:um|uh|er|then|dash|hyphen|space),? )?)"
    return re.compile(rf"(?<![\w'’.@-]){one}(?:{between}{one})*", re.I)


DIGITS = _run_of(rf"\d+|{ONE_FIGURE}|{_TENS_AND_ONE}|{_SEVERAL}")
CODE = _run_of(
    rf"\d+|[A-Za-z]{{1,2}}\d[A-Za-z\d]?|\d[A-Za-z]{{2}}"
    rf"|{ONE_FIGURE}|{_TENS_AND_ONE}|{_SEVERAL}|{LETTER}"
)
LETTERS = _run_of(LETTER)
_SIGN = re.compile(rf"(?i)\b(?:(?P<times>double|treble|triple) )?(?:{LETTER}(?!\w)|\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Where it stands, and the signs it says; `in_words` where one of them is no figure."""

    start: int
    end: int
    signs: str = field(repr=False)
    in_words: bool

    def found(self, text: str, entity: str, score: float = SAID) -> Identifier:
        """The run as an identifier."""
        return Identifier(
            entity=entity,
            start=self.start,
            end=self.end,
            text=text[self.start : self.end],
            score=score,
        )


def runs(
    text: str, pattern: re.Pattern[str], start: int = 0, end: int = sys.maxsize
) -> Iterator[Run]:
    """Every run of `DIGITS`, of `CODE` (letters too) or of `LETTERS` between two places."""
    for match in pattern.finditer(text, start, end):
        signs = written(match[0])
        if pattern is LETTERS:
            signs = signs.replace("0", "O")
        elif pattern is DIGITS:
            signs = signs.replace("O", "0")
        in_words = re.search(r"[A-Za-z]{3}|\b[A-Za-z]\b", match[0]) is not None
        yield Run(start=match.start(), end=match.end(), signs=signs, in_words=in_words)


def written(said: str) -> str:
    """What somebody would write down who hears it."""
    return "".join(map(_sign, _SIGN.finditer(said)))


def _sign(sign: re.Match[str]) -> str:
    """ "double oh" is 00, "seventy" beside a figure 7, "M for mother" M, "um" nothing."""
    times = {"double": 2, "treble": 3, "triple": 3}.get((sign["times"] or "").lower(), 1)
    word = sign[0].lower().split()[1 if sign["times"] else 0]
    if word.isdigit() or len(word) == 1 and word != "o":
        return word.upper() * times
    if word in FIGURES:
        return ("O" if word == "o" and sign[0] == "O" else FIGURES[word]) * times
    if word in _TENS and sign.string[sign.end() :].startswith("-"):
        return NUMBERS[word][0]
    return NUMBERS.get(word, "" if word.isalpha() else word.upper()) * times
