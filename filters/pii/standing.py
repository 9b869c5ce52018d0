"""Places in a sentence where only a person can stand: "me and hope went", "my sister hope came"."""

import re

from filters.phrases import phrases
from filters.pii.cased import cased
from filters.pii.gazetteers import load_gazetteers
from filters.pii.person_words import PERSONAL_ACTS, RELATION, TALKS
from filters.pii.word_names import IDEAS, MODAL, NOT_OF_ME, WORDS_FIRST, WORDS_TOO

# What ends in " $" stands right before a name, what begins with "^" right after it.
ENDS = r"\s*(?:[.,;:!?)…]|$)"
KIN = cased(
    r"(?<!\band ){whose}( {which})* (ex[- ])?{kin}(,| called| named|'s called)? $",
    whose="[Mm]y|[Yy]our|[Hh]is|[Hh]er|[Oo]ur|[Tt]heir",
    which=r"\w+er|\w+est|little|big|old|own|best|good|half|ex|late|new|poor|middle|twin|other",
    kin=f"{RELATION}|nan|gran|granny|grandma|grandad|grandpa",
)
NAMED = cased(r"""
    \b[Nn]ame('?s| is| was) $
    \b[Cc]all(s|ed)? (me|him|her) $
""")
TOLD = cased(r"""
    (told|asked|texted|phoned|messaged|emailed|rang) $
    (married|marrying|dating|met|hugged|kissed) $
""")
CLAUSE = phrases(r"""
    ^$
    [.!?,;:]\s+$
    (and|but|so|then|because|cos|when|that|if|until|while|after|before) $
    (think|thought) $
""")
PAUSED = re.compile(r"(?:^|[.!?,;:]\s+)$")
BESIDE = phrases(r"""
    (told|asked|called|rang|phoned|texted|said) $
    (met|saw|see|love|miss|missed|hate|trust) $
    (with|without|to|from|about|like|than|so|since|poor) $
""")
_DOES = cased(
    r"""
        ^ ({even} )?({talks}|{personal_acts})
        ^ ({even} )?(was|is|has|had|does|doesn't|did|didn't)
        ^ ({even} )?(came|comes|went|goes|left|got|gets|gave|took)
    """,
    even="just|also|then|still|really|had",
    talks=TALKS,
    personal_acts=PERSONAL_ACTS,
)
PERSON_AFTER = re.compile(rf"{_DOES.pattern}|['’]s\b")
_AS_PRONOUN = re.compile(r"(?! (?:i|it|we|he|she|they|you|there|this|that|the|my|is|of)\b)", re.I)
_TALKS = cased(r"^ {talks}(?! (it|to be)\b)", talks=TALKS)
_ME_AND = phrases(r"(me|him|her) and $")
_TOGETHER = cased(r"""
    ^ (were|are|aren't|have|haven't|had|did|do|don't|used to|always|both)
    ^ (went|got|get|split|broke|met|fell|moved|talked|argued|live|lived|started)
""")
_I_AM = phrases(r"(i'?m|i am|this is|it'?s|hi|hello|hey|dear|thanks) $")
_GREETS = re.compile(r"\s*(?:,|\.|$| (?:here|speaking|again|btw)\b)")
_SOMEBODYS = cased(r"^'s {relation}", relation=RELATION)
# "mark is my brother", "mark and sue are splitting up"
_IS_SOMEBODY = cased(
    r"^('s| is| was) (my|our|his|her|their|your) (\w+ ){0,2}{relation}", relation=RELATION
)
_BOTH = re.compile(
    r" and (?P<other>[a-z]+) (?:are|were|have|had|got|went|both|split|came|live|lived)\b"
)
_FIRST_OF_BOTH = re.compile(r"(?P<other>[a-z]+) and $")


def only_a_person_stands(name: str, before: str, after: str) -> bool:
    """Whether the words around a name, or around a word that may be one, leave nothing else."""
    if NAMED.search(before):
        return True
    if KIN.search(before):
        does = _DOES.match(after) is not None
        return does if name in MODAL else True
    return (
        bool(TOLD.search(before) and _AS_PRONOUN.match(after))
        or bool(_ME_AND.search(before) and _TOGETHER.match(after) and name not in IDEAS)
        or bool(CLAUSE.search(before) and (_TALKS.match(after) or _SOMEBODYS.match(after)))
        or bool(CLAUSE.search(before) and name not in IDEAS and _IS_SOMEBODY.match(after))
        or _is_one_of_both(name, before, after)
        or bool(_I_AM.search(before) and _GREETS.match(after) and name not in NOT_OF_ME)
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
    names = (WORDS_FIRST | WORDS_TOO | load_gazetteers().frequent) - IDEAS
    both = {name, other} <= names and _BOTH.match(after)
    return bool(both and CLAUSE.search(before))
