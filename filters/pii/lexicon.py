"""What one word may be: nobody's name, an everyday word, a doubtful name, or open.

Puts the own lists (`everyday`, `names`) and the gazetteers together, with the stems that everyday
words are formed from. Knows no sentence.
"""

import re

from filters.pii.everyday import identifies_nobody
from filters.pii.gazetteers import fold, load_gazetteers
from filters.pii.words import Word

_SHORTEST_SHOUT = 6
_FORMS = "ltd limited inc incorporated corp corporation llc llp plc gmbh co"
LEGAL_FORMS = frozenset(_FORMS.split())
_SHORTEST_UNHEARD = 4
# What English makes terms of; names of people hardly end or begin so.
_TERM = re.compile(
    r"(?:ings?|ed|i[sz]ed?|if(?:y|ies)|ates?|i?est|ally|like|wise|wards?"
    r"|able|ible|ous|ful|less|ives?|ants?|ents?|[cnrt]al|ial|ular|tory|[gmt]ics?"
    r"|tions?|ness|isms?|ists?|ments?|ity|ities|hood|ship|ines?|oids?"
    r"|olog(?:y|ist)|graphy|gram|scopy|tomy|plasty|pathy"  # sciences and operations
    r"|sis|ses|itis|trophy|phobi[ac]|[aeh]+mia|algia|uria|rrho?ea|oma|phren.*"  # illnesses
    r"|olol|azole|statin|illin|ium|cytes?)$"  # medicines and the like
)
_PREFIX = re.compile(
    r"(?:over|under|inter|counter|hyper|hypo|peri|anti|post|semi|mis|dis|non|step"
    r"|neuro|psycho|micro)"
)
_ENDINGS = (
    *(("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("d", ""), ("ing", "")),
    *(("ing", "e"), ("ly", ""), ("er", ""), ("ers", ""), ("ness", ""), ("less", ""), ("ful", "")),
)
_MORE_ENDINGS = (
    *_ENDINGS,
    *(
        ("y", ""),
        ("y", "e"),
        ("er", "e"),
        ("ers", "e"),
        ("ier", "y"),
        ("iness", "y"),
        ("ility", "le"),
    ),
)
"""Beyond those that everyday words are told by, what a word may be formed with that is no name."""


def is_nobody(word: Word) -> bool:
    """Whether a capitalised word names nobody wherever it stands: "Monday", "NHS", "Sertraline"."""
    if is_all_capitals(word):
        return _is_abbreviation(fold(word.text))
    return identifies_nobody(word.text) or (word.owns and identifies_nobody(f"{word.text}'s"))


def is_all_capitals(word: Word) -> bool:
    """ "PTSD", "STDs", "LEEDS"; not an initial."""
    text = word.text.removesuffix("s")
    return len(text) > 1 and text.isupper()


def _is_abbreviation(folded: str) -> bool:
    """Capitals throughout are an abbreviation or a shout, unless a list has them."""
    lists = load_gazetteers()
    if folded in lists.frequent or folded in lists.towns or folded in lists.large:
        return len(folded) < 4 or folded in lists.vocabulary
    if folded in LEGAL_FORMS:
        return False
    return len(folded) < _SHORTEST_SHOUT or folded in lists.written or is_everyday(folded)


def is_everyday(folded: str) -> bool:
    """Whether the word, or the stem it is formed from, is one of everyday language.

    Names that are also words (Hope, Reading) are everyday until something says otherwise.
    """
    lists = load_gazetteers()
    if folded in lists.vocabulary or folded in lists.ambiguous:
        return True
    if is_listed(folded):
        return False
    if "-" in folded:  # "T-shirt", "Forty-odd", and stutters: "So-so"
        return all(
            len(part) < 2 or identifies_nobody(part) or is_everyday(part)
            for part in folded.split("-")
        )
    return any(
        folded.endswith(ending) and folded.removesuffix(ending) + added in lists.vocabulary
        for ending, added in _ENDINGS
    )


def is_listed(folded: str) -> bool:
    """Whether any list of names or places has it."""
    lists = load_gazetteers()
    return any(folded in names for names in (lists.given, lists.surnames, lists.towns, lists.large))


def is_given(folded: str) -> bool:
    """Whether it is somebody's given name."""
    return folded in load_gazetteers().given


def is_doubtful(folded: str) -> bool:
    """Whether it is an everyday word that is also somebody's name."""
    return folded in load_gazetteers().ambiguous


def is_plain(word: Word) -> bool:
    """Whether it is an everyday word and nobody's name."""
    folded = fold(word.text)
    return is_everyday(folded) and not is_doubtful(folded)


def is_open(word: Word) -> bool:
    """Whether no everyday word hides behind the capital, so that it should be a name."""
    return len(word.text) > 1 and not is_everyday(fold(word.text))


def is_often_written(folded: str) -> bool:
    """An English word that no list of names has, or a name so famous that it points at few."""
    return folded in load_gazetteers().written and not is_listed(folded)


def is_unheard(folded: str) -> bool:
    """Whether neither a list of names nor English explains it, so that it is a rare name.

    No form, compound or term of a kind: "hoovering", "childminder", "paroxetine" are none.
    """
    stuttered = "-" in folded and any(map(is_everyday, folded.split("-")))
    if len(folded) < _SHORTEST_UNHEARD or is_listed(folded) or is_everyday(folded) or stuttered:
        return False
    bare = re.sub(r"['’]s$", "", folded)
    parts = ((bare[:cut], bare[cut:]) for cut in range(3, len(bare) - 2))
    return not (
        _is_english(bare)
        or _TERM.search(bare)
        or _PREFIX.match(bare)
        or any(_is_english(bare.removesuffix(ending) + added) for ending, added in _MORE_ENDINGS)
        or any(len(bare) > 6 and _is_english(one) and _is_english(other) for one, other in parts)
    )


def _is_english(folded: str) -> bool:
    lists = load_gazetteers()
    return folded in lists.written or folded in lists.vocabulary
