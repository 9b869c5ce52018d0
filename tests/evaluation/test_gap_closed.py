"""Gap closed: its ends, its interval, and when it is void."""

import numpy as np
import pytest

from evaluation.gap_closed import Losses, measure_gap_closed
from knowledge.errors import CallerMistake


def losses(*, dp, free, patients=200, seeds=3, noise=0.05):
    """Losses whose means lie at 2 for the base and at `dp` and `free` for the two trainings."""
    rng = np.random.default_rng(1)
    person_P = rng.normal(0, 0.3, patients)
    around = lambda mean, shape: mean + person_P + rng.normal(0, noise, shape)  # noqa: E731
    return Losses(
        base=around(2.0, patients),
        trained=around(dp, (seeds, patients)),
        trained_without_noise=around(free, (seeds, patients)),
    )


def measured(**how):
    return measure_gap_closed(losses(**how), rng=np.random.default_rng(0))


@pytest.mark.parametrize(("dp", "closed"), [(2.0, 0.0), (1.8, 0.5), (1.6, 1.0), (2.2, -0.5)])
def test_gap_closed_is_the_share_of_the_way_from_base_to_non_private(dp, closed):
    found = measured(dp=dp, free=1.6)
    assert found.low <= closed <= found.high
    assert found.value == pytest.approx(closed, abs=0.05)
    assert found.high - found.low < 0.15


def test_it_is_void_where_training_without_noise_does_not_beat_the_base():
    assert measured(dp=1.9, free=2.0) is None
    assert measured(dp=1.9, free=2.1) is None


def test_seeds_that_disagree_widen_the_interval():
    rng = np.random.default_rng(2)
    alike = losses(dp=1.8, free=1.6)
    apart = Losses(
        base=alike.base,
        trained=np.array(alike.trained) + np.array([[-0.1], [0.0], [0.1]]),
        trained_without_noise=alike.trained_without_noise,
    )
    narrow, wide = (measure_gap_closed(item, rng=rng) for item in (alike, apart))
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


@pytest.mark.parametrize(
    ("base", "trained", "free"),
    [([1.0], [1.0], [1.0]), ([1.0, 2.0], [1.0], [1.0, 2.0]), ([1.0, np.nan], [1.0, 2.0], [1, 2])],
)
def test_other_shapes_and_numbers_are_refused(base, trained, free):
    with pytest.raises(CallerMistake):
        measure_gap_closed(
            Losses(base=base, trained=trained, trained_without_noise=free),
            rng=np.random.default_rng(0),
        )
