"""Whether praise of one's own state is meant the other way round.

Only what is marked: a qualification that eats the praise ("as long as you count ..."), or a
superlative beside a count of mishaps. A reader of meanings takes the praise for a denial of the
complaint; irony makes it none. Unmarked irony is not heard here.
"""

from filters.phrases import phrases

_MARKED = phrases(
    r"""
    {provided} (you (don't )?|by \w+ you )(count|call|mean|enjoy|like)
    as (you|anybody|anyone) can (see|tell|hear)
    said (no ?body|no one) ever
    nothing (says|screams|spells) \w+ (like|quite like)
    so \w+ (in fact )?that I (missed|forgot|lost|cried|hid|ran|slept|fell)
    """,
    provided="as long as|so long as|if|unless|provided|assuming",
)
_PRAISE = phrases(
    r"""
    superb|marvell?ous|brilliant(ly)?|fantastic|splendid|terrific|rosy|glorious
    delightful|a delight|a joy|a treat|great fun|such fun|barrel of laughs
    first[ -]class|top[ -]notch|second to none|picture of|calm itself
    life and soul|living the dream|a dynamo|time of my life
    """
)
_MISHAP = phrases(
    r"""
    ({number}|\d+|several|umpteen) (times|hours|nights|days)
    twice|again|yet another|till|until|took me
    only (just )?(took|rang|left|lost|forgot|missed|had|got|about)
    same (line|page|four|milk)
    lost|forgot|missed|can't|couldn't|crying|sobbing
    """,
    number="one|two|three|four|five|six|seven|eight|nine|ten",
)


def is_ironic(text: str) -> bool:
    """Whether something in it shows that its praise is not meant."""
    return bool(_MARKED.search(text) or (_PRAISE.search(text) and _MISHAP.search(text)))
