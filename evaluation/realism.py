"""How the talk is shaped: lengths of turns, hesitation, repeats, openers, vocabulary.

Words and turns are those of `evaluation.speech`. Where a goal stands, it is the range within which
people were measured (AnnoMI) or the project's aim. Knows no symptom and no profile.

Definitions: an opener is the first two words of a client turn of two words or more; an immediate
repeat is a word said twice running in the client's words of one session, one after the other, turn
ends left out; both as in the published figures that they are compared with.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from evaluation.bootstrap import Rows, measure_ratio, measure_sums, ratio
from evaluation.measurement import Goal, Measurement
from evaluation.report import Line, Series, owner_of
from evaluation.speech import Speech, SpokenSession
from evaluation.vocabulary import measure_types
from knowledge.session import Speaker

HESITATIONS = frozenset({"um", "uh", "umm", "uhm", "uhh", "erm"})
SHORT_TURN_WORDS = 3
OPENERS = 6
LONGEST = 400
"""Longer turns count as this long, in quantiles only."""
QUANTILES = (0.05, 0.5, 0.95)
BINS = ((1, 3), (4, 7), (8, 15), (16, 31), (32, 63), (64, LONGEST))

GOALS: Mapping[str, Goal] = {
    "client words a turn, mean": Goal(direction="at least", limit=13),
    "client words a turn, variation": Goal(direction="at least", limit=1.1),
    "client turns of 3 words or fewer": Goal(direction="at least", limit=0.25),
    "um and uh": Goal(direction="at least", limit=10),
    "immediate repeats": Goal(direction="at least", limit=8),
    "six commonest client openers": Goal(direction="at most", limit=0.22),
}


def measure_shape(speech: Speech, *, types_at: int | None = None) -> tuple[Measurement, ...]:
    """Every figure of the shape of talk that these sessions have words for.

    `types_at` is the number of words in which to count different ones, to compare with others.
    """
    lengths = _lengths(speech)
    found = [
        _of_lengths("client words a turn, mean", lengths, ratio, "words"),
        _of_lengths("client words a turn, spread", lengths, _spread, "words (SD)"),
        _of_lengths("client words a turn, variation", lengths, _variation, "SD / mean"),
        *_quantiles(speech),
        _share("client turns of 3 words or fewer", speech, _short_turns),
        _per_thousand("um and uh", speech, lambda item: _counted(item, HESITATIONS)),
        _per_thousand("immediate repeats", speech, _repeats),
        _share("therapist's share of words", speech, _therapist_words),
        _turns(speech),
        _openers(speech),
        measure_types(speech, at=types_at),
    ]
    return tuple(item for item in found if item is not None)


def turn_length_series(speech: Speech, others: Mapping[str, Speech]) -> Series:
    """Shares of client turns by length, with those of the other bodies of sessions by name."""
    names = [f"{low}-{high}" if high < LONGEST else f"{low} up" for low, high in BINS]
    lines = [Line(name="run", y=_binned(speech))]
    lines += [
        Line(name=name, y=_binned(other), of=owner_of(name)) for name, other in others.items()
    ]
    return Series(
        name="turn_lengths", title="Length of client turns", shape="bars", x_label="words",
        y_label="share of client turns", x=tuple(names), lines=tuple(lines),
    )  # fmt: skip


def _binned(speech: Speech) -> tuple[float, ...]:
    lengths = [min(len(turn.words), LONGEST) for _, turn in speech.client_turns()]
    inside = [sum(low <= length <= high for length in lengths) for low, high in BINS]
    return tuple(count / max(len(lengths), 1) for count in inside)


def _lengths(speech: Speech) -> NDArray[np.float64]:
    """Words, turns and squared words of each patient's client turns, shape [P, 3]."""
    rows = []
    for sessions in speech.patients.values():
        length_T = np.array([len(turn.words) for item in sessions for turn in item.client], float)
        rows.append((length_T.sum(), length_T.size, (length_T**2).sum()))
    return np.array(rows, dtype=float).reshape(-1, 3)


def _of_lengths(
    name: str, rows: NDArray[np.float64], statistic: Callable[[Rows], Rows], unit: str
) -> Measurement | None:
    return measure_sums(name, rows, statistic, unit=unit, goal=GOALS.get(name))


