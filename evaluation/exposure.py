"""Exposure: how far a model ranks a planted secret ahead of others it never saw, in bits.

Source: Carlini, Liu, Erlingsson, Kos, Song, "The Secret Sharer" (USENIX Security 2019).
Scores are larger the likelier the model finds a text. Knows no model and no private data: secrets
are fabricated.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import binom, kstest, skewnorm

from evaluation.measurement import ERROR_RATE, Goal, Measurement, clopper_pearson, measure_share
from evaluation.scores import checked_scores
from knowledge.errors import CallerMistake

FEWEST_REFERENCES = 20
MEDIAN_WITHIN_BITS = 0.25
"""The median reference has one bit; a fit that says otherwise is no fit."""


def measure_exposure(
    score: float, references: ArrayLike, *, goal: Goal | None = None
) -> Measurement:
    """log2 n - log2 rank of a secret among itself and n - 1 unseen references (N,), in bits.

    A tied reference ranks before it. Chance alone gives b bits or more with probability 2^-b.
    The interval is Clopper-Pearson's for the share of all possible secrets that rank no worse;
    its upper end is infinite where no reference did, as the list was too short to tell.

    Raises:
        CallerMistake: no reference, or a score that is not a number.
    """
    references_N = checked_scores("references", references)
    (score,) = checked_scores("score", [score])
    no_worse, n = int((references_N >= score).sum()), references_N.size
    low_share, high_share = clopper_pearson(no_worse, n)
    return Measurement(
        name="exposure", value=math.log2((n + 1) / (no_worse + 1)), low=_bits(high_share),
        high=_bits(low_share), n=n, unit="bits", goal=goal,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceFit:
    """A skew-normal distribution of reference scores: it extends exposure beyond their number.

    `fit_p` is the Kolmogorov-Smirnov p-value of the references under it, too kind because they
    chose the parameters; where even that is small, use the rank.
    """

    shape: float
    location: float
    scale: float
    fit_p: float

    def exposure(self, score: float) -> float:
        """-log2 of the chance that a reference scores as high, in bits; an extrapolation.

        Infinite above some 1,000 bits, where the chance leaves the range of floats.
        """
        return _bits(float(skewnorm.sf(score, self.shape, self.location, self.scale)))


def fit_references(references: ArrayLike) -> ReferenceFit:
    """The likeliest skew-normal distribution of finite reference scores (N,).

    Raises:
        CallerMistake: fewer than 20 references, an infinite one, or all alike.
    """
    references_N = checked_scores("references", references)
    if references_N.size < FEWEST_REFERENCES:
        raise CallerMistake(f"{references_N.size} references: allowed are {FEWEST_REFERENCES} up")
    if not np.isfinite(references_N).all() or np.ptp(references_N) == 0:
        raise CallerMistake("references: allowed are finite scores that are not all alike")
    centre, spread = references_N.mean(), references_N.std()
    fitted = np.asarray(skewnorm.fit((references_N - centre) / spread), dtype=float)
    shape, location, scale = fitted * (1, spread, spread) + (0, centre, 0)
    fit_p = kstest(references_N, skewnorm(shape, location, scale).cdf).pvalue
    return ReferenceFit(
        shape=float(shape), location=float(location), scale=float(scale), fit_p=float(fit_p)
    )


def measure_median_exposure(scores: ArrayLike, references: ArrayLike) -> Measurement:
    """The median of the secrets' exposures, in bits; scores (M,), references (N,).

    Fitted exposures; ranks, and the name says so, where the fit misjudges the median reference,
    as it does where most references score alike. The interval is that of the order statistics
    (binomial, 95 %).

    Raises:
        CallerMistake: no score, or fewer than 20 references, or an infinite one.
    """
    scores_M, references_N = (
        checked_scores("scores", scores),
        checked_scores("references", references),
    )
    fitted = fit_references(references_N) if np.ptp(references_N) > 0 else None
    fits = fitted is not None and (
        abs(fitted.exposure(float(np.median(references_N))) - 1) <= MEDIAN_WITHIN_BITS
    )
    exposures = (
        [fitted.exposure(score) for score in scores_M]
        if fitted is not None and fits
        else [measure_exposure(score, references_N).value for score in scores_M]
    )
    bits_M, n = np.sort(exposures), len(exposures)
    low, high = (int(binom.ppf(side, n, 0.5)) for side in (ERROR_RATE / 2, 1 - ERROR_RATE / 2))
    return Measurement(
        name="exposure, median canary" + ("" if fits else ", by rank"),
        value=float(np.median(bits_M)),
        low=float(bits_M[max(low - 1, 0)]),
        high=float(bits_M[min(high, n - 1)]),
        n=n,
        unit="bits",
    )


def measure_extraction(
    secrets: Sequence[str], generations: Sequence[Sequence[str]], *, goal: Goal | None = None
) -> Measurement:
    """The share of secrets that stand word for word in one of the texts generated for them.

    Raises:
        CallerMistake: no secret, an empty one, or not one group of texts a secret.
    """
    if not secrets or not all(secrets) or len(secrets) != len(generations):
        counts = f"{len(secrets)} secrets, {len(generations)} groups of texts"
        raise CallerMistake(f"{counts}: allowed is a group for each secret, none of them empty")
    found = sum(
        any(secret in text for text in texts)
        for secret, texts in zip(secrets, generations, strict=True)
    )
    return measure_share("extracted secrets", count=found, n=len(secrets), goal=goal)


def _bits(share: float) -> float:
    return math.inf if share <= 0 else -math.log2(share)
