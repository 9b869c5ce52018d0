"""The figures of one membership attack on one training run, each beside what DP allows at best.

Reads scores of fabricated canaries, never text; still, what is measured on a private run is
internal, for no budget paid for it. Unit of every epsilon: the patient. Adjacency: add or remove
one patient. Knows no model and no accountant.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from evaluation.epsilon_bound import DpTest, OneRunTest, bound_epsilon, gaussian_test
from evaluation.exposure import measure_median_exposure
from evaluation.measurement import Goal, Measurement
from evaluation.roc import fewest_non_members, measure_auc, measure_tpr
from evaluation.scores import CanaryScores, Guesses
from evaluation.tradeoff import ProfileTradeOff, highest_auc
from knowledge.errors import CallerMistake

FPRS = (0.01, 0.001)
GUESS_SHARES = (0.1,)
"""Fixed beforehand. Measured with an ideal attack on Gaussian noise at epsilon 4 and 8: a tenth is
best of 2,000 canaries, a fifth of 500, and trying several costs more than it gains."""


def measure_attack(
    attack: str,
    canaries: CanaryScores,
    *,
    delta: float,
    claimed_epsilon: float | None = None,
    guess_shares: Sequence[float] = GUESS_SHARES,
    tests: Sequence[OneRunTest] | None = None,
) -> tuple[Measurement, ...]:
    """AUC, TPR at 1 % and .1 % FPR where enough canaries were out, and a bound of epsilon a test.

    Where there are canaries that nothing can have seen, AUC and TPR are measured against these as
    well, where false positives are told more finely, and the median exposure. `guess_shares` are
    the shares of canaries to guess about, half of them `in`, half `out`.
    `tests` default to any mechanism and to the Gaussian family, both at `delta`. With a finite
    `claimed_epsilon` every figure has the ceiling of (claimed_epsilon, delta)-DP as its goal: a
    missed one refutes the claim, each with an error rate of 5 %.

    Guarantees: the bounds, as `bound_epsilon` says (patient, add or remove one).

    Raises:
        CallerMistake: a share is not above 0 up to 1, or what the estimators refuse.
    """
    claim = _claim(claimed_epsilon, delta)
    found = _separation(canaries.members, canaries.non_members, claim)
    unseen_N = np.array(canaries.unseen)
    if unseen_N.size:
        against = f"against {unseen_N.size} never seen: "
        found += [
            replace(figure, name=against + figure.name)
            for figure in _separation(canaries.members, unseen_N, claim)
        ]
        found.append(measure_median_exposure(canaries.members, unseen_N))
    tried = [guess_share(canaries, share) for share in guess_shares]
    goal = claim and _at_most(claim.epsilons[0])
    for test in tests or (DpTest(delta=delta), gaussian_test(delta)):
        found.append(bound_epsilon(tried, test).measurement(goal=goal))
    return tuple(replace(figure, name=f"{attack}: {figure.name}") for figure in found)


def _separation(
    members_M: np.ndarray, others_N: np.ndarray, claim: ProfileTradeOff | None
) -> list[Measurement]:
    """AUC, and TPR at the rates that so many others can tell."""
    found = [measure_auc(members_M, others_N, goal=claim and _at_most(highest_auc(claim)))]
    for fpr in FPRS:
        if others_N.size >= fewest_non_members(fpr):
            found.append(measure_tpr(members_M, others_N, fpr=fpr, claim=claim))
    return found


def _claim(epsilon: float | None, delta: float) -> ProfileTradeOff | None:
    if epsilon is None or epsilon == math.inf:
        return None
    return ProfileTradeOff(epsilons=(epsilon,), deltas=(delta,))


def _at_most(limit: float) -> Goal:
    return Goal(direction="at most", limit=limit)


def guess_share(canaries: CanaryScores, share: float) -> Guesses:
    """Guesses about that share of the canaries, half of them `in`, half `out`."""
    if not 0 < share <= 1:
        raise CallerMistake(f"guess share {share}: allowed is above 0 up to 1")
    num_guesses = max(1, round(share * len(canaries)))
    num_out = num_guesses // 2
    return canaries.guess(num_in=num_guesses - num_out, num_out=num_out)
