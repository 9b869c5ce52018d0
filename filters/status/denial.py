"""Plain ways of saying that something is not so, in the clause itself or right after it.

Rules over words, tested on tables. Whether a negation is part of a complaint ("I can't sleep") is
not known here: only what denies whatever the complaint is.
"""

import re

from filters.phrases import phrases

_SAYS_NOT_SO = phrases(
    r"""
    # I wouldn't say so
    I (wouldn't|would not) (say (that )?I|call myself)
    I can('t|not) say (that )?I('(m|ve)| feel| get| do)
    can('t|not) say (that )?(it|they|that|the \w+|my \w+) {bothers}\w*-
    you (couldn't|can't|wouldn't) call me
    (nobody|no one)('s)? ?(could|would|can|has|ever)?( ever)? (call|accuse|told)-
    if you (believe|believed|listen(ed)? to) (him|her|them|my|that|our|the)
    to hear (him|her|them|my \w+) (tell|talk)
    I wouldn't know (what|how) (a|an|it|that)

    # far from it
    far from it
    not in the least
    none whatsoever
    if at all\W*$
    rarely,? if ever
    of course I (don't|haven't|'m not)
    ^\W*neither .*\bn?or
    (haven't|'ve not|hasn't|not) (had |felt |got )?a single (?!{good}|{day}|thing)-

    # it is not that
    ^\W*it('s not| isn't)( so much)? that I(?!.*\bn't\b)[^,;]*[.]?$
    ^\W*not that I\b(?!.*n't)-
    (is|was|'s)(n't| not) (as (though|if)|that|true that|like) I can't
    not (one|the (sort|type|kind)|a person) (to|that|who)
    (isn't|'s not|is not) something I('ve)? (ever )?{suffer}
    never been (my|a|an) {problem}
    last thing I('d| would)( ever)? (do|want)( to do)? is
    ^\W*it (isn't|wasn't|'s not|is not) (as (though|if)) I (?!{a_no})-
    I (wouldn|couldn)'t dream of

    # "Thoughts of harming her, I've had none of those."
    [,;] I('ve| have)( had| got| felt)? none of (those|that|them|it)
    [,;] I('ve| have) never (had|felt|known) (that|those|any of (that|those|it))[.!]?$
    ^\W*as (for|far as) [^.?!]*, (no|none|never|not me|that's not me|nothing of the sort)(?=[,.!]|$)

    # without it
    no (trouble|problems?|difficulty) (with|at all|\w+ing)
    I('ve| have) never had (a|any) (problem|trouble|bother|difficulty)
    I('ve| have) no {complaints} (about|with|over|on)
    I('ve| have) no (plans?|intention|urge|wish)
    I('ve| have) (nothing against|no reason to (think|believe|suppose|feel|worry|be))
    ^\W*(there('s| is) )?nothing wrong with
    (I've|I have) yet to
    (I'm|I am|been) free (of|from)

    # why would I?
    ^\W*(why (would|should|on earth would) I|do I (look|seem|sound) (like|as))
    what{have_i}( there)? (for me )?to (feel {sorry}|be {afraid}|worry)\b[^.]*\?
    """,
    bothers="suffer|bother|trouble|affect|worr|hurt|upset",
    good="good|decent|proper|nice",
    day="day|night|week|hour|minute|moment",
    suffer="think|worry|feel|suffer|experience|do|did|go in for|struggle",
    problem="problem|trouble|weakness|issue|worry",
    complaints="complaints?|worries|problems?|trouble|bother|issues?",
    a_no="don't|can't|never|couldn't|haven't|didn't|won't|wouldn't|wasn't|'ve not",
    have_i="'s| is| have I got| is there|'ve I got",
    sorry="guilty|bad|ashamed|sorry",
    afraid="scared|afraid|ashamed|anxious|frightened|angry|guilty",
)
_NOT_SO_UNLESS_GOOD = phrases(
    r"""
    I('m| am| was)( just)? anything but \w+(?=[,.;!]|$)
    at no (time|point)
    you( won't|'ll never| wouldn't| will never) (find|catch|see|hear) me(?! {there})
    ^\W*far from \w+ing
    it's (very )?rare(ly)? (that )?I
    I('m| am) not (in the habit|given to|prone to)

    # "Voices? No." "Panic? Me? Never."
    ^\W*(?!{no}\b)[\w' ]{2,30}[,?] (no|nope|not (me|at all))\W*$
    \? me\? never\W*$
    [.] [\w']+( \w+)?, no\W*$
    """,
    there=r"(on|near|at|inside|in (a|an|the|any)|going (on|in|out|near)|{staying})\b",
    staying="sitting|staying|flying|driving|eating",
    no="not|no|oh|well|nah|never|um|er|mm|hardly|rarely",
)
_GOOD = phrases(
    r"""
    sle(ep|pt)\w*|eat\w*|rest\w*|hungry|energy|appetite
    friend\w*|love\w*|trust|close|safe|part(y|ies)|out(?! to)
    hope\w*|fun|enjoy\w*|happy|joy|pleas\w+|laugh\w*|smil\w+
    calm|peace|relax\w*|at ease|comfortable|settle\w*|steady
    concentrat\w*|focus\w*|interest\w*|motivat\w*|forward|confiden\w*
    work\w*|cop(e|ing)|manag\w+|control|easy
    fine|well|ok(ay)?|all ?right|good|great|better|normal|sane|myself again
    """
)
"""To be without these is a complaint."""

