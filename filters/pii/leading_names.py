"""The names that a reply begins with: "Um, Elodie, Tristan and Beau", "It's Kowalczyk".

A reply may be one word without a cue of its own. Knows no question.
"""

import re
from collections.abc import Iterator, Sequence

from filters.phrases import phrases
from filters.pii.everyday import identifies_nobody
from filters.pii.gazetteers import fold, load_gazetteers
from filters.pii.lexicon import is_doubtful, is_everyday, is_often_written
from filters.pii.words import Word, split_words

LONGEST_NAME = 3
_LEAD = phrases(r"""
    (um+|uh|er+m?|oh|ah|yeah|yes|yep|well|sure|okay|right|so|just|like|sorry)
    (mainly|mostly|always|originally)
    (it'?s|it is|it was|that'?s|that is|that was)
    (i'?m|i am|he'?s|she'?s|they're|mine's|mine is)
    (my|his|her|their|the|your)( \w+)? (sur)?name('s| is| was)?     # my last name is
    (call me|called|named|a place called)
    i (live|lived|come)
    i grew up
    (in|from|near|at|to|with|outside|around)
""")
_LEADS_IN = re.compile(rf"(?:\W*(?:{_LEAD.pattern}))*\W*", re.IGNORECASE)
_AND_ANOTHER = re.compile(r",? and |, |; ")
_PAUSE = re.compile(r"\s*(?:[.,;!]|$)")


def leading_names(text: str) -> Iterator[tuple[Word, ...]]:
    """The names that the reply begins with: "Elodie, Tristan and Beau"."""
    begin = _LEADS_IN.match(text)
    place = begin.end() if begin else 0
    while name := _name_at(text, place):
        yield name
        after = _AND_ANOTHER.match(text, name[-1].end)
        if not after:
            return
        place = after.end()


def _name_at(text: str, place: int) -> tuple[Word, ...]:
    """The words from there, as long as each can be part of a name."""
    words: list[Word] = []
    for word in split_words(text):
        if word.start < place:
            continue
        gap = text[words[-1].end if words else place : word.start]
        if gap != (" " if words else "") or len(words) == LONGEST_NAME or not _may_be_said(word):
            break
        words.append(word)
    return tuple(words) if words and _is_name(words, text) else ()


def _may_be_said(word: Word) -> bool:
    folded = fold(word.text)
    open_word = not is_everyday(folded) and not is_often_written(folded)
    return not identifies_nobody(word.text) and (open_word or is_doubtful(folded))


def _is_name(words: Sequence[Word], text: str) -> bool:
    """Everyday words ("Hope", "will") are a name where nothing but a pause follows."""
    if any(not is_everyday(fold(word.text)) for word in words):
        return len(words) > 1 or len(words[0].text) > 1
    said = fold(words[0].text) in load_gazetteers().doubtful_given
    return said and _PAUSE.match(text, words[-1].end) is not None
