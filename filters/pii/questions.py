# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""What a turn asks somebody for, or begins to say: a name, a number, an address. Knows no answer."""

import re
from collections.abc import Iterator
from enum import Enum, auto

from filters.pii.cues import RELATION
from filters.pii.gazetteers import fold
from filters.pii.lexicon import is_given


class Wanted(Enum):
    """What may be asked for."""

    NAME = auto()
    SURNAME = auto()
    SPELLING = auto()
    WHO = auto()
    NUMBER = auto()
    RECORD = auto()
    POSTCODE = auto()
    EMAIL = auto()
    HANDLE = auto()
    ADDRESS = auto()
    TOWN = auto()
    BIRTH = auto()


_WHOSE = r"(?:your|his|her|their|my|our|the \w+['’]s|\w+['’]s)"
_KIND_OF_NAME = (
    r"(?:own|full|first|last|family|given|middle|maiden|married|birth|second|real|whole)"
)
_SURNAME = r"(?:(?:first|last|full|middle|maiden|family|second) name|surname|nickname)"
_THEM = r"(?:you|he|she|they|we)"
# "What was his name for it?", "the name of the tablet"
_NOT_OF_A_THING = r"(?! (?:for (?:it|that|this|them|the)|of (?:the|that|this|it|a))\b)"
_PHONE = r"(?:phone|mobile|telephone|landline|cell ?phone|contact|home|work|direct|emergency)"
_NUMBER = rf"(?:{_PHONE} )*(?:number|mobile|landline|cell ?phone|telephone)\b"
# "What number are you on the list?", "a number for that worry"
_NOT_OF_AN_AMOUNT = r"(?! (?:for (?:that|this|the (?!door|house|clinic))|of|do|did|would|are|is)\b)"
_RECORDS = r"(?:nhs|hospital|patient|record|case|account|policy|insurance|social security|passport|licen[cs]e|membership|reference|student|staff|card)"

_ASKS: tuple[tuple[Wanted, str], ...] = (
    (Wanted.NAME, rf"\b{_WHOSE} (?:{_KIND_OF_NAME} ){{0,2}}(?:sur|nick)?name\b{_NOT_OF_A_THING}"),
    (Wanted.NAME, rf"\b{_SURNAME}\b{_NOT_OF_A_THING}|^\W*(?:and |your )*name\W*$"),
    (Wanted.NAME, rf"\bnames? of (?:your|his|her|their) (?:{RELATION}s?|kids|children)\b|\b(?:your|his|her|their) (?:kids|children|{RELATION}s?)['’]?s? names?\b"),
    (Wanted.NAME, rf"\bwhat(?:['’]s| is| was)? (?:your|his|her|their) {RELATION}(?:['’]s)? (?:is |was )?called\b|\b(?:is|was|are|['’]s) (?:she|he|they|your {RELATION}) called\b"),
    (Wanted.NAME, r"\bwhat (?:do|should|can|shall|may) (?:i|we|people|friends|your \w+) call (?:you|him|her|them)\b|\blike (?:me )?to (?:be called|call you)\b"),
    (Wanted.NAME, r"\bwho (?:am i (?:speaking|talking)|is this|is calling|is speaking)\b|\band you(?:['’]re| are)\W*$"),
    (Wanted.SPELLING, r"\bspel(?:l|ls|led|t|ling)\b"),
    (Wanted.WHO, r"\bwho(?:['’]s| is| was| else| do| did| does| were| are| would| could| told| said| lives| helps)\b|\bwhich (?:of (?:your|the|his|her|them)|friend|colleague|relative|sister|brother)\b"),
    (Wanted.NUMBER, rf"\b(?:{_WHOSE}|an?|any|what|which|the|best)(?: \w+)? {_NUMBER}{_NOT_OF_AN_AMOUNT}|^\W*(?:and )?{_PHONE}(?: number)?\W*$|\b(?:got|have) a (?:mobile|phone|landline)\b"),
    (Wanted.NUMBER, r"\bhow (?:can|do|could|should|would) (?:i|we|they) (?:get hold of|reach|contact|call|ring) \w+\b"),
    (Wanted.NUMBER, r"\bwhat (?:can|do|should|would|could) (?:i|we|they) (?:reach|ring|call|get|contact) \w+ on\b"),
    (Wanted.RECORD, rf"\b{_RECORDS} (?:number|no\b)|\bnational insurance\b|\b(?:last|first) (?:three|four|six) (?:digits|numbers|figures)\b|\bsort code\b"),
    (Wanted.POSTCODE, r"\bpost ?codes?\b|\bzip\b|\bpostal code\b"),
    (Wanted.EMAIL, r"\be-?mail\b|\bhow (?:can|do|could|should|would) (?:i|we|they) (?:get hold of|reach|contact|write to) \w+\b"),
    (Wanted.HANDLE, rf"\b{_WHOSE} (?:insta(?:gram)?|snap(?:chat)?|twitter|tik ?tok|handle|user ?name|screen ?name)\b|\bcalled on (?:there|it|insta\w*|tik ?tok|twitter)\b|\b(?:find|follow) (?:you|him|her|them) on\b"),
    (Wanted.ADDRESS, rf"\b{_WHOSE} (?:home |full |current |new |old )?address\b|\b(?:what|the|and) address\b|\bhouse number\b|\bwhere (?:do|does|did) {_THEM} (?:live|stay)\b|\b(?:which|what) (?:street|road)\b|^\W*(?:and )?address\W*$"),
    (Wanted.TOWN, rf"\bwhere (?:do|does|did|have|had) {_THEM} (?:live|lived|stay|grow up|come from|move to|move from)\b|\bwhere (?:are|is|was|were) {_THEM} (?:from|born|living|raised|based)\b|\b(?:which|what) (?:town|city|village|place) (?:is|was|are|were|do|did)\b"),
    (Wanted.BIRTH, rf"\bdates? of birth\b|\bd\.?o\.?b\b|\bbirth ?da(?:y|te)\b|\bwhen (?:were|was|are|is) {_THEM} (?:born|due)\b"),
)  # fmt: skip
_SAYS: tuple[tuple[Wanted, str], ...] = (
    (Wanted.NUMBER, rf"\b(?:my|his|her|their|our|the|\w+['’]s) {_NUMBER}"),
    (Wanted.RECORD, rf"\b{_RECORDS} (?:number|no)\b|\bthe reference(?: \w+ gave me)?"),
    (Wanted.POSTCODE, r"\b(?:post ?code|zip(?: code)?)"),
    (Wanted.EMAIL, r"\b(?:my|his|her|their) (?:\w+ )?e-?mail(?: address)?"),
    (Wanted.ADDRESS, r"\b(?:my|his|her|their|our) (?:\w+ )?address"),
    (
        Wanted.BIRTH,
        r"\bdate of birth|\bdob|\b(?:my|his|her|their|our|\w+['’]s) birth ?day|\b(?:i|he|she|they) (?:was|were) born on",
    ),
)
_NAMES_AT_END = r"\b(?:my|his|her|their)(?: \w+)? (?:sur)?name|\b(?:i go|he goes|she goes|they go) by|\b(?:is|was|i['’]m|he['’]s|she['’]s) (?:called|named)"

