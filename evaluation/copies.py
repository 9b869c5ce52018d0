"""Copies: what synthetic sessions share with patients trained on, less what they share with others.

Every session is compared with the training patients and with as many holdout patients; only the
difference says something of memory, for phrases are shared by everybody. The interval and p take
synthetic patients as independent.

Reads private text: results are internal. Quotes none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.bootstrap import measure_sums
from evaluation.measurement import Measurement
from filters.overlap import SharedMeaning, SharedWords
from filters.raw import NEAR_COPY_SIMILARITY
from knowledge.embedding import Embedder
from knowledge.session import Session

RUN_WORDS = (8, 25, 50)
QUANTILE = 0.999
FLIPS = 2000
SEED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A measured difference, and the chance of one as large if patients made no difference."""

    measurement: Measurement
    p: float


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
    patients = [item.patient_id for item in synthetic]
    bodies = [SharedWords(body) for body in (train, holdout)]
    shared = [[body.overlap(item) for item in synthetic] for body in bodies]
    runs = [[item.run.num_words if item.run else 0 for item in found] for found in shared]
    near = [[item.similarity >= NEAR_COPY_SIMILARITY for item in found] for found in shared]
    found = [_difference("longest shared run", patients, *runs, unit="words")]
    for length in RUN_WORDS:
        long = [[words >= length for words in side] for side in runs]
        found.append(_difference(f"sessions with a run of {length} words", patients, *long))
    name = f"near-copies (5-word Jaccard {NEAR_COPY_SIMILARITY})"
    found.append(_difference(name, patients, *near))
    if embedder is not None:
        found.append(_in_meaning(synthetic, train, holdout, embedder))
    return tuple(item for item in found if item is not None)


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


def _in_meaning(
    synthetic: Sequence[Session],
    train: Sequence[Session],
    holdout: Sequence[Session],
    embedder: Embedder,
) -> Difference | None:
    """Sessions nearer than all but one in a thousand holdout sessions come to the training ones."""
    to_train = SharedMeaning(train, embedder)
    others = [item.cosine for item in to_train.nearest_all(holdout) if item]
    if not others:
        return None
    limit = float(np.quantile(others, QUANTILE))
    to_holdout = SharedMeaning(holdout, embedder)
    sides = [
        [bool(item and item.cosine >= limit) for item in body.nearest_all(synthetic)]
        for body in (to_train, to_holdout)
    ]
    patients = [item.patient_id for item in synthetic]
    return _difference(f"same in meaning (cosine {limit:.2f})", patients, *sides)


def _difference(
    name: str,
    patients: Sequence[str],
    to_train: Sequence[float],
    to_holdout: Sequence[float],
    *,
    unit: str = "share",
) -> Difference | None:
    rows: dict[str, NDArray[np.float64]] = {}
    for patient, first, second in zip(patients, to_train, to_holdout, strict=True):
        rows.setdefault(patient, np.zeros(2))[:] += (float(first) - float(second), 1)
    table = np.array(list(rows.values()))
    measured = measure_sums(
        f"{name}, train minus holdout", table, lambda s_RK: s_RK[:, 0] / s_RK[:, 1], unit=unit
    )
    if measured is None:
        return None
    return Difference(measurement=measured, p=_flipped(table[:, 0]))


def _flipped(difference_P: NDArray[np.float64]) -> float:
    """Two-sided p of a paired sign-flip permutation test of the sum."""
    rng = np.random.default_rng(SEED)
    signs = rng.choice((-1.0, 1.0), size=(FLIPS, len(difference_P)))
    as_large = np.abs(signs @ difference_P) >= abs(difference_P.sum()) - 1e-12
    return float((as_large.sum() + 1) / (FLIPS + 1))
