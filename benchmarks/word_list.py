"""Words that are in no dictionary, per 1,000: how often a model makes one up.

Known is what `generator.base.vocabulary` knows. Of real people's words that misses one or two in a
thousand, so the figure is an upper bound and theirs stands beside it; a page shows which words were
not found.
"""

from collections import Counter
from collections.abc import Iterable

from evaluation.bootstrap import measure_ratio
from evaluation.measurement import Measurement
from evaluation.speech import Speech, words_of
from filters.lexicon import Lexicon


def outside(texts: Iterable[str], words: Lexicon) -> Counter[str]:
    """The words of these texts that are not known, capitals included."""
    return Counter(word for text in texts for word in words_of(text) if word not in words)


def measure_outside(speech: Speech, words: Lexicon) -> Measurement | None:
    """Words of both speakers that are in no dictionary, per 1,000."""
    unknown, said = [], []
    for sessions in speech.patients.values():
        spoken = [word for item in sessions for turn in item.turns for word in turn.words]
        unknown.append(sum(word not in words for word in spoken))
        said.append(len(spoken))
    unit = "per 1,000 words"
    return measure_ratio("words outside", unknown, said, unit=unit, times=1000)
