"""What an attack says of canaries: scores, who was in, and the guesses drawn from them.

A score is any number that is larger the more the attacker believes that a canary was trained on;
it must come from the trained model alone, never from knowing who was in.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from knowledge.errors import CallerMistake


def checked_scores(name: str, scores: ArrayLike) -> np.ndarray:
    """The scores as a vector of floats, shape (N,).

    Raises:
        CallerMistake: there are none, they are no vector, or one is not a number.
    """
    scores_N = np.asarray(scores, dtype=float)
    if scores_N.ndim != 1 or scores_N.size == 0:
        raise CallerMistake(f"{name} of shape {scores_N.shape}: allowed is one score or more")
    if np.isnan(scores_N).any():
        raise CallerMistake(f"{name}: {np.isnan(scores_N).sum()} of {scores_N.size} are no numbers")
    return scores_N


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesses:
    """`num_correct` of `num_guesses` guesses about `num_canaries` fair coins were right.

    The auditor abstained from the rest. How many to guess was fixed before the coins were known.

    Raises:
        CallerMistake: not 0 <= num_correct <= num_guesses <= num_canaries, or nothing guessed.
    """

    num_canaries: int
    num_guesses: int
    num_correct: int

    def __post_init__(self) -> None:
        if not 1 <= self.num_guesses <= self.num_canaries:
            allowed = f"allowed is 1 to the {self.num_canaries} canaries"
            raise CallerMistake(f"num_guesses {self.num_guesses}: {allowed}")
        if not 0 <= self.num_correct <= self.num_guesses:
            allowed = f"allowed is 0 to the {self.num_guesses} guesses"
            raise CallerMistake(f"num_correct {self.num_correct}: {allowed}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryScores:
    """One score a canary, and whether its fair coin put it into the training set.

    `unseen` are scores of further ones without a coin, which nothing can have seen.

    Raises:
        CallerMistake: the lengths differ, a score is not a number, or all were in or all out.
    """

    scores: tuple[float, ...] = field(repr=False)
    included: tuple[bool, ...] = field(repr=False)
    unseen: tuple[float, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        checked_scores("scores", self.scores)
        if self.unseen:
            checked_scores("unseen", self.unseen)
        if len(self.included) != len(self.scores):
            allowed = f"allowed is one for each of the {len(self.scores)} scores"
            raise CallerMistake(f"included has {len(self.included)}: {allowed}")
        if len(set(self.included)) < 2:
            raise CallerMistake("included: allowed are canaries of both kinds, in and out")

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def members(self) -> np.ndarray:
        return np.array(self.scores)[np.array(self.included)]

    @property
    def non_members(self) -> np.ndarray:
        return np.array(self.scores)[~np.array(self.included)]

    @property
    def all_non_members(self) -> np.ndarray:
        """Those whose coin left them out and those never seen, which were drawn alike."""
        return np.concatenate([self.non_members, self.unseen])

    def guess(self, *, num_in: int, num_out: int) -> Guesses:
        """Guesses `in` for the `num_in` highest scores and `out` for the `num_out` lowest.

        Where tied scores leave a choice the wrong guess is counted, so that the count is never
        above that of a tie-break made blindly (and can depend on no order of the canaries).

        Raises:
            CallerMistake: a number is negative, or both together are none or more than there are.
        """
        if min(num_in, num_out) < 0:
            raise CallerMistake(f"guesses {num_in} in, {num_out} out: allowed are numbers from 0")
        scores_M, included_M = np.array(self.scores), np.array(self.included)
        highest = np.lexsort((included_M, -scores_M))[:num_in]
        lowest = np.lexsort((~included_M, scores_M))[:num_out]
        return Guesses(
            num_canaries=len(self),
            num_guesses=num_in + num_out,
            num_correct=int(included_M[highest].sum() + (~included_M[lowest]).sum()),
        )
