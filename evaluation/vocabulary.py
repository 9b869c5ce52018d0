"""How many different words and phrases stand in a fixed number of words.

Such counts grow with the text, so two bodies of sessions are compared at the same number of words;
the interval is over the order in which patients are read. Knows no meaning.
"""

from collections.abc import Callable, Sequence

import numpy as np

from evaluation.bootstrap import NOTHING, SEED, interval
from evaluation.measurement import Measurement
from evaluation.speech import Speech

TYPES_WORDS = 50_000
DISTINCT_WORDS = 10_000
ORDERS = 40
SIZES = (3, 2, 1)


def measure_types(speech: Speech, *, at: int | None = None) -> Measurement | None:
    """Different words in 50,000 client words; in `at`, or four fifths, where there are fewer."""
    limit = at or words_for(speech, TYPES_WORDS)
    if not 0 < limit <= count_words(speech):
        return None
    return _over_orders(
        f"different words in {limit:,} client words",
        speech,
        lambda texts: float(len({word for words in _first(texts, limit) for word in words})),
        unit="words",
    )


def measure_distinct(speech: Speech, *, at: int | None = None) -> tuple[Measurement, ...]:
    """Share of different sequences of 1, 2 and 3 words in 10,000 client words, or as above."""
    limit = at or words_for(speech, DISTINCT_WORDS)
    if not 0 < limit <= count_words(speech):
        return ()
    found = [
        _over_orders(
            f"distinct-{size} in {limit:,} client words",
            speech,
            lambda texts, size=size: _distinct(_first(texts, limit), size),
            unit="share",
        )
        for size in reversed(SIZES)
    ]
    return tuple(item for item in found if item is not None)


def count_words(speech: Speech) -> int:
    """Client words of all sessions."""
    return sum(len(turn.words) for _, turn in speech.client_turns())


def words_for(speech: Speech, wanted: int) -> int:
    """How many words to count in: all there are would leave no order to vary."""
    there = count_words(speech)
    return wanted if there >= wanted else there * 4 // 5


Texts = Sequence[tuple[str, ...]]


def _over_orders(
    name: str, speech: Speech, statistic: Callable[[Texts], float], *, unit: str
) -> Measurement | None:
    """The mean over random orders of the patients, with the middle 95 % of them.

    One patient alone has no order and tells nothing of others: the interval is then infinite.
    """
    by_patient = [
        [turn.words for item in sessions for turn in item.client]
        for sessions in speech.patients.values()
    ]
    if not any(by_patient):
        return None
    rng = np.random.default_rng(SEED)
    values = []
    for _ in range(ORDERS):
        order = rng.permutation(len(by_patient))
        values.append(statistic([words for index in order for words in by_patient[index]]))
    values = np.array(values)
    if not np.isfinite(values).all():
        return None
    value = float(values.mean())
    low, high = interval(values, value) if len(by_patient) > 1 else NOTHING
    return Measurement(name=name, value=value, low=low, high=high, n=len(by_patient), unit=unit)


def _first(texts: Texts, limit: int) -> list[tuple[str, ...]]:
    found, left = [], limit
    for words in texts:
        if left <= 0:
            break
        found.append(words[:left])
        left -= len(words)
    return found


def _distinct(texts: Texts, size: int) -> float:
    grams = [words[at : at + size] for words in texts for at in range(len(words) - size + 1)]
    return len(set(grams)) / len(grams) if grams else float("nan")
