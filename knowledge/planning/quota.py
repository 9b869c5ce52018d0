"""Whole-number quotas and how they are spread over people.

Shares become counts by largest remainder; counts become labels by systematic assignment, so that
every margin is exact and every joint cell is close to the product of its margins. Knows nothing of
what the labels mean.

Source: Balinski and Young, Fair Representation (1982), for largest remainder; Cochran, Sampling
Techniques (1977), chapter 8, for systematic assignment.
"""

import math
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T")


def largest_remainder(shares: Mapping[str, float], n: int) -> dict[str, int]:
    """Counts that add up to n and differ from share * n by less than one; ties go by name."""
    total = sum(Fraction(str(share)) for share in shares.values())
    exact = {name: Fraction(str(share)) * n / total for name, share in shares.items()}
    counts = {name: math.floor(value) for name, value in exact.items()}
    order = sorted(exact, key=lambda name: (counts[name] - exact[name], name))
    for name in order[: n - sum(counts.values())]:
        counts[name] += 1
    return counts


def interleaved(counts: Mapping[str, int], rng: random.Random) -> list[str]:
    """Each label as often as its count, evenly through the list, with random offsets."""
    places: list[tuple[float, float, str]] = []
    for label in sorted(counts):
        offset = rng.random()
        places += [
            ((i + offset) / counts[label], rng.random(), label) for i in range(counts[label])
        ]
    return [label for _, _, label in sorted(places)]


def spread(cells: Sequence[T], counts: Mapping[str, int], rng: random.Random) -> list[str]:
    """A label for every member, exact in number and near-proportional within equal cells.

    `cells` holds what is already known of each member; members with equal cells lie side by side
    while the labels are dealt out.
    """
    order = sorted(range(len(cells)), key=lambda i: (repr(cells[i]), rng.random()))
    labels = [""] * len(cells)
    for i, label in zip(order, interleaved(counts, rng), strict=True):
        labels[i] = label
    return labels


def yes_or_no(share: float) -> dict[str, float]:
    """The shares of those that have something and of those that do not."""
    return {"yes": share, "no": 1 - share}
