"""What added sessions do for a classifier of real ones, and to what the gain is owed.

The classifier is plain: logistic regression over TF-IDF of words and pairs of words, or over what a
`Learner` makes of the lines. It is trained on
real rows alone, on real rows with the added ones, and on controls of the same size, and tested on
real rows that were held out, whole patients at a time. Knows no model and no file.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evaluation.learner import Learner
from evaluation.measurement import ERROR_RATE, Measurement
from evaluation.speech import sentences_of

ALONE, ADDED = "real rows alone", "with added sessions"
REPEATED, CONTROL = "scarce rows repeated", "with the public base's sessions"
HELD_OUT_SHARE = 1 / 3
LEAST_HELD_OUT = 4
"""Rows of a class in the test; with fewer, its figures would be noise."""
LEAST_TRAINED = 2
SEEDS = 5
RESAMPLES = 1000
MOST_FEATURES = 20_000
LONGEST_LINE_WORDS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One labelled session. `group` is its patient: nobody stands on both sides of a split."""

    text: str = field(repr=False)
    label: str
    group: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """`arms` and `differences` hold Measurements by what they compare; `by_class` those of a label.

    Intervals resample held-out patients and seeds; how the training rows were drawn beyond the
    seeds is not in them. All empty where nothing could be measured. `unmeasured` gives the reason
    for each label that could not be.
    """

    arms: Mapping[str, Measurement]
    differences: Mapping[str, Measurement]
    by_class: Mapping[str, tuple[Measurement, ...]]
    unmeasured: Mapping[str, str]
    added: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    train: tuple[int, ...]
    test: tuple[int, ...]


Texts = Mapping[str, Sequence[str]]
"""Added texts by label."""


def measure_gain(
    real: Sequence[Example],
    added: Texts,
    *,
    control: Texts | None = None,
    seed: int = 0,
    learner: Learner | None = None,
) -> Gain:
    """Trains and tests every arm on the same splits, `SEEDS` times.

    Args:
        added: the generated texts of the scarce labels.
        control: texts of the same requests by the public base alone. Where it has fewer of a
            label, as many are left out of `added`, so both arms are of one size.
        learner: reads the lines of a text as one side; without it words are counted.
    """
    if control is not None:
        added, control = _same_size(added, control)
    sizes = {label: len(texts) for label, texts in added.items() if texts}
    splits, unmeasured = _splits(real, seed=seed)
    measured = sorted({item.label for item in real} - unmeasured.keys())
    if len(measured) < 2 or not sizes:
        return Gain(arms={}, differences={}, by_class={}, unmeasured=unmeasured, added=sizes)
    arms: dict[str, Texts | None] = {ALONE: {}, ADDED: added, REPEATED: None}
    if control is not None:
        arms[CONTROL] = control
    groups = {name: at for at, name in enumerate(dict.fromkeys(item.group for item in real))}
    counts = {
        name: np.stack(
            [
                _tested(
                    real, split, texts, sizes, measured, groups, seed=seed + at, learner=learner
                )
                for at, split in enumerate(splits)
            ]
        )
        for name, texts in arms.items()
    }
    return _measured(counts, measured, sizes=sizes, unmeasured=unmeasured, seed=seed)


def _same_size(added: Texts, control: Texts) -> tuple[Texts, Texts]:
    sizes = {label: min(len(texts), len(control.get(label, ()))) for label, texts in added.items()}
    return (
        {label: added[label][:size] for label, size in sizes.items()},
        {label: control[label][:size] for label, size in sizes.items() if size},
    )


def _splits(real: Sequence[Example], *, seed: int) -> tuple[list[_Split], dict[str, str]]:
    """The splits, and why some labels cannot be tested; no row of theirs is held out for them."""
    counts = Counter(item.label for item in real)
    unmeasured = {
        label: f"cannot be measured: {count} rows, {LEAST_HELD_OUT + LEAST_TRAINED} are needed"
        for label, count in counts.items()
        if count < LEAST_HELD_OUT + LEAST_TRAINED
    }
    while True:
        splits = [_split(real, unmeasured, np.random.default_rng([seed, n])) for n in range(SEEDS)]
        thin = {
            label
            for split in splits
            for label in counts.keys() - unmeasured.keys()
            if not _is_enough(real, split, label)
        }
        if not thin:
            return splits, unmeasured
        reason = "cannot be measured: too few patients to hold some out and keep others"
        unmeasured |= dict.fromkeys(sorted(thin), reason)


