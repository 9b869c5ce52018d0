"""Train on synthetic, test on real: what a classifier learns from sessions that nobody said.

For every seed the reference's patients are split; the same classifier (a `Learner`) is fitted once
on the real training patients and once on the synthetic sessions, and both are tested on the
held-out real patients. The ratio of their macro-F1 is what
the synthetic sessions are worth. Where they have no such label, a classifier of the real training
patients labels them first ("taught"): the ratio then says whether their texts carry what the real
ones taught, not whether the generator knows the label.

Legend: P patients, C classes, R resamples, D = 1 + R (all patients, then the resamples), S runs
that differ in their seed alone.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from evaluation.bootstrap import SEED, Bounds, Rows, bootstrap_weights, measure_resampled
from evaluation.examples import Example, Task, examples_of
from evaluation.learner import Learner, WordLearner
from evaluation.measurement import Measurement
from knowledge.session import Session

SEEDS = 5
TEST_SHARE = 0.3
REAL, SYNTHETIC = "real", "synthetic"
"""Arms of every transfer; those of other runs have the names that they come with."""
BY_REAL, BY_SYNTHETIC = "macro-F1, trained on real", "macro-F1, trained on synthetic"
RATIO = "synthetic to real"
MOST_TURNS = 3000
"""Of one run, the same for every split: embedding them is what takes time."""
WORDS = WordLearner()
_NO_OTHERS: Mapping[str, Sequence[Session]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Figures of one task, how the training sessions got their labels, and how many there were.

    `learner` is the name of the classifier, `arms` what each body taught it. `left_out` are other
    runs that teach too little to be compared with.
    """

    task: Task
    learner: str
    figures: tuple[Measurement, ...]
    arms: "Arms" = field(repr=False)
    taught: bool
    num_real: int
    num_synthetic: int
    left_out: tuple[str, ...] = ()


Replicates = Sequence[str]
"""Names of arms that differ in the seed of a training alone, one or more.

Their figure is their mean; its interval draws among them, too (by a generator that their names
seed), and knows little of how trainings differ where there are two or three.
"""


@dataclass(slots=True, kw_only=True)
class Arms:
    """`counts`: by arm, real patients x true x guessed classes [P, C, C], summed over splits."""

    patients: tuple[str, ...]
    num_classes: int
    counts: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    splits: Counter[str] = field(default_factory=Counter)
    """By arm, in how many splits something was learned."""

    def add(self, arm: str, tested: Sequence[Example], told: Sequence[int], truth: NDArray) -> None:
        shape = (len(self.patients), self.num_classes, self.num_classes)
        cells = self.counts.setdefault(arm, np.zeros(shape))
        self.splits[arm] += 1
        place = {name: row for row, name in enumerate(self.patients)}
        for item, guess, true in zip(tested, told, truth, strict=True):
            cells[place[item.patient], true, guess] += 1

    def drop_partial(self) -> None:
        """Those that learned nothing in some split: their sums are of fewer people."""
        for arm in [name for name in self.counts if self.splits[name] < self.splits[REAL]]:
            del self.counts[arm]

    def macro_f1(self, name: str, runs: Replicates) -> Measurement | None:
        """Of what these runs taught, over the held-out real patients."""
        return self.compare(name, [runs], lambda own_D: own_D, unit="macro-F1", within=(0.0, 1.0))

    def compare(
        self,
        name: str,
        groups: Sequence[Replicates],
        compared: Callable[..., Rows],
        *,
        unit: str,
        within: Bounds | None = None,
    ) -> Measurement | None:
        """A function of the macro-F1 of several groups, over the same held-out real patients."""
        with np.errstate(divide="ignore", invalid="ignore"):
            values_D = compared(*map(self._drawn_f1, groups))
        num = len(self.patients)
        return measure_resampled(name, values_D, num=num, unit=unit, within=within)

    def _drawn_f1(self, runs: Replicates) -> Rows:
        """Of each draw of patients, shape (D,); the first is everybody, taught by every run."""
        f1_SD = np.array([self._f1(arm) for arm in runs])
        num, draws = f1_SD.shape
        rng = np.random.default_rng([SEED, *" ".join(runs).encode()])
        pick_SD = rng.integers(num, size=f1_SD.shape)
        pick_SD[:, 0] = range(num)
        return f1_SD[pick_SD, range(draws)].mean(axis=0)

    def _f1(self, arm: str) -> Rows:
        num = len(self.patients)
        sums_DK = bootstrap_weights(num) @ self.counts[arm].reshape(num, -1)
        return macro_f1(sums_DK.reshape(-1, self.num_classes, self.num_classes))


