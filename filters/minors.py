"""Whether a patient says, or is told, that they are under 18. Knows no dates of birth."""

import re
from collections.abc import Iterator

from filters.numbers import SMALL, TEENS
from filters.phrases import phrases
from knowledge.session import Speaker, Turn

_MINOR = phrases(
    r"""
    {i_am} {only}{minor}[- ]years?[- ]old(?! again\b)
    {i_am} {only}{minor} years of age
    {i_am} {only}a {minor}[- ]year[- ]old
    {i_am} {only}{teen}(?=\s*([.,!?;]|$)|\s+(and|now|but|so|next|on)\b)(?!\s+and a half)
    I('ll be| turn|'m turning) {teen}(?=\s*([.,!?]|$)|\s+(next|in|on|this)\b)
    I('ve)? {just}turned {teen} in {month}(?! (19|20)\d\d)
    I('ve)? {just}turned {teen} last (week|month|year|\w+day)-
    I('ve)? {just}turned {teen} (yesterday|on \w+day)
    I('ve)? {just}turned {teen} (a|two|three|four|\d+) (days?|weeks?|months?) ago
    (?<!say )(I (know|suppose|think) )?being {teen} is
    as a {minor}[- ]year[- ]old,? I (do|don't|can|can't|am|have|need|want|get|live)
    I('m| am) (still )?in (the )?(sixth form|{middle} school|junior high)
    I('m| am) still at (primary|secondary|high|middle) school
    I('m| am) (only |still )?in (year {year}|{grade} grade)
    """,
    i_am="I'm|I am|you're|you are",
    only="(only |just |still |nearly |almost )?",
    just="(just |only just )?",
    minor=f"[1-9]|1[0-7]|{'|'.join((*SMALL, *TEENS))}",
    teen=f"1[0-7]|{'|'.join(TEENS)}",  # "I'm ten" may be ten weeks in
    month=("January|February|March|April|May|June|July|August|September|October|November|December"),
    middle="high|secondary|middle",
    year=r"\d|1[0-3]|seven|eight|nine|ten|eleven",
    grade=r"\d{1,2}th|seventh|eighth|ninth|tenth",
)
_AGE_BEFORE = re.compile(r"\b(?:when|as if|like|back then|feel like)\W+(?:\w+\W+){0,2}$", re.I)


def minors(turn: Turn) -> Iterator[str]:
    """The words of a turn that make the patient a minor today."""
    for match in _MINOR.finditer(turn.text):
        of_the_listener = match[0][0] in "Yy"
        if of_the_listener is (turn.speaker is Speaker.THERAPIST) and not _AGE_BEFORE.search(
            turn.text[: match.start()]
        ):
            yield match[0]
