"""The figures of several audits together: the same training, each time with other canaries.

Reads scores of fabricated canaries, never text. Unit of every epsilon: the patient. Adjacency:
add or remove one patient.
"""

from collections.abc import Sequence

from evaluation.attack_figures import FPRS, GUESS_SHARES, guess_share
from evaluation.epsilon_bound import DpTest, bound_epsilon, gaussian_test
from evaluation.measurement import Measurement, measure_share
from evaluation.roc import measure_mean_auc, measure_tpr
from evaluation.scores import CanaryScores, Guesses
from knowledge.errors import CallerMistake


def measure_repeated_attack(
    audits: Sequence[CanaryScores], *, delta: float
) -> tuple[Measurement, ...]:
    """Mean AUC, TPR at 1 % FPR, and two lower bounds of epsilon at `delta`.

    A member is compared with the non-members of its own audit alone. Intervals cover the choice
    of canaries, not that of trainings.

    The bounds are those of one run with all the canaries: whether a canary was in changes one
    audit alone, so what all of them together let out is as private for its patient as that one.

    Guarantees: the bounds, as `bound_epsilon` says (patient, add or remove one).

    Raises:
        CallerMistake: no audit, or what the estimators refuse.
    """
    if not audits:
        raise CallerMistake("no audit: allowed are one or more")
    sides = [(audit.members, audit.all_non_members) for audit in audits]
    fpr = FPRS[0]
    passed = [measure_tpr(members, others, fpr=fpr) for members, others in sides]
    guesses = _together([guess_share(audit, GUESS_SHARES[0]) for audit in audits])
    return (
        measure_mean_auc(sides),
        measure_share(
            passed[0].name,
            count=sum(round(one.value * one.n) for one in passed),
            n=sum(one.n for one in passed),
        ),
        *(
            bound_epsilon([guesses], test).measurement()
            for test in (DpTest(delta=delta), gaussian_test(delta))
        ),
    )


def _together(guesses: Sequence[Guesses]) -> Guesses:
    return Guesses(
        num_canaries=sum(one.num_canaries for one in guesses),
        num_guesses=sum(one.num_guesses for one in guesses),
        num_correct=sum(one.num_correct for one in guesses),
    )
