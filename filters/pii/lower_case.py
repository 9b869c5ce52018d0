"""Given names in lower case, as people type: "me and dave went", "my sister sophie".

A frequent name that is no word needs nothing beside it. A rare one needs its relation to somebody,
and a word that is a name too ("will", "hope", "bill") needs a place where only a person can stand.
"""

import re
from collections.abc import Iterator, Sequence

from filters.phrases import phrases
from filters.pii.cased import cased
from filters.pii.cues import PERSON
from filters.pii.everyday import SAYINGS, identifies_nobody
from filters.pii.gazetteers import fold, load_gazetteers
from filters.pii.identifier import STANDS_ALONE, WORTH_REMOVING, Identifier
from filters.pii.lexicon import is_everyday, is_given, is_unheard
from filters.pii.standing import (
    BESIDE,
    CLAUSE,
    ENDS,
    KIN,
    NAMED,
    PAUSED,
    PERSON_AFTER,
    TOLD,
    only_a_person_stands,
)
from filters.pii.word_names import IDEAS, WORDS_FIRST, WORDS_TOO
from filters.pii.words import Word

SURE = STANDS_ALONE + 0.1
REACH = 200
"""Letters around a word that are looked at: every sign of a name is shorter, and a turn may be a
whole book."""
_ALL_KIN = cased(r"""
    (kids|children|sons?|daughters?|sisters|brothers|boys|girls|mates|parents|twins),( called)? $
    (child|baby|[Mm]y [\w ]{3,24}),( called)? $                 # my two little ones, called
""")
_APPOSED = re.compile(r"\s*(?:,|\.|$| and )")
_SURNAMED = phrases(r"(surname|(last|family|maiden|second) name)('?s| is| was) $")
_AS_SURNAME = re.compile(rf"(?:{ENDS}| (?:like|with|as in|spelt|from|btw)\b)")
_LIST = re.compile(r"(?:, | and |,? & )$")


def find_lower_case(words: Sequence[Word], text: str) -> Iterator[Identifier]:
    """Given names without a capital, with what speaks for them."""
    sayings = [match.span() for match in SAYINGS.finditer(text)]
    last = -1
    for word in words:
        said = any(start <= word.start < end for start, end in sayings)
        if word.is_capital or len(word.text) < 2 or said or is_joined(word, text):
            continue
        name = fold(word.text)
        before = text[max(0, word.start - REACH) : word.start]
        after = text[word.end : word.end + REACH]
        score = _score(name, before, after)
        if last >= 0 and _LIST.fullmatch(text[last : word.start]) and _may_follow(name, after):
            score = SURE
        if score:
            last = word.end
            yield Identifier(
                entity=PERSON, start=word.start, end=word.end, text=word.text, score=score
            )


def is_joined(word: Word, text: str) -> bool:
    """Whether it is part of a longer token: an address, a link, a tag."""
    before, after = text[max(0, word.start - 1) : word.start], text[word.end : word.end + 2]
    return before != "" and before in "@/_#.-\\" or re.match(r"[@/_-]|\.\w", after) is not None


def _score(name: str, before: str, after: str) -> float:
    if _SURNAMED.search(before) and _is_said_surname(name, after):
        return SURE
    if name in WORDS_FIRST:
        return SURE if only_a_person_stands(name, before, after) else 0.0
    if name in WORDS_TOO:
        return _of_word_too(name, before, after)
    if name in load_gazetteers().frequent:
        return STANDS_ALONE
    return _of_rare(name, before, after)


def _is_said_surname(name: str, after: str) -> bool:
    """ "My surname's baker, like the job"; a word needs a pause or the like behind it."""
    listed = name in load_gazetteers().surnames and not identifies_nobody(name)
    return listed and len(name) > 2 and _AS_SURNAME.match(after) is not None


def _may_follow(name: str, after: str) -> bool:
    """Whether it can be the next of several names: "dave and steph", "alfie and will,"."""
    if name in WORDS_FIRST:
        return name not in IDEAS and re.match(ENDS, after) is not None
    return not is_everyday(name) and (is_given(name) or (is_unheard(name) and name.isalpha()))


def _of_word_too(name: str, before: str, after: str) -> float:
    """ "nick", "heather": one sign of a person will do."""
    if only_a_person_stands(name, before, after):
        return SURE
    acts, pauses = PERSON_AFTER.match(after), re.match(ENDS, after)
    if (acts or pauses) and BESIDE.search(before):
        return STANDS_ALONE
    # "okay, john." but not "heather and holly,"
    begins = CLAUSE.search(before) if acts else pauses and PAUSED.search(before)
    return WORTH_REMOVING if begins else 0.0


def _of_rare(name: str, before: str, after: str) -> float:
    if is_everyday(name) or identifies_nobody(name) or not (is_given(name) or is_unheard(name)):
        return 0.0
    apposed = _ALL_KIN.search(before) and is_given(name) and _APPOSED.match(after)
    if apposed or KIN.search(before) or NAMED.search(before):
        return SURE if is_given(name) else STANDS_ALONE
    return WORTH_REMOVING if is_given(name) and TOLD.search(before) else 0.0