def _is_enough(real: Sequence[Example], split: _Split, label: str) -> bool:
    held_out = sum(real[at].label == label for at in split.test)
    kept = sum(real[at].label == label for at in split.train)
    return held_out >= LEAST_HELD_OUT and kept >= LEAST_TRAINED


def _split(
    real: Sequence[Example], unmeasured: Mapping[str, str], rng: np.random.Generator
) -> _Split:
    """Holds out whole groups, label by label (a group counts for its commonest one)."""
    rows_of: dict[str, list[int]] = {}
    for at, item in enumerate(real):
        rows_of.setdefault(item.group, []).append(at)
    groups_of: dict[str, list[str]] = {}
    for group, rows in rows_of.items():
        usual = Counter(real[at].label for at in rows).most_common(1)[0][0]
        groups_of.setdefault(usual, []).append(group)
    counts = Counter(item.label for item in real)
    test: list[int] = []
    for label, groups in sorted(groups_of.items()):
        wanted = max(LEAST_HELD_OUT, round(counts[label] * HELD_OUT_SHARE))
        held_out = 0
        for group in rng.permutation(sorted(groups)):
            if label not in unmeasured and held_out < wanted:
                test += rows_of[group]
                held_out += sum(real[at].label == label for at in rows_of[group])
    chosen = set(test)
    return _Split(
        train=tuple(at for at in range(len(real)) if at not in chosen), test=tuple(sorted(chosen))
    )


def _tested(
    real: Sequence[Example],
    split: _Split,
    texts: Texts | None,
    sizes: Mapping[str, int],
    measured: Sequence[str],
    groups: Mapping[str, int],
    *,
    seed: int,
    learner: Learner | None,
) -> NDArray[np.float64]:
    """True positives, false positives and false negatives, by group and label (G, C, 3).

    `texts` None repeats real rows of the training part. A label gets as large a part of its added
    sessions as the training part has of its real rows, so that the mixture is that of the whole.
    """
    train = [(real[at].text, real[at].label) for at in split.train]
    train += _extra(real, train, texts, sizes, rng=np.random.default_rng([seed, 1]))
    test = [real[at] for at in split.test if real[at].label in measured]
    guesses = _guesses(train, [item.text for item in test], learner)
    counts_GC3 = np.zeros((len(groups), len(measured), 3))
    place = {label: at for at, label in enumerate(measured)}
    for item, guess in zip(test, guesses, strict=True):
        row = counts_GC3[groups[item.group]]
        if guess == item.label:
            row[place[guess], 0] += 1
            continue
        row[place[item.label], 2] += 1
        if guess in place:
            row[place[guess], 1] += 1
    return counts_GC3


