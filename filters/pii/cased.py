"""Tables of phrases where capitals count: `filters.phrases` for names, which have one."""

import re

from filters.phrases import phrases


def cased(table: str, **words: str) -> re.Pattern[str]:
    """As `phrases`, but "may" is not "May"; (?i:...) around a word lets it be either."""
    return re.compile(phrases(table, **words).pattern)
