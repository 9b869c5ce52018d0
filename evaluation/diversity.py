"""Whether patients differ from one another, in what they say and how.

Knows no reference: the same figures of people are set beside these by whoever asks.

Legend: T turns, P patients, D of the embedder, R resamples.
"""

import numpy as np

from evaluation.bootstrap import NOTHING, Rows, interval, measure_jackknife, resampled
from evaluation.measurement import Measurement
from evaluation.speech import Speech
from evaluation.vectors import TurnVectors
from evaluation.vocabulary import measure_distinct

FEWEST_PATIENTS = 5


def measure_diversity(
    speech: Speech, turns: TurnVectors, *, distinct_at: int | None = None
) -> tuple[Measurement, ...]:
    """Distinct word sequences, likeness between patients, and how much of all variance is theirs.

    `distinct_at` is the number of words in which to count, to compare with others.
    """
    found = [measure_self_similarity(turns), measure_patient_variance(turns)]
    known = tuple(item for item in found if item is not None)
    return (*measure_distinct(speech, at=distinct_at), *known)


def measure_self_similarity(turns: TurnVectors) -> Measurement | None:
    """Mean cosine between a turn of one patient and one of another, every pair of patients alike.

    1 where all say the same. How many turns of a patient were read makes no difference but for
    chance. The pairs of fewer than five patients tell nothing of others.
    """
    count_P = np.bincount(turns.patient_T, minlength=turns.num_patients)
    sum_PD = turns.sums(turns.vector_TD.astype(np.float64))
    mean_PD = sum_PD[count_P > 0] / count_P[count_P > 0, None]
    num = len(mean_PD)
    if num < 2:
        return None
    cosine_PP = mean_PD @ mean_PD.T
    np.fill_diagonal(cosine_PP, 0.0)
    value = float(cosine_PP.sum() / (num * (num - 1)))
    draws_RP = resampled(num)
    # A patient drawn twice is no pair with themselves; nobody else drawn is no pair at all.
    pairs_R = num**2 - (draws_RP**2).sum(axis=1)
    sums_R = np.einsum("rp,rp->r", draws_RP @ cosine_PP, draws_RP)
    low, high = interval(sums_R[pairs_R > 0] / pairs_R[pairs_R > 0], value)
    if num < FEWEST_PATIENTS:
        low, high = NOTHING
    return Measurement(
        name="likeness of two patients", value=value, low=low, high=high, n=num, unit="cosine"
    )


def measure_patient_variance(turns: TurnVectors) -> Measurement | None:
    """Share of the variance of turns that lies between patients (one-way random effects).

    Source: Shrout and Fleiss, Intraclass correlations (1979), case 1, summed over dimensions.
    """
    count_P = np.bincount(turns.patient_T, minlength=turns.num_patients).astype(float)
    sum_PD = turns.sums(turns.vector_TD.astype(np.float64))
    own = count_P > 0
    if own.sum() < 2 or count_P.max() < 2:
        return None
    between_P = (sum_PD[own] ** 2).sum(axis=1) / count_P[own]
    counts = np.column_stack([np.ones(int(own.sum())), count_P[own], count_P[own] ** 2, between_P])
    rows = np.hstack([counts, sum_PD[own]])
    return measure_jackknife("variance between patients", [rows], _between_share, unit="share")


def _between_share(sums_RK: Rows) -> Rows:
    patients_R, turns_R, squares_R, between_R = sums_RK[:, :4].T
    centre_R = (sums_RK[:, 4:] ** 2).sum(axis=1) / turns_R
    # Every vector has length 1, so the sum of squares is the number of turns.
    within_R = (turns_R - between_R) / (turns_R - patients_R)
    size_R = (turns_R - squares_R / turns_R) / (patients_R - 1)
    own_R = ((between_R - centre_R) / (patients_R - 1) - within_R) / size_R
    # Below zero by chance where there is none: cut off, its interval would have no width.
    return own_R / (np.maximum(own_R, 0) + within_R)
