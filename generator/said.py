"""Exchanges what is said in words for other words of its kind: "double four" for "double nine".

Figures, months and days of the month stay figures, months and days, so that the form of a spoken
number or date stays. Knows no patient; whoever calls keeps one exchange for one text.
"""

import random
import re

from filters.pii.signs import FIGURES, NUMBERS

_DAYS = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth
"""
_MONTHS = """
january february march april may june july august september october november december
"""
_KINDS = (
    tuple(word for word in FIGURES if word != "o"),
    tuple(word for word, written in NUMBERS.items() if written.startswith("1")),
    tuple(word for word in NUMBERS if word.endswith("ty")),
    tuple(_DAYS.split()),
    tuple(_MONTHS.split()),
    tuple("0123456789"),
    tuple("abcdefghijklmnopqrstuvwxyz"),
)
_LIKE = {word: kind for kind in _KINDS for word in kind}
_PART = re.compile(r"[^\W\d_]+|\d")
_DATED = re.compile(rf"(?i)\b(?:{'|'.join((*_MONTHS.split(), *_DAYS.split(), 'day', 'eve'))})\b")
_CENTURY = re.compile(
    r"(?i)(?:eighteen|nineteen|twenty)(?=[ -](?:\w+ty|\w+teen|oh|ten|eleven|twelve)\b)"
    r"|two(?= thousand)"
)
IN_WORDS = re.compile(
    rf"(?i)\b(?:{'|'.join(word for word in _LIKE if len(word) > 1)}|[a-z]\b.{{1,3}}\b[a-z])\b"
)
"""Whether a text says figures or letters in words."""


def exchanged(text: str, rng: random.Random) -> str:
    """Every figure, single letter, number word, day and month for another one; the rest stays."""
    dated = _DATED.search(text) is not None
    return _PART.sub(
        lambda part: part[0] if dated and _is_century(part) else _another(part[0], rng), text
    )


def _is_century(part: re.Match[str]) -> bool:
    """ "Nineteen" of "nineteen eighty-two": it says no year, and another century would be none."""
    century = _CENTURY.match(part.string, part.start())
    return century is not None and century.end() == part.end()


def _another(word: str, rng: random.Random) -> str:
    others = [other for other in _LIKE.get(word.lower(), ()) if other != word.lower()]
    if not others:
        return word
    new = rng.choice(others)
    return new.capitalize() if word[0].isupper() else new