_WELL_THEN = r"\W*(?:(?:but|and|no|only|well|which)\W+)*"
_NEW_SENTENCE = r"[.!?][\"'”’)]*\s+" + _WELL_THEN
_DISOWNED = phrases(
    r"""
    # who says so is wrong
    whoever (said|wrote|told|put|thinks) (that|it|so)
    (he|she|they)('s|'re| is| are| was| were)( got it| all| quite| just| completely)* {wrong}
    (he|she|they|you)('ve| have| had)? (all )?got (it|that|me)( all| quite)? wrong
    (it's|that's) (a lie|rubbish|nonsense|made up|news to me)
    I never (said|did|told)
    I tell (them|him|her) no
    I('m| was) (only |just )?(joking|kidding|having you on|pulling your leg)-

    # rubbish
    (rubbish|nonsense)(?=[,.!]|$)
    not a bit of it
    of course (not|I (don|haven|didn)'t)
    do me a favour|give over|pull the other one
    don't (be (daft|silly|ridiculous)|make me laugh)
    don't believe (him|her|them|it|a word|my|that)

    # never in my life
    (no,? )?(there('s| is| was) )?nothing (like that|of the (sort|kind))
    (it|that|this)('s| has)?{never} (ever )?(happen(ed)? to me|been (me|my case))
    (that|it) (hasn|didn|doesn|isn|wasn)'t (happen(ed)? to me|apply|the case)
    not in my case
    I('ve| have) never (had|heard|seen|touched) (one|any)
    I('ve| have) never (had|done|felt|heard|seen) (it|that|one|any|such a thing) in my life
    """,
    wrong="wrong|mistaken|exaggerating|talking (rubbish|nonsense)",
    never="n't| never| not| hasn't| didn't",
)
"""Said after a claim, however much later in the same breath, it takes the claim back."""
_NOT_SO = phrases(
    r"""
    (that|it)('s| is)(n't| not| just not) (true|right|so|how it is)
    (that|it) (wasn't|isn't) (true|right|so)
    is(n't| not) true
    (as if|hardly|wrong)[.!]
    I('m not| am not| don't| do not| haven't| didn't|'ve never)(?=[,.;!]|$)
    """
)
"""Only right after it: later it may be said of anything."""
_WHICH_IS = phrases(", which is (a bit rich|rubbish|nonsense|news to me|a lie|untrue|not true)-")
_ECHOED = phrases(
    r"""
    \?\s+((who|what)?,? ?me\?\s+)?({no}|not {at_all})(, no)?(?=[.!]|$)
    """,
    no="no|never|nope|nah|hardly|of course not",
    at_all="me|at all|really|likely|in the least",
)
"""A question of the speaker's own, asked to be answered with a no."""
_NEXT = re.compile(rf"^{_WELL_THEN}(?:{_DISOWNED.pattern}|{_NOT_SO.pattern})", re.I)
_LATER = re.compile(rf"{_WHICH_IS.pattern}|{_NEW_SENTENCE}(?:{_DISOWNED.pattern})", re.I)
_SECOND = re.compile(rf"^[^.!?]+{_NEW_SENTENCE}(?:{_NOT_SO.pattern})", re.I)


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
