"""Names on networks, written or said: "at jay underscore miller", "my snap is tommo_92".

Where a network or the word for such a name stands before it, any form of one counts; without,
only what nobody says otherwise. "@name" has a shape and is the work of `filters.pii.patterns`.
"""

import re
from collections.abc import Iterator

from filters.phrases import phrases
from filters.pii.gazetteers import fold
from filters.pii.identifier import Identifier
from filters.pii.lexicon import is_everyday
from filters.pii.mail import LINK, SAID_NUMBER

CUED, TYPED = 0.7, 0.5
_WORDS = {
    "network": (
        "insta(gram)?|tik ?tok|twitter|snap(chat)?|discord|reddit|twitch|threads|blue ?sky|mastodon"
        "|telegram|youtube|facebook|steam|xbox|psn|linkedin|tumblr|pinterest"
    ),
    "handle": "handle|user ?name|screen ?name|gamer ?tag|login|insta|snap",
    "goes": "go|goes|post|posts|stream|streams",
}
_CUE = phrases(
    r"""
        ({network}|{handle})
        (i|he|she|they) {goes} (by|as|under)
        (follow|find|add|tag) (me|him|her|them)
        messaged me
    """,
    **_WORDS,
)
_NAMED = phrases(
    r"""
        ({network}|{handle})('?s| is| was|:| name is)?,? (it'?s )?$     # my snap is
        ({goes}|known) (by|as|under) $
        (it's|is|i'm|he's|she's) $
    """,
    **_WORDS,
)
"""What stands right before the name itself."""

_PART = r"[^\W_][\w-]*"
# "They underscore my faults": what follows the verb.
_OBJECT = (
    r"(?!(?:the|an?|my|your|his|her|our|their|its|it|that|this|these|those|how|what|why"
    r"|all|each|any|some|to|of|in|at|for)\b)"
)
_SAID = re.compile(
    rf"(?i)(?P<at>\bat )?\b(?P<first>{_PART})"
    rf"(?: (?:{LINK})(?: (?:{LINK}))* {_OBJECT}{_PART})+"  # "underscore miller"
    rf"(?: {SAID_NUMBER}(?!\w))*"
)
_TYPED = re.compile(
    r"""(?ix)
    (?<![\w@/.-])
    (?:
        u/[\w-]{3,}                                     # u/quiet_otter
        | [a-z][\w.]{2,}\#\d{4}                         # otter#0000
        | (?=\w*[a-z]\w*_) [a-z0-9]+ (?:_+[a-z0-9]+)+   # quiet_otter_9
        | [a-z]{3,}\d{1,4}[a-z]{0,3}                    # otter9
    )
    (?! [\w@] | \.\w )
    """
)
_MAY_HOLD_ONE = re.compile(rf"(?i) (?:{LINK}) |\w_\w|\bu/|#\d|[a-z]{{3}}\d")


def find_handles(text: str) -> Iterator[Identifier]:
    """Every name on a network that stands beside a sign of one."""
    if not _MAY_HOLD_ONE.search(text):
        return
    for match in _SAID.finditer(text):
        if _is_cued(match, text[: match.start()]) or (match["at"] and _says_a_name(match)):
            yield _handle(match, CUED)
    for match in _TYPED.finditer(text):
        score = _typed(match, text[: match.start()])
        if score:
            yield _handle(match, score)


def _is_cued(match: re.Match[str], before: str) -> bool:
    """Polka dots are talked of on networks too, so dots need the network right before them."""
    underscored = "underscore" in match[0].lower()
    return _CUE.search(before) is not None and (underscored or _NAMED.search(before) is not None)


def _says_a_name(match: re.Match[str]) -> bool:
    """ "at jay underscore miller", but not "at work underscore nothing" or "at home dash out"."""
    return "underscore" in match[0].lower() and not is_everyday(fold(match["first"]))


def _typed(match: re.Match[str], before: str) -> float:
    """A word with figures at its end needs its network right before it; other forms say enough."""
    sign = re.search(r"[_#/]", match[0]) is not None
    if _CUE.search(before) and (sign or _NAMED.search(before)):
        return CUED
    return TYPED * sign


def _handle(match: re.Match[str], score: float) -> Identifier:
    return Identifier(
        entity="HANDLE", start=match.start(), end=match.end(), text=match[0], score=score
    )
