"""Whether a clause tells of what is over: a time named as gone by, or an ending.

Rules over words, tested on tables. What is lost is not over: "I used to love it" and "I don't
enjoy it any more" are complaints of today, so a clause about something good is never bygone.
"""

from filters.phrases import phrases
from filters.status.endings import LONG_GONE, OVER, THEN_LIFTED
from filters.status.past_times import OF_TODAY, PLAINLY_PAST, STILL, THEN, WHEN

_GOOD = phrases(
    r"(?<!\bno )(?<!\blittle )({liked}|{joy}|{ease}|{ability}|{doing}|{others})",
    liked=r"enjoy\w*|lov(e|ed)|(I|we|to|did|really|still) like|liked",
    joy=r"laugh\w*|smil\w+|fun|joy|pleasure|happy|hope|look(ed)? forward",
    ease=r"calm\w*(?! down)|patient|confident|easy-?going|relax\w*|anything like|be so",
    ability=r"able|cope|manage|bother(ed)?|energy|interest\w*|focus|concentrat\w+",
    doing=r"sle(ep|pt) (well|fine|through|like|right)|eat (well|properly)|read|cook|sing|danc\w+",
    others=r"cared?|close|trust\w*|alive|see (friends|people)|go out",
)
_WAS_WELL = phrases(
    r"^\W*(I|it|we|things|everything) (was|were|felt|did) (\w+ )?{well}",
    well="fine|well|ok(ay)?|all ?right|normal|good|great",
)
_BEGAN_AGAIN = phrases(
    "(began|started|starts?|begins?|kicked off|came|come|crept) (again|back)",
)
_CAME_BACK = phrases(
    """
    (it's|they're|it is|all) back
    (came|come|coming) back
    back again
    worse
    still
    ever since
    """
)
_NOW = phrases("now|nowadays|these days|today|since then")
_WELL = phrases(
    r"""
    quiet|calm|fine|well|normal\w*|all ?right|ok(ay)?|good|grand|better|happy|mellow\w*
    easy|easier|steady|settled|clear|over|free|(?<!I've )gone
    love|enjoy|sleep|laugh
    don't|doesn't|isn't|never|no longer
    like (any|every)\w*( else)?
    what(ever)? I (like|want|fancy)
    I('ve)? (got|have|can)
    """
)
_ILL = phrases(
    r"""
    worse|as bad|still|again
    can'?t|cannot|couldn't|nothing|nobody|hardly|barely
    no (point|better|use|energy|\w+ left)
    any (better|good)
    not (the )?same
    all (day|night|the time)|every (day|night|time|single|hour)|constant\w*
    lucky if
    """
)
_NO_LONGER = phrases(
    r"""
    any ?more|any longer|no longer|nowadays|these days|not since
    since (I|we|my|the|last|(19|20)\d\d)
    (for|in) ((?!the\b)[\w-]+ ){0,3}(years|months|decades|ages)
    (gave|given) up \w+ing
    stopped|quit|grew out|grown out|used to
    """
)


def is_bygone(clause: str, *, rest: str = "") -> bool:
    """Whether what it tells is over; `rest` is what else was said in the same breath."""
    if any(pattern.search(clause) for pattern in (_GOOD, _WAS_WELL, _BEGAN_AGAIN)):
        return False
    if OVER.search(clause) or (THEN.search(clause) and not STILL.search(clause)):
        return True
    if not PLAINLY_PAST.search(clause) or _CAME_BACK.search(f"{clause} {rest}"):
        return False
    if THEN_LIFTED.search(clause):
        return True
    is_over = WHEN.search(clause) or _tells_the_end(rest)
    return bool(is_over and not OF_TODAY.search(clause))


def says_no_longer(clause: str) -> bool:
    """Whether a denial lets hear that it was so once: "I don't hear them any more"."""
    return bool(_NO_LONGER.search(clause))


def _tells_the_end(rest: str) -> bool:
    return bool(
        OVER.search(rest) or LONG_GONE.search(rest) or THEN_LIFTED.search(rest) or _is_well(rest)
    )


def _is_well(rest: str) -> bool:
    """Whether today is said to be otherwise, and good: "It's quiet in there now"."""
    return bool(_NOW.search(rest) and _WELL.search(rest) and not _ILL.search(rest))
