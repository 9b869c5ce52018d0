# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Whose experience a clause tells: the patient's own, or somebody else's.

Rules over words, tested on tables. The speaker's own are also what others notice in them ("my wife
says I shout"), what others do to or for them, and what they share ("and so have I").
"""

import re

_PERSON = (
    r"(?:mum|mom|mother|dad|father|parent|sister|brother|son|daughter|kid|children|husband|wife|wives"
    r"|partner|boyfriend|girlfriend|friend|mate|cousin|aunt|auntie|uncle|nan|nana|gran|grandad"
    r"|grandma|grandmother|grandfather|niece|nephew|neighbour|flatmate|housemate|roommate|boss"
    r"|manager|supervisor|colleague|apprentice|oldest|eldest|youngest|ex|stepdad|stepmum|twin"
    r"|(?:sister|brother|mother|father|son|daughter)s?-in-law|ex-(?:wife|husband)|man|woman|men|women"
    r"|bloke|chap|fella|guy|lad|lass|girl|lady|person|people|student|landlord|landlady|tenant"
    r"|teacher|nurse|carer)(?:e?s)?"
)
_OWNER = r"(?:my|our|his|her|their|a|an|the|that|this|some|(?:both|half|all) (?:my|our|the)|(?:one|two|both|some|most|all|half) of (?:my|our|the))"
_SOMEBODY = rf"(?:{_OWNER} (?:[\w’'-]+ ){{0,2}}?{_PERSON}|(?:some|most|other) people|some(?:body|one)|every(?:body|one)(?= (?:at|in|on)\b)|(?-i:[Oo]ur [A-Z]\w+)|he|she|mum|dad|nan)"
_WHICH = (
    r"(?: (?:at|from|in|on|of|round|down\w*|up\w*|next)\b(?: [\w’'-]+){0,4}?|(?: who| that)? I (?:was|am|work|live)\b(?: [\w’'-]+){1,4}?)?"
    r"(?:, [^,]{2,30},)?"
)
_LEAD = r"^\W*(?:(?:well|so|and|but|yeah|yes|no|oh|mm|i think|apparently|only)[,:]?\s+)*"
_DOES = r"(?:['’](?:s|d|ll|ve)| (?!and\b|or\b|with\b)[\w’']+)\b"
_ANOTHER = re.compile(rf"{_LEAD}{_SOMEBODY}{_WHICH}{_DOES}", re.I)
_POINTED_OUT = re.compile(
    rf"{_LEAD}(?:it(?:['’]s| is| was)|there(?:['’]s| is| was)) {_SOMEBODY}{_WHICH}[^,.]*? (?:who|that)\b"
    rf"|{_LEAD}{_SOMEBODY}[.!]?$"
    r"|^\W*(?:her|his) (?:hands?|heart|chest|mind|head|mood|sleep|legs?|nerves|confidence|appetite)\b",
    re.I,
)
_WITNESSED = re.compile(
    rf"^\W*I(?:['’]ve| have)? (?:took|saw|watched|found|heard|know|knew|met|got|had|liv\w+ with"
    rf"|work\w* with|nursed|sat with) (?:\w+ )?{_SOMEBODY}\b.*?\b(?:who|because (?:he|she|they)|he|she)\b",
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
    rf"|\bmy (?!{_PERSON}\b|(?:[\w-]+ ){{0,2}}{_PERSON}\b|street\b|group\b|childhood\b|class\b|family\b)",
    re.I,
)
_ABOUT_THE_SPEAKER = re.compile(
    rf"{_LEAD}{_SOMEBODY}{_WHICH}(?:['’](?:s|d|ve)| has| have| had)?(?: (?:always|just|even|used to|keeps?|kept|started|goes on))*"
    r" (?:goes,|go,|told|said|(?:ask|tell|say|point|notic|reckon|remark|comment|jok|call|complain)(?:s|e[sd]?|ed|ing)?)(?=\W)(?!(?: me)? (?:that )?(?:he|she|her|his|the \w+ were)\b)"
    rf"|{_LEAD}{_SOMEBODY}{_WHICH}(?:['’](?:s|ve)| is| are| were| have)(?: been)? (?:all )?(?:spy|watch|follow|listen|plott|poison|talk|laugh|record|whisper|star)\w*ing\b"
    r"|\bcan['’]t (?:understand|cope with|believe)|\bcouldn['’]t (?:understand|believe)|\b(?:noticed|worried about|g[ai]ven? up|fed up|finds? it|had enough|better off)\b"
    r"|\b(?:dead|died|dies|dying|gone|passed|killed|buried|funeral|without (?:him|her)|own life)\b|(?<!be )\b(?:left|leav(?:e|es|ing))\b(?! (?:the|her|his|home)\b)",
    re.I,
)
_NOT_ME = re.compile(
    r"\bI(?: don['’]t| do not|['’]m not| am not| haven['’]t| didn['’]t| never (?:do|have|am))(?=[,.;!]|$)",
    re.I,
)


_SPEAKS_OF_SELF = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|you|your)\b", re.I)
_INTRODUCED = re.compile(
    rf"{_LEAD}(?:it(?:['’]s| is| was)|there(?:['’]s| is| was)|take|look at|you(?:['’]d| should| ought to| want to| can)?(?: have to)? (?:ask|see|hear|meet|look at))"
    rf" {_SOMEBODY}\b|{_LEAD}poor (?:old )?(?-i:[A-Z]\w+|{_PERSON})\b|^\W*(?:he|she) was\b.*, (?-i:[A-Z]\w+)[.!]?$",
    re.I,
)
"""Somebody is brought up; what follows without an "I" is about them."""
_OWN_WORDS_OF_ANOTHER = re.compile(
    rf"{_LEAD}{_SOMEBODY}{_WHICH}(?:['’](?:s|d))?(?: (?:always|just|then))* (?:goes|says|said|was like|were like|went)[,:] ?[\"'“‘]?(?:I|my)\b",
    re.I,
)


def is_anothers(clause: str, *, before: str = "") -> bool:
    """Whether it tells what somebody else goes through, and not the speaker as well.

    `before` is the sentence before it: who was being spoken of.
    """
    if _OWN_WORDS_OF_ANOTHER.search(clause):
        return True
    if before and not _SPEAKS_OF_SELF.search(clause):
        spoken_of = _INTRODUCED.search(before) or is_anothers(before)
        return bool(spoken_of or _is_anothers_alone(clause))
    return _is_anothers_alone(clause)


def _is_anothers_alone(clause: str) -> bool:
    if _WITNESSED.search(clause):
        return not re.search(
            r"\b(?:me|my|and I|but I)\b(?! (?:\w+ )?" + _PERSON + r"\b)", clause, re.I
        )
    if not (_ANOTHER.search(clause) or _POINTED_OUT.search(clause)):
        return False
    return not (_SPEAKER.search(clause) or _ABOUT_THE_SPEAKER.search(clause))


def excepts_the_speaker(clause: str, *, rest: str = "") -> bool:
    """Whether it sets the speaker apart: "My wife feels guilty. I don't." """
    return bool(_ANOTHER.search(clause) and _NOT_ME.search(f"{clause} {rest}"))