def measure_transfer(
    task: Task,
    *,
    real: Sequence[Session],
    synthetic: Sequence[Session],
    against: Mapping[str, Sequence[Session]] = _NO_OTHERS,
    seeds: int = SEEDS,
    learner: Learner = WORDS,
) -> Transfer | str:
    """Macro-F1 by real and by synthetic training, their ratio, and that to every other run.

    Args:
        against: sessions of other runs by name ("against eps8").

    Returns:
        The figures, or in words why there are none.
    """
    place = {name: index for index, name in enumerate(task.classes)}
    examples = _labelled(_examples(real, task), place)
    bodies = {
        name: _examples(sessions, task)
        for name, sessions in {SYNTHETIC: synthetic, **against}.items()
    }
    taught = len({item.label for item in _labelled(bodies[SYNTHETIC], place)}) < 2
    splits = [_split(examples, seed) for seed in range(seeds)]
    able = [(train, test) for train, test in splits if len({item.label for item in train}) >= 2]
    tested = {item.patient for _, test in able for item in test}
    arms = Arms(patients=tuple(sorted(tested)), num_classes=len(task.classes))
    most = _most(task, learner)
    for train, test in able:
        _run_seed(arms, train, test, bodies, place, taught=taught, learner=learner, most=most)
    arms.drop_partial()
    if not {REAL, SYNTHETIC} <= set(arms.counts):
        alike = "every session was taken for the same class" if taught else "too little to learn"
        return f"{task.title}: {alike}"
    return Transfer(
        task=task,
        learner=learner.name,
        figures=_figures(arms, [name for name in against if name in arms.counts]),
        arms=arms,
        taught=taught,
        num_real=len(examples),
        num_synthetic=len(bodies[SYNTHETIC]),
        left_out=tuple(name for name in against if name not in arms.counts),
    )


def _examples(sessions: Sequence[Session], task: Task) -> list[Example]:
    return examples_of(sessions, name=task.name, level=task.level, speaker=task.speaker)


def _labelled(examples: Sequence[Example], place: dict[str, int]) -> list[Example]:
    return [item for item in examples if item.label in place]


def _split(examples: Sequence[Example], seed: int) -> tuple[list[Example], list[Example]]:
    """By patient. Half of a class that has two patients may fall on either side; none is forced."""
    patients = sorted({item.patient for item in examples})
    rng = np.random.default_rng(seed)
    num_test = max(1, round(TEST_SHARE * len(patients)))
    tested = {patients[index] for index in rng.permutation(len(patients))[:num_test]}
    train = [item for item in examples if item.patient not in tested]
    return train, [item for item in examples if item.patient in tested]


def _run_seed(
    arms: Arms,
    train: Sequence[Example],
    test: Sequence[Example],
    bodies: dict[str, list[Example]],
    place: dict[str, int],
    *,
    taught: bool,
    learner: Learner,
    most: int,
) -> None:
    truth = np.array([place[item.label or ""] for item in test])
    teacher = learner.fit(train, [place[item.label or ""] for item in train])
    arms.add(REAL, test, teacher.predict(test), truth)
    for arm, examples in bodies.items():
        usable = list(examples) if taught else _labelled(examples, place)
        drawn = _drawn(usable, most)
        if not drawn:
            continue
        labels = teacher.predict(drawn) if taught else [place[item.label or ""] for item in drawn]
        if len(set(labels)) >= 2:
            arms.add(arm, test, learner.fit(drawn, labels).predict(test), truth)


def _most(task: Task, learner: Learner) -> int:
    return MOST_TURNS if task.level == "turn" else learner.most_sessions


def _drawn(examples: Sequence[Example], most: int) -> list[Example]:
    rows = np.random.default_rng(0).permutation(len(examples))[:most]
    return [examples[row] for row in sorted(rows)]


def _figures(arms: Arms, against: Sequence[str]) -> tuple[Measurement, ...]:
    wanted = [
        arms.macro_f1(BY_REAL, [REAL]),
        arms.macro_f1(BY_SYNTHETIC, [SYNTHETIC]),
        arms.compare(RATIO, ([SYNTHETIC], [REAL]), np.divide, unit="ratio"),
        *(
            arms.compare(f"synthetic {name}", ([SYNTHETIC], [name]), np.divide, unit="ratio")
            for name in against
        ),
    ]
    return tuple(item for item in wanted if item is not None)


def macro_f1(cells_RCC: Rows) -> Rows:
    """Of every table: mean F1 of the classes that occur, NaN where none does.

    Truth in rows, guesses in columns.
    """
    right_RC = np.einsum("rcc->rc", cells_RCC)
    true_RC, told_RC = cells_RCC.sum(axis=2), cells_RCC.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        f1_RC = np.where(true_RC > 0, 2 * right_RC / (true_RC + told_RC), 0)
        return f1_RC.sum(axis=1) / (true_RC > 0).sum(axis=1)


def measure_learnable(
    task: Task, sessions: Sequence[Session], *, folds: int = SEEDS, learner: Learner = WORDS
) -> Measurement | None:
    """Macro-F1 of learning a label of these sessions from these sessions, folds by patient.

    Says whether the label is in the text at all; nothing of real sessions.
    """
    place = {name: index for index, name in enumerate(task.classes)}
    examples = _drawn(_labelled(_examples(sessions, task), place), _most(task, learner))
    patients = sorted({item.patient for item in examples})
    arms = Arms(patients=tuple(patients), num_classes=len(task.classes))
    order = np.random.default_rng(0).permutation(len(patients))
    for fold in range(min(folds, len(patients))):
        tested = {patients[index] for index in order[fold::folds]}
        train = [item for item in examples if item.patient not in tested]
        test = [item for item in examples if item.patient in tested]
        labels = [place[item.label or ""] for item in train]
        if test and len(set(labels)) >= 2:
            truth = np.array([place[item.label or ""] for item in test])
            arms.add("own", test, learner.fit(train, labels).predict(test), truth)
    if "own" not in arms.counts:
        return None
    return arms.macro_f1(f"macro-F1 within the run, {task.title}", ["own"])
