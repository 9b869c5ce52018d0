"""Identifiers that a turn of the other speaker cuts in two: "07911", "Mm-hm", "334 208".

The end of one turn and the beginning of the speaker's next are read as one text; what is found
across the seam belongs to both. Knows no question.
"""

import re
from collections.abc import Iterator

from filters.pii.detector import find_identifiers
from filters.pii.houses import HOUSE_NUMBER, LIVES
from filters.pii.identifier import Identifier
from filters.pii.signs import FIGURES, MONTHS

REACH = 60
"""Letters on each side of the seam that are read together."""
_HANGS = re.compile(r"[\s,…–—-]*(?:\.{2,}|…)?[\s.,…]*$")
_SIGN = rf"(?:\w*[@\d]\S*|[\w-]+\.[\w.-]+|[A-Za-z]|{MONTHS}|{'|'.join(FIGURES)})"
_LINK = r"(?:dot|at|underscore|dash|hyphen|@)"
_LAST_SIGN = re.compile(rf"(?:^|[\s,(]){_SIGN}$|[\w.]+@[\w.]*$|://\S*$", re.I)
_FIRST_SIGN = re.compile(rf"\W?{_SIGN}(?![\w'’])|@", re.I)
_LAST_LINK, _FIRST_LINK = (
    re.compile(rf"\w ?{_LINK}$", re.I),
    re.compile(rf"{_LINK}(?: \w|\w)", re.I),
)
_GLUED = re.compile(r"[@\d./:_+-]")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_LAST_NAME = re.compile(r"\s(?:[A-Z][^\W\d_]+|\d+[a-z]?)$")
_LAST_HOUSE = re.compile(rf"\b{HOUSE_NUMBER}$")
_FIRST_NAME = re.compile(r"[A-Z][^\W\d_]+\b(?!['’])")


def find_across(
    left: str, right: str, *, min_score: float
) -> Iterator[tuple[Identifier, Identifier]]:
    """The two halves of everything that stands across the seam, each where its own turn has it."""
    hanging = _HANGS.search(left)
    end = hanging.start() if hanging else len(left)
    kept = left[:end]
    if not (_may_go_on(kept, right) or _may_be_named(left, right)):
        return
    for glue in (" ", "") if _is_cut(kept, right) else (" ",):
        yield from _straddling(kept, right, glue, min_score=min_score)


def _may_go_on(left: str, right: str) -> bool:
    """Whether signs meet at the seam; two years ("in 2019", "2020 was worse") do not belong."""
    last, first = _LAST_SIGN.search(left), _FIRST_SIGN.match(right)
    years = _YEAR.fullmatch(left[-4:]) and _YEAR.match(right)
    linked = _LAST_LINK.search(left) or _FIRST_LINK.match(right)
    return linked is not None or (last is not None and first is not None and not years)


def _may_be_named(left: str, right: str) -> bool:
    """Whether a name may go on: "Anna", "Kowalczyk", "number nine", "Elm Grove"."""
    house = _LAST_HOUSE.search(left)
    if house and LIVES.search(left[: house.start()]):
        return True
    last = house or _LAST_NAME.search(left)
    return last is not None and _FIRST_NAME.match(right) is not None


def _is_cut(left: str, right: str) -> bool:
    """Whether the seam may run through one token: "jo.tembo@", "posteo.net"."""
    last, first = left.split()[-1:], right.split()[:1]
    return bool(last and first) and bool(_GLUED.search(last[0][-4:]) or _GLUED.match(first[0]))


def _straddling(
    left: str, right: str, glue: str, *, min_score: float
) -> Iterator[tuple[Identifier, Identifier]]:
    offset = max(0, len(left) - REACH)
    before, after = left[offset:], right[:REACH]
    seam = len(before)
    for item in find_identifiers(before + glue + after, min_score=min_score):
        if item.start < seam and item.end > seam + len(glue):
            yield (
                _part(left, offset + item.start, len(left), item),
                _part(right, 0, item.end - seam - len(glue), item),
            )


def _part(text: str, start: int, end: int, whole: Identifier) -> Identifier:
    return Identifier(
        entity=whole.entity, start=start, end=end, text=text[start:end], score=whole.score
    )
