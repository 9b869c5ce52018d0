# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Whether praise of one's own state is meant the other way round.

Only what is marked: a qualification that eats the praise ("as long as you count ..."), or a
superlative beside a count of mishaps. A reader of meanings takes the praise for a denial of the
complaint; irony makes it none. Unmarked irony is not heard here.
"""

import re

_MARKED = re.compile(
    r"\b(?:as long as|if|unless|provided|assuming|so long as) (?:you (?:don['’]t )?|by \w+ you )(?:count|call|mean|enjoy|like)\b|\bas (?:you|anybody|anyone) can (?:see|tell|hear)\b"
    r"|\bsaid (?:no ?body|no one) ever\b|\bnothing (?:says|screams|spells) \w+ (?:like|quite like)\b|\bso \w+ (?:in fact )?that I (?:missed|forgot|lost|cried|hid|ran|slept|fell)\b",
    re.I,
)
_PRAISE = re.compile(
    r"\b(?:superb|marvell?ous|brilliant(?:ly)?|fantastic|splendid|terrific|delightful|a delight|a joy|a treat|rosy|glorious|first[ -]class|top[ -]notch|second to none|picture of|life and soul|living the dream|a dynamo|barrel of laughs|great fun|such fun|calm itself|time of my life)\b",
    re.I,
)
_MISHAP = re.compile(
    r"\b(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+|several|umpteen) (?:times|hours|nights|days)|twice|only (?:just )?(?:took|rang|left|lost|forgot|missed|had|got|about)|took me|till|until|yet another|lost|forgot|missed|again|same (?:line|page|four|milk)|can['’]t|couldn['’]t|crying|sobbing)\b",
    re.I,
)


def is_ironic(text: str) -> bool:
    """Whether something in it shows that its praise is not meant."""
    return bool(_MARKED.search(text) or (_PRAISE.search(text) and _MISHAP.search(text)))
