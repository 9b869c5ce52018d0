"""Numbers, capitals and street words side by side: what an address could be cut from."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from filters.pii.everyday import identifies_nobody
from filters.pii.gazetteers import fold, load_gazetteers
from filters.pii.street_words import (
    NOT_IN_ADDRESSES,
    NUMBERED_STREETS,
    PARTICLES,
    STREETS_ABROAD,
    UNITS,
)

_ENDING_ABROAD = re.compile(
    r"(?:stra[sß]se|str|gasse|weg|platz|straat|laan|gata|gatan|gade|vej|katu|tie|utca)$"
)
_TOKEN = re.compile(r"\d+[A-Za-z]?(?:[/-]\d+)*\b|[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")
_GAP = re.compile(r"[ ,\n#]{0,4}")
_LONGEST_NUMBER = 8
_SHORTEST_COMPOUND = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A number or word of a stretch; `plain` is its folded form, without a closing full stop."""

    text: str = field(repr=False)
    start: int
    end: int

    @property
    def plain(self) -> str:
        return fold(self.text).rstrip(".")

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_abroad(self) -> bool:
        """Whether it is a street word of another country, or ends in one: "Pfarrgasse"."""
        ends = len(self.text) >= _SHORTEST_COMPOUND and _ENDING_ABROAD.search(self.plain)
        return self.plain in STREETS_ABROAD or (
            bool(ends) and self.plain not in load_gazetteers().given
        )

    @property
    def belongs(self) -> bool:
        """Whether it can stand in an address at all."""
        if self.is_number:
            return len(self.text) <= _LONGEST_NUMBER
        if self.plain in NOT_IN_ADDRESSES:
            return False
        if self.plain in NUMBERED_STREETS | STREETS_ABROAD | UNITS or self.text in PARTICLES:
            return True
        return self.is_capital and not identifies_nobody(self.text)


def stretches(text: str) -> Iterator[list[Token]]:
    """Numbers, capitals and street words side by side."""
    stretch: list[Token] = []
    for match in _TOKEN.finditer(text):
        token = Token(text=match[0], start=match.start(), end=match.end())
        together = stretch and _GAP.fullmatch(text[stretch[-1].end : token.start])
        if stretch and not (together and token.belongs):
            yield from _trimmed(stretch)
            stretch = []
        if token.belongs:
            stretch.append(token)
    yield from _trimmed(stretch)


def _trimmed(stretch: list[Token]) -> Iterator[list[Token]]:
    while stretch and stretch[-1].text in PARTICLES:
        stretch = stretch[:-1]
    while stretch and stretch[0].text in PARTICLES:
        stretch = stretch[1:]
    if len(stretch) > 1:
        yield stretch


def first_of_address(stretch: Sequence[Token], text: str) -> int:
    """Where the address begins: a number before a word, or a street before its number."""
    for index, (token, following) in enumerate(zip(stretch, stretch[1:], strict=False)):
        if (token.is_number and not following.is_number) or token.plain in STREETS_ABROAD:
            return index
        if token.is_capital and following.is_number and text[token.end : following.start] == " ":
            while index and text[stretch[index - 1].end : stretch[index].start] == " ":
                index -= 1
            return index
    return 0
