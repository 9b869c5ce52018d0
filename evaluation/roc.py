"""How well an attack's scores tell members of a training set from non-members.

Intervals cover the choice of canaries for the trained models: they take the scores as independent
given these, and say nothing of another training run. Knows no accountant and no model.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, expit, logit, ndtri

from evaluation.measurement import ERROR_RATE, Goal, Measurement, measure_share
from evaluation.scores import checked_scores
from evaluation.tradeoff import TradeOff
from knowledge.errors import CallerMistake

# A product like (1 / 49) * 49 may come out a hair below its whole number.
ROUNDING = 1e-9


def measure_auc(
    members: ArrayLike, non_members: ArrayLike, *, goal: Goal | None = None
) -> Measurement:
    """The chance that a member (M,) outscores a non-member (N,); ties count half.

    The interval is DeLong's on the logit scale: it needs no distribution, no random numbers and
    no resampling, and stays within 0 and 1. Where its variance is zero (all pairs ordered alike:
    complete separation, or nothing but ties) it would have no width; there, min(M, N) disjoint
    pairs that all fell alike bound the chance of falling so from below, exactly.

    Raises:
        CallerMistake: fewer than two scores on a side, or one that is not a number.

    Source: DeLong, DeLong, Clarke-Pearson, Biometrics 44 (1988); Sun and Xu, IEEE SPL 21 (2014).
    """
    return measure_mean_auc([(members, non_members)], goal=goal)


def measure_mean_auc(
    models: Sequence[tuple[ArrayLike, ArrayLike]], *, goal: Goal | None = None
) -> Measurement:
    """The mean of `measure_auc` over trained models, each with its own (members, non-members).

    A member is compared with non-members of its own model alone. Raises as `measure_auc` does,
    and CallerMistake without a model.
    """
    found = [_auc(members, others) for members, others in models]
    if not found:
        raise CallerMistake("no model: allowed are one or more")
    auc = float(np.mean([item.auc for item in found]))
    variance = sum(item.variance for item in found) / len(found) ** 2
    if variance == 0:
        alike = ERROR_RATE ** (1 / sum(item.pairs for item in found))
        low, high = auc * alike, 1 - (1 - auc) * alike
    else:
        reach = -ndtri(ERROR_RATE / 2) * math.sqrt(variance) / (auc * (1 - auc))
        low, high = expit(logit(auc) - reach), expit(logit(auc) + reach)
    return Measurement(
        name="auc", value=auc, low=float(low), high=float(high),
        n=sum(item.num_scores for item in found), unit="share", goal=goal,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Auc:
    """Of one model, with DeLong's variance; `pairs` is how many disjoint ones there are."""

    auc: float
    variance: float
    pairs: int
    num_scores: int


def _auc(members: ArrayLike, non_members: ArrayLike) -> _Auc:
    members_M = checked_scores("members", members)
    others_N = checked_scores("non_members", non_members)
    pairs = min(members_M.size, others_N.size)
    if pairs < 2:
        raise CallerMistake(f"{pairs} score on a side: allowed are two or more")
    beaten_M = _share_below(members_M, others_N)
    beating_N = 1 - _share_below(others_N, members_M)
    variance = beaten_M.var(ddof=1) / members_M.size + beating_N.var(ddof=1) / others_N.size
    return _Auc(
        auc=float(beaten_M.mean()),
        variance=float(variance),
        pairs=pairs,
        num_scores=members_M.size + others_N.size,
    )


def measure_tpr(
    members: ArrayLike, non_members: ArrayLike, *, fpr: float, claim: TradeOff | None = None
) -> Measurement:
    """The share of members (M,) that outscore the k-th highest of the N non-members (N,).

    k is the whole part of fpr (N + 1): a further non-member passes that threshold with a chance of
    k / (N + 1), so `fpr` at most, on average over the choice of non-members. Who ties with the
    threshold does not pass it. The interval is Clopper-Pearson's for the members at that
    threshold; how far its own false-positive rate lies from the average is not in it.

    A `claim` makes the most that it allows at `fpr` the goal. Its margin is what it allows more or
    less at the rates that chance may have given the threshold: one true claim in twenty is missed
    at most, and as few false ones are met, half of these by the choice of members and half by that
    of non-members.

    Raises:
        CallerMistake: fpr is not between 0 and 1, or so small that k is 0; or a score is not a
            number.
    """
    members_M = checked_scores("members", members)
    others_N = checked_scores("non_members", non_members)
    if not 0 < fpr < 1:
        raise CallerMistake(f"fpr {fpr}: allowed is a number between 0 and 1")
    if others_N.size < fewest_non_members(fpr):
        needed = f"allowed are {fewest_non_members(fpr):,} or more"
        raise CallerMistake(f"{others_N.size} non_members for a fpr of {fpr:g}: {needed}")
    rank = math.floor(fpr * (others_N.size + 1) + ROUNDING)
    above = int((members_M > np.sort(others_N)[-rank]).sum())
    goal = _ceiling(claim, fpr, _fpr_of(rank, others_N.size)) if claim else None
    return measure_share(f"tpr at {fpr:.1%} fpr", count=above, n=members_M.size, goal=goal)


def _ceiling(claim: TradeOff, fpr: float, of_threshold: Sequence[float]) -> Goal:
    limit = claim.highest_tpr(fpr)
    margin = max(abs(claim.highest_tpr(rate) - limit) for rate in of_threshold)
    return Goal(direction="at most", limit=limit, margin=margin)


def _fpr_of(rank: int, num_non_members: int) -> tuple[float, float]:
    """The 95 % interval of that of the rank-th highest non-member; exact without ties."""
    sides = (ERROR_RATE / 2, 1 - ERROR_RATE / 2)
    low, high = (float(betaincinv(rank, num_non_members + 1 - rank, side)) for side in sides)
    return low, high


def fewest_non_members(fpr: float) -> int:
    """How many non-members it takes for one of them to stand for a false-positive rate."""
    return math.ceil(1 / fpr - ROUNDING) - 1


def _share_below(scores_A: np.ndarray, others_B: np.ndarray) -> np.ndarray:
    """For each score in A the share of B below it, ties half, shape (A,)."""
    sorted_B = np.sort(others_B)
    below_A = np.searchsorted(sorted_B, scores_A, side="left")
    not_above_A = np.searchsorted(sorted_B, scores_A, side="right")
    return (below_A + not_above_A) / (2 * sorted_B.size)
