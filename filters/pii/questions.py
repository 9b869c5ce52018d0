# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""What a turn asks somebody for: a name, a number, an address. Knows no answer.

A turn that breaks off where the answer should stand ("My number is") asks for it too.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto

_WHOSE = r"(?:your|his|her|their|my|our|the (?:\w+['’]s )?|\w+['’]s)"
_WHAT_NAME = r"(?:(?:own|full|first|last|family|given|middle|maiden|second|real|whole) ){0,2}(?:name|surname|nickname)\b"
# "What was his name for it?", "the name of the tablet"
_OF_A_THING = r"(?! (?:for (?:it|that|this|them|the)|of (?:the|that|this|it|a))\b)"
_NUMBER = r"(?:number|mobile|landline|cell ?phone|telephone)\b"
_OF_A_SCALE = r"\b(?:scale|nought|zero|out of|rate|rating|one to|1 to|0 to|waiting list)\b"
_ASKING = r"(?:\?|^(?:(?:so|and|okay|ok|right|now|sorry),? )*(?:what|whats|where|when|which|who|how|tell|remind|give|can|could|and|let me|would)\b)"


class Wanted(Enum):
    """What may be asked for."""

    NAME = auto()
    SPELLING = auto()
    WHO = auto()
    NUMBER = auto()
    RECORD = auto()
    POSTCODE = auto()
    EMAIL = auto()
    ADDRESS = auto()
    TOWN = auto()
    BIRTH = auto()


_ASKS: tuple[tuple[Wanted, re.Pattern[str]], ...] = tuple(
    (wanted, re.compile(pattern, re.I))
    for wanted, pattern in (
        (Wanted.NAME, rf"\b{_WHOSE} ?{_WHAT_NAME}{_OF_A_THING}"),
        (Wanted.NAME, rf"\bnames? of (?:your|his|her|their) (?!(?:medic|tablet|pill|illness|condition|diagnosis|street|road|school|firm))|\b(?:and|the|a) (?:surname|(?:first|last|full|middle|maiden|family) name)\b{_OF_A_THING}"),
        (Wanted.NAME, r"\bwhat (?:do|should|can|shall|may) (?:i|we|they|people|friends) call (?:you|him|her|them)\b|\blike (?:me )?to (?:be called|call you)\b|\b(?:is|was|are|['’]s) (?:she|he|they) called\b"),
        (Wanted.SPELLING, r"\bspel(?:l|ls|led|t|ling)\b"),
        (Wanted.WHO, r"\bwho(?:['’]s| is| was| else| do| did| does| were| are| would| could| told| said| lives| helps)\b"),
        (Wanted.NUMBER, rf"\b{_WHOSE} ?(?:\w+ ){{0,2}}{_NUMBER}|\b(?:a|any|what|which|best|contact|phone|telephone|mobile|home|work) (?:contact |phone |telephone |mobile )?{_NUMBER}(?! (?:for (?:that|this|the)|of|do|did|would|are|is)\b)|\b(?:got|have) a (?:mobile|phone|landline)\b"),
        (Wanted.RECORD, r"\b(?:nhs|hospital|patient|record|case|account|policy|insurance|national insurance|social security|passport|licen[cs]e|membership|reference|student|staff|card) (?:number|no\b)|\b(?:last|first) (?:three|four|six) (?:digits|numbers|figures)\b|\bsort code\b"),
        (Wanted.POSTCODE, r"\bpost ?codes?\b|\bzip\b|\bpostal code\b"),
        (Wanted.EMAIL, r"\be-?mail\b"),
        (Wanted.ADDRESS, rf"\b{_WHOSE} ?(?:home |full |current |new |old )?address\b|\bwhat address\b|\bwhere (?:do|does|did) (?:you|he|she|they) (?:live|stay)\b|\b(?:which|what) (?:street|road)\b"),
        (Wanted.TOWN, r"\bwhere (?:do|does|did|have|had) (?:you|he|she|they) (?:live|lived|stay|grow up|come from|move to|move from)\b|\bwhere (?:are|is|was|were) (?:you|he|she|they) (?:from|born|living|raised)\b|\b(?:which|what) (?:town|city|village|place) (?:is|was|are|were|do|did)\b"),
        (Wanted.BIRTH, r"\bdates? of birth\b|\bd\.?o\.?b\b|\bbirth ?da(?:y|te)\b|\bwhen (?:were|was|are|is) (?:you|he|she|they) (?:born|due)\b|\bdate (?:is|was) (?:your|his|her|their) birthday\b"),
    )
)  # fmt: skip
_ASKED = re.compile(_ASKING, re.I)
_SCALE = re.compile(_OF_A_SCALE, re.I)
_BREAKS_OFF: tuple[tuple[Wanted, re.Pattern[str]], ...] = tuple(
    (wanted, re.compile(rf"(?:{pattern})(?:['’]s| is| was|,? it['’]s)?,?(?: um| uh| er)?\W*$", re.I))
    for wanted, pattern in (
        (Wanted.NAME, r"\b(?:my|his|her|their)(?: \w+)? (?:sur)?name|\b(?:i go|he goes|she goes|they go) by|\b(?:is|was|i['’]m|he['’]s|she['’]s) (?:called|named)"),
        (Wanted.NUMBER, rf"\b(?:(?:my|his|her|their|\w+['’]s) )(?:\w+ )?{_NUMBER}"),
        (Wanted.POSTCODE, r"\b(?:post ?code|zip(?: code)?)"),
        (Wanted.EMAIL, r"\b(?:my|his|her|their) (?:\w+ )?e-?mail(?: address)?"),
        (Wanted.ADDRESS, r"\b(?:my|his|her|their|our) (?:\w+ )?address"),
        (Wanted.BIRTH, r"\bdate of birth|\b(?:i was|he was|she was) born on"),
    )
)  # fmt: skip


def asked_for(text: str) -> Iterator[Wanted]:
    """What the turn asks of whoever speaks next, each once."""
    if not _ASKED.search(text):
        return
    found = dict.fromkeys(wanted for wanted, pattern in _ASKS if pattern.search(text))
    if _SCALE.search(text):
        found.pop(Wanted.NUMBER, None)
    yield from found


def left_open(text: str) -> Iterator[Wanted]:
    """What the turn was about to say when it broke off."""
    return (wanted for wanted, pattern in _BREAKS_OFF if pattern.search(text))
