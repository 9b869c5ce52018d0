"""Street addresses: stretches of numbers, capitals and street words, weighed by what they hold.

Written for many countries' order ("12 Elm Street", "Koskikatu 25 Apt. 4, Pori", "ul. Zamkowa 33",
"98 rue du Centre"). Only a number with an English street word is sure enough to reject a draft.
Towns that stand alone are the work of `filters.pii.proper_names`.
"""

import re
from collections.abc import Iterator, Sequence

from filters.pii.gazetteers import load_gazetteers
from filters.pii.identifier import Identifier
from filters.pii.street_words import NUMBERED_STREETS, STREETS, SURE_UNITS, UNITS
from filters.pii.stretches import Token, first_of_address, stretches

SURE = 0.9
_LEADS_IN = re.compile(
    r"\b(?:at|on|to|in|of|from|live|lives|lived|address|is|enter|moved|near)(?: is|:)? $"
)
_ENDS_WITH_NUMBER = re.compile(r"\s*(?:[,.;:?!)]|$| (?:in|and|street|st)\b)")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_POSSIBLE = re.compile(rf"\d|\b(?i:{'|'.join(sorted(STREETS))})\b")


def find_addresses(text: str) -> Iterator[Identifier]:
    """Every stretch with the makings of an address, and streets without a number."""
    if not _POSSIBLE.search(text):
        return
    for stretch in stretches(text):
        tokens = stretch[first_of_address(stretch, text) :]
        score, length = _weight(tokens, text)
        if not score and tokens[-1].plain in STREETS and 1 < len(tokens) <= 4:
            score, length = _street_alone(tokens), len(tokens)
        if score:
            start, end = tokens[0].start, tokens[length - 1].end
            span = text[start:end].rstrip(". ")
            yield Identifier(
                entity="STREET_ADDRESS",
                start=start,
                end=start + len(span),
                text=span,
                score=round(score, 3),
            )


def _weight(tokens: Sequence[Token], text: str) -> tuple[float, int]:
    """What the stretch holds, and how many of its tokens belong to the address; 0 for none."""
    numbers = sum(token.is_number for token in tokens)
    if not numbers:
        return 0.0, 0
    units = UNITS if len(tokens) > 2 else SURE_UNITS
    unit = any(token.plain in units for token in tokens)
    street = _numbered_street(tokens)
    if street is not None:
        return SURE, len(tokens) if unit or numbers > 1 else street + 1
    led_in = _LEADS_IN.search(text[: tokens[0].start]) is not None
    named = _is_numbered_name(tokens) or (led_in and _is_name_with_number(tokens, text))
    abroad = any(token.is_abroad for token in tokens)
    if not (unit or abroad or named):
        return 0.0, 0
    parts = (
        0.3 * unit,
        0.3 * abroad,
        0.1 * min(2, numbers - 1),
        0.1 * (len(tokens) >= 5),
        0.2 * named,
        0.2 * (named and led_in),
    )
    return sum(parts), len(tokens)


def _numbered_street(tokens: Sequence[Token]) -> int | None:
    """The index of the street word in "12 Old Mill Lane": after a number and one to three words."""
    for index in range(2, min(5, len(tokens))):
        if tokens[index].plain in NUMBERED_STREETS and tokens[index].is_capital:
            right = tokens[0].is_number and all(token.is_capital for token in tokens[1:index])
            return index if right else None
    return None


def _is_numbered_name(tokens: Sequence[Token]) -> bool:
    """A number and a word that is no everyday one and nobody's given name: "14 Oystergate"."""
    first, second = tokens[0], tokens[1]
    if not (first.is_number and second.is_capital) or _YEAR.fullmatch(first.text):
        return False
    lists = load_gazetteers()
    if second.plain in lists.given or second.plain in NUMBERED_STREETS:
        return False
    everyday = second.plain in lists.vocabulary or second.plain in lists.surnames
    return len(tokens) > 2 or not everyday


def _is_name_with_number(tokens: Sequence[Token], text: str) -> bool:
    """ "Joaquin Suarez 2906": words, the first no everyday one, and nothing after the number."""
    *words, last = tokens
    return (
        last.is_number
        and all(token.is_capital for token in words)
        and tokens[0].plain not in load_gazetteers().vocabulary
        and _ENDS_WITH_NUMBER.match(text[last.end :]) is not None
    )


def _street_alone(tokens: Sequence[Token]) -> float:
    """A street without a number is worth removing, unless every town has one: "High Street"."""
    vocabulary = load_gazetteers().vocabulary
    named = all(token.is_capital for token in tokens) and any(
        token.plain not in vocabulary for token in tokens[:-1]
    )
    return 0.5 if named else 0.0
