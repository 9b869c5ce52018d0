"""Copies: what synthetic sessions share with patients trained on, less what they share with others.

Every session is compared with the training patients and with as many holdout patients; only the
difference says something of memory, for phrases are shared by everybody. The interval and p are
about these people, and take synthetic patients as independent. Who happened to be held out is
chance of its own: one person whose phrases many share makes a difference on whichever side they
fall. So both sides are cut into blocks of patients, and a second p is how often as large a
difference comes out where blocks change sides at random. It cannot be small where fewer than five
people were copied.

Reads private text: results are internal. Quotes none.

Legend: S synthetic sessions, B blocks of patients, first those trained on, then as many others.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.bootstrap import measure_sums, ratio, with_a_width
from evaluation.measurement import Measurement
from filters.overlap import SharedMeaning, SharedWords
from filters.raw import NEAR_COPY_SIMILARITY
from knowledge.embedding import Embedder
from knowledge.session import Session

RUN_WORDS = (8, 25, 50)
QUANTILE = 0.999
BLOCKS = 10
"""Of either side, or as many as it has patients."""
EXCHANGES = 1000
SEED = 0
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A measured difference, and the chance of one as large if it made none who was trained on.

    `p` of these people, by changing the sides of sessions; `p_of_people` by that of people.
    """

    measurement: Measurement
    p: float
    p_of_people: float


def measure_copies(
    synthetic: Sequence[Session],
    *,
    train: Sequence[Session],
    holdout: Sequence[Session],
    embedder: Embedder | None = None,
) -> tuple[Difference, ...]:
    """Longest shared run, shares of sessions with long runs, near-copies and the same in meaning.

    Train or holdout is thinned out to the same number of patients. Without an embedder meaning is
    left out.
    """
    train, holdout = evened(train, holdout)
    if not train or not synthetic:
        return ()
    blocks = [*_blocks(train), *_blocks(holdout)]
    bodies = [SharedWords(block) for block in blocks]
    shared = [[body.overlap(item) for body in bodies] for item in synthetic]
    run_SB = np.array([[one.run.num_words if one.run else 0 for one in row] for row in shared])
    near_SB = np.array([[one.similarity >= NEAR_COPY_SIMILARITY for one in row] for row in shared])
    compared = [
        ("longest shared run", "words", run_SB),
        *((f"sessions with a run of {num} words", "share", run_SB >= num) for num in RUN_WORDS),
        (f"near-copies (5-word Jaccard {NEAR_COPY_SIMILARITY})", "share", near_SB),
    ]
    if embedder is not None:
        limit, same_SB = _same_in_meaning(synthetic, train, holdout, blocks, embedder)
        compared.append((f"same in meaning (cosine {limit:.2f})", "share", same_SB))
    patients = [item.patient_id for item in synthetic]
    return tuple(
        _difference(name, patients, value_SB.astype(float), unit=unit)
        for name, unit, value_SB in compared
    )


def evened(
    train: Sequence[Session], holdout: Sequence[Session]
) -> tuple[list[Session], list[Session]]:
    """As many patients of each, drawn at random: more of them come nearer by chance alone."""
    num = min(len({item.patient_id for item in body}) for body in (train, holdout))
    return _some(train, num), _some(holdout, num)


def _some(sessions: Sequence[Session], num: int) -> list[Session]:
    patients = sorted({item.patient_id for item in sessions})
    order = np.random.default_rng(SEED).permutation(len(patients))[:num]
    chosen = {patients[index] for index in order}
    return [item for item in sessions if item.patient_id in chosen]


def _blocks(sessions: Sequence[Session]) -> list[list[Session]]:
    patients = sorted({item.patient_id for item in sessions})
    order = np.random.default_rng(SEED).permutation(len(patients))
    place = {patients[index]: number % BLOCKS for number, index in enumerate(order)}
    blocks = [[] for _ in range(min(BLOCKS, len(patients)))]
    for item in sessions:
        blocks[place[item.patient_id]].append(item)
    return blocks


def _same_in_meaning(
    synthetic: Sequence[Session],
    train: Sequence[Session],
    holdout: Sequence[Session],
    blocks: Sequence[Sequence[Session]],
    embedder: Embedder,
) -> tuple[float, NDArray[np.bool_]]:
    """Sessions nearer than all but one in a thousand holdout sessions come to the training ones.

    The cosine that this takes, and who comes so near to whom, shape [S, B].
    """
    others = [item.cosine for item in SharedMeaning(train, embedder).nearest_all(holdout) if item]
    limit = float(np.quantile(others, QUANTILE)) if others else math.inf
    near_BS = [
        [bool(item and item.cosine >= limit) for item in body.nearest_all(synthetic)]
        for body in (SharedMeaning(block, embedder) for block in blocks)
    ]
    return limit, np.array(near_BS).T


def _difference(name: str, patients: Sequence[str], value_SB: Values, *, unit: str) -> Difference:
    """Of the largest value that a session has with either side, over the sessions."""
    half = value_SB.shape[1] // 2
    rows: dict[str, Values] = {}
    for patient, gap in zip(patients, _gaps(value_SB, np.arange(2 * half)), strict=True):
        rows.setdefault(patient, np.zeros(2))[:] += (gap, 1)
    table = np.array(list(rows.values()))
    measured = measure_sums(f"{name}, train minus holdout", table, ratio, unit=unit)
    assert measured is not None
    whole = 1.0 if unit == "share" else float(value_SB.max()) or math.inf
    rng = np.random.default_rng(SEED)
    signs = rng.choice((-1.0, 1.0), size=(EXCHANGES, len(table)))
    exchanged = np.array(
        [_gaps(value_SB, rng.permutation(2 * half)).mean() for _ in range(EXCHANGES)]
    )
    return Difference(
        # Patients not seen may differ by as much as the largest value of any session.
        measurement=with_a_width(measured, (-whole, whole)),
        p=_as_large(signs @ table[:, 0], table[:, 0].sum()),
        p_of_people=_as_large(exchanged, measured.value),
    )


def _as_large(by_chance: Values, value: float) -> float:
    """Two-sided, of a permutation test."""
    as_large = np.abs(by_chance) >= abs(value) - 1e-12
    return float((as_large.sum() + 1) / (len(by_chance) + 1))


def _gaps(value_SB: Values, order_B: NDArray[np.int64]) -> Values:
    first_B, second_B = np.split(order_B, 2)
    return value_SB[:, first_B].max(axis=1) - value_SB[:, second_B].max(axis=1)
