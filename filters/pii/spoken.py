"""Numbers, codes and names said sign by sign: "oh seven double nine", "L S six", "K, O, W, A".

A run is what was said without a word between; its `signs` are what somebody would write down.
What is counted aloud, spelled abbreviations and spelled everyday words identify nobody. Knows no
question; what answers one is the work of `filters.pii.replies`.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from filters.pii.identifier import Identifier
from filters.pii.lexicon import is_everyday

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
FEWEST_FIGURES, FEWEST_LETTERS, FEWEST_DIFFERENT = 7, 4, 3
_COUNTED = 0.7
"""From this share of steps by one, up or down, somebody counts aloud."""
_SPELLED = """
adhd ptsd cptsd emdr lgbt lgbtq lgbtqia camhs iapt dvla rspca nspcc asap gcse ymca nato nhs cbt dbt
ocd bpd hiv gad mdd ssri snri diy html obgyn afib
"""
_ABBREVIATIONS = frozenset(_SPELLED.split())
_UK_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")
_ONE_FIGURE, _SEVERAL = "|".join(FIGURES), "|".join(NUMBERS)
_TENS_AND_ONE = rf"(?:{_BY_TENS})-(?:{_ONE_FIGURE})"
_LETTER = r"[A-Za-z](?: (?:for|as in) [A-Za-z]+)?"
_END = r"(?![\w'’@])"


def _run_of(sign: str) -> re.Pattern[str]:
    one = rf"(?:(?:double|treble|triple) )?(?:{sign}){_END}"
    between = r"(?:[ ,.–-]{1,3}(?:(?:um|uh|er|then|dash|hyphen|space),? )?)"
    return re.compile(rf"(?<![\w'’.@-]){one}(?:{between}{one})*", re.I)


DIGITS = _run_of(rf"\d+|{_ONE_FIGURE}|{_TENS_AND_ONE}|{_SEVERAL}")
CODE = _run_of(
    rf"\d+|[A-Za-z]{{1,2}}\d[A-Za-z\d]?|\d[A-Za-z]{{2}}"
    rf"|{_ONE_FIGURE}|{_TENS_AND_ONE}|{_SEVERAL}|{_LETTER}"
)
LETTERS = _run_of(_LETTER)
_ONE_LETTER = rf"(?:double )?{_LETTER}"
_SPELLED_OUT = re.compile(
    rf"(?i)(?<![\w'’.@-]){_ONE_LETTER}(?P<between>, |-| )"
    rf"(?:{_ONE_LETTER}(?P=between))+{_ONE_LETTER}{_END}"
)
_ABBREVIATED = re.compile(r"\b(?:an?|the|my|your|his|her|of|for|with|have|had|on|at) $", re.I)
_SIGN = re.compile(rf"(?i)\b(?:(?P<times>double|treble|triple) )?(?:{_LETTER}(?!\w)|\w+)")
_MAY_HOLD_A_RUN = re.compile(
    rf"(?i)\b(?:{_ONE_FIGURE}|[a-z])[ ,.-]{{1,3}}(?:(?:double|treble|triple) )?"
    rf"(?:{_ONE_FIGURE}|[a-z])\b|\b[a-z] (?:for|as in) "
)


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
        signs = _signs(match[0])
        signs = signs.replace("0", "O") if pattern is LETTERS else signs
        in_words = re.search(r"[A-Za-z]{3}|\b[A-Za-z]\b", match[0]) is not None
        yield Run(start=match.start(), end=match.end(), signs=signs, in_words=in_words)


def _signs(said: str) -> str:
    return "".join(map(_written, _SIGN.finditer(said)))


def _written(sign: re.Match[str]) -> str:
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


def find_spoken(text: str) -> Iterator[Identifier]:
    """What points at somebody whether asked for or not."""
    if not _MAY_HOLD_A_RUN.search(text):
        return
    for run in runs(text, DIGITS):
        if run.in_words and len(run.signs) >= FEWEST_FIGURES and not _is_counted(run.signs):
            yield run.found(text, "PHONE_NUMBER")
    for run in runs(text, CODE):
        if run.in_words and _UK_POSTCODE.fullmatch(run.signs):
            yield run.found(text, "POSTCODE")
    for match in _SPELLED_OUT.finditer(text):
        if _is_spelled_name(match, text[: match.start()]):
            yield from (run.found(text, "PERSON") for run in runs(text, LETTERS, *match.span()))


def _is_spelled_name(match: re.Match[str], before: str) -> bool:
    """Letters with bare spaces between, few or behind an article, are abbreviations: "a U T I"."""
    letters = _signs(match[0]).replace("0", "O")
    bare = match["between"] == " "
    fewest = FEWEST_LETTERS + bare + (bare and match[0].startswith("a "))
    written = {letter.isupper() for letter in re.findall(r"\b[A-Za-z]\b", match[0])}
    return (
        len(letters) >= fewest
        and len(written) == 1
        and not _ABBREVIATED.search(before)
        and spells_a_name(letters)
    )


def spells_a_name(letters: str) -> bool:
    """Whether the letters are no abbreviation, alphabet, stutter or everyday word."""
    word = letters.lower()
    steps = [ord(b) - ord(a) for a, b in zip(word, word[1:], strict=False)]
    in_order = all(step == 1 for step in steps)
    short = len(set(word)) < min(FEWEST_DIFFERENT, len(word))
    return not (short or in_order or word in _ABBREVIATIONS or is_everyday(word))


def _is_counted(figures: str) -> bool:
    """ "One two three four, one two three four"; what begins with nought is dialled."""
    steps = [int(b) - int(a) for a, b in zip(figures, figures[1:], strict=False)]
    most = max(steps.count(1), steps.count(-1))
    return figures[0] != "0" and most / len(steps) >= _COUNTED
