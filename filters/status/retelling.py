# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""A clause retold as if it were the speaker's own and of today, for looking up what it is about.

The lines that a reader of meanings learned from are complaints in the first person. "Suppose I
started hearing voices tomorrow" is far from them, "I started hearing voices" is not. What the
clause says of the complaint is lost in the retelling: it serves those that disown it alone.
"""

import re

from filters.status.introduction import ADJUNCT, MEETS
from filters.status.people import LEAD, SOMEBODY, WHICH

_STEPS = (
    (re.compile(rf"{LEAD}(?:unlike|like|with) {SOMEBODY},?(?: (?:it|that)(?:['’]s| is| was))? ", re.I), ""),
    (re.compile(rf"{LEAD}{MEETS}\b[^.?!]*?\b(?:who|that|because (?:he|she|they)|he|she)\b", re.I), "I"),
    (re.compile(rf"{LEAD}(?:they say|you (?:should|ought to) (?:see|hear)|poor|{ADJUNCT})?\s*(?:(?:it|there)(?:['’]s| is| was) )?{SOMEBODY}{WHICH},?(?: (?:who|that))?(?=['’]| )", re.I), "I"),
    (re.compile(r"\b(?:if|supposing|suppose|imagine(?: if)?|what if|should|in case|say|were) I (?:ever |were to |was to |really )?", re.I), "I "),
    (re.compile(r"^\W*(?:were|should|if) (the \w+|my \w+) (?:to |ever )?", re.I), r"\1 "),
    (re.compile(r"\b(?:my (?:\w+ )?fear is|I dread the day|I hope|I worry|I(?:['’]m| am) (?:scared|afraid|worried))(?: that| when)? (?:one day )?(?=I\b)", re.I), ""),
    (re.compile(r"\b(?:it(?:['’]d| would) be (?:awful|dreadful|terrible|horrible) (?:if I|to)|I(?:['’]d| would) hate to)\b", re.I), "I"),
    (re.compile(r"\bI(?:['’]d|['’]ll| (?:would|will|might|may|could|did))(?: (?:only|just|probably|surely|well|ever))? (?!(?:have )?\w+(?:ed|en)\b)", re.I), "I "),
    (re.compile(r"^\W*(?:I )?used to(?: be)?(?: that)? (?:I(?:['’]d)? )?", re.I), "I "),
    (re.compile(r"\bI (?:always )?used to ", re.I), "I "),
    (re.compile(r"\b(?:I (?:wouldn['’]t|would not|can(?:['’]t|not)) say (?:that )?|I(?:['’]ve| have) no reason to think )(?=I\b)", re.I), ""),
    (re.compile(r"\b(?:one day|these days|back then|(?:years|months|ages) ago|in the past|at one time|at the time|in my \w+|at my worst|that was years ago|when I was \w+|as a \w+)\b,?", re.I), ""),
    (re.compile(r"\b(?:he|she|they)\b", re.I), "I"),
    (re.compile(r"\b(?:his|her|their)\b", re.I), "my"),
    (re.compile(r"\b(?:himself|herself|themselves)\b", re.I), "myself"),
    (re.compile(r"\s+"), " "),
)  # fmt: skip


def as_own(clause: str) -> str:
    """The same clause if there is nothing to retell."""
    for pattern, own in _STEPS:
        clause = pattern.sub(own, clause)
    return clause.strip(" ,;")