def _extra(
    real: Sequence[Example],
    train: Sequence[tuple[str, str]],
    texts: Texts | None,
    sizes: Mapping[str, int],
    *,
    rng: np.random.Generator,
) -> list[tuple[str, str]]:
    """What an arm adds to the training part. Rows that are repeated may repeat several times."""
    whole, kept = Counter(item.label for item in real), Counter(label for _, label in train)
    extra: list[tuple[str, str]] = []
    for label, size in sorted(sizes.items()):
        part = round(size * kept[label] / whole[label])
        if texts is None:
            pool = [text for text, name in train if name == label]
            rounds = -(-part // len(pool)) if pool else 0
        else:
            pool, rounds = list(texts.get(label, ())), 1
        order = [at for _ in range(rounds) for at in rng.permutation(len(pool))]
        extra += [(pool[at], label) for at in order[:part]]
    return extra


def _guesses(
    train: Sequence[tuple[str, str]], texts: Sequence[str], learner: Learner | None
) -> Sequence[str]:
    if learner is None:
        return _by_words(train, texts)
    classes = sorted({label for _, label in train})
    place = {label: at for at, label in enumerate(classes)}
    learned = learner.fit(
        [_Lines(text=text) for text, _ in train], [place[label] for _, label in train]
    )
    return [classes[guess] for guess in learned.predict([_Lines(text=text) for text in texts])]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """A text whose lines are what one side says: who says which is not known here.

    A line that a sentence model would cut short is read by its sentences.
    """

    text: str = field(repr=False)

    @property
    def sides(self) -> tuple[tuple[str, ...], ...]:
        lines = [line for line in self.text.splitlines() if line.strip()]
        parts = (
            sentences_of(line) if len(line.split()) > LONGEST_LINE_WORDS else (line,)
            for line in lines
        )
        return (tuple(part for found in parts for part in found),)


def _by_words(train: Sequence[tuple[str, str]], texts: Sequence[str]) -> Sequence[str]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    classifier = make_pipeline(
        TfidfVectorizer(
            ngram_range=(1, 2),
            sublinear_tf=True,
            max_features=MOST_FEATURES,
        ),
        LogisticRegression(C=10.0, max_iter=500),
    )
    classifier.fit([text for text, _ in train], [label for _, label in train])
    return [str(guess) for guess in classifier.predict(texts)]


def _measured(
    counts: Mapping[str, NDArray[np.float64]],
    labels: Sequence[str],
    *,
    sizes: Mapping[str, int],
    unmeasured: Mapping[str, str],
    seed: int,
) -> Gain:
    num_seeds, num_groups = counts[ALONE].shape[:2]
    rng = np.random.default_rng([seed, 2])
    people_RG = rng.multinomial(num_groups, np.full(num_groups, 1 / num_groups), RESAMPLES)
    seeds_RS = rng.multinomial(num_seeds, np.full(num_seeds, 1 / num_seeds), RESAMPLES)
    ones_G, ones_S = np.ones((1, num_groups)), np.ones((1, num_seeds))
    value = {name: _scores(item, ones_G, ones_S) for name, item in counts.items()}
    drawn = {name: _scores(item, people_RG, seeds_RS) for name, item in counts.items()}
    tested_GC = counts[ALONE][..., [0, 2]].sum(axis=(0, 3)) > 0
    whole = int(tested_GC.any(axis=1).sum())

    def figure(
        name: str, at: float, spread: NDArray[np.float64], unit: str, n: int = whole
    ) -> Measurement:
        side = ERROR_RATE / 2
        low, high = np.nanquantile(spread, (side, 1 - side))
        low, high = min(float(low), at), max(float(high), at)
        return Measurement(name=name, value=at, low=low, high=high, n=n, unit=unit)

    def macro(scores: Mapping[str, NDArray[np.float64]], arm: str) -> NDArray[np.float64]:
        return np.nanmean(scores[arm][:, :, 0], axis=1)

    def of_label(at: int) -> tuple[Measurement, ...]:
        n = int(tested_GC[:, at].sum())
        rows = [
            figure(f"{kind}, {arm}", float(value[arm][0, at, k]), drawn[arm][:, at, k], kind, n)
            for k, kind in enumerate(("F1", "recall"))
            for arm in counts
        ]
        change_R = drawn[ADDED][:, at, 0] - drawn[ALONE][:, at, 0]
        change = float(value[ADDED][0, at, 0] - value[ALONE][0, at, 0])
        return (*rows, figure("gain in F1", change, change_R, "F1", n))

    return Gain(
        arms={
            arm: figure(f"macro F1, {arm}", float(macro(value, arm)[0]), macro(drawn, arm), "F1")
            for arm in counts
        },
        differences={
            arm: figure(
                f"macro F1, {ADDED} less {arm}",
                float((macro(value, ADDED) - macro(value, arm))[0]),
                macro(drawn, ADDED) - macro(drawn, arm),
                "F1",
            )
            for arm in counts
            if arm != ADDED
        },
        by_class={label: of_label(at) for at, label in enumerate(labels)},
        unmeasured=unmeasured,
        added=sizes,
    )


def _scores(
    counts_SGC3: NDArray[np.float64],
    people_RG: NDArray[np.float64] | NDArray[np.int64],
    seeds_RS: NDArray[np.float64] | NDArray[np.int64],
) -> NDArray[np.float64]:
    """F1 and recall by resample and label, averaged over seeds (R, C, 2).

    A label that a resample has no row of is no number there.
    """
    sums_RSC3 = np.einsum("rg,sgck->rsck", people_RG, counts_SGC3)
    hit, false, missed = np.moveaxis(sums_RSC3, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        present = hit + missed > 0
        f1_RSC = np.where(present, 2 * hit / (2 * hit + false + missed), np.nan)
        recall_RSC = np.where(present, hit / (hit + missed), np.nan)
    both_RSC2 = np.stack([f1_RSC, recall_RSC], axis=-1)
    weight_RSC2 = np.where(np.isnan(both_RSC2), 0, seeds_RS[:, :, None, None])
    with np.errstate(invalid="ignore", divide="ignore"):
        return (np.nan_to_num(both_RSC2) * weight_RSC2).sum(axis=1) / weight_RSC2.sum(axis=1)
