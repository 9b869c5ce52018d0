"""How far two bodies of sessions lie apart in what is said: the area under a divergence frontier.

Turn vectors of both are quantised together (k-means); the two histograms over cells are compared
with their mixtures, from one to the other. 1 means alike, near 0 means that nothing is shared.
Written from the paper; figures depend on the number of cells and turns, so that only those of one
evaluation can be compared, and people against people stand beside them.

Source: Pillutla and others, MAUVE: measuring the gap between neural text and human text (NeurIPS
2021). Legend: C cells, M mixtures.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from evaluation.bootstrap import Rows, measure_jackknife
from evaluation.measurement import Measurement
from evaluation.vectors import TurnVectors

SCALE = 5.0
MIXTURES = 25
TURNS_A_CELL = 10
MOST_CELLS = 200
DIMENSIONS = 32
SEED = 0
FEWEST_TURNS = 100


def measure_divergence(
    name: str, first: TurnVectors, second: TurnVectors, *, most: int | None = None
) -> Measurement | None:
    """Likeness of two bodies of sessions, 0 to 1; None with fewer than 100 turns on a side.

    Equally many turns of both are compared, `most` at most: fewer of them look more alike. The
    interval leaves out one patient at a time; it keeps the cells.
    """
    num = min(len(first.vector_TD), len(second.vector_TD), most or len(first.vector_TD))
    if num < FEWEST_TURNS:
        return None
    rng = np.random.default_rng(SEED)
    chosen = [_drawn(item, num, rng) for item in (first, second)]
    cell_N, num_cells = _cells(np.vstack([item.vector_TD for item in chosen]))
    counts = [
        item.sums(np.eye(num_cells)[cell_N[start : start + num]])
        for item, start in zip(chosen, (0, num), strict=True)
    ]
    found = measure_jackknife(name, counts, frontier_area, unit="area")
    return found and replace(found, low=max(found.low, 0.0), high=min(found.high, 1.0))


def _drawn(turns: TurnVectors, num: int, rng: np.random.Generator) -> TurnVectors:
    rows = np.sort(rng.choice(len(turns.vector_TD), num, replace=False))
    return TurnVectors(
        vector_TD=turns.vector_TD[rows],
        patient_T=turns.patient_T[rows],
        num_patients=turns.num_patients,
    )


def _cells(vector_ND: NDArray[np.float32]) -> tuple[NDArray[np.int64], int]:
    """The cell of every vector, and how many cells there are."""
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.decomposition import PCA

    size = min(DIMENSIONS, *vector_ND.shape)
    reduced = PCA(size, random_state=SEED).fit_transform(vector_ND)
    num_cells = max(2, min(MOST_CELLS, len(vector_ND) // (2 * TURNS_A_CELL)))
    model = MiniBatchKMeans(num_cells, random_state=SEED, n_init="auto", batch_size=2048)
    return model.fit_predict(reduced).astype(np.int64), num_cells


def frontier_area(first_RC: Rows, second_RC: Rows) -> Rows:
    """The area, for each pair of histograms of counts."""
    first_RC = first_RC / first_RC.sum(axis=1, keepdims=True)
    second_RC = second_RC / second_RC.sum(axis=1, keepdims=True)
    share_M = np.linspace(0, 1, MIXTURES + 2)[1:-1]
    nobody_R, all_R = np.zeros(len(first_RC)), np.ones(len(first_RC))
    x, y = [nobody_R], [all_R]
    for share in share_M:
        mixed_RC = share * first_RC + (1 - share) * second_RC
        x.append(np.exp(-SCALE * _kl(second_RC, mixed_RC)))
        y.append(np.exp(-SCALE * _kl(first_RC, mixed_RC)))
    return _area(np.stack([*x, all_R]), np.stack([*y, nobody_R]))


def _area(x_MR: Rows, y_MR: Rows) -> Rows:
    order_MR = np.argsort(x_MR, axis=0, kind="stable")
    x = np.take_along_axis(x_MR, order_MR, axis=0)
    y = np.take_along_axis(y_MR, order_MR, axis=0)
    # Of two alike rounding may make a hair more than 1.
    return np.minimum(((x[1:] - x[:-1]) * (y[1:] + y[:-1]) / 2).sum(axis=0), 1.0)


def _kl(first_RC: Rows, second_RC: Rows) -> Rows:
    """Kullback-Leibler divergence in nats; the second is positive where the first is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        terms_RC = first_RC * np.log(first_RC / second_RC)
    return np.where(first_RC > 0, terms_RC, 0.0).sum(axis=1)
