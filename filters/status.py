# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Rules for what a mention of a symptom says of it: present, denied, somebody else's, a what-if, past.

Rules over words, tested on tables. Whether a negation is part of the complaint ("I can't sleep") or
denies it ("I don't hear voices") is not decided here: `without_negation` gives the recogniser the
positive form to compare with.
"""

import re
from typing import Literal

Status = Literal["present", "denied", "other_person", "hypothetical", "past"]

_RELATIVE = (
    r"(?:mum|mom|mother|dad|father|parents|sister|brother|son|daughter|kids?|children|husband|wife"
    r"|partner|boyfriend|girlfriend|friend|mate|cousin|aunt|uncle|nan|gran|grandad|niece|nephew"
    r"|neighbour|flatmate|boss|manager|colleague|oldest|youngest|ex|sister-in-law|stepdad)"
)
_OTHER = re.compile(
    rf"^(?:(?:well|so|and|but|yeah|no|oh|mm|i think|apparently),?\s+)*"
    rf"(?:(?:my|our|a|an|his|her|their|one of my) (?:\w+ )?{_RELATIVE}s?|he|she)"
    r"(?:'s|'d|'ll| is| has| had| was| gets| got| can't| can| doesn't| does| did| keeps| kept| hears"
    r"| sees| feels| felt| suffers| suffered| takes| took| used| never| always| goes| went| wakes"
    r"| cries| worries| drinks| thinks| thought| lies| says (?:he|she)| said (?:he|she))\b",
    re.I,
)
_FIRST_PERSON = re.compile(
    r"\b(?:I|I'm|I've|I'd|I'll|me|myself|mine|we|us)\b|\bmy (?!" + _RELATIVE + r")"
)
_HYPOTHETICAL = re.compile(
    r"\bif I (?:ever|were to|was to|started|began)\b|\b(?:suppose|supposing) I\b|\bimagine (?:if|having)\b"
    r"|\bhypothetically\b|\bif (?:that|it) ever\b|\bit'd be awful (?:if|to)\b",
    re.I,
)
_PAST = re.compile(
    r"^.{0,15}\bI (?:always )?used to\b(?!\W*$)|\b(?:years|decades|a long time|ages) ago\b|\bback then\b|\bin the past\b"
    r"|\bas a (?:child|kid|teenager)\b|\bwhen I was (?:a (?:kid|child|teenager|student)|young\w*|little|small"
    r"|at (?:school|college|uni\w*)|in my \w+|\w+teen|(?:in )?my (?:teens|twenties))\b|\bhaven't (?:\w+ )*for years\b",
    re.I,
)
_STILL = re.compile(
    r"\b(?:now|still|since|any ?more|these days|lately|stopped|dropped|lost|again|today|back)\b"
    r"|\b(?:don't|can't|doesn't|won't|isn't|not|haven't|nothing)\b|\bused to (?:love|enjoy|like|look forward|be (?:able|so))"
    r"|\bthan I used to|\b(?:like|as|the way|how|what) (?:I|it|things) used to|\bwhich I never used to|\bnever used to",
    re.I,
)
_DENIAL_OPENING = re.compile(
    r"^\W*(?:(?:um|er|well|oh|honestly|mm)\W+)*(?:no(?=[,.!]|$)(?!,? (?:i do|it is|it does|yeah|you're right|that's))|nope|nah|never|not really"
    r"|not at all|not (?:that|since|those)|nothing like|none of)",
    re.I,
)
_NEGATIONS = (
    (re.compile(r"\b(do|does|did|have|has|had|is|are|was|were|would|could|should)n['’]t\b", re.I), r"\1"),
    (re.compile(r"\b(?:can['’]t|cannot)\b", re.I), "can"),
    (re.compile(r"\bwon['’]t\b", re.I), "will"),
    (re.compile(r"\b(?:never|not|hardly ever|no longer)\s", re.I), ""),
    (re.compile(r"\bno\b(?!,)", re.I), "some"),
    (re.compile(r"^\W*(?:no|nope|nah)\W+", re.I), ""),
)  # fmt: skip


def status_of(clause: str, *, lifetime: bool = False) -> Status:
    """Status by the clause's own words, denial aside; `lifetime` symptoms are never merely past."""
    if _HYPOTHETICAL.search(clause):
        return "hypothetical"
    if _OTHER.search(clause) and not _FIRST_PERSON.search(clause):
        return "other_person"
    if not lifetime and _PAST.search(clause) and not _STILL.search(clause):
        return "past"
    return "present"


def opens_with_denial(turn: str) -> bool:
    """Whether a turn begins the way one says no to a question."""
    return bool(_DENIAL_OPENING.search(turn))


def opens_with_bare_no(clause: str) -> bool:
    """Whether it begins "No wild spending", which denies, or "No energy", which complains."""
    return bool(re.match(r"\W*no\s+\w", clause, re.I))


def without_negation(clause: str) -> str:
    """The clause with its negations taken out; the same text if there are none."""
    for pattern, positive in _NEGATIONS:
        clause = pattern.sub(positive, clause)
    return clause.strip()
