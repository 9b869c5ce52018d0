"""`TradeOff`: how well anybody can tell, under a guarantee, whether one patient was in.

Unit: the patient. Adjacency: add or remove one patient, all sessions together. A curve bounds
both directions (was in, was not in), so "positive" may stand for either. Knows no data, no
attack and no accountant: the privacy profile of a mechanism comes in as numbers.
"""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.optimize import brentq
from scipy.special import log_ndtr, ndtr, ndtri

from knowledge.errors import CallerMistake

LARGEST_MU = 100.0
AUC_CELLS = 4_000
SMALLEST_CELL = 1e-9


class TradeOff(Protocol):
    """A concave curve above which no test of "was this patient in?" can lie.

    In the notation of f-DP the curve is 1 - f.

    Source: Dong, Roth, Su, "Gaussian Differential Privacy" (JRSS B 2022).
    """

    def highest_tpr(self, fpr: float) -> float:
        """The highest true-positive rate at a false-positive rate."""
        ...

    def lowest_fpr(self, tpr: float) -> float:
        """The lowest false-positive rate at which a true-positive rate can be had."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GaussianTradeOff:
    """Telling N(0, 1) from N(mu, 1), as good as against one Gaussian mechanism of noise 1/mu.

    Raises:
        CallerMistake: mu is not a number from 0 to 100.
    """

    mu: float

    def __post_init__(self) -> None:
        if not 0 <= self.mu <= LARGEST_MU:
            raise CallerMistake(f"mu {self.mu}: allowed is a number from 0 to {LARGEST_MU:g}")

    @classmethod
    def of_epsilon(cls, epsilon: float, delta: float) -> "GaussianTradeOff":
        """The Gaussian curve that is exactly (epsilon, delta)-DP (patient, add or remove one).

        Raises:
            CallerMistake: epsilon is not a finite number from 0, delta not between 0 and 1, or
                mu above 100 would be needed.
        """
        if not 0 <= epsilon < math.inf:
            raise CallerMistake(f"epsilon {epsilon}: allowed is a finite number from 0")
        _check_open_delta(delta)

        def excess(mu: float) -> float:
            return cls(mu=mu).delta(epsilon) - delta

        if excess(LARGEST_MU) <= 0:
            raise CallerMistake(f"epsilon {epsilon}: allowed is what mu {LARGEST_MU:g} costs")
        return cls(mu=float(brentq(excess, 0.0, LARGEST_MU, xtol=1e-12)))  # pyright: ignore

    def delta(self, epsilon: float) -> float:
        """The smallest delta at this epsilon (patient, add or remove one).

        Source: Balle and Wang, "Improving the Gaussian Mechanism" (ICML 2018), theorem 8.
        """
        if self.mu == 0:
            return 0.0
        reach, middle = epsilon / self.mu, self.mu / 2
        return float(ndtr(middle - reach) - math.exp(epsilon + log_ndtr(-middle - reach)))

    def epsilon(self, delta: float) -> float:
        """The smallest epsilon at this delta (patient, add or remove one).

        Raises:
            CallerMistake: delta is not between 0 and 1.
        """
        _check_open_delta(delta)
        if self.delta(0.0) <= delta:
            return 0.0
        # At this epsilon the first term alone is at most delta.
        highest = self.mu * (self.mu / 2 - float(ndtri(delta)))
        return float(brentq(lambda e: self.delta(e) - delta, 0.0, highest))  # pyright: ignore

    def highest_tpr(self, fpr: float) -> float:
        return float(ndtr(ndtri(fpr) + self.mu))

    def lowest_fpr(self, tpr: float) -> float:
        return float(ndtr(ndtri(tpr) - self.mu))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileTradeOff:
    """What follows from a mechanism being (epsilons[i], deltas[i])-DP for every i.

    One pair is plain (epsilon, delta)-DP; many pairs from an accountant come close to the curve
    of any mechanism, subsampled and composed ones included, and never lie below it as long as no
    delta is understated for its epsilon in either direction (patient, add or remove one).

    Raises:
        CallerMistake: no pair, unequal lengths, an epsilon not a finite number from 0, or a delta
            not from 0 to 1.

    Source: Dong, Roth, Su, "Gaussian Differential Privacy" (JRSS B 2022).
    """

    epsilons: tuple[float, ...]
    deltas: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.epsilons or len(self.epsilons) != len(self.deltas):
            lengths = f"{len(self.epsilons)} epsilons, {len(self.deltas)} deltas"
            raise CallerMistake(f"{lengths}: allowed is one delta an epsilon, at least one pair")
        for epsilon, delta in zip(self.epsilons, self.deltas, strict=True):
            if not (0 <= epsilon < math.inf and 0 <= delta <= 1):
                allowed = "allowed is a finite epsilon from 0 and a delta from 0 to 1"
                raise CallerMistake(f"(epsilon, delta) ({epsilon}, {delta}): {allowed}")

    def highest_tpr(self, fpr: float) -> float:
        """The lowest of the two lines that every pair draws."""
        factor_E, delta_E = np.exp(self.epsilons), np.array(self.deltas)
        steep_E = factor_E * fpr + delta_E
        flat_E = 1 - (1 - delta_E - fpr) / factor_E
        return float(min(steep_E.min(), flat_E.min(), 1.0))

    def lowest_fpr(self, tpr: float) -> float:
        """The same lines, read the other way."""
        factor_E, delta_E = np.exp(self.epsilons), np.array(self.deltas)
        steep_E = (tpr - delta_E) / factor_E
        flat_E = 1 - delta_E - factor_E * (1 - tpr)
        return float(max(steep_E.max(), flat_E.max(), 0.0))


def highest_auc(trade_off: TradeOff) -> float:
    """The largest area under a ROC curve that the trade-off allows.

    Never below the exact area: a concave curve's midpoint rule overstates each cell, here by
    less than 1e-5 in all.
    """
    edges = np.concatenate([[0.0], np.geomspace(SMALLEST_CELL, 1.0, AUC_CELLS)])
    middles = (edges[1:] + edges[:-1]) / 2
    heights = [trade_off.highest_tpr(float(fpr)) for fpr in middles]
    return min(1.0, float(np.dot(np.diff(edges), heights)))


def _check_open_delta(delta: float) -> None:
    if not 0 < delta < 1:
        raise CallerMistake(f"delta {delta}: allowed is a number between 0 and 1")
