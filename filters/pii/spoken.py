"""Numbers, postcodes and names said sign by sign, told from what else is said so.

What is counted aloud, spelled abbreviations and spelled everyday words identify nobody. Knows no
question; what answers one is the work of `filters.pii.replies`.
"""

import re
from collections.abc import Iterator

from filters.pii.identifier import Identifier
from filters.pii.lexicon import is_everyday
from filters.pii.signs import CODE, DIGITS, END, LETTER, LETTERS, ONE_FIGURE, runs, written

FEWEST_FIGURES, FEWEST_LETTERS, FEWEST_DIFFERENT = 7, 4, 3
_COUNTED = 0.7
"""From this share of steps by one, up or down, somebody counts aloud."""
_SPELLED = """
adhd ptsd cptsd emdr lgbt lgbtq lgbtqia camhs iapt dvla rspca nspcc asap gcse ymca nato nhs cbt dbt
ocd bpd hiv gad mdd ssri snri diy html obgyn afib
"""
_ABBREVIATIONS = frozenset(_SPELLED.split())
_UK_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")
_ONE_LETTER = rf"(?:double )?{LETTER}"
_SPELLED_OUT = re.compile(
    rf"(?i)(?<![\w'’.@-]){_ONE_LETTER}(?P<between>, |-| )"
    rf"(?:{_ONE_LETTER}(?P=between))+{_ONE_LETTER}{END}"
)
_ABBREVIATED = re.compile(r"\b(?:an?|the|my|your|his|her|of|for|with|have|had|on|at) $", re.I)
_MAY_HOLD_A_RUN = re.compile(
    rf"(?i)\b(?:{ONE_FIGURE}|[a-z])[ ,.-]{{1,3}}(?:(?:double|treble|triple) )?"
    rf"(?:{ONE_FIGURE}|[a-z])\b|\b[a-z] (?:for|as in) "
)


def find_spoken(text: str) -> Iterator[Identifier]:
    """What points at somebody whether asked for or not."""
    if not _MAY_HOLD_A_RUN.search(text):
        return
    for run in runs(text, DIGITS):
        if run.in_words and len(run.signs) >= FEWEST_FIGURES and not is_counted(run.signs):
            yield run.found(text, "PHONE_NUMBER")
    for run in runs(text, CODE):
        if run.in_words and _UK_POSTCODE.fullmatch(run.signs):
            yield run.found(text, "POSTCODE")
    for match in _SPELLED_OUT.finditer(text):
        if _is_spelled_name(match, text[: match.start()]):
            yield from (run.found(text, "PERSON") for run in runs(text, LETTERS, *match.span()))


def _is_spelled_name(match: re.Match[str], before: str) -> bool:
    """Letters with bare spaces between, few or behind an article, are abbreviations: "a U T I"."""
    letters = written(match[0]).replace("0", "O")
    bare = match["between"] == " "
    fewest = FEWEST_LETTERS + bare + (bare and match[0].startswith("a "))
    cases = {letter.isupper() for letter in re.findall(r"\b[A-Za-z]\b", match[0])}
    return (
        len(letters) >= fewest
        and len(cases) == 1
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


def is_counted(figures: str) -> bool:
    """ "One two three four, one two three four"; what begins with nought is dialled."""
    steps = [int(b) - int(a) for a, b in zip(figures, figures[1:], strict=False)]
    most = max(steps.count(1), steps.count(-1))
    return figures[0] != "0" and most / len(steps) >= _COUNTED
