# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Whose experience a clause tells: the patient's own, or somebody else's.

Rules over words, tested on tables. The speaker's own are also what others notice in them ("my wife
says I shout"), what others do to or for them, and what they share ("and so have I").
"""

import re

from filters.status.introduction import brings_up_another, is_pointed_at
from filters.status.people import GROUP, LEAD, PERSON, PLACE, SOMEBODY, WHICH

_DOES = r"(?:['’](?:s|d|ll|ve)| (?!and\b|or\b|with\b)[\w’']+)\b"
_ANOTHER = re.compile(rf"{LEAD}{SOMEBODY}{WHICH}{_DOES}", re.I)
_POINTED_OUT = re.compile(
    rf"{LEAD}(?:it(?:['’]s| is| was)|there(?:['’]s| is| was)) {SOMEBODY}{WHICH}[^,.]*? (?:who|that)\b"
    rf"|{LEAD}{SOMEBODY}[.!]?$"
    r"|^\W*(?:her|his) (?:hands?|heart|chest|mind|head|mood|sleep|legs?|nerves|confidence|appetite)\b",
    re.I,
)
_SPEAKER = re.compile(
    r"\b(?:so|neither|nor) (?:have|do|am|can|did|was|will|could|would) I\b"
    r"|(?:\band|\bbut|\bso|\bor|\botherwise|\bbecause|\bcos|\bnow|\bthen|[,;:–—])"
    r" (?:now |then |since then )?I(?:['’]\w+)?\b"
    r"|\b(?:say|tell|told|notic|reckon|think|thought|ask|complain|point|remind|know|heard|hear|see|saw|catch|caught|swear)\w*"
    r"(?: out| me| it)?(?: that| how| when)? I\b"
    r"|(?<!n[o']t )(?<!never )(?<!told )(?<!asked )\b(?:me|myself|mine|us|you|your|we['’]ve|I['’]m)\b"
    r"|[.!?] (?:I|We|My)\b|\b(?:and|but) (?:[\w’']+ ){0,3}I\b|\bsame\b|\bwhat if\b"
    r"|\b(?:every\w+|anything|what|that|how(?: [\w’']+){0,4}|rather) I\b(?! (?:was|am|live|work|know|met)\b)"
    r"|\b(?:when|whenever|while|until|before|after) I\b(?! (?:was|am|lived|worked|met)\b)"
    rf"|\bmy (?!{PERSON}\b|(?:[\w-]+ ){{0,2}}{PERSON}\b|street\b|group\b|childhood\b|class\b|family\b)",
    re.I,
)
_ABOUT_THE_SPEAKER = re.compile(
    rf"{LEAD}{SOMEBODY}{WHICH}(?:['’](?:s|d|ve)| has| have| had)?(?: (?:always|just|even|used to|keeps?|kept|started|goes on))*"
    r" (?:goes,|go,|told|said|(?:ask|tell|say|point|notic|reckon|remark|comment|jok|call|complain)(?:s|e[sd]?|ed|ing)?)(?=\W)(?!(?: me)? (?:that )?(?:he|she|her|his|the \w+ were)\b)"
    rf"|{LEAD}(?:{SOMEBODY}{WHICH}|{GROUP})(?:['’](?:s|ve)| is| are| were| have)(?: been)? (?:all )?(?:spy|watch|follow|listen|plott|poison|talk|laugh|record|whisper|star)\w*ing\b"
    r"|\bcan['’]t (?:understand|cope with|believe)|\bcouldn['’]t (?:understand|believe)|\b(?:noticed|worried about|g[ai]ven? up|fed up|finds? it|had enough|better off)\b"
    r"|\b(?:dead|died|dies|dying|gone|passed|killed|buried|drowned|stillborn|miscarri\w+|murdered|stabbed|shot dead|overdos\w+|funeral|without (?:him|her)|own life)\b|(?<!be )\b(?:left|leav(?:e|es|ing))\b(?! (?:the|her|his|home)\b)",
    re.I,
)
_NOT_ME = re.compile(
    r"\bI(?: don['’]t| do not|['’]m not| am not| haven['’]t| didn['’]t| never (?:do|have|am))(?=[,.;!]|$)",
    re.I,
)


_SPEAKS_OF_SELF = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|you|your)\b", re.I)
_INTRODUCED = re.compile(
    rf"{LEAD}(?:it(?:['’]s| is| was)|there(?:['’]s| is| was)|take|look at|you(?:['’]d| should| ought to| want to| can)?(?: have to)? (?:ask|see|hear|meet|look at))"
    rf" {SOMEBODY}\b|{LEAD}poor (?:old )?(?-i:[A-Z]\w+|{PERSON})\b|^\W*(?:he|she) was\b.*, (?-i:[A-Z]\w+)[.!]?$",
    re.I,
)
"""Somebody is brought up; what follows without an "I" is about them."""
_OWN_WORDS_OF_ANOTHER = re.compile(
    rf"{LEAD}{SOMEBODY}{WHICH}(?:['’](?:s|d))?(?: (?:always|just|then))* (?:goes|says|said|was like|were like|went)[,:] ?[\"'“‘]?(?:I|my)\b",
    re.I,
)
_SETS_APART = re.compile(
    rf" of mine\b|\bnot (?:me|mine|my \w+)\b|\b(?:in|at|on|from|round|down) (?:my|our) (?:\w+ )?{PLACE}\b",
    re.I,
)
"""Words of the speaker in what is another's."""
_SHARED = re.compile(
    r"\b(?:so|neither|nor) (?:do|have|am|did|can|could|was|will|would) I\b|\b(?:me|mine|myself) too\b|\bthe same (?:for|with) me\b|\bgone the same way\b"
    r"|\bI(?:['’]m| am| do| have|['’]ve| did| was)(?: \w+)? (?:too|as well|the same|no better|no different)\b",
    re.I,
)
"""Said after what another goes through: the speaker goes through it too."""


def is_anothers(clause: str, *, before: str = "", rest: str = "") -> bool:
    """Whether it tells what somebody else goes through, and not the speaker as well.

    `before` is the sentence before it, who was being spoken of; `rest` what follows it.
    """
    if _OWN_WORDS_OF_ANOTHER.search(clause) or is_pointed_at(clause, rest=rest):
        return True
    if _SHARED.search(rest):
        return False
    if before and not _SPEAKS_OF_SELF.search(clause):
        spoken_of = _INTRODUCED.search(before) or is_anothers(before)
        return bool(spoken_of or _is_anothers_alone(clause))
    return _is_anothers_alone(clause)


def _is_anothers_alone(clause: str) -> bool:
    if _ABOUT_THE_SPEAKER.search(clause):
        return False
    if brings_up_another(clause):
        return True
    is_told_of_another = _ANOTHER.search(clause) or _POINTED_OUT.search(clause)
    return bool(is_told_of_another and not _SPEAKER.search(_SETS_APART.sub("", clause)))


def excepts_the_speaker(clause: str, *, rest: str = "") -> bool:
    """Whether it sets the speaker apart: "My wife feels guilty. I don't." """
    return bool(_ANOTHER.search(clause) and _NOT_ME.search(f"{clause} {rest}"))
