"""`Trial`: every arm of a gain on the same splits, and how often it is right.

An arm is what is trained on: real rows alone, or with something of a common size added to them.

Legend: S seeds, G groups, C labels; the last axis: true positives, false positives and false
negatives.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evaluation.gain_classifier import guess_labels
from evaluation.held_out import Example, Split
from evaluation.learner import Learner

ALONE, ADDED = "real rows alone", "with added sessions"
REPEATED, CONTROL = "scarce rows repeated", "with the public base's sessions"

Texts = Mapping[str, Sequence[str]]
"""Added texts by label."""


def of_one_size(added: Texts, control: Texts) -> tuple[Texts, Texts]:
    """As many texts of each label in both as the smaller one has."""
    sizes = {label: min(len(texts), len(control.get(label, ()))) for label, texts in added.items()}
    return (
        {label: added[label][:size] for label, size in sizes.items()},
        {label: control[label][:size] for label, size in sizes.items() if size},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is the same for every arm. `labels` are those tested, `sizes` rows added to a label."""

    real: Sequence[Example] = field(repr=False)
    splits: Sequence[Split]
    labels: Sequence[str]
    sizes: Mapping[str, int]
    seed: int
    learner: Learner | None = None

    def counts_SGC3(self, texts: Texts | None) -> NDArray[np.float64]:
        """What the arm with these texts gets right and wrong; None repeats real rows instead."""
        return np.stack(
            [
                self._tested(split, texts, seed=self.seed + at)
                for at, split in enumerate(self.splits)
            ]
        )

    def _tested(self, split: Split, texts: Texts | None, *, seed: int) -> NDArray[np.float64]:
        train = [(self.real[at].text, self.real[at].label) for at in split.train]
        train += self._extra(train, texts, rng=np.random.default_rng([seed, 1]))
        test = [self.real[at] for at in split.test if self.real[at].label in self.labels]
        guesses = guess_labels(train, [item.text for item in test], self.learner)
        return self._counted(test, guesses)

    def _extra(
        self, train: Sequence[tuple[str, str]], texts: Texts | None, *, rng: np.random.Generator
    ) -> list[tuple[str, str]]:
        """What an arm adds to the training part; rows that are repeated may be so several times.

        A label gets as large a part of its added rows as the training part has of its real ones,
        so that the mixture is that of the whole.
        """
        whole = Counter(item.label for item in self.real)
        kept = Counter(label for _, label in train)
        extra: list[tuple[str, str]] = []
        for label, size in sorted(self.sizes.items()):
            if label not in whole:  # all its real rows were blank: nothing to add to, or to test
                continue
            part = round(size * kept[label] / whole[label])
            if texts is None:
                pool = [text for text, name in train if name == label]
                rounds = -(-part // len(pool)) if pool else 0
            else:
                pool, rounds = list(texts.get(label, ())), 1
            order = [at for _ in range(rounds) for at in rng.permutation(len(pool))]
            extra += [(pool[at], label) for at in order[:part]]
        return extra

    def _counted(self, test: Sequence[Example], guesses: Sequence[str]) -> NDArray[np.float64]:
        groups = _places(item.group for item in self.real)
        place = _places(self.labels)
        counts_GC3 = np.zeros((len(groups), len(place), 3))
        for item, guess in zip(test, guesses, strict=True):
            row_C3 = counts_GC3[groups[item.group]]
            if guess == item.label:
                row_C3[place[guess], 0] += 1
                continue
            row_C3[place[item.label], 2] += 1
            if guess in place:
                row_C3[place[guess], 1] += 1
        return counts_GC3


def _places(names: Iterable[str]) -> dict[str, int]:
    return {name: at for at, name in enumerate(dict.fromkeys(names))}
