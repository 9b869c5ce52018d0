# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Plain ways of saying that something is not so, in the clause itself or right after it.

Rules over words, tested on tables. Whether a negation is part of a complaint ("I can't sleep") is
not known here: only what denies whatever the complaint is.
"""

import re

_SAYS_NOT_SO = re.compile(
    r"\bI (?:wouldn['’]t|would not) (?:say (?:that )?I|call myself)\b|\bI can(?:['’]t|not) say (?:that )?I(?:['’](?:m|ve)| feel| get| do)\b|\bfar from it\b|\bnot in the least\b"
    r"|\b(?:nobody|no one)(?:['’]s)? ?(?:could|would|can|has|ever)?(?: ever)? (?:call|accuse|told)"
    r"|^\W*neither .*\bn?or\b|\bno (?:trouble|problems?|difficulty) (?:with|at all|\w+ing)\b|^\W*(?:there(?:['’]s| is) )?nothing wrong with\b"
    r"|\bof course I (?:don['’]t|haven['’]t|['’]m not)\b|^\W*it(?:['’]s not| isn['’]t)(?: so much)? that I(?!.*\bn['’]t\b)[^,;]*[.]?$"
    r"|\b(?:is|was|['’]s)(?:n['’]t| not) (?:as (?:though|if)|that|true that|like) I can['’]t\b|\bnot (?:one|the (?:sort|type|kind)|a person) (?:to|that|who)\b"
    r"|\b(?:haven['’]t|['’]ve not|hasn['’]t|not) (?:had |felt |got )?a single (?!good|decent|proper|nice|day|night|week|hour|minute|moment|thing)"
    r"|^\W*(?:why (?:would|should|on earth would) I|do I (?:look|seem|sound) (?:like|as))\b"
    r"|\b(?:I['’]ve|I have) yet to\b|\b(?:I['’]m|I am|been) free (?:of|from)\b|\blast thing I(?:['’]d| would)(?: ever)? (?:do|want)(?: to do)? is\b|\bif at all\W*$|\brarely,? if ever\b|\bI (?:wouldn|couldn)['’]t dream of\b"
    r"|\bI(?:['’]ve| have) (?:nothing against|no reason to (?:think|believe|suppose|feel|worry|be))\b|\bI(?:['’]ve| have) never had (?:a|any) (?:problem|trouble|bother|difficulty)\b"
    r"|\b(?:isn['’]t|['’]s not|is not) something I(?:['’]ve)? (?:ever )?(?:think|worry|feel|suffer|experience|do|did|go in for|struggle)\b|\bnever been (?:my|a|an) (?:problem|trouble|weakness|issue|worry)\b|\bI(?:['’]ve| have) no (?:complaints?|worries|problems?|trouble|bother|issues?) (?:about|with|over|on)\b|\bI wouldn['’]t know (?:what|how) (?:a|an|it|that)\b"
    r"|\byou (?:couldn['’]t|can['’]t|wouldn['’]t) call me\b|\bnone whatsoever\b"
    r"|\bcan(?:['’]t|not) say (?:that )?(?:it|they|that|the \w+|my \w+) (?:suffer|bother|trouble|affect|worr|hurt|upset)\w*|\b(?:if you (?:believe|believed|listen(?:ed)? to) (?:him|her|them|my|that|our|the)|to hear (?:him|her|them|my \w+) (?:tell|talk))\b"
    r"|\bwhat(?:['’]s| is| have I got| is there|['’]ve I got)(?: there)? (?:for me )?to (?:feel (?:guilty|bad|ashamed|sorry)|be (?:scared|afraid|ashamed|anxious|frightened|angry|guilty)|worry)\b[^.]*\?"
    r"|^\W*not that I\b(?!.*n['’]t)|\bI(?:['’]ve| have) no (?:plans?|intention|urge|wish)\b",
    re.I,
)
_NOT_SO_UNLESS_GOOD = re.compile(
    r"\bI(?:['’]m| am| was)(?: just)? anything but \w+(?=[,.;!]|$)|\bat no (?:time|point)\b"
    r"|\byou(?: won['’]t|['’]ll never| wouldn['’]t| will never) (?:find|catch|see|hear) me\b|\bit['’]s (?:very )?rare(?:ly)? (?:that )?I\b|\bI(?:['’]m| am) not (?:in the habit|given to|prone to)\b"
    r"|^\W*(?!(?:not|no|oh|well|nah|never|um|er|mm|hardly|rarely)\b)[\w’' ]{2,30}[,?] (?:no|nope|not (?:me|at all))\W*$|\? me\? never\W*$|[.] [\w’']+(?: \w+)?, no\W*$",
    re.I,
)
_GOOD = re.compile(
    r"\b(?:sle(?:ep|pt)\w*|eat\w*|rest\w*|hungry|energy|appetite|friend\w*|hope\w*|fun|enjoy\w*|happy|calm|fine|well|ok(?:ay)?|all ?right|relax\w*|concentrat\w*|focus\w*|interest\w*|confiden\w*|work\w*|cop(?:e|ing)|manag\w+|better"
    r"|safe|close|trust|love\w*|laugh\w*|smil\w+|joy|pleas\w+|settle\w*|peace|normal|comfortable|control|motivat\w*|forward|good|great|easy|steady|sane|at ease|myself again|out|part(?:y|ies))\b",
    re.I,
)
"""To be without these is a complaint."""

_WELL_THEN = r"\W*(?:(?:but|and|no|only|well|which)\W+)*"
_DISOWNED = (
    _WELL_THEN
    + r"(?:I(?:['’]m| was) (?:only |just )?(?:joking|kidding|having you on|pulling your leg)|I never (?:said|did|told)\b"
    r"|(?:he|she|they)(?:['’]s|['’]re| is| are| was| were)(?: got it| all| quite| just| completely)* (?:wrong|mistaken|exaggerating|talking (?:rubbish|nonsense))\b"
    r"|(?:he|she|they|you)(?:['’]ve| have| had)? (?:all )?got (?:it|that|me)(?: all| quite)? wrong\b|(?:(?:rubbish|nonsense)(?=[,.!]|$)|not a bit of it|of course (?:not|I (?:don|haven|didn)['’]t)|do me a favour|don['’]t (?:be (?:daft|silly|ridiculous)|make me laugh|believe (?:him|her|them|it|a word|my|that))|give over|pull the other one)(?=\W|$)"
    r"|(?:no,? )?(?:there(?:['’]s| is| was) )?nothing (?:like that|of the (?:sort|kind))\b|(?:it['’]s|that['’]s) (?:a lie|rubbish|nonsense|made up|news to me)\b|(?:it|that|this)(?:['’]s| has)?(?:n['’]t| never| not| hasn['’]t| didn['’]t) (?:ever )?(?:happen(?:ed)? to me|been (?:me|my case))\b|(?:that|it) (?:hasn|didn|doesn|isn|wasn)['’]t (?:happen(?:ed)? to me|apply|the case)\b|not in my case\b|I(?:['’]ve| have) never (?:(?:had|heard|seen|touched) (?:one|any)|(?:had|done|felt|heard|seen) (?:it|that|one|any|such a thing) in my life)\b|I tell (?:them|him|her) no\b|whoever (?:said|wrote|told|put|thinks) (?:that|it|so)\b)"
)
"""Said after a claim, however much later in the same breath, it takes the claim back."""
_NOT_SO = (
    _WELL_THEN
    + r"(?:(?:that|it)(?:['’]s| is)(?:n['’]t| not| just not) (?:true|right|so|how it is)\b|(?:that|it) (?:wasn['’]t|isn['’]t) (?:true|right|so)\b|is(?:n['’]t| not) true\b"
    r"|(?:as if|hardly|wrong)[.!]|I(?:['’]m not| am not| don['’]t| do not| haven['’]t| didn['’]t|['’]ve never)(?=[,.;!]|$))"
)
"""Only right after it: later it may be said of anything."""
_ECHOED = re.compile(
    r"\?\s+(?:(?:who|what)?,? ?me\?\s+)?(?:no|never|nope|nah|hardly|not (?:me|at all|really|likely|in the least)|of course not)(?:, no)?(?=[.!]|$)",
    re.I,
)
"""A question of the speaker's own, asked to be answered with a no."""
_NEXT = re.compile(rf"^(?:{_DISOWNED}|{_NOT_SO})", re.I)
_LATER = re.compile(
    rf", which is (?:a bit rich|rubbish|nonsense|news to me|a lie|untrue|not true)|[.!?][\"'”’)]*\s+{_DISOWNED}",
    re.I,
)
_SECOND = re.compile(rf"^[^.!?]+[.!?][\"'”’)]*\s+{_NOT_SO}", re.I)


def says_not_so(clause: str) -> bool:
    """Whether it denies what it names."""
    if _SAYS_NOT_SO.search(clause):
        return True
    return bool(_NOT_SO_UNLESS_GOOD.search(clause) and not _GOOD.search(clause))


def is_taken_back(clause: str, *, rest: str) -> bool:
    """Whether what it says is disowned, by its own end or by what follows."""
    is_disowned = _LATER.search(clause) or _LATER.search(rest)
    return bool(
        is_disowned or _NEXT.search(rest) or _SECOND.search(clause) or _is_echo(clause, rest=rest)
    )


def _is_echo(clause: str, *, rest: str) -> bool:
    is_asked = clause.rstrip().endswith("?")
    answered = _ECHOED.search(f"{clause} {rest}" if is_asked else clause)
    return bool(answered and not _GOOD.search(clause))
