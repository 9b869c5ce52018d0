"""`Split`: which labelled sessions are held out for a test, whole patients at a time.

Knows no classifier: who is held out follows from labels and groups alone.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

HELD_OUT_SHARE = 1 / 3
LEAST_HELD_OUT = 4
"""Rows of a class in the test; with fewer, its figures would be noise."""
LEAST_TRAINED = 2
SEEDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One labelled session. `group` is its patient: nobody stands on both sides of a split."""

    text: str = field(repr=False)
    label: str
    group: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Places of the rows that are trained on, and of those that are held out."""

    train: tuple[int, ...]
    test: tuple[int, ...]


def draw_splits(real: Sequence[Example], *, seed: int) -> tuple[list[Split], dict[str, str]]:
    """`SEEDS` splits, and why some labels cannot be tested; no row is held out for those."""
    counts = Counter(item.label for item in real)
    unmeasured = {
        label: f"cannot be measured: {'1 row' if count == 1 else f'{count} rows'}, "
        f"{LEAST_HELD_OUT + LEAST_TRAINED} are needed"
        for label, count in counts.items()
        if count < LEAST_HELD_OUT + LEAST_TRAINED
    }
    while True:
        splits = [_split(real, unmeasured, np.random.default_rng([seed, n])) for n in range(SEEDS)]
        tested = counts.keys() - unmeasured.keys()
        thin = {item for split in splits for item in tested if not _is_enough(real, split, item)}
        if not thin:
            return splits, unmeasured
        reason = "cannot be measured: too few patients to hold some out and keep others"
        unmeasured |= dict.fromkeys(sorted(thin), reason)


def _is_enough(real: Sequence[Example], split: Split, label: str) -> bool:
    held_out = sum(real[at].label == label for at in split.test)
    kept = sum(real[at].label == label for at in split.train)
    return held_out >= LEAST_HELD_OUT and kept >= LEAST_TRAINED


def _split(
    real: Sequence[Example], unmeasured: Mapping[str, str], rng: np.random.Generator
) -> Split:
    """Holds out whole groups, label by label (a group counts for its commonest one)."""
    rows_of, counts = _rows_by_group(real), Counter(item.label for item in real)
    test: set[int] = set()
    for label, groups in sorted(_groups_by_label(real, rows_of).items()):
        wanted = max(LEAST_HELD_OUT, round(counts[label] * HELD_OUT_SHARE))
        held_out = 0
        for group in rng.permutation(sorted(groups)):
            if label not in unmeasured and held_out < wanted:
                test.update(rows_of[group])
                held_out += sum(real[at].label == label for at in rows_of[group])
    train = (at for at in range(len(real)) if at not in test)
    return Split(train=tuple(train), test=tuple(sorted(test)))


def _rows_by_group(real: Sequence[Example]) -> Mapping[str, list[int]]:
    rows_of: defaultdict[str, list[int]] = defaultdict(list)
    for at, item in enumerate(real):
        rows_of[item.group].append(at)
    return rows_of


def _groups_by_label(
    real: Sequence[Example], rows_of: Mapping[str, Sequence[int]]
) -> Mapping[str, list[str]]:
    groups_of: defaultdict[str, list[str]] = defaultdict(list)
    for group, rows in rows_of.items():
        usual = Counter(real[at].label for at in rows).most_common(1)[0][0]
        groups_of[usual].append(group)
    return groups_of
