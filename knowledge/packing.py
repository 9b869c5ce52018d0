"""Vectors in four or eight bits a coordinate instead of 32.

The cosine of two unit vectors of 384 coordinates moves by .006 in four bits and by .0004 in eight
(standard deviation).

Legend: N vectors, D coordinates (even), P bytes a vector: D, or D / 2 in four bits.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Bits = Literal[4, 8]


def pack(
    vector_ND: NDArray[np.float32], *, bits: Bits
) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """packed_NP, and step_N, the width of a level of each vector."""
    middle = _middle(bits)
    step_N = (np.abs(vector_ND).max(axis=1) / middle).astype(np.float16)
    level_ND = np.round(vector_ND / np.maximum(step_N, 1e-6)[:, None] + middle)
    level_ND = np.clip(level_ND, 0, 2 * middle).astype(np.uint8)
    return (level_ND if bits == 8 else level_ND[:, ::2] | level_ND[:, 1::2] << 4), step_N


def unpack(
    packed_NP: NDArray[np.uint8], step_N: NDArray[np.float16], *, bits: Bits
) -> NDArray[np.float32]:
    """vector_ND, each coordinate right to half a step."""
    halves = [packed_NP] if bits == 8 else [packed_NP & 15, packed_NP >> 4]
    level_ND = np.stack(halves, axis=-1).reshape(len(packed_NP), -1).astype(np.float32)
    return (level_ND - _middle(bits)) * step_N.astype(np.float32)[:, None]


def _middle(bits: Bits) -> float:
    """As many levels lie below 0 as above."""
    return (2**bits - 1) / 2
