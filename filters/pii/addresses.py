"""Street addresses: stretches of numbers, capitals and street words, weighed by what they hold.

Written for many countries' order ("12 Elm Street", "Koskikatu 25 Apt. 4, Pori", "ul. Zamkowa 33",
"98 rue du Centre"). Only a number with an English street word is sure enough to reject a draft.
Towns that stand alone are the work of `filters.pii.proper_names`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from filters.pii.everyday import identifies_nobody
from filters.pii.gazetteers import fold, load_gazetteers
from filters.pii.identifier import Identifier

SURE = 0.9
# Street words that are nothing else, those that need a number, those of other countries.
_STREETS = """
street road rd avenue ave lane ln crescent drive boulevard blvd terrace mews
"""
_WITH_NUMBER = """
st dr close court ct place way square gardens grove hill park row walk house flat flats rise yard
parade steps slip wharf quay
"""
_ABROAD = """
rue av chemin route allee impasse via viale piazza piazzetta corso calle carrer plaza paseo rua
travessa avenida largo ul al plac
"""
_ENDING_ABROAD = re.compile(
    r"(?:stra[sß]se|str|gasse|weg|platz|straat|laan|gata|gatan|gade|vej|katu|tie|utca)$"
)
_SURE_UNIT = "apt apartment suite p.o po"
_UNIT = "unit flat floor room box"
_PARTICLE = """
of the on upon de du des la le les l d di da do dos del della delle van von der den op aan sur am an
zum zur i u
"""
_NEVER = """
i january february march april may june july august september october november december mobile phone
desk fax email website
"""
STREETS = frozenset(_STREETS.split())
_NUMBERED_STREETS = STREETS | frozenset(_WITH_NUMBER.split())
_STREETS_ABROAD = frozenset(_ABROAD.split())
_SURE_UNITS = frozenset(_SURE_UNIT.split())
_UNITS = _SURE_UNITS | frozenset(_UNIT.split())
_PARTICLES = frozenset(_PARTICLE.split())
_NOT_IN_ADDRESSES = frozenset(_NEVER.split())
_TOKEN = re.compile(r"\d+[A-Za-z]?(?:[/-]\d+)*\b|[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")
_GAP = re.compile(r"[ ,\n#]{0,4}")
_LEADS_IN = re.compile(
    r"\b(?:at|on|to|in|of|from|live|lives|lived|address|is|enter|moved|near)(?: is|:)? $"
)
_ENDS_WITH_NUMBER = re.compile(r"\s*(?:[,.;:?!)]|$| (?:in|and|street|st)\b)")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_LONGEST_NUMBER = 8
_SHORTEST_COMPOUND = 7
_POSSIBLE = re.compile(rf"\d|\b(?i:{'|'.join(sorted(STREETS))})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
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
        return self.plain in _STREETS_ABROAD or (
            bool(ends) and self.plain not in load_gazetteers().given
        )

    @property
    def belongs(self) -> bool:
        """Whether it can stand in an address at all."""
        if self.is_number:
            return len(self.text) <= _LONGEST_NUMBER
        if self.plain in _NOT_IN_ADDRESSES:
            return False
        if self.plain in _NUMBERED_STREETS | _STREETS_ABROAD | _UNITS or self.text in _PARTICLES:
            return True
        return self.is_capital and not identifies_nobody(self.text)


def find_addresses(text: str) -> Iterator[Identifier]:
    """Every stretch with the makings of an address, and streets without a number."""
    if not _POSSIBLE.search(text):
        return
    for stretch in _stretches(text):
        tokens = stretch[_first_of_address(stretch, text) :]
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


def is_part_of_form(word: str) -> bool:
    """Whether the word belongs to the form of an address: "Street", "Apt.", "de la"."""
    plain = fold(word)
    return plain in _NUMBERED_STREETS | _STREETS_ABROAD | _UNITS | _PARTICLES


def _stretches(text: str) -> Iterator[list[_Token]]:
    """Numbers, capitals and street words side by side."""
    stretch: list[_Token] = []
    for match in _TOKEN.finditer(text):
        token = _Token(text=match[0], start=match.start(), end=match.end())
        together = stretch and _GAP.fullmatch(text[stretch[-1].end : token.start])
        if stretch and not (together and token.belongs):
            yield from _trimmed(stretch)
            stretch = []
        if token.belongs:
            stretch.append(token)
    yield from _trimmed(stretch)


def _trimmed(stretch: list[_Token]) -> Iterator[list[_Token]]:
    while stretch and stretch[-1].text in _PARTICLES:
        stretch = stretch[:-1]
    while stretch and stretch[0].text in _PARTICLES:
        stretch = stretch[1:]
    if len(stretch) > 1:
        yield stretch


def _first_of_address(stretch: Sequence[_Token], text: str) -> int:
    """Where the address begins: a number before a word, or a street before its number."""
    for index, (token, following) in enumerate(zip(stretch, stretch[1:], strict=False)):
        if (token.is_number and not following.is_number) or token.plain in _STREETS_ABROAD:
            return index
        if token.is_capital and following.is_number and text[token.end : following.start] == " ":
            while index and text[stretch[index - 1].end : stretch[index].start] == " ":
                index -= 1
            return index
    return 0


def _weight(tokens: Sequence[_Token], text: str) -> tuple[float, int]:
    """What the stretch holds, and how many of its tokens belong to the address; 0 for none."""
    numbers = sum(token.is_number for token in tokens)
    if not numbers:
        return 0.0, 0
    units = _UNITS if len(tokens) > 2 else _SURE_UNITS
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


def _numbered_street(tokens: Sequence[_Token]) -> int | None:
    """The index of the street word in "12 Old Mill Lane": after a number and one to three words."""
    for index in range(2, min(5, len(tokens))):
        if tokens[index].plain in _NUMBERED_STREETS and tokens[index].is_capital:
            right = tokens[0].is_number and all(token.is_capital for token in tokens[1:index])
            return index if right else None
    return None


def _is_numbered_name(tokens: Sequence[_Token]) -> bool:
    """A number and a word that is no everyday one and nobody's given name: "14 Oystergate"."""
    first, second = tokens[0], tokens[1]
    if not (first.is_number and second.is_capital) or _YEAR.fullmatch(first.text):
        return False
    lists = load_gazetteers()
    if second.plain in lists.given or second.plain in _NUMBERED_STREETS:
        return False
    everyday = second.plain in lists.vocabulary or second.plain in lists.surnames
    return len(tokens) > 2 or not everyday


def _is_name_with_number(tokens: Sequence[_Token], text: str) -> bool:
    """ "Joaquin Suarez 2906": words, the first no everyday one, and nothing after the number."""
    *words, last = tokens
    return (
        last.is_number
        and all(token.is_capital for token in words)
        and tokens[0].plain not in load_gazetteers().vocabulary
        and _ENDS_WITH_NUMBER.match(text[last.end :]) is not None
    )


def _street_alone(tokens: Sequence[_Token]) -> float:
    """A street without a number is worth removing, unless every town has one: "High Street"."""
    vocabulary = load_gazetteers().vocabulary
    named = all(token.is_capital for token in tokens) and any(
        token.plain not in vocabulary for token in tokens[:-1]
    )
    return 0.5 if named else 0.0
