"""Whose experience a clause tells: the patient's own, or somebody else's.

Rules over words, tested on tables. The speaker's own are also what others notice in them ("my wife
says I shout"), what others do to or for them, and what they share ("and so have I").
"""

from filters.phrases import phrases
from filters.status.introduction import BRINGING_UP, brings_up_another, is_pointed_at
from filters.status.people import PEOPLE

_ANOTHER = phrases("^{lead}{somebody}{which}{does}", **BRINGING_UP)
_POINTED_OUT = phrases(
    r"""
    ^{lead}(it|there)('s| is| was) {somebody}{which}[^,.]*? (who|that)
    ^{lead}{somebody}[.!]?$
    ^\W*(her|his) (hands?|heart|chest|mind|head|mood|sleep|legs?|nerves|confidence|appetite)
    """,
    **PEOPLE,
)
_SPEAKER = phrases(
    r"""
    # "and neither have I"
    (so|neither|nor) (have|do|am|can|did|was|will|could|would) I
    same

    # a clause of the speaker's own
    (and|but|so|or|otherwise|because|cos|now|then) (now |then |since then )?I('\w+)?
    [,;:–—] (now |then |since then )?I('\w+)?
    [.!?] (I|We|My)
    (and|but) ([\w']+ ){0,3}I
    what if
    (every\w+|anything|what|that|how( [\w']+){0,4}|rather) I(?! (was|am|live|work|know|met)\b)
    (when|whenever|while|until|before|after) I(?! (was|am|lived|worked|met)\b)
    my (?!({person}|([\w-]+ ){0,2}{person}|street|group|childhood|class|family)\b)-

    # others to or about the speaker, but not "he never told me"
    {notice}\w*( out| me| it)?( that| how| when)? I
    {unless_not}(me|myself|mine|us|you|your|we've|I'm)
    """,
    **PEOPLE,
    notice="{say}|know|heard|hear|see|saw|catch|caught|swear",
    say="say|tell|told|notic|reckon|think|thought|ask|complain|point|remind",
    unless_not=r"(?<!not )(?<!n't )(?<!never )(?<!told )(?<!asked )",
)
_ABOUT_THE_SPEAKER = phrases(
    r"""
    # "my wife is always saying ..." may go on "... that I", but not "... that he"
    ^{lead}{somebody}{which}{has}?( {keeps})* {says}(?=\W)(?!{of_another})-
    ^{lead}({somebody}{which}|{group}){are}( been)? (all )?{spying}\w*ing

    # what they think of the speaker
    can't (understand|cope with|believe)-
    couldn't (understand|believe)-
    noticed|worried about|g[ai]ven? up|fed up|finds? it|had enough|better off

    # a loss
    dead|died|dies|dying|gone|passed|killed|buried|drowned|stillborn|miscarri\w+
    murdered|stabbed|shot dead|overdos\w+|funeral|without (him|her)|own life
    (?<!be )(left|leav(e|es|ing))(?! (the|her|his|home)\b)
    """,
    **PEOPLE,
    has="'(s|d|ve)| has| have| had",
    keeps="always|just|even|used to|keeps?|kept|started|goes on",
    says="goes,|go,|told|said|{say}(s|e[sd]?|ed|ing)?",
    say="ask|tell|say|point|notic|reckon|remark|comment|jok|call|complain",
    of_another=r"( me)? (that )?(he|she|her|his|the \w+ were)\b",
    are="'(s|ve)| is| are| were| have",
    spying="spy|watch|follow|listen|plott|poison|talk|laugh|record|whisper|star",
)
_NOT_ME = phrases(
    "I( don't| do not|'m not| am not| haven't| didn't| never (do|have|am))(?=[,.;!]|$)"
)
_SPEAKS_OF_SELF = phrases("I|me|my|mine|myself|we|us|our|you|your")
_INTRODUCED = phrases(
    r"""
    ^{lead}((it|there)('s| is| was)|take|look at) {somebody}
    ^{lead}you('d| should| ought to| want to| can)?( have to)? {ask} {somebody}
    ^{lead}poor (old )?(?-i:[A-Z]\w+|{person})
    ^\W*(he|she) was\b.*, (?-i:[A-Z]\w+)[.!]?$
    """,
    **PEOPLE,
    ask="ask|see|hear|meet|look at",
)
"""Somebody is brought up; what follows without an "I" is about them."""
_OWN_WORDS_OF_ANOTHER = phrases(
    r"""
    ^{lead}{somebody}{which}('(s|d))?( (always|just|then))* {goes}[,:] ?(["“‘]|')?(I|my)
    """,
    **PEOPLE,
    goes="goes|says|said|was like|were like|went",
)
_SETS_APART = phrases(
    r"""
    - of mine
    not (me|mine|my \w+)
    (in|at|on|from|round|down) (my|our) (\w+ )?{place}
    """,
    **PEOPLE,
)
"""Words of the speaker in what is another's."""
_SHARED = phrases(
    r"""
    (so|neither|nor) (do|have|am|did|can|could|was|will|would) I
    (me|mine|myself) too
    the same (for|with) me
    gone the same way
    I('m| am| do| have|'ve| did| was)( \w+)? (too|as well|the same|no better|no different)
    """
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
