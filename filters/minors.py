# ruff: noqa: E501  (a pattern reads best on one line)
"""Whether a patient says, or is told, that they are under 18. Knows no dates of birth."""

import re
from collections.abc import Iterator

from filters.numbers import SMALL, TEENS
from knowledge.session import Speaker, Turn

_MINOR_AGE = rf"(?:[1-9]|1[0-7]|{'|'.join((*SMALL, *TEENS))})"
_UNAMBIGUOUS = rf"(?:1[0-7]|{'|'.join(TEENS)})"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_MINOR = re.compile(
    rf"\b(?:I'm|I am|you're|you are|I’m|you’re) (?:only |just |still |nearly |almost )?"
    rf"(?:{_MINOR_AGE}[- ]years?[- ]old\b(?! again\b)|{_MINOR_AGE} years of age\b"
    rf"|a {_MINOR_AGE}[- ]year[- ]old\b|{_UNAMBIGUOUS}(?=\s*(?:[.,!?;]|$)|\s+(?:and|now|but|so|next|on)\b)(?!\s+and a half))"
    rf"|\bI(?:'ll be| turn|'m turning) {_UNAMBIGUOUS}\b(?=\s*(?:[.,!?]|$)|\s+(?:next|in|on|this)\b)"
    rf"|\bI(?:'ve)? (?:just |only just )?turned {_UNAMBIGUOUS} (?:in {_MONTH}\b(?! (?:19|20)\d\d)|last (?:week|month|year|\w+day)|yesterday|on \w+day|(?:a|two|three|four|\d+) (?:days?|weeks?|months?) ago)"
    rf"|\b(?<!say )(?:I (?:know|suppose|think) )?being {_UNAMBIGUOUS} is\b|\bas a {_MINOR_AGE}[- ]year[- ]old,? I (?:do|don't|can|can't|am|have|need|want|get|live)\b"
    r"|\bI(?:'m| am) (?:still )?in (?:the )?(?:sixth form|high school|secondary school|middle school|junior high)\b|\bI(?:'m| am) still at (?:primary|secondary|high|middle) school\b"
    r"|\bI(?:'m| am) (?:only |still )?in (?:year (?:\d|1[0-3]|seven|eight|nine|ten|eleven)|(?:\d{1,2}th|seventh|eighth|ninth|tenth) grade)\b",
    re.I,
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
