"""What private training kept of what training without privacy learned.

Gap closed = (base - DP) / (base - non-DP) in losses of held-out patients: 0 is the untouched base,
1 the checkpoint trained without noise. Knows no model and no text.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.measurement import ERROR_RATE, Goal, Measurement
from knowledge.errors import CallerMistake

RESAMPLES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """Held-out losses in nats a token: of the base (P,), and of S seeds of each training (S, P)."""

    base: ArrayLike
    trained: ArrayLike
    trained_without_noise: ArrayLike


def measure_gap_closed(
    losses: Losses, *, rng: np.random.Generator, goal: Goal | None = None
) -> Measurement | None:
    """Gap closed over P patients, None (void) where non-DP does not beat the base.

    Void unless the 95 % interval of base - non-DP lies above 0. The interval is a percentile
    bootstrap that draws patients, and seeds of both trainings, with replacement.

    Raises:
        CallerMistake: shapes differ, fewer than two patients, or something is not finite.
    """
    base_P = np.asarray(losses.base, dtype=float)
    trained_SP, free_SP = (
        np.atleast_2d(np.asarray(item, dtype=float))
        for item in (losses.trained, losses.trained_without_noise)
    )
    num = base_P.size
    if num < 2 or {trained_SP.shape[1], free_SP.shape[1]} != {num}:
        raise CallerMistake("losses: allowed are the same two or more patients for all three")
    if not all(np.isfinite(item).all() for item in (base_P, trained_SP, free_SP)):
        raise CallerMistake("losses: something is not a finite number")
    resampled = [
        (
            base_P[people := rng.integers(num, size=num)].mean(),
            _resampled_seeds(trained_SP, rng)[:, people].mean(),
            _resampled_seeds(free_SP, rng)[:, people].mean(),
        )
        for _ in range(RESAMPLES)
    ]
    base_R, trained_R, free_R = map(np.array, zip(*resampled, strict=True))
    side = ERROR_RATE / 2
    if np.quantile(base_R - free_R, side) <= 0:
        return None
    value = (base_P.mean() - trained_SP.mean()) / (base_P.mean() - free_SP.mean())
    low, high = np.quantile((base_R - trained_R) / (base_R - free_R), (side, 1 - side))
    return Measurement(
        name="gap closed",
        value=float(value),
        low=min(float(low), float(value)),
        high=max(float(high), float(value)),
        n=num,
        unit="share",
        goal=goal,
    )


def _resampled_seeds(loss_SP: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    return loss_SP[rng.integers(len(loss_SP), size=len(loss_SP))]
