r"""How people answer yes and no: outright, in other words, and by asking back.

Tables in the notation of `filters.phrases`, read by `filters.answers`.
"""

import re

from filters.phrases import phrases

_WELL = (
    r"^\W*(?:(?:um+|uh+|er+m?|well|oh|ah|honestly|mm+|god|lord|goodness(?: me)?|heavens|gosh"
    r"|i mean|you know|to be (?:honest|fair))\W+)*"
)
BARE_NO = "no(?=[,.!]|$)(?!,? (i do|it is|it does|yeah|you're right|that's))"
"""It stands alone, unlike "no, I do" and "no energy"."""


def _opens_with(table: str, after: str = _WELL, **words: str) -> re.Pattern[str]:
    """What begins with a phrase of the table, after "well" and the like."""
    return re.compile(f"{after}(?:{phrases(table, **words).pattern})", re.I)


YES = _opens_with(
    r"""
    yes|yeah|yep|yup|aye|oh yes
    absolutely|definitely|certainly
    of course(?! not)
    too right
    (i('m| am) )?afraid so
    i suppose so
    i('d| would) say so
    tell me about it
    you could say that
    you bet
    and then some
    how did you guess
    don't i just
    i('ll| will) say
    put it this way
    {it} {does},? {though}
    {it} {does}([.,!]|$)-

    # how much
    very much
    a (lot|bit|little)
    (quite|very|too|more) (often|a (bit|lot)|much)
    more than i('d| would)

    # how often
    sometimes|often|always|constantly|usually|mostly
    all the time
    (on|most|some|nearly all|almost all) (days|nights|mornings|evenings|weeks|of the time)
    {nearly}every( \w+)? (day|night|morning|evening|week|time|hour|minute|single \w+)
    now and (then|again)
    on and off
    day (in|and)
    morning,? noon
    from (the moment|morning|dawn|the minute|start)
    (it|they) never (stops?|lets? up|goes? away|leaves?)
    non-?stop
    like (an?|the|anything|mad|clockwork)
    more (days|nights|often|times) than not
    """,
    it="i|it|they|he|she|that",
    does="do|does|am|is|are|have|has|can|did",
    though="though|yes|yeah|a (bit|lot)|all|most|every|still|sometimes|often",
    nearly="(nearly |almost )?",
)
YES_AT_THE_END = phrases(
    r"""
    ^(\w+\W+){1,3}(yes|yeah|yep)\W*$
    [.!?;,]\W+((so|but|well|then|mostly|usually),? )*(yes|yeah|yep|{it_does})\W*$
    if that's what you mean\W*$
    crossed my mind
    """,
    it_does="(it|i|they) (do|does|am|is|are|have|has)",
)
"""In a few words: "Very nearly, yeah." A no at the beginning is looked for first."""
NO = _opens_with(
    r"""
    {bare_no}
    nope
    nah-
    never
    not ({at_all}|{that_much}|{any_more})
    not (so|as) far as
    nothing (like|comes|springs)-
    none(?! of my)
    hardly( ever)?
    i {do_not} (think so|really|think of any)-
    i {do_not}([.,!]|$)-
    that's not (me|it)
    far from it
    can't say (that )?i (do|have|am|did|was)
    {thankfully},? (not?|never|none)
    i wish\W*$
    if only\W*$
    chance would be
    (god|heaven) forbid
    perish the thought
    no way
    as if
    """,
    bare_no=BARE_NO,
    at_all="really|at all|in the least|as such|a bit|me",
    that_much="that|since|those|especially|particularly",
    any_more="so far|any ?more|lately|these days|now",
    do_not="don't|haven't|wouldn't|didn't|can't",
    thankfully=(
        "thankfully|happily|luckily|fortunately|mercifully|i'm (glad|pleased|happy) to say"
        "|thank (god|goodness|heavens)"
    ),
)
OF_COURSE = _opens_with(
    r"""
    {would_not} (you|any(one|body)|every(one|body)|we all)
    who (wouldn't|doesn't|isn't|hasn't)
    (show|find) me (a|an|one|any)\w* \w+ (who|that) (isn|doesn|wouldn|hasn)'t
    i'd be an? \w+ (if i didn|not to)
    is the pope
    do bears
    is water wet
    is grass green
    does (a|the) \w+
    need you ask
    how long have you got
    what do you (reckon|think)
    how (could|can) i not
    why (else|do you think)
    """,
    after=r"^\W*(?:well\W+)?",
    would_not="wouldn't|doesn't|don't|isn't|haven't|aren't",
)
OF_COURSE_NOT = _opens_with(
    r"""
    why (would|should) (i|it|they)
    do i (look|seem|sound)
    do i strike
    does it look like-
    what do you take me for
    what (me|would i)
    what (on earth )?for
    what( have i got| is there|'s there|s there) to (feel {guilty}|be {scared}|worry)
    who's got (the )?time
    who'd (bother|want|care)
    how would i
    me\?\W+(what|why|no|never|how)
    (on|with) my \w+\?
    since when
    at my age\?
    """,
    after=r"^\W*(?:well\W+)?",
    guilty="guilty|bad|ashamed",
    scared="scared|afraid|ashamed|anxious|angry|guilty",
)
OF_WELL_BEING = phrases(
    r"""
    still
    able
    manag\w+
    well|fine|good|happy|all ?right|ok(ay)?|safe(ly)?
    stops?|ease|settle|go away
    switch off|wind down|relax
    enjoy\w*
    look(ing)? forward
    through|properly|enough|easily|normally|as usual
    """
)
OF_TROUBLE = re.compile(
    r"\b(?:hard|difficult\w*|trouble|problem|struggl\w+|not|less|\w+n['’]t|wak(?:e|ing))\b", re.I
)
