"""How much speaks for a run of words being a person's name.

Everyday words that are names (Hope, Will, May) count only where a cue is decisive, or where a
capital stands inside a sentence that is no title.
"""

import re
from collections.abc import Sequence

from filters.pii.candidate import DOUBTFUL, FREQUENT, LISTED, SURNAME, Candidate
from filters.pii.cues import LIKELY, PERSON
from filters.pii.gazetteers import fold, load_gazetteers
from filters.pii.identifier import Identifier
from filters.pii.known import HEARD
from filters.pii.lexicon import is_often_written, is_open, is_plain, is_unheard
from filters.pii.organisations import heads_a_firm
from filters.pii.words import Word

TWO_OPEN = 0.3
"""Two capitals side by side that no everyday word explains."""
_MONTHS = frozenset({"jan", "april", "may", "june", "august"})
_CAPITAL_ANYWAY = _MONTHS | {"summer", "autumn", "winter", "spring", "sunday"}
_ASKS = frozenset({"will", "may", "can", "must"})
_IN_A_MONTH = re.compile(
    r"\b(?:in|since|until|till|by|from|last|next|this|early|mid|late|of|end of|every|during|before"
    r"|after|through|to|between|and|or)[ -]$",
    re.I,
)
_OF_A_MONTH = re.compile(
    r" (?:\d|weather|showers|sun|rain|morning|evening|night|day|bank|half)|,? (?:or|and) [A-Z]"
)


def as_person(candidate: Candidate) -> Identifier | None:
    """The part of the run that is a person's name, with its evidence; None if no part can be."""
    words = _name_within(candidate.words)
    if all(len(word.text) == 1 for word in words):
        return None
    heard = HEARD * any(fold(word.text) in candidate.known.people for word in words)
    if not any(map(is_open, words)):
        return candidate.found(PERSON, words, _doubtful(candidate, words, heard=heard))
    surprise = candidate.surprise(words)
    cue = candidate.cue(PERSON, words)
    score = surprise + _lists(candidate, words) + cue + heard
    if cue >= LIKELY and len(words) == 1 and words[0].begins and is_unheard(fold(words[0].text)):
        score += LISTED  # "Oluwaseun said": no list has it, and it is no English either
    if surprise and sum(map(_could_be_personal, words)) > 1:
        score += TWO_OPEN
    return candidate.found(PERSON, words, score)


def _name_within(run: Sequence[Word]) -> tuple[Word, ...]:
    """The run up to a small word that stands in no person's name, everyday ends cut off."""
    small = (index for index, word in enumerate(run) if word.text in ("of", "the"))
    words = list(run[: next(small, None)])
    while words and (is_plain(words[-1]) or (len(words) > 1 and _is_only_firm(words[-1]))):
        words.pop()
    while words and (is_plain(words[0]) or (len(words) > 1 and _only_begins(words))):
        words.pop(0)
    return tuple(words)


def _is_only_firm(word: Word) -> bool:
    return heads_a_firm(word.text) and fold(word.text) not in load_gazetteers().surnames


def _only_begins(words: Sequence[Word]) -> bool:
    """An everyday word that begins a sentence before a name: "Put Sarah down", "Will Sarah come?"

    Given names stay where a surname follows: "Will Robinson came".
    """
    first, lists, second = fold(words[0].text), load_gazetteers(), fold(words[1].text)
    if not words[0].begins or is_open(words[0]):
        return False
    if first not in lists.doubtful_given:
        return True
    return first in _ASKS and (second in lists.frequent or second not in lists.surnames)


def _could_be_personal(word: Word) -> bool:
    return is_open(word) and not is_often_written(fold(word.text)) and not heads_a_firm(word.text)


def _doubtful(candidate: Candidate, words: Sequence[Word], *, heard: float) -> float:
    """What speaks for a name made of everyday words."""
    word = fold(words[0].text)
    before, after = candidate.text[: words[0].start], candidate.text[words[-1].end :]
    if word in _MONTHS and (_IN_A_MONTH.search(before) or _OF_A_MONTH.match(after)):
        return 0.0
    cue = candidate.cue(PERSON, words, decisive=True)
    # In a title ("Summer of Love") every word has a capital, so none is unexpected.
    is_title = len(words) < candidate.run_length
    if candidate.cased and not (words[0].begins or is_title or word in _CAPITAL_ANYWAY):
        cue += DOUBTFUL * 2 * (word in load_gazetteers().doubtful_given)
    said = cue or candidate.cue(PERSON, words)
    return DOUBTFUL + cue + (heard if said else 0)


def _lists(candidate: Candidate, words: Sequence[Word]) -> float:
    first, last = fold(words[0].text), fold(words[-1].text)
    weight = max(_given(first), _given(last))
    if last in load_gazetteers().surnames and (len(words) > 1 or not weight):
        weight += SURNAME
    return weight if candidate.cased or weight >= FREQUENT else weight / 2


def _given(word: str) -> float:
    lists = load_gazetteers()
    if word in lists.frequent:
        return FREQUENT
    return LISTED * any(part in lists.given for part in (word, *word.split("-")))
