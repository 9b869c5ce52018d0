"""How each thing is asked for: "your date of birth?", "who am I speaking to". Knows no answer."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from filters.phrases import phrases
from filters.pii.person_words import RELATION
from filters.pii.wanted import Wanted

PHONE = "phone|mobile|telephone|landline|cell ?phone|contact|home|work|direct|emergency"
NUMBER = rf"((?:{PHONE}) )*(number|mobile|landline|cell ?phone|telephone)"
RECORD = (
    "nhs|hospital|patient|record|case|account|policy|insurance|social security|passport"
    "|licen[cs]e|membership|reference|student|staff|card"
)
_WORDS = {
    "relation": RELATION,
    "their": "your|his|her|their",
    "whose": r"your|his|her|their|my|our|the \w+'s|\w+'s",
    "them": "you|he|she|they|we",
    "which_name": "own|full|first|last|family|given|middle|maiden|married|birth|second|real|whole",
    "surname": "(first|last|full|middle|maiden|family|second) name|surname|nickname",
    "phone": PHONE,
    "number": NUMBER,
    "record": RECORD,
    # "What was his name for it?", "the name of the tablet"
    "not_of_a_thing": r"(?! (for (it|that|this|them|the)|of (the|that|this|it|a))\b)",
    # "What number are you on the list?", "a number for that worry"
    "not_of_an_amount": (
        r"(?! (for (that|this|the (?!door|house|clinic))|of|do|did|would|are|is)\b)"
    ),
}
_TABLES = {
    Wanted.NAME: r"""
        {whose} ({which_name} ){0,2}(sur|nick)?name{not_of_a_thing}
        {surname}{not_of_a_thing}
        ^\W*(and |your )*name\W*$                           # And name?
        names? of {their} ({relation}s?|kids|children)
        {their} ({relation}s?|kids|children)'?s? names?
        what('s| is| was)? {their} {relation}('s)? (is |was )?called
        (is|was|are|'s) (she|he|they|your {relation}) called
        what (do|should|can|shall|may) (i|we|people|friends|your \w+) call (you|him|her|them)
        like (me )?to (be called|call you)
        who am i (speaking|talking)
        who is (this|calling|speaking)
        and you('re| are)\W*$                               # And you are?
    """,
    Wanted.SPELLING: "spel(l|ls|led|t|ling)",
    Wanted.WHO: r"""
        who('s| is| was| else| do| did| does| were| are| would| could)
        who (told|said|lives|helps)
        which of (your|the|his|her|them)
        which (friend|colleague|relative|sister|brother)
    """,
    Wanted.NUMBER: r"""
        ({whose}|an?|any|what|which|the|best)( \w+)? {number}{not_of_an_amount}
        ^\W*(and )?{phone}( number)?\W*$                    # And mobile?
        (got|have) a (mobile|phone|landline)
        how (can|do|could|should|would) (i|we|they) (get hold of|reach|contact|call|ring) \w+
        what (can|do|could|should|would) (i|we|they) (reach|ring|call|get|contact) \w+ on
    """,
    Wanted.RECORD: r"""
        {record} number-
        {record} no
        national insurance
        (last|first) (three|four|six) (digits|numbers|figures)
        sort code
    """,
    Wanted.POSTCODE: """
        post ?codes?
        postal code
        zip
    """,
    Wanted.EMAIL: r"""
        e-?mail
        how (can|do|could|should|would) (i|we|they) (get hold of|reach|contact|write to) \w+
    """,
    Wanted.HANDLE: r"""
        {whose} (insta(gram)?|snap(chat)?|twitter|tik ?tok|handle|user ?name|screen ?name)
        called on (there|it|insta\w*|tik ?tok|twitter)
        (find|follow) (you|him|her|them) on
    """,
    Wanted.ADDRESS: r"""
        {whose} (home |full |current |new |old )?address
        (what|the|and) address
        ^\W*(and )?address\W*$                              # And address?
        house number
        where (do|does|did) {them} (live|stay)
        (which|what) (street|road)
    """,
    Wanted.TOWN: r"""
        where (do|does|did|have|had) {them} (live|lived|stay|grow up)
        where (do|does|did|have|had) {them} (come from|move to|move from)
        where (are|is|was|were) {them} (from|born|living|raised|based)
        (which|what) (town|city|village|place) (is|was|are|were|do|did)
    """,
    Wanted.BIRTH: r"""
        dates? of birth
        d\.?o\.?b
        birth ?da(y|te)
        when (were|was|are|is) {them} (born|due)
    """,
}
QUESTIONS: Mapping[Wanted, re.Pattern[str]] = MappingProxyType(
    {wanted: phrases(table, **_WORDS) for wanted, table in _TABLES.items()}
)
ASKED = phrases(
    r"""
        \?
        i('ll| will)? need
        i (missed|didn't catch)
        (i'd|i would) like
        just (need|check|confirm)
        please
        ^({so},? )*(what|whats|where|when|which|who|how)    # So, and when
        ^({so},? )*(tell|remind|give|can|could|would|let me)
        ^({so},? )*(name|(first|last) name|surname|post ?code|address|number|d\.?o\.?b)
    """,
    so="so|and|okay|ok|right|now|sorry|just|your",
)
"""Whether anything is asked for."""

SCALE = phrases("""
    (scale|rate|rating|out of|waiting list)
    (nought|zero|(one|1|0) to)
""")
"""Numbers that are no telephone's."""
