# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""What of a reply is the name, number or address that was asked for.

A reply may be one word without a cue of its own ("Kowalczyk."), or a part that the next turn goes
on with ("oh seven seven", "Mm-hm", "double nine"). Knows no conversation.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from types import MappingProxyType

from filters.pii.addresses import STREETS, is_part_of_form
from filters.pii.everyday import identifies_nobody
from filters.pii.gazetteers import fold, load_gazetteers
from filters.pii.identifier import Identifier
from filters.pii.lexicon import (
    is_doubtful,
    is_everyday,
    is_given,
    is_listed,
    is_often_written,
    is_unheard,
)
from filters.pii.places import is_large
from filters.pii.questions import Wanted
from filters.pii.spoken import CODE, DIGITS, FIGURES, LETTERS, NUMBERS, SAID, Run, runs
from filters.pii.words import Word, split_words

PARTLY = 0.5
"""Too few signs to point at anybody by themselves: "the last four digits"."""
FEWEST_FIGURES, FEWEST_SIGNS, FEWEST_LETTERS = 3, 2, 2
LONGEST_NAME = 3
_LEADS_IN = re.compile(
    r"(?:\W*\b(?:um+|uh|er+m?|oh|ah|yeah|yes|yep|well|sure|so|okay|right|just|like|sorry|mainly|mostly|always"
    r"|it['’]?s|it is|it was|that['’]?s|that is|that was|i['’]?m|i am|he['’]?s|she['’]?s|they['’]re|mine['’]s|mine is"
    r"|(?:my|his|her|their|the|your)(?: \w+)? (?:sur)?name(?:['’]s| is| was)?|call me|called|named|with"
    r"|i live|i lived|i come|i grew up|in|from|near|at|to|outside|around|a place called|originally)\b)*\W*",
    re.I,
)  # fmt: skip
_NUMBER_WORDS = "|".join((*FIGURES, *NUMBERS))
_ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    "|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth"
)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAY = rf"\d{{1,4}}(?:st|nd|rd|th)?|{_ORDINALS}|(?:twenty|thirty)[- ](?:{_ORDINALS})"
_IN_DATE = rf"(?:{_DAY}|{_MONTHS}|(?:{_NUMBER_WORDS})(?:[- ](?:{_NUMBER_WORDS}))*)"
_DATE = re.compile(
    rf"\b(?:the )?{_IN_DATE}(?:(?:,? (?:of (?:the )?|the |and )?|[/.-]){_IN_DATE})*\b", re.I
)
_ONE_DAY = re.compile(rf"(?i)\b(?:{_MONTHS}|{_ORDINALS})\b|\d(?:st|nd|rd|th)\b")
_MAIL = re.compile(
    r"(?:\bat )?\b[\w-]+(?:(?: dot | underscore | dash | hyphen |[._-])[\w-]+)+(?: at\b|@)?|(?:\bat |@)?\b[\w-]+ dot (?:com|net|org|edu|gov|ie|eu|uk|co|me|io|info|ca|au|de|us|nhs)(?: dot uk)?\b"
    r"|[\w.+-]+@|\b[a-z]+\d+\b",
    re.I,
)
_HOUSE = re.compile(
    rf"\b(?:number )?(?:\d+[a-z]?|(?:{_NUMBER_WORDS})(?:-(?:{_NUMBER_WORDS}))?),?(?: [^\W\d_]+){{1,3}}? (?P<street>[^\W\d_]+)\b",
    re.I,
)


_ROAD = re.compile(
    r"\b(?:[A-Z][^\W\d_]+ ){1,2}(?P<street>[A-Z][^\W\d_]+)\b(?:,? number \w+(?:-\w+)?)?"
)
_AND_ANOTHER = re.compile(r",? and |, |; ")
_PAUSE = re.compile(r"\s*(?:[.,;!]|$)")


def read_reply(text: str, wanted: Wanted, *, first: bool, start: int = 0) -> tuple[Identifier, ...]:
    """What was asked for, or a part of it.

    Args:
        first: nothing of it has been said yet; a later part may be shorter.
        start: where the reply begins.
    """
    found = _READERS[wanted](text[start:], first)
    return tuple(replace(item, start=item.start + start, end=item.end + start) for item in found)


def _name(text: str, first: bool) -> Iterator[Identifier]:
    yield from _spelling(text, first, fewest=FEWEST_LETTERS + 1)
    if first:
        yield from (_span(text, *_reach(name), "PERSON") for name in _leading_names(text))


def _leading_names(text: str) -> Iterator[tuple[Word, ...]]:
    """The names that the reply begins with: "Elodie, Tristan and Beau"."""
    begin = _LEADS_IN.match(text)
    place = begin.end() if begin else 0
    while name := _name_at(text, place):
        yield name
        after = _AND_ANOTHER.match(text, name[-1].end)
        if not after:
            return
        place = after.end()


def _name_at(text: str, place: int) -> tuple[Word, ...]:
    """The words from there, as long as each can be part of a name."""
    words: list[Word] = []
    for word in split_words(text):
        if word.start < place:
            continue
        gap = text[words[-1].end if words else place : word.start]
        if gap != (" " if words else "") or len(words) == LONGEST_NAME or not _may_be_said(word):
            break
        words.append(word)
    return tuple(words) if words and _is_name(words, text) else ()


