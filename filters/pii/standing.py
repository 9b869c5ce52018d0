# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Places in a sentence where only a person can stand: "me and hope went", "my sister hope came"."""

import re

from filters.pii.cues import PERSONAL_ACTS, RELATION, TALKS
from filters.pii.gazetteers import load_gazetteers
from filters.pii.word_names import IDEAS, MODAL, NOT_OF_ME, WORDS_FIRST, WORDS_TOO

ENDS = r"\s*(?:[.,;:!?)…]|$)"
_DOES = rf" (?:just |also |then |still |really |had )?(?:{TALKS}|{PERSONAL_ACTS}|was|is|has|had|does|doesn't|did|didn't|came|comes|went|goes|left|got|gets|gave|took)\b"
KIN = re.compile(
    rf"(?<!\band )\b(?:[Mm]y|[Yy]our|[Hh]is|[Hh]er|[Oo]ur|[Tt]heir)(?: (?:\w+er|\w+est|little|big|old|own|best|good|half|ex|late|new|poor|middle|twin|other))*"
    rf" (?:ex[- ])?(?:{RELATION}|nan|gran|granny|grandma|grandad|grandpa)(?:,| called| named|'s called)? $"
)
NAMED = re.compile(r"\b(?:[Nn]ame(?:['’]?s| is| was)|[Cc]all(?:s|ed)? (?:me|him|her)) $")
TOLD = re.compile(
    r"\b(?:told|asked|texted|phoned|messaged|emailed|rang|married|marrying|dating|met|hugged|kissed) $"
)
_AS_PRONOUN = re.compile(r"(?! (?:i|it|we|he|she|they|you|there|this|that|the|my|is|of)\b)", re.I)
CLAUSE = re.compile(
    r"(?:^|[.!?,;:]\s+|\b(?:and|but|so|then|because|cos|when|that|if|think|thought|until|while|after|before) )$",
    re.I,
)
PAUSED = re.compile(r"(?:^|[.!?,;:]\s+)$")
_TALKS = re.compile(rf" {TALKS}\b(?! (?:it|to be)\b)")
_ME_AND = re.compile(r"\b(?:me|him|her) and $", re.I)
_TOGETHER = re.compile(
    r" (?:went|were|had|have|got|get|used to|split|broke|met|fell|moved|talked|argued|don't|haven't|aren't|are|always|both|did|do|live|lived|started)\b"
)
_I_AM = re.compile(r"\b(?:i['’]?m|i am|this is|it['’]?s|hi|hello|hey|dear|thanks) $", re.I)
_GREETS = re.compile(r"\s*(?:,|\.|$| (?:here|speaking|again|btw)\b)")
_SOMEBODYS = re.compile(rf"['’]s {RELATION}\b")
BESIDE = re.compile(
    r"\b(?:told|asked|called|rang|phoned|texted|met|saw|see|with|love|miss|missed|hate|trust|to|from|without|about|said|like|poor|since|so|than) $",
    re.I,
)
PERSON_AFTER = re.compile(rf"(?:{_DOES}|['’]s\b)")
# "mark is my brother", "mark and sue are splitting up"
_IS_SOMEBODY = re.compile(
    rf"(?:['’]s| is| was) (?:my|our|his|her|their|your) (?:\w+ ){{0,2}}{RELATION}\b"
)
_BOTH = re.compile(
    r" and (?P<other>[a-z]+) (?:are|were|have|had|got|went|both|split|came|live|lived)\b"
)
_FIRST_OF_BOTH = re.compile(r"(?P<other>[a-z]+) and $")


def only_a_person_stands(name: str, before: str, after: str) -> bool:
    """Whether the words around a name, or around a word that may be one, leave nothing else."""
    if NAMED.search(before):
        return True
    if KIN.search(before):
        does = re.match(_DOES, after) is not None
        return does if name in MODAL else True
    return (
        bool(TOLD.search(before) and _AS_PRONOUN.match(after))
        or bool(_ME_AND.search(before) and _TOGETHER.match(after) and name not in IDEAS)
        or bool(CLAUSE.search(before) and (_TALKS.match(after) or _SOMEBODYS.match(after)))
        or bool(CLAUSE.search(before) and name not in IDEAS and _IS_SOMEBODY.match(after))
        or _is_one_of_both(name, before, after)
        or bool(_I_AM.search(before) and _GREETS.match(after) and name not in NOT_OF_ME)
    )


def _is_one_of_both(name: str, before: str, after: str) -> bool:
    """ "mark and sue are": two names do together what one does of things only."""
    second = _FIRST_OF_BOTH.search(before)
    if second:
        before, after = before[: second.start()], f" and {name}{after}"
        name, other = second["other"], name
    else:
        first = _BOTH.match(after)
        other = first["other"] if first else ""
    names = (WORDS_FIRST | WORDS_TOO | load_gazetteers().frequent) - IDEAS
    both = {name, other} <= names and _BOTH.match(after)
    return bool(both and CLAUSE.search(before))
