# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Given names in lower case, as people type: "me and dave went", "my sister sophie".

A frequent name that is no word needs nothing beside it. A rare one needs its relation to somebody,
and a word that is a name too ("will", "hope", "bill") needs a place where only a person can stand.
"""

import re
from collections.abc import Iterator, Sequence

from filters.pii.cues import PERSON, PERSONAL_ACTS, RELATION, TALKS
from filters.pii.everyday import SAYINGS, identifies_nobody
from filters.pii.gazetteers import fold, load_gazetteers
from filters.pii.identifier import STANDS_ALONE, WORTH_REMOVING, Identifier
from filters.pii.lexicon import is_everyday, is_given, is_unheard
from filters.pii.words import Word

# Frequent given names that are words or parts of phrases when they have no capital.
_WORDS_TOO = """
amber bob carol daisy dean eve florence georgia heather holly jean jerry joe john josh joyce ken
mason matt mike nick norman oscar peter roger scott victoria
"""
# Names that are more often words, as far as people bear them and they make sense in these places.
_WORDS_FIRST = """
angel april art ash autumn basil bill buck bud buddy candy chance charity chase cherry christian
chuck clay cliff clover coral crystal dale dawn dell don dot drew earl eden faith fern frank gene
ginger glen grace grant guy harmony harper haven hazel heath hope hunter iris ivory ivy jack jade
jan jay jet jewel josh joy june junior lance lane lily mark marsh max may melody mercedes mercy
miles misty olive paris pat patience pearl penny poppy ray reed rob robin rose rowan ruby rusty
sage sandy scarlet sierra skye sonny stone sue summer sunny teddy trinity victor violet wade ward
will willow wren sunday peace
"""
_MODAL = frozenset({"will", "may", "rose", "drew", "don"})
"""They go on with a sentence that began with a person: "my brother will come"."""
WORDS_TOO, WORDS_FIRST = frozenset(_WORDS_TOO.split()), frozenset(_WORDS_FIRST.split())
SURE = STANDS_ALONE + 0.1
_ENDS = r"\s*(?:[.,;:!?)…]|$)"
_DOES = rf" (?:just |also |then |still |really |had )?(?:{TALKS}|{PERSONAL_ACTS}|was|is|has|had|does|doesn't|did|didn't|came|comes|went|goes|left|got|gets|gave|took)\b"
_KIN = re.compile(
    rf"(?<!\band )\b(?:[Mm]y|[Yy]our|[Hh]is|[Hh]er|[Oo]ur|[Tt]heir)(?: (?:\w+er|\w+est|little|big|old|own|best|good|half|ex|late|new|poor|middle|twin|other))*"
    rf" (?:ex[- ])?(?:{RELATION}|nan|gran|granny|grandma|grandad|grandpa)(?:,| called| named|'s called)? $"
)
_NAMED = re.compile(r"\b(?:[Nn]ame(?:['’]?s| is| was)|[Cc]all(?:s|ed)? (?:me|him|her)) $")
_TOLD = re.compile(
    r"\b(?:told|asked|texted|phoned|messaged|emailed|rang|married|marrying|dating|met|hugged|kissed) $"
)
_AS_PRONOUN = re.compile(r"(?! (?:i|it|we|he|she|they|you|there|this|that|the|my|is|of)\b)", re.I)
_CLAUSE = re.compile(
    r"(?:^|[.!?,;:]\s+|\b(?:and|but|so|then|because|cos|when|that|if|think|thought|until|while|after|before) )$",
    re.I,
)
_PAUSED = re.compile(r"(?:^|[.!?,;:]\s+)$")
_TALKS = re.compile(rf" {TALKS}\b(?! (?:it|to be)\b)")
_ME_AND = re.compile(r"\b(?:me|him|her) and $", re.I)
_TOGETHER = re.compile(
    r" (?:went|were|had|have|got|get|used to|split|broke|met|fell|moved|talked|argued|don't|haven't|aren't|are|always|both|did|do|live|lived|started)\b"
)
_I_AM = re.compile(r"\b(?:i['’]?m|i am|this is|it['’]?s|hi|hello|hey|dear|thanks) $", re.I)
_GREETS = re.compile(r"\s*(?:,|\.|$| (?:here|speaking|again|btw)\b)")
# What a speaker may be, and a name as well: "I'm frank", "it's may", "I'm joy".
_NOT_ME = """
frank sunny rusty misty junior christian ginger don will may june april summer autumn sunday dawn
patience peace bud buddy sonny angel candy
"""
_NOT_OF_ME = frozenset(_NOT_ME.split())
_SOMEBODYS = re.compile(rf"['’]s {RELATION}\b")
_BESIDE = re.compile(
    r"\b(?:told|asked|called|rang|phoned|texted|met|saw|see|with|love|miss|missed|hate|trust|to|from|without|about|said|like|poor|since|so|than) $",
    re.I,
)
_PERSON_AFTER = re.compile(rf"(?:{_DOES}|['’]s\b)")


# "mark is my brother", "mark and sue are splitting up"
_IS_SOMEBODY = re.compile(
    rf"(?:['’]s| is| was) (?:my|our|his|her|their|your) (?:\w+ ){{0,2}}{RELATION}\b"
)
_BOTH = re.compile(
    r" and (?P<other>[a-z]+) (?:are|were|have|had|got|went|both|split|came|live|lived)\b"
)
_FIRST_OF_BOTH = re.compile(r"(?P<other>[a-z]+) and $")
_IDEAS = frozenset(
    {"hope", "joy", "faith", "art", "peace", "patience", "charity", "mercy", "harmony"}
)
"""What people get on with and lose as well as people."""
_ALL_KIN = re.compile(
    r"\b(?:kids|children|sons|daughters|sisters|brothers|boys|girls|mates|parents|twins|son|daughter"
    r"|child|baby|[Mm]y [\w ]{3,24}),(?: called)? $"
)
_APPOSED = re.compile(r"\s*(?:,|\.|$| and )")
_LIST = re.compile(r"(?:, | and |,? & )$")


def find_lower_case(words: Sequence[Word], text: str) -> Iterator[Identifier]:
    """Given names without a capital, with what speaks for them."""
    sayings = [match.span() for match in SAYINGS.finditer(text)]
    last = -1
    for word in words:
        said = any(start <= word.start < end for start, end in sayings)
        if word.is_capital or len(word.text) < 2 or said or is_joined(word, text):
            continue
        name, before, after = fold(word.text), text[: word.start], text[word.end :]
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
    if name in WORDS_FIRST:
        return SURE if _only_a_person_stands(name, before, after) else 0.0
    if name in WORDS_TOO:
        return _of_word_too(name, before, after)
    if name in load_gazetteers().frequent:
        return STANDS_ALONE
    return _of_rare(name, before, after)


def _may_follow(name: str, after: str) -> bool:
    """Whether it can be the next of several names: "dave and steph", "alfie and will,"."""
    if name in WORDS_FIRST:
        return name not in _IDEAS and re.match(_ENDS, after) is not None
    return not is_everyday(name) and (is_given(name) or (is_unheard(name) and name.isalpha()))


def _of_word_too(name: str, before: str, after: str) -> float:
    """ "nick", "heather": one sign of a person will do."""
    if _only_a_person_stands(name, before, after):
        return SURE
    acts, pauses = _PERSON_AFTER.match(after), re.match(_ENDS, after)
    if (acts or pauses) and _BESIDE.search(before):
        return STANDS_ALONE
    # "okay, john." but not "heather and holly,"
    begins = _CLAUSE.search(before) if acts else pauses and _PAUSED.search(before)
    return WORTH_REMOVING if begins else 0.0


def _of_rare(name: str, before: str, after: str) -> float:
    if is_everyday(name) or identifies_nobody(name) or not (is_given(name) or is_unheard(name)):
        return 0.0
    apposed = _ALL_KIN.search(before) and is_given(name) and _APPOSED.match(after)
    if apposed or _KIN.search(before) or _NAMED.search(before):
        return SURE if is_given(name) else STANDS_ALONE
    return WORTH_REMOVING if is_given(name) and _TOLD.search(before) else 0.0


def _only_a_person_stands(name: str, before: str, after: str) -> bool:
    if _NAMED.search(before):
        return True
    if _KIN.search(before):
        does = re.match(_DOES, after) is not None
        return does if name in _MODAL else True
    return (
        bool(_TOLD.search(before) and _AS_PRONOUN.match(after))
        or bool(_ME_AND.search(before) and _TOGETHER.match(after) and name not in _IDEAS)
        or bool(_CLAUSE.search(before) and (_TALKS.match(after) or _SOMEBODYS.match(after)))
        or bool(_CLAUSE.search(before) and name not in _IDEAS and _IS_SOMEBODY.match(after))
        or _is_one_of_both(name, before, after)
        or bool(_I_AM.search(before) and _GREETS.match(after) and name not in _NOT_OF_ME)
    )


def _is_one_of_both(name: str, before: str, after: str) -> bool:
    """ "mark and sue are": two names do together what one does of things only."""
    second = _FIRST_OF_BOTH.search(before)
    if second:
        before, after = before[: second.start()], f" and {name}{after}"
        name, other = second["other"], name
    else:
        first = _BOTH.match(after)
        other = first["other"] if first else ""
    names = (WORDS_FIRST | WORDS_TOO | load_gazetteers().frequent) - _IDEAS
    both = {name, other} <= names and _BOTH.match(after)
    return bool(both and _CLAUSE.search(before))
