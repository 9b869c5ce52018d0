# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Rules for what a mention of a symptom says of it: present, denied, somebody else's, a what-if, past.

Rules over words, tested on tables. Whether a negation is part of the complaint ("I can't sleep") or
denies it ("I don't hear voices") is not decided here: `without_negation` gives the recogniser the
positive form to compare with.
"""

import re
from typing import Literal

from filters.bygone import is_bygone
from filters.experiencer import excepts_the_speaker, is_anothers

Status = Literal["present", "denied", "other_person", "hypothetical", "past"]

_HYPOTHETICAL = re.compile(
    r"\bif I (?:ever|were to|was to|started|began|were)\b|(?<!I )\b(?:suppose|supposing) (?:I|my)\b|\bimagine (?:if|having|I['’]d)\b"
    r"|\bhypothetically\b|\bif (?:that|it) ever\b|\bit(?:['’]d| would) be (?:awful|dreadful|terrible|horrible) (?:if|to)\b"
    r"|\b(?:should|in case) I ever\b|\bwere I (?:ever )?to\b|\bI can(?:not)? (?:see|imagine) myself\b|\bI could (?:see|imagine) myself\b"
    r"|\bI hope I (?:don['’]t|never|won['’]t)\b|^\W*(?:maybe|perhaps)\b.*\b(?:I['’]d|would|one day)\b|\bone day I (?:might|could|won['’]t)\b"
    r"|^\W*what if (?:I|my) [^.?!]*\?*$"
    r"|^\W*(?:but |and |so |well, )?(?:if|had) (?:I|my|it|the|they|that|he|she|we|you|our|his|her|any\w+|some\w+)\b.*\b(?:I['’]d|I would|I might (?!not)|it['’]d)\b"
    r"|(?<!how )\bI(?:['’]d| would(?:n['’]t)?)(?: (?:only|probably|never|just|surely))* (?:be|feel|go|start|think|end|sleep|lose|get|panic|worry|know|tell)\b.*\bif\b(?! I['’]m (?:honest|being)| you\b| that\b| that['’]s| anything)"
    r"|\bI(?:['’]ll| will)(?: (?:only|probably|never|just|surely|end up))* (?:be|feel|go|start|think|end|sleep|lose|get|panic|worry|not)\w*\b.*\bif (?:I|he|she|they|we|it|my)\b|\bif I (?:ever |really )?wanted to\b"
    r"|\b(?:leaflet|packet|label|website|internet|side[ -]effects?)\b.*\b(?:could|may|might)\b"
    r"|\bI(?:['’]d| would) hate (?:it )?(?:to|if)\b|^\W*(?:but |so )?let['’]s say\b|^\W*say (?:I|my) (?:\w+ed|was|got|had|did)\b|\bI might well\b|\bit(?:['’]d| would) (?:frighten|scare|worry|kill|upset|terrify|destroy|finish) me (?:to|if)\b"
    r"|\bI (?:might|may) (?:get|feel|start|become|have|end up)\b.*\b(?:if|tablets?|pills|medication)\b"
    r"|\b(?:doctor|nurse|pharmacist)(?: has)? (?:says?|said|warned|warns|told me)(?: me)?(?: that)? I (?:may|might|could)\b|\bthey (?:told|warned) me(?: that)? I (?:may|might|could)\b",
    re.I,
)
_MEANT_ALL_THE_SAME = re.compile(
    r"\b(?:rather|better off|happier|wouldn['’]t (?:mind|care|matter|bother)|(?<!be )(?<!feel )(?:afraid|scared|frightened|terrified)|keep thinking|don['’]t think|wake up)\b",
    re.I,
)
"""A wish to be dead and a fear are told in the conditional and meant."""
_SAYS_NOT_SO = re.compile(
    r"\bI (?:wouldn['’]t|would not) (?:say (?:that )?I|call myself)\b|\bI can(?:['’]t|not) say (?:that )?I(?:['’](?:m|ve)| feel| get| do)\b|\bfar from it\b|\bnot in the least\b"
    r"|\b(?:nobody|no one)(?:['’]s)? ?(?:could|would|can|has|ever)?(?: ever)? (?:call|accuse|told)"
    r"|^\W*neither .*\bn?or\b|\bno (?:trouble|problems?|difficulty) (?:with|at all|\w+ing)\b|^\W*(?:there(?:['’]s| is) )?nothing wrong with\b"
    r"|\bof course I (?:don['’]t|haven['’]t|['’]m not)\b|^\W*it(?:['’]s not| isn['’]t)(?: so much)? that I(?!.*\bn['’]t\b)[^,;]*[.]?$"
    r"|\b(?:is|was|['’]s)(?:n['’]t| not) (?:as (?:though|if)|that|true that|like) I can['’]t\b|\bnot (?:one|the (?:sort|type|kind)|a person) (?:to|that|who)\b"
    r"|\b(?:haven['’]t|['’]ve not|hasn['’]t|not) (?:had |felt |got )?a single (?!good|decent|proper|nice|day|night|week|hour|minute|moment|thing)"
    r"|^\W*(?:why (?:would|should|on earth would) I|do I (?:look|seem|sound) (?:like|as))\b"
    r"|^\W*not that I\b(?!.*n['’]t)|\bI(?:['’]ve| have) no (?:plans?|intention|urge|wish)\b",
    re.I,
)
_TAKEN_BACK = re.compile(
    r"^\W*(?:(?:but|and|no|only)\W+)?(?:I(?:['’]m| was) (?:only |just )?(?:joking|kidding|having you on|pulling your leg)|I never (?:said|did|told)"
    r"|(?:that|it)(?:['’]s| is)(?:n['’]t| not| just not) (?:true|right|so|me|how it is)|(?:that|it) (?:wasn['’]t|isn['’]t) (?:true|right|so|me)|(?:he|she|they)(?:['’]s|['’]re| is| are| was| were) wrong)\b",
    re.I,
)
"""Said right after a claim, it takes the claim back."""
_TWO_NEGATIONS = re.compile(
    r"\b(?:is|was|['’]s)(?:n['’]t| not) (?:as (?:though|if)|that|true that|like) I (?:never|don['’]t|haven['’]t|didn['’]t)\b"
    r"|\b(?:couldn|can|don|didn|won|wouldn)['’]t (?:not|be without)\b|\bnot a (?:day|night|week|hour|minute|moment)\b"
    r"|\b(?:isn|wasn)['’]t an? (?:day|night|week|hour|minute|moment)\b|\bnever (?:not|goes away|stops|lets up|leaves)\b",
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


def status_of(clause: str, *, lifetime: bool = False, before: str = "", rest: str = "") -> Status:
    """Status by the clause's own words; `lifetime` symptoms are never merely past.

    `before` and `rest` are the sentences around it, or the rest of its own. Only plain ways of
    saying "not so" are "denied" here.
    """
    if _HYPOTHETICAL.search(clause) and not _MEANT_ALL_THE_SAME.search(clause):
        return "hypothetical"
    if excepts_the_speaker(clause, rest=rest):
        return "denied"
    if is_anothers(clause, before=before):
        return "other_person"
    if not lifetime and is_bygone(clause, rest=rest):
        return "past"
    if _TAKEN_BACK.search(rest):
        return "denied"
    if _SAYS_NOT_SO.search(clause) and not is_doubly_negated(clause):
        return "denied"
    return "present"


def is_doubly_negated(clause: str) -> bool:
    """Whether it says yes by two noes: "It isn't that I don't worry"."""
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
