"""The patient sampler: each step draws every patient independently with the same probability.

Amplification by sampling needs a secret sample, so every draw starts from the operating system's
entropy; no seed reaches this module and no state is saved. Knows nothing of text or models.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

ENTROPY_BITS = 256


def secret_generator() -> np.random.Generator:
    """A generator seeded with 256 bits of the operating system's entropy, for one step's draws."""
    return np.random.Generator(
        np.random.PCG64DXSM(np.random.SeedSequence(secrets.randbits(ENTROPY_BITS)))
    )


def draw_patients(
    num_patients: int, sampling_rate: float, *, rng: np.random.Generator
) -> tuple[int, ...]:
    """The indices of the patients in one step: independent Bernoulli(sampling_rate), maybe none.

    Guarantees:
        Poisson sampling with the patient as unit: no index occurs twice, and a patient's chance
        depends neither on its sessions, its rows nor the other patients.
    """
    drawn = rng.random(num_patients) < sampling_rate
    return tuple(int(index) for index in np.flatnonzero(drawn))


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Token ids of one training example; the first `num_given` are asked, not learned."""

    tokens: tuple[int, ...] = field(repr=False)
    num_given: int = 0


class Drawable(Protocol):
    """One session of a patient as training windows of at most `num_tokens` tokens."""

    def draw(self, num_tokens: int, *, rng: np.random.Generator) -> Window:
        """A random one."""
        ...

    def cover(self, num_tokens: int) -> tuple[Window, ...]:
        """All of the session, in order, nothing twice."""
        ...


def draw_window(
    sessions: Sequence[Drawable], num_tokens: int, *, rng: np.random.Generator
) -> Window:
    """One random window of at most `num_tokens` tokens of one random session of a patient."""
    return sessions[int(rng.integers(len(sessions)))].draw(num_tokens, rng=rng)
