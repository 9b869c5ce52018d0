"""Rules for what a mention of a symptom says of it: present, denied, another's, a what-if, past.

Rules over words, tested on tables. Whether a negation is part of the complaint ("I can't sleep") or
denies it ("I don't hear voices") is not decided here: `without_negation` gives the recogniser the
positive form to compare with.
"""

import re

from filters.answer_phrases import BARE_NO
from filters.phrases import phrases
from filters.status.bygone import is_bygone
from filters.status.denial import is_taken_back, says_not_so
from filters.status.experiencer import excepts_the_speaker, is_anothers
from filters.status.supposition import is_supposed
from knowledge.status_line import Status

_TWO_NEGATIONS = phrases(
    r"""
    # it takes the complaint's own "not" back: "it isn't that I never ..."
    (is|was|'s)(n't| not) {as_if} I (never|don't|haven't|didn't)
    (couldn|can|don|didn|won|wouldn)'t (not|be without)
    -n't (\w+ ){0,3}anything but
    not saying (that )?I (don't|never|haven't|didn't)
    (didn|wasn|weren)'t always
    don't suppose (it|that|they|things)

    # hardly an hour without it
    (not|hardly|never|scarcely) an? {hour}
    (isn|wasn)'t an? {hour}
    (don't|can't|never) (get|have|know) (a|an|any|one) (\w+ )?{moment}('s)? (of )?{peace}

    # nothing but it
    nothing but
    can('t|not) (help but|for the life of me)
    no choice but
    never (not|goes away|stops|lets up|leaves)

    # how long ago it was good
    (don|can)'t (even )?(remember|recall) (the last time|when I last)\b.*\b{laughed}\w*-
    """,
    as_if="as (though|if)|that|true that|like",
    hour="day|night|week|hour|minute|moment",
    moment="minute|moment|second|hour|day|night",
    peace="peace|rest|quiet|sleep|respite",
    laughed="laugh|smil|enjoy|slept|look|{felt_well}|{had_fun}|ate|cared|lik|lov|want",
    felt_well="felt (like|well|happy|good|any)",
    had_fun="had (fun|a good|any)",
)
_DENIAL_OPENING = phrases(
    r"""
    ^\W*({oh}\W+)*{bare_no}-
    ^\W*({oh}\W+)*(nope|nah|never|not really|not at all|not (that|since|those))-
    ^\W*({oh}\W+)*(nothing like|none of)-
    """,
    oh="um|er|well|oh|honestly|mm|god|lord|goodness( me)?|heavens|gosh",
    bare_no=BARE_NO,
)
_NEGATIONS = (
    (phrases("(?P<be>do|does|did|have|has|had|is|are|was|were|would|could|should)n't"), r"\g<be>"),
    (phrases("can't|cannot"), "can"),
    (phrases("won't"), "will"),
    (phrases(r"(never|not|hardly ever|no longer)\s"), ""),
    (phrases("no(?!,)"), "some"),
    (phrases(r"^\W*(no|nope|nah)\W+"), ""),
)


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
