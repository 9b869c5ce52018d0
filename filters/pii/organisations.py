"""How much speaks for a run of words being a firm, a school, a hospital or another organisation."""

import re
from collections.abc import Sequence

from filters.pii.candidate import FREQUENT, SURNAME, Candidate, folded
from filters.pii.cues import ALONE, LIKELY, ORGANISATION
from filters.pii.gazetteers import fold, load_gazetteers
from filters.pii.identifier import Identifier
from filters.pii.known import HEARD
from filters.pii.lexicon import LEGAL_FORMS, is_everyday, is_open
from filters.pii.words import Word

HEADED = FREQUENT + 0.1
"""The last word says what kind of organisation it is; a little more than a name's own weight."""
EVERYDAY = -0.3
_PARTNERS = re.compile(r"(?P<first>(?:[^\W\d_]+, )*[^\W\d_]+ (?:and|&) )$")
_HEADS = """
company group holdings logistics hospital infirmary hospice clinic surgery practice school college
university academy institute bank trust foundation partners associates solutions systems
technologies software services industries enterprises motors ferries freight dairy bakery foods
stores store works engineering engines farm growers nursery laundry hotel inn arms restaurant cafe
church chapel cathedral mosque temple synagogue library museum theatre orchestra agency charity
council centre center home lodge park club society union packing shellfish salmon boatyard pharmacy
investments research
"""
_HEAD_WORDS = LEGAL_FORMS | frozenset(_HEADS.split())


def as_organisation(candidate: Candidate) -> Identifier | None:
    """The run as an organisation, with the partners named before it; None if it can be none."""
    words: Sequence[Word] = list(candidate.words)
    if words[0].begins and is_everyday(fold(words[0].text)) and words[0].text != "St":
        words = words[1:]
    if not words or not candidate.cased:
        return None
    headed = len(words) > 1 and heads_a_firm(words[-1].text)
    start = _start_of_partners(candidate.text, words[0].start)
    cue = candidate.cue(ORGANISATION, words, start=start)
    several = "," in candidate.text[start : words[0].start]
    if headed or cue >= (LIKELY if several else ALONE):
        headed = headed or start < words[0].start
    else:
        start = words[0].start
    score = HEADED * headed + cue + HEARD * (folded(words) in candidate.known.organisations)
    score += candidate.surprise(words) if any(map(is_open, words)) else EVERYDAY
    if headed and is_open(words[0]) and fold(words[0].text) in load_gazetteers().surnames:
        score += SURNAME
    return candidate.found(ORGANISATION, words, score, start=start)


def heads_a_firm(word: str) -> bool:
    """Whether the word says what kind of organisation it is: "Hospital", "Ltd"."""
    return fold(word) in _HEAD_WORDS


def _start_of_partners(text: str, start: int) -> int:
    """ "Lopez, Santos and Coleman": the first partner of the firm whose last is at `start`."""
    partners = _PARTNERS.search(text[:start])
    return partners.start("first") if partners else start
