"""The patient sampler: each step draws every patient independently with the same probability.

Amplification by sampling needs a secret sample, so every draw starts from the operating system's
entropy; no seed reaches this module and no state is saved. Knows nothing of text or models.
"""

import secrets
from collections.abc import Sequence

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


def draw_window(
    sessions: Sequence[Sequence[int]], window_tokens: int, *, rng: np.random.Generator
) -> list[int]:
    """One random stretch of at most `window_tokens` tokens from one random session of a patient."""
    session = sessions[int(rng.integers(len(sessions)))]
    start = int(rng.integers(max(0, len(session) - window_tokens) + 1))
    return list(session[start : start + window_tokens])
