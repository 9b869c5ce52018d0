"""How much speaks for a run of words being a town, a region or a country.

Countries and the like are too large to point at anybody: private text loses them, no draft is
rejected for them.
"""

from filters.pii.candidate import DOUBTFUL, LARGE, LISTED, SURNAME, Candidate, folded
from filters.pii.cues import LIKELY, PLACE
from filters.pii.gazetteers import fold, load_gazetteers
from filters.pii.identifier import Identifier
from filters.pii.known import HEARD
from filters.pii.lexicon import is_everyday, is_plain


def as_place(candidate: Candidate) -> Identifier | None:
    """The run, without everyday words before it, as a place; None if it can be none."""
    words = candidate.words
    while len(words) > 1 and is_plain(words[0]) and not _lists(candidate, folded(words)):
        words = words[1:]
    name = folded(words)
    listed, cue = _lists(candidate, name), candidate.cue(PLACE, words)
    everyday = all(is_everyday(fold(word.text)) for word in words)
    if everyday and not (listed and (len(words) > 1 or cue >= LIKELY)):
        return None
    if not candidate.cased and not listed:
        return None
    score = listed + cue + HEARD * (name in candidate.known.places)
    if not everyday:
        score += candidate.surprise(words)
    if len(words) > 1 and not listed:
        score -= DOUBTFUL  # two capitals that no list of places has are rather a person's
    return candidate.found(PLACE, words, score)


def is_large(name: str) -> bool:
    """Whether a folded name is that of a country or another place too large to point at anybody."""
    return name.removeprefix("the ") in load_gazetteers().large


def _lists(candidate: Candidate, name: str) -> float:
    lists = load_gazetteers()
    if is_large(name):
        return LARGE
    if name in lists.ambiguous_places or (name in lists.towns and not candidate.cased):
        return DOUBTFUL
    if name in lists.towns:
        # Half of the world's surnames are a village somewhere.
        return SURNAME if name in lists.given or name in lists.surnames else LISTED
    return 0.0