_WHO = re.compile(
    r"\b(?P<named>[A-Z][^\W\d_]+) who\b|^\W*(?:(?i:and|so|okay|ok|right|sorry|you['’]re|you are|it['’]s|that['’]s|your \w+),? )*"
    r"(?P<alone>[A-Z][^\W\d_]+) ?(?:\?|\.\.+|…)\W*$"
)
"""A given name that wants its surname: "Anna who?", "Imran?", "And you're Dora..."."""
_ASKED = re.compile(
    r"\?|\b(?:i(?:['’]ll| will)? need|i (?:missed|didn['’]t catch)|(?:i['’]d|i would) like|just (?:need|check|confirm)|please)\b|^(?:(?:so|and|okay|ok|right|now|sorry|just|your),? )*(?:what|whats|where|when|which|who|how|tell|remind|give|can|could|let me|would|name|(?:first|last) name|surname|post ?code|address|number|d\.?o\.?b)\b",
    re.I,
)  # fmt: skip
_SCALE = re.compile(
    r"\b(?:scale|nought|zero|out of|rate|rating|(?:one|1|0) to|waiting list)\b", re.I
)
_QUESTIONS = tuple((wanted, re.compile(pattern, re.I)) for wanted, pattern in _ASKS)
_IS = r"(?:['’]s| is| was|,? it['’]s)?,?(?: um| uh| er)?"
_STATEMENTS = tuple((wanted, re.compile(rf"(?:{p}){_IS}[\s:,]", re.I)) for wanted, p in _SAYS)
_LEFT_OPEN = tuple(
    (wanted, re.compile(rf"(?:{pattern}){_IS}\W*$", re.I))
    for wanted, pattern in (*_SAYS, (Wanted.NAME, _NAMES_AT_END))
)


def asked_for(text: str) -> Iterator[Wanted]:
    """What the turn asks of whoever speaks next, each once."""
    who = _WHO.search(text)
    if who and is_given(fold(who["named"] or who["alone"])):
        yield Wanted.SURNAME
    if not _ASKED.search(text):
        return
    found = dict.fromkeys(wanted for wanted, pattern in _QUESTIONS if pattern.search(text))
    if _SCALE.search(text):
        found.pop(Wanted.NUMBER, None)
    yield from found


def stated(text: str) -> Iterator[tuple[Wanted, int]]:
    """What the turn says of itself, and where that begins: "My number is oh seven seven"."""
    for wanted, pattern in _STATEMENTS:
        if match := pattern.search(text):
            yield wanted, match.end()


def left_open(text: str) -> Iterator[Wanted]:
    """What the turn was about to say when it broke off: "My number is"."""
    return (wanted for wanted, pattern in _LEFT_OPEN if pattern.search(text))
