"""Dates said in words: "the fourth of March nineteen eighty-two", "march the fourth, eighty two".

A day with its year is as sure as one in figures; without a year it is worth removing only, and so
are the feasts, which count with a year alone ("sixty-one on New Year's Day"). A year or a month by
itself stays. Knows no question.
"""

import re
from collections.abc import Iterator

from filters.pii.identifier import Identifier
from filters.pii.signs import FIGURES, MONTHS, NUMBERS, SAID

DATED, DAY_ALONE = 0.8, 0.5
"""As the same dates have in figures."""
# "i may the fourth time": a verb, unless a year or "of" says otherwise.
_NO_VERB = "january|february|april|june|july|august|september|october|november|december"
_FEASTS = (
    r"new year['’]?s (?:day|eve)|christmas (?:day|eve)|boxing day|halloween|valentine['’]?s day"
)
_UNTIL_TWELVE = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
_ORDINALS = rf"{_UNTIL_TWELVE}|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth"
_NTH = rf"(?:(?:twenty|thirty)[- ](?:{_UNTIL_TWELVE})|{_ORDINALS}|\d{{1,2}}(?:st|nd|rd|th))\b"
_ONE = "one|two|three|four|five|six|seven|eight|nine"
_TEEN = "ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_TWO_FIGURES = rf"(?:(?:{_TENS})(?:[- ](?:{_ONE}))?|{_TEEN})\b"
_YEAR = (
    rf"(?:(?:eighteen|nineteen|twenty)[ -](?:{_TWO_FIGURES}|(?:oh|o|nought)[ -](?:{_ONE})\b)"
    rf"|two thousand(?: (?:and )?(?:{_TWO_FIGURES}|(?:{_ONE})\b))?|(?:18|19|20)\d\d\b)"
)
# What follows a date, where a noun would make an amount of it: "the fourth of March twenty came".
_GOES_ON = (
    r"(?=\s*(?:[.,;:!?…)\"”-]|$)| (?:i|he|she|we|they|it|you|that|this|last|was|is|when|at|and|or"
    r"|but|so|in|on|my|his|her|if|as|because)\b)"
)
_SHORT_YEAR = rf"(?:['’]?\d\d|(?:in )?(?:{_TENS})(?:[- ](?:{_ONE}))?|(?:oh|o) (?:{_ONE})){_GOES_ON}"
_IN = r",? (?:in |of |and )?"
_DAY_FIRST = rf"(?:the )?{_NTH} (?:of )?(?:{MONTHS})\b"
_MONTH_FIRST = rf"(?:{MONTHS}),? (?:the )?{_NTH}"
_PATTERNS = tuple(
    (score, re.compile(rf"(?i)\b(?P<span>{pattern})"))
    for score, pattern in (
        (DATED, rf"(?:{_DAY_FIRST}|{_MONTH_FIRST}){_IN}(?:{_YEAR}|{_SHORT_YEAR})"),
        (DATED, rf"(?:the )?{_NTH} of (?:the )?(?:{_UNTIL_TWELVE}){_IN}(?:{_YEAR}|{_SHORT_YEAR})"),
        (DATED, rf"(?:{_FEASTS}){_IN}(?:{_YEAR}|{_SHORT_YEAR})"),
        (DATED, rf"(?:{_YEAR}|{_TWO_FIGURES}),?(?: on)? (?:{_FEASTS})\b"),
        (DAY_ALONE, rf"(?!(?:the )?fourth of july)(?:the )?{_NTH} of (?:{MONTHS})\b(?! {_YEAR})"),
        (DAY_ALONE, rf"(?:{_NO_VERB}) (?:the )?{_NTH}{_GOES_ON}"),
    )
)
_MAY_HOLD_A_DATE = re.compile(rf"(?i)\b(?:{_NTH}|{_FEASTS})")

_NUMBER_WORDS = "|".join((*FIGURES, *NUMBERS))
_DAY = rf"\d{{1,4}}(?:st|nd|rd|th)?|{_ORDINALS}|(?:twenty|thirty)[- ](?:{_ORDINALS})"
_IN_DATE = rf"(?:{_DAY}|{MONTHS}|(?:{_NUMBER_WORDS})(?:[- ](?:{_NUMBER_WORDS}))*)"
_ANY_DATE = re.compile(
    rf"\b(?:the )?{_IN_DATE}(?:(?:,? (?:of (?:the )?|the |and )?|[/.-]){_IN_DATE})*\b", re.I
)
# A day needs its month: "the second" is no birthday.
_ONE_DAY = re.compile(rf"(?i)\b(?:{MONTHS})\b|\b(?:{_ORDINALS}) of (?:the )?\w|\d(?:st|nd|rd|th)\b")
# "Twelve, four, eighty-eight"; a year alone has no month in its middle.
_DAY_AND_MONTH = rf"(?:{_NTH}|{_ONE}|{_TEEN}|(?:twenty|thirty)(?:[- ](?:{_ONE}))?)[ ,]{{1,2}}"
_NUMBERED = re.compile(
    rf"(?i)(?:oh )?{_DAY_AND_MONTH}(?:oh )?(?:{_ONE}|ten|eleven|twelve)[ ,]{{1,2}}"
    rf"(?:{_YEAR}|{_TWO_FIGURES})"
)


def find_dates(text: str) -> Iterator[Identifier]:
    """Every day of a year, or of any year, that a text says in words."""
    if not _MAY_HOLD_A_DATE.search(text):
        return
    for score, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("span")
            yield _date(text, start, end, score)


def dates_in_reply(text: str, *, first: bool) -> Iterator[Identifier]:
    """What answers the question for a date, or a part of it; the first part must name a day."""
    for match in _ANY_DATE.finditer(text):
        parts = re.findall(r"[^\W_]+", match[0])
        names_day = _ONE_DAY.search(match[0]) or _NUMBERED.match(match[0])
        if not first or (len(parts) > 1 and names_day):
            yield _date(text, *match.span(), SAID)


def _date(text: str, start: int, end: int, score: float) -> Identifier:
    return Identifier(entity="DATE_TIME", start=start, end=end, text=text[start:end], score=score)
