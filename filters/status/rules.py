# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Rules for what a mention of a symptom says of it: present, denied, somebody else's, a what-if, past.

Rules over words, tested on tables. Whether a negation is part of the complaint ("I can't sleep") or
denies it ("I don't hear voices") is not decided here: `without_negation` gives the recogniser the
positive form to compare with.
"""

import re

from filters.status.bygone import is_bygone
from filters.status.denial import is_taken_back, says_not_so
from filters.status.experiencer import excepts_the_speaker, is_anothers
from filters.status.supposition import is_supposed
from knowledge.status_line import Status

_TWO_NEGATIONS = re.compile(
    r"\b(?:is|was|['’]s)(?:n['’]t| not) (?:as (?:though|if)|that|true that|like) I (?:never|don['’]t|haven['’]t|didn['’]t)\b"
    r"|\b(?:couldn|can|don|didn|won|wouldn)['’]t (?:not|be without)\b|\b(?:not|hardly|never|scarcely) an? (?:day|night|week|hour|minute|moment)\b|\b(?:don['’]t|can['’]t|never) (?:get|have|know) (?:a|an|any|one) (?:\w+ )?(?:minute|moment|second|hour|day|night)(?:['’]s)? (?:of )?(?:peace|rest|quiet|sleep|respite)\b"
    r"|\b(?:isn|wasn)['’]t an? (?:day|night|week|hour|minute|moment)\b|\b(?:didn|wasn|weren)['’]t always\b|\b(?:don|can)['’]t (?:even )?(?:remember|recall) (?:the last time|when I last)\b.*\b(?:laugh|smil|enjoy|slept|look|felt (?:like|well|happy|good|any)|had (?:fun|a good|any)|ate|cared|lik|lov|want)\w*|\bdon['’]t suppose (?:it|that|they|things)\b"
    r"|\bnothing but\b|n['’]t (?:\w+ ){0,3}anything but\b|\bcan(?:['’]t|not) help but\b|\bno choice but\b|\bnever (?:not|goes away|stops|lets up|leaves)\b",
    re.I,
)
_DENIAL_OPENING = re.compile(
    r"^\W*(?:(?:um|er|well|oh|honestly|mm|god|lord|goodness(?: me)?|heavens|gosh)\W+)*(?:no(?=[,.!]|$)(?!,? (?:i do|it is|it does|yeah|you're right|that's))|nope|nah|never|not really"
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


def status_of(
    clause: str, *, lifetime: bool = False, before: str = "", rest: str = "", after: str = ""
) -> Status:
    """Status by the clause's own words; `lifetime` symptoms are never merely past.

    `before` and `rest` are the sentences around it, or the rest of its own; `after` is all that
    follows in the turn. Only plain ways of saying "not so" are "denied" here.
    """
    if is_supposed(clause):
        return "hypothetical"
    if excepts_the_speaker(clause, rest=rest):
        return "denied"
    if is_anothers(clause, before=before, rest=rest):
        return "other_person"
    if not lifetime and is_bygone(clause, rest=rest):
        return "past"
    if is_taken_back(clause, rest=after or rest):
        return "denied"
    if says_not_so(clause) and not is_doubly_negated(clause):
        return "denied"
    return "present"


def is_doubly_negated(clause: str) -> bool:
    """Whether it says yes by two noes, or complains by one that looks like a denial."""
    return bool(_TWO_NEGATIONS.search(clause))


def opens_with_denial(turn: str) -> bool:
    """Whether a turn begins the way one says no to a question."""
    return bool(_DENIAL_OPENING.search(turn))


def opens_with_bare_no(clause: str) -> bool:
    """Whether it begins "No wild spending", which denies, or "No energy", which complains."""
    return bool(re.match(r"\W*no\s+\w", clause, re.I))


def without_negation(clause: str) -> str:
    """The clause with its negations taken out; the same text if there are none."""
    if is_doubly_negated(clause):
        return clause.strip()
    for pattern, positive in _NEGATIONS:
        clause = pattern.sub(positive, clause)
    return clause.strip()