def _spread(sums_RK: Rows) -> Rows:
    words_R, turns_R, squares_R = sums_RK.T
    return np.sqrt(np.maximum(squares_R / turns_R - (words_R / turns_R) ** 2, 0))


def _variation(sums_RK: Rows) -> Rows:
    return _spread(sums_RK) / ratio(sums_RK)


def _quantiles(speech: Speech) -> Iterator[Measurement | None]:
    """Of the lengths of client turns, from a count of turns by length for each patient."""
    counts_PL = np.zeros((len(speech.patients), LONGEST + 1))
    for row, sessions in enumerate(speech.patients.values()):
        for turn in (turn for item in sessions for turn in item.client):
            counts_PL[row, min(len(turn.words), LONGEST)] += 1
    for level in QUANTILES:
        name = f"client words a turn, {level:.0%} quantile"
        yield measure_sums(name, counts_PL, _quantile(level), unit="words")


def _quantile(level: float) -> Callable[[Rows], Rows]:
    def statistic(sums_RL: Rows) -> Rows:
        reached_RL = np.cumsum(sums_RL, axis=1) >= level * sums_RL.sum(axis=1, keepdims=True)
        found_R = reached_RL.argmax(axis=1).astype(float)
        return np.where(sums_RL.sum(axis=1) > 0, found_R, np.nan)

    return statistic


Parts = Callable[[SpokenSession], tuple[float, float]]


def _sums(speech: Speech, parts: Parts) -> tuple[list[float], list[float]]:
    found = [[parts(item) for item in sessions] for sessions in speech.patients.values()]
    return [sum(a for a, _ in rows) for rows in found], [sum(b for _, b in rows) for rows in found]


def _share(name: str, speech: Speech, parts: Parts) -> Measurement | None:
    return measure_ratio(name, *_sums(speech, parts), goal=GOALS.get(name))


def _per_thousand(name: str, speech: Speech, parts: Parts) -> Measurement | None:
    tops, wholes = _sums(speech, parts)
    unit = "per 1,000 client words"
    return measure_ratio(name, tops, wholes, unit=unit, goal=GOALS.get(name), times=1000)


def _short_turns(item: SpokenSession) -> tuple[float, float]:
    return sum(len(turn.words) <= SHORT_TURN_WORDS for turn in item.client), len(item.client)


def _stream(item: SpokenSession) -> list[str]:
    return [word for turn in item.client for word in turn.words]


def _counted(item: SpokenSession, wanted: frozenset[str]) -> tuple[float, float]:
    stream = _stream(item)
    return sum(word in wanted for word in stream), len(stream)


def _repeats(item: SpokenSession) -> tuple[float, float]:
    stream = _stream(item)
    pairs = zip(stream, stream[1:], strict=False)
    return sum(first == second for first, second in pairs), len(stream)


def _therapist_words(item: SpokenSession) -> tuple[float, float]:
    said = sum(len(turn.words) for turn in item.of(Speaker.THERAPIST))
    return said, sum(len(turn.words) for turn in item.turns)


def _turns(speech: Speech) -> Measurement | None:
    return measure_ratio(
        "turns a session", *_sums(speech, lambda item: (len(item.turns), 1)), unit="turns"
    )


def _openers(speech: Speech) -> Measurement | None:
    """Share of the six commonest openers: which six they are is found anew in each resample."""
    counts = [
        Counter(turn.words[:2] for item in sessions for turn in item.client if len(turn.words) > 1)
        for sessions in speech.patients.values()
    ]
    total = sum(counts, Counter())
    # A rarer one is never among six of them.
    common = [opener for opener, _ in total.most_common(20 * OPENERS)]
    rows = [[*(count[opener] for opener in common), count.total()] for count in counts]
    name = "six commonest client openers"
    unit = "share of turns"
    return measure_sums(name, rows, _six_share, unit=unit, goal=GOALS[name], within=(0.0, 1.0))


def _six_share(sums_RK: Rows) -> Rows:
    return np.sort(sums_RK[:, :-1], axis=1)[:, -OPENERS:].sum(axis=1) / sums_RK[:, -1]