def _reach(words: Sequence[Word]) -> tuple[int, int]:
    return words[0].start, words[-1].end


def _may_be_said(word: Word) -> bool:
    folded = fold(word.text)
    open_word = not is_everyday(folded) and not is_often_written(folded)
    return not identifies_nobody(word.text) and (open_word or is_doubtful(folded))


def _is_name(words: Sequence[Word], text: str) -> bool:
    """Everyday words ("Hope", "will") are a name where nothing but a pause follows."""
    if any(not is_everyday(fold(word.text)) for word in words):
        return len(words) > 1 or len(words[0].text) > 1
    said = fold(words[0].text) in load_gazetteers().doubtful_given
    return said and _PAUSE.match(text, words[-1].end) is not None


def _who(text: str, first: bool) -> Iterator[Identifier]:
    """Only a name that nothing but a name can be: people answer with much else."""
    for name in _leading_names(text) if first else ():
        if all(is_given(fold(word.text)) or is_unheard(fold(word.text)) for word in name):
            yield _span(text, *_reach(name), "PERSON")


def _spelling(text: str, first: bool, fewest: int = FEWEST_LETTERS) -> Iterator[Identifier]:
    for run in runs(text, LETTERS):
        word = len(run.signs) > FEWEST_LETTERS + 1 and is_everyday(run.signs.lower())
        if len(run.signs) >= (fewest if first else FEWEST_LETTERS) and not word:
            yield run.found(text, "PERSON")


def _number(text: str, first: bool) -> Iterator[Identifier]:
    for run in runs(text, DIGITS):
        if len(run.signs) >= (FEWEST_FIGURES if first else FEWEST_SIGNS) and _is_dialled(run, text):
            yield run.found(text, "PHONE_NUMBER", PARTLY)


def _record(text: str, first: bool) -> Iterator[Identifier]:
    """Letters may stand among the figures: "J K four four"."""
    for run in runs(text, CODE):
        figures = sum(sign.isdigit() for sign in run.signs)
        enough = figures >= FEWEST_FIGURES or 1 < figures < len(run.signs)
        if enough and (figures < len(run.signs) or _is_dialled(run, text)):
            yield run.found(text, "RECORD_NUMBER", PARTLY)


def _is_dialled(run: Run, text: str) -> bool:
    """ "Sixty, seventy" and "two hundred" are amounts: a number has figures of its own."""
    words = re.findall(r"[a-z]+|\d+", text[run.start : run.end].lower())
    return sum(word in FIGURES or word.isdigit() for word in words) * 2 >= len(words) - 1 and not (
        len(words) < 3 and any(word in NUMBERS for word in words)
    )


def _postcode(text: str, first: bool) -> Iterator[Identifier]:
    for run in runs(text, CODE):
        figures = sum(sign.isdigit() for sign in run.signs)
        mixed = 0 < figures < len(run.signs)
        if len(run.signs) >= FEWEST_SIGNS and (mixed or figures >= FEWEST_FIGURES):
            yield run.found(text, "POSTCODE")


def _email(text: str, first: bool) -> Iterator[Identifier]:
    return (_span(text, *match.span(), "EMAIL_ADDRESS") for match in _MAIL.finditer(text))


def _handle(text: str, first: bool) -> Iterator[Identifier]:
    return (_span(text, *match.span(), "HANDLE") for match in _MAIL.finditer(text))


def _address(text: str, first: bool) -> Iterator[Identifier]:
    for match in (*_HOUSE.finditer(text), *_ROAD.finditer(text)):
        street = fold(match["street"])
        numbered = match[0][0].isdigit() or first
        if street in STREETS or (numbered and is_part_of_form(street) and len(street) > 2):
            yield _span(text, *match.span(), "STREET_ADDRESS")


def _town(text: str, first: bool) -> Iterator[Identifier]:
    """The reply's first words, if a list has them as a town or nothing else explains them."""
    for words in islice(_leading_names(text), 1) if first else ():
        plain = [fold(word.text) for word in words]
        if all(map(is_listed, plain)) or (words[0].is_capital and all(map(is_unheard, plain))):
            town = _span(text, *_reach(words), "GPE")
            yield replace(town, score=PARTLY) if is_large(fold(town.text)) else town


def _birth(text: str, first: bool) -> Iterator[Identifier]:
    for match in _DATE.finditer(text):
        parts = re.findall(r"[^\W_]+", match[0])
        if not first or (len(parts) > 1 and _ONE_DAY.search(match[0])):
            yield _span(text, *match.span(), "DATE_TIME")


def _span(text: str, start: int, end: int, entity: str) -> Identifier:
    return Identifier(entity=entity, start=start, end=end, text=text[start:end], score=SAID)


_READERS: Mapping[Wanted, Callable[[str, bool], Iterator[Identifier]]] = MappingProxyType(
    {
        Wanted.NAME: _name,
        Wanted.SPELLING: _spelling,
        Wanted.WHO: _who,
        Wanted.NUMBER: _number,
        Wanted.RECORD: _record,
        Wanted.POSTCODE: _postcode,
        Wanted.EMAIL: _email,
        Wanted.HANDLE: _handle,
        Wanted.ADDRESS: _address,
        Wanted.TOWN: _town,
        Wanted.BIRTH: _birth,
    }
)
