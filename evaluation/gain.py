"""`Gain`: what added sessions do for a classifier of real ones, and to what the gain is owed.

It is trained on real rows alone, on real rows with the added ones, and on controls of the same
size, and tested on real rows that were held out. Knows no model and no file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.gain_arms import ADDED, ALONE, CONTROL, REPEATED, Texts, Trial, of_one_size
from evaluation.gain_figures import resample
from evaluation.held_out import Example, draw_splits
from evaluation.learner import Learner
from evaluation.measurement import Measurement


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


SILENT = "cannot be measured: none of its rows says anything"


def measure_gain(
    real: Sequence[Example],
    added: Texts,
    *,
    control: Texts | None = None,
    seed: int = 0,
    learner: Learner | None = None,
) -> Gain:
    """Trains and tests every arm on the same splits.

    Args:
        added: the generated texts of the scarce labels.
        control: texts of the same requests by the public base alone. Where it has fewer of a
            label, as many are left out of `added`, so both arms are of one size.
        learner: reads the lines of a text as one side; without it words are counted.
    """
    if control is not None:
        added, control = of_one_size(added, control)
    sizes = {label: len(texts) for label, texts in added.items() if texts}
    splits, unmeasured = draw_splits(real, seed=seed)
    known = {item.label for item in real}
    labels = sorted(known - unmeasured.keys())
    unmeasured |= dict.fromkeys(sorted(sizes.keys() - known), SILENT)
    if len(labels) < 2 or not sizes:
        return Gain(arms={}, differences={}, by_class={}, unmeasured=unmeasured, added=sizes)
    trial = Trial(real=real, splits=splits, labels=labels, sizes=sizes, seed=seed, learner=learner)
    arms: dict[str, Texts | None] = {ALONE: {}, ADDED: added, REPEATED: None}
    if control is not None:
        arms[CONTROL] = control
    found = resample({arm: trial.counts_SGC3(texts) for arm, texts in arms.items()}, seed=seed)
    return Gain(
        arms={arm: found.macro(arm) for arm in arms},
        differences={arm: found.ahead_of(arm) for arm in arms if arm != ADDED},
        by_class={label: found.of_label(at) for at, label in enumerate(labels)},
        unmeasured=unmeasured,
        added=sizes,
    )
