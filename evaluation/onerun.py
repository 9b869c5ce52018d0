"""The chance of so many right guesses about one training run, at most, under a guarantee.

Every canary is one fabricated patient, put into the training set by its own fair coin. If
guesses about the coins come true more often than a guarantee allows by chance, the guarantee is
refuted. Unit: the patient. Adjacency: add or remove one patient. Knows no scores, data or models.
"""

import math

import numpy as np
from scipy.special import betaln, logsumexp

from evaluation.scores import Guesses
from evaluation.tradeoff import TradeOff
from knowledge.errors import CallerMistake

# So that rounding alone never refutes.
ROUNDING = 1e-9


def dp_p_value(guesses: Guesses, *, epsilon: float, delta: float) -> float:
    """The chance of so many correct guesses or more, at most, under (epsilon, delta)-DP.

    With c guesses about m canaries, v of them right, and b, the tail, and p, the mass at v, of
    Binomial(c, e^epsilon / (1 + e^epsilon)):

        b + m delta b (1 - b) / (v p)

    b is what randomized response reaches, the best that delta = 0 allows. For the second term let
    W be the number of right guesses, and g any weight in 0..1 of how many others are right.
    (epsilon, delta)-DP of each canary, summed over canaries and both kinds of guess, says

        E[W g(W - 1)] <= e^epsilon E[(c - W) g(W)] + m delta.

    Stein's equation, w g(w - 1) - e^epsilon (c - w) g(w) = s (1[w >= v] - b), has a solution that
    is positive, rises up to v - 1 and falls from there; s = v p / (b (1 - b)) makes its peak 1.
    Put in, it reads s (P[W >= v] - b) <= m delta.

    The published term is 2 m delta max over i in 1..v of P[v > Binomial >= v - i] / i. Where a
    test rejects it is several times the larger, so both reject alike at a small delta; but far
    below the mean it is too small: randomized response that mends a guess when all are wrong
    beats it (tests/evaluation).

    Guarantees: for the patient as unit under add-or-remove-one adjacency, if the number of guesses
    was fixed beforehand.

    Raises:
        CallerMistake: epsilon is not a finite number from 0, or delta not from 0 below 1.

    Source: Steinke, Nasr, Jagielski, "Privacy Auditing with One (1) Training Run" (NeurIPS 2023,
    arXiv 2305.08846), theorem 5.2; the delta term and its derivation are ours.
    """
    if not 0 <= epsilon < math.inf:
        raise CallerMistake(f"epsilon {epsilon}: allowed is a finite number from 0")
    if not 0 <= delta < 1:
        raise CallerMistake(f"delta {delta}: allowed is a number from 0 below 1")
    num_guesses, correct = guesses.num_guesses, guesses.num_correct
    if correct == 0:
        return 1.0
    # In logs: at a small epsilon the masses of many right guesses leave the range of floats.
    right_W = np.arange(num_guesses + 1)
    log_ways_W = -betaln(num_guesses - right_W + 1, right_W + 1) - math.log(num_guesses + 1)
    log_mass_W = log_ways_W + epsilon * right_W - num_guesses * np.logaddexp(0, epsilon)
    log_tail, log_rest = logsumexp(log_mass_W[correct:]), logsumexp(log_mass_W[:correct])
    log_peak = log_tail + log_rest - log_mass_W[correct] - math.log(correct)
    failures = guesses.num_canaries * delta
    return min(1.0, math.exp(log_tail) + failures * math.exp(log_peak))


def refutes_trade_off(guesses: Guesses, trade_off: TradeOff, *, error_rate: float) -> bool:
    """Whether so many correct guesses or more have a chance below `error_rate` under the curve.

    Let W of the c guesses about m canaries be right, with chances p_w, and for every number i

        right(i) = sum over w >= i of      w  p_w / m
        wrong(i) = sum over w >= i of (c - w) p_w / m

    Take canary j and the event that its guess is `in` while at least i - 1 other guesses are
    right: given all other coins, its chance if j was in is at most highest_tpr of its chance if
    j was out; likewise for `out`. The curve is concave, so this survives averaging over guesses,
    coins and canaries, which gives right(i) <= highest_tpr(wrong(i - 1)), or

        wrong(i - 1) >= lowest_fpr(right(i)),   and, as p_w >= 0,   wrong(i - 1) >= wrong(i).

    Suppose the chance of v or more right guesses were `error_rate`. The least mass below v is
    then forced if that chance sits at v exactly and each step down takes equality; a larger
    choice anywhere only forces more. With right(i) - right(i + 1) = i / (c - i) *
    (wrong(i) - wrong(i + 1)) that is the recursion below. All mass is right(0) + wrong(0) =
    c / m; if more is forced, the supposition was false.

    Guarantees: for the patient as unit under add-or-remove-one adjacency, if the curve holds in
    both directions and the number of guesses was fixed beforehand.

    Source: Mahloujifar, Melis, Chaudhuri, "Auditing f-Differential Privacy in One Run" (ICML
    2025, arXiv 2410.22235): their numerical recursion, for an alphabet of two; the derivation is
    ours.
    """
    num_guesses, correct = guesses.num_guesses, guesses.num_correct
    right = error_rate * correct / guesses.num_canaries
    wrong = error_rate * (num_guesses - correct) / guesses.num_canaries
    all_mass = (1 + ROUNDING) * num_guesses / guesses.num_canaries
    for fewer in range(correct - 1, -1, -1):
        forced = trade_off.lowest_fpr(right)
        if forced <= wrong:
            return False  # Nothing is forced here, nor further down, where right stays as it is.
        right += fewer / (num_guesses - fewer) * (forced - wrong)
        wrong = forced
        if right + wrong > all_mass:
            return True
    return False


def f_dp_p_value(guesses: Guesses, trade_off: TradeOff) -> float:
    """The smallest error rate at which `refutes_trade_off` refutes, rounded up by 1e-6 of it.

    Guarantees: for the patient as unit under add-or-remove-one adjacency.
    """
    low, high = -700.0, 0.0
    if not refutes_trade_off(guesses, trade_off, error_rate=1.0):
        return 1.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        if refutes_trade_off(guesses, trade_off, error_rate=math.exp(middle)):
            high = middle
        else:
            low = middle
    return math.exp(high)
