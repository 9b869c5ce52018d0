"""What of a reply is the name, number or address that was asked for.

A reply may be one word without a cue of its own ("Kowalczyk."), or a part that the next turn goes
on with ("oh seven seven", "Mm-hm", "double nine"). Knows no conversation.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from types import MappingProxyType

from filters.pii.dates import dates_in_reply
from filters.pii.gazetteers import fold
from filters.pii.houses import houses_in_reply
from filters.pii.identifier import Identifier
from filters.pii.leading_names import leading_names
from filters.pii.lexicon import is_everyday, is_given, is_listed, is_unheard
from filters.pii.mail import mail_in_reply
from filters.pii.places import is_large
from filters.pii.questions import Wanted
from filters.pii.signs import CODE, DIGITS, FIGURES, LETTERS, NUMBERS, SAID, Run, runs
from filters.pii.words import Word

PARTLY = 0.5
"""Too few signs to point at anybody by themselves: "the last four digits"."""
FEWEST_FIGURES, FEWEST_SIGNS, FEWEST_LETTERS = 3, 2, 2


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
        yield from (_span(text, *_reach(name), "PERSON") for name in leading_names(text))


def _reach(words: Sequence[Word]) -> tuple[int, int]:
    return words[0].start, words[-1].end


def _who(text: str, first: bool) -> Iterator[Identifier]:
    """Only a name that nothing but a name can be: people answer with much else."""
    for name in leading_names(text) if first else ():
        if all(is_given(fold(word.text)) or is_unheard(fold(word.text)) for word in name):
            yield _span(text, *_reach(name), "PERSON")


def _surname(text: str, first: bool) -> Iterator[Identifier]:
    """Only a capital that no everyday word explains, where nothing but a pause follows."""
    for name in islice(leading_names(text), 1) if first else ():
        plain = [fold(word.text) for word in name]
        unusual = all(word.is_capital for word in name) and not any(map(is_everyday, plain))
        if unusual and all(is_listed(word) or is_unheard(word) for word in plain):
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
    return mail_in_reply(text)


def _handle(text: str, first: bool) -> Iterator[Identifier]:
    """Said as an address is, without its provider."""
    return (replace(item, entity="HANDLE") for item in mail_in_reply(text))


def _address(text: str, first: bool) -> Iterator[Identifier]:
    return houses_in_reply(text, first=first)


def _town(text: str, first: bool) -> Iterator[Identifier]:
    """The reply's first words, if a list has them as a town or nothing else explains them."""
    for words in islice(leading_names(text), 1) if first else ():
        plain = [fold(word.text) for word in words]
        if all(map(is_listed, plain)) or (words[0].is_capital and all(map(is_unheard, plain))):
            town = _span(text, *_reach(words), "GPE")
            yield replace(town, score=PARTLY) if is_large(fold(town.text)) else town


def _birth(text: str, first: bool) -> Iterator[Identifier]:
    return dates_in_reply(text, first=first)


def _span(text: str, start: int, end: int, entity: str) -> Identifier:
    return Identifier(entity=entity, start=start, end=end, text=text[start:end], score=SAID)


_READERS: Mapping[Wanted, Callable[[str, bool], Iterator[Identifier]]] = MappingProxyType(
    {
        Wanted.NAME: _name,
        Wanted.SURNAME: _surname,
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
