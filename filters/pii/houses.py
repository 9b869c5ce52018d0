"""House numbers and streets as they are said: "fourteen Elm Grove", "number nine, harrow lane".

With capitals a number in words before a street is an address; without them somebody must live
there. In a reply to a question for it, less will do. Addresses in figures are the work of
`filters.pii.addresses`.
"""

import re
from collections.abc import Iterator

from filters.phrases import phrases
from filters.pii.everyday import identifies_nobody
from filters.pii.gazetteers import fold
from filters.pii.identifier import Identifier
from filters.pii.signs import FIGURES, NUMBERS, SAID
from filters.pii.street_words import NUMBERED_STREETS, STREETS, is_part_of_form
from filters.pii.words import split_words

_WORDS = "|".join((*FIGURES, *NUMBERS))
_NUMBER_WORDS = rf"(?:an? hundred(?: and)? )?(?:{_WORDS})(?:(?:-| and | )(?:{_WORDS}))*|an? hundred"
HOUSE_NUMBER = rf"(?:(?i:number|no\.?|flat|house) )?(?:\d+[A-Za-z]?|(?i:{_NUMBER_WORDS}))\b"
_NAME = r"(?!(?:It|That|He|She|There|Here|What|Who)['’]s)[A-Z][^\W\d_]+(?:['’]s)?"
_CAPITAL = re.compile(
    rf"\b(?P<number>{HOUSE_NUMBER}),? (?P<name>(?:{_NAME} ){{1,3}})(?P<street>[A-Z][^\W\d_]+)\b"
)
_NAMED_FIRST = re.compile(
    rf"\b(?P<name>(?:{_NAME} ){{1,2}})(?P<street>[A-Z][^\W\d_]+)"
    rf",? (?P<number>(?i:number) {HOUSE_NUMBER})"
)
_LOWER = re.compile(
    rf"(?i)\b(?P<number>{HOUSE_NUMBER}),? (?P<name>(?:[^\W\d_]+ ){{1,2}}?)(?P<street>[^\W\d_]+)\b"
)
_LIVED_IN = "close court grove gardens"
_OFTEN_LOWER = (STREETS - {"drive"}) | frozenset(_LIVED_IN.split())
_NO_STREETS = "very really quite nice quiet long busy one way other dead big small the"
LIVES = phrases(
    r"""
        ({lives}|{home}|{they_are})( \w+){0,2}? (at|to|is|was)( number)?[ :]*$
        address('s| is)?[ :]+$
    """,
    lives="liv(e|es|ed|ing)|stay(s|ed|ing)?|mov(e|es|ed|ing)|grew up|born|sent it",
    home="house|home|flat|place|address|nan's|mum's|dad's",
    they_are="i'm|he's|she's|we're|we are|they're",
)
"""What stands before the house that somebody lives in."""

_IN_REPLY = re.compile(
    rf"\b(?:number )?(?:\d+[a-z]?|(?:{_WORDS})(?:-(?:{_WORDS}))?)"
    r",?(?: [^\W\d_]+){1,3}? (?P<street>[^\W\d_]+)\b",
    re.I,
)
_ROAD_IN_REPLY = re.compile(
    r"\b(?:[A-Z][^\W\d_]+ ){1,2}(?P<street>[A-Z][^\W\d_]+)\b(?:,? number \w+(?:-\w+)?)?"
)


def find_houses(text: str) -> Iterator[Identifier]:
    """Addresses whose number or street is said rather than written."""
    for pattern in (_CAPITAL, _NAMED_FIRST):
        for match in pattern.finditer(text):
            if fold(match["street"]) in NUMBERED_STREETS and _is_said(match["number"]):
                yield _house(text, *match.span())
    for match in _LOWER.finditer(text):
        street = fold(match["street"])
        lived_in = LIVES.search(text[: match.start()])
        if lived_in and street in _OFTEN_LOWER and _names_a_street(match["name"]):
            yield _house(text, *match.span())


def _is_said(number: str) -> bool:
    """Figures before capitals are weighed as an address anyway, "number 8" behind them is not."""
    return not number.isdigit()


def _names_a_street(name: str) -> bool:
    """ "harrow", "mill"; not "very", "a nice"."""
    words = split_words(name)
    return all(len(word.text) > 2 for word in words) and not (
        identifies_nobody(words[-1].text) or words[-1].text.lower() in _NO_STREETS.split()
    )


def houses_in_reply(text: str, *, first: bool) -> Iterator[Identifier]:
    """What answers the question for an address."""
    for match in (*_IN_REPLY.finditer(text), *_ROAD_IN_REPLY.finditer(text)):
        street = fold(match["street"])
        numbered = match[0][0].isdigit() or first
        if street in STREETS or (numbered and is_part_of_form(street) and len(street) > 2):
            yield _house(text, *match.span())


def _house(text: str, start: int, end: int) -> Identifier:
    return Identifier(
        entity="STREET_ADDRESS", start=start, end=end, text=text[start:end], score=SAID
    )
