"""What a turn asks somebody for, or begins to say: a name, a number, an address.

Knows no answer.
"""

import re
from collections.abc import Iterator

from filters.phrases import phrases
from filters.pii.cased import cased
from filters.pii.gazetteers import fold
from filters.pii.lexicon import is_given
from filters.pii.question_words import ASKED, NUMBER, QUESTIONS, RECORD, SCALE
from filters.pii.wanted import Wanted

_WORDS = {"my": "my|his|her|their|our", "number": NUMBER, "record": RECORD}
_SAYS = {
    Wanted.NUMBER: r"({my}|the|\w+'s) {number}",
    Wanted.RECORD: r"""
        {record} (number|no)
        the reference( \w+ gave me)?
    """,
    Wanted.POSTCODE: r"""
        post ?code
        zip( code)?
    """,
    Wanted.EMAIL: r"(my|his|her|their) (\w+ )?e-?mail( address)?",
    Wanted.ADDRESS: r"{my} (\w+ )?address",
    Wanted.BIRTH: r"""
        date of birth
        dob
        ({my}|\w+'s) birth ?day
        (i|he|she|they) (was|were) born on
    """,
}
_SAYS_A_NAME = r"""
    (my|his|her|their)( \w+)? (sur)?name
    (i go|he goes|she goes|they go) by
    (is|was|i'm|he's|she's) (called|named)
"""
_IS = r"(?:['’]s| is| was|,? it['’]s)?,?(?: um| uh| er)?"


def _followed_by(end: str, table: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{phrases(table, **_WORDS).pattern}){_IS}{end}", re.IGNORECASE)


_STATEMENTS = tuple((wanted, _followed_by(r"[\s:,]", table)) for wanted, table in _SAYS.items())
_LEFT_OPEN = tuple(
    (wanted, _followed_by(r"\W*$", table))
    for wanted, table in (*_SAYS.items(), (Wanted.NAME, _SAYS_A_NAME))
)
_WHO = cased(
    r"""
        (?P<named>{capital}) who                                        # Anna who?
        ^\W*((?i:{opening}),? )*(?P<alone>{capital}) ?(\?|\.\.+|…)\W*$  # And you're Dora...
    """,
    capital=r"[A-Z][^\W\d_]+",
    opening=r"and|so|okay|ok|right|sorry|you're|you are|it's|that's|your \w+",
)
"""A given name that wants its surname."""


def asked_for(text: str) -> Iterator[Wanted]:
    """What the turn asks of whoever speaks next, each once."""
    who = _WHO.search(text)
    if who and is_given(fold(who["named"] or who["alone"])):
        yield Wanted.SURNAME
    if not ASKED.search(text):
        return
    found = dict.fromkeys(wanted for wanted, pattern in QUESTIONS.items() if pattern.search(text))
    if SCALE.search(text):
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
