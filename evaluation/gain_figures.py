"""`Resampled`: F1 and recall of the arms of a gain as found, and with patients and seeds redrawn.

Legend: R resamples, S seeds, G groups (patients), C labels; the last axis: F1, recall.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.bootstrap import with_a_width
from evaluation.gain_arms import ADDED, ALONE
from evaluation.measurement import ERROR_RATE, Measurement

RESAMPLES = 1000

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampled:
    """Scores by arm: `found_1C2` of all tested rows, `drawn_RC2` of each resample of them."""

    found_1C2: Mapping[str, Numbers]
    drawn_RC2: Mapping[str, Numbers]
    tested_GC: NDArray[np.bool_]

    def macro(self, arm: str) -> Measurement:
        """Macro F1 of an arm."""
        return self._figure(
            f"macro F1, {arm}", _macro(self.found_1C2[arm]), _macro(self.drawn_RC2[arm])
        )

    def ahead_of(self, arm: str) -> Measurement:
        """By how much the added sessions bring macro F1 above that of an arm."""
        return self._figure(
            f"macro F1, {ADDED} less {arm}",
            _macro(self.found_1C2[ADDED]) - _macro(self.found_1C2[arm]),
            _macro(self.drawn_RC2[ADDED]) - _macro(self.drawn_RC2[arm]),
            least=-1.0,
        )

    def of_label(self, at: int) -> tuple[Measurement, ...]:
        """F1 and recall of the label at this place in every arm, and its gain in F1."""
        return tuple(self._of_label(at))

    def _of_label(self, at: int) -> Iterator[Measurement]:
        n = int(self.tested_GC[:, at].sum())
        for kind, unit in enumerate(("F1", "recall")):
            for arm in self.found_1C2:
                found, drawn = self.found_1C2[arm][:, at, kind], self.drawn_RC2[arm][:, at, kind]
                yield self._figure(f"{unit}, {arm}", found, drawn, unit=unit, n=n)
        found, drawn = (
            scores[ADDED][:, at, 0] - scores[ALONE][:, at, 0]
            for scores in (self.found_1C2, self.drawn_RC2)
        )
        yield self._figure("gain in F1", found, drawn, n=n, least=-1.0)

    def _figure(
        self,
        name: str,
        found_1: Numbers,
        drawn_R: Numbers,
        *,
        unit: str = "F1",
        n: int | None = None,
        least: float = 0.0,
    ) -> Measurement:
        """`n` None counts everybody who was tested."""
        value, side = float(found_1[0]), ERROR_RATE / 2
        low, high = (float(end) for end in np.nanquantile(drawn_R, (side, 1 - side)))
        everybody = int(self.tested_GC.any(axis=1).sum())
        figure = Measurement(
            name=name,
            value=value,
            low=min(low, value),
            high=max(high, value),
            n=everybody if n is None else n,
            unit=unit,
        )
        return with_a_width(figure, (least, 1.0))


def resample(counts_SGC3: Mapping[str, Numbers], *, seed: int) -> Resampled:
    """Scores from what every arm of a `Trial` got right and wrong."""
    num_seeds, num_groups = counts_SGC3[ALONE].shape[:2]
    rng = np.random.default_rng([seed, 2])
    people_RG = rng.multinomial(num_groups, np.full(num_groups, 1 / num_groups), RESAMPLES)
    seeds_RS = rng.multinomial(num_seeds, np.full(num_seeds, 1 / num_seeds), RESAMPLES)
    ones_1G, ones_1S = np.ones((1, num_groups)), np.ones((1, num_seeds))
    return Resampled(
        found_1C2={name: _scores(item, ones_1G, ones_1S) for name, item in counts_SGC3.items()},
        drawn_RC2={name: _scores(item, people_RG, seeds_RS) for name, item in counts_SGC3.items()},
        tested_GC=counts_SGC3[ALONE][..., [0, 2]].sum(axis=(0, 3)) > 0,
    )


def _macro(scores_RC2: Numbers) -> Numbers:
    return np.nanmean(scores_RC2[:, :, 0], axis=1)


def _scores(
    counts_SGC3: Numbers,
    people_RG: Numbers | NDArray[np.int64],
    seeds_RS: Numbers | NDArray[np.int64],
) -> Numbers:
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
