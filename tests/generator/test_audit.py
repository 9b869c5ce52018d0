"""An audit sees a run that memorises, and finds nothing where there is nothing to find."""

import math

import numpy as np
import pytest

from generator.audit import audit, by_text
from generator.canaries import draw_canaries, plant, read_key, split
from generator.conditioning import unconditioned
from generator.training import train
from knowledge.errors import CallerMistake
from tests.generator.conftest import configured
from tests.generator.test_canaries import corpus_in

REFERENCES = 1_000


def audited(base, tmp_path, *, epsilon, rate, steps=60, canaries=100):
    key = plant(corpus_in(tmp_path), tmp_path / "planted", count=canaries)
    config = configured(
        tmp_path / "planted", base, epsilon=epsilon, steps=steps, method="full", sampling_rate=0.9
    )
    training = config.training.model_copy(update={"learning_rate": rate, "window_tokens": 400})
    runtime = config.runtime.model_copy(update={"physical_batch": 64})
    config = config.model_copy(update={"training": training, "runtime": runtime})
    train(config, tmp_path / "out", prepare=unconditioned)
    planted = read_key(key)
    sessions = [item.session for item in split(planted)[0]]
    found = audit(tmp_path / "out", planted, references=REFERENCES, sessions=sessions)
    return found, {figure.name: figure for figure in found.figures}


def test_a_run_without_noise_is_caught(base, tmp_path):
    found, figures = audited(base, tmp_path, epsilon="inf", rate=0.03, steps=160, canaries=50)
    assert found.epsilon == math.inf
    assert figures["weights: auc"].low > 0.7
    assert figures[f"weights: against {REFERENCES} never seen: auc"].low > 0.7
    assert figures["weights: exposure, median canary"].value > 2


@pytest.mark.long
def test_a_private_run_stays_below_its_claim(base, tmp_path):
    found, figures = audited(base, tmp_path, epsilon=1.0, rate=0.02)
    assert 0.9 < found.epsilon <= 1.0
    # The sessions repeat the canaries that were in, whatever the weights know.
    by_weights = {n: figure for n, figure in figures.items() if n.startswith("weights: ")}
    bounds = [figure for figure in by_weights.values() if "epsilon" in figure.unit]
    assert bounds and all(figure.value <= 1.0 for figure in bounds)
    assert figures["weights: auc"].low < 0.6


def test_text_that_repeats_secrets_gives_them_away_and_other_text_does_not():
    told, untold = draw_canaries(40), draw_canaries(40)
    score = by_text([item.session for item in told])
    assert score(told).min() > score(untold).max()
    other = by_text([item.session for item in draw_canaries(40)])
    assert abs(np.mean(other(told)) - np.mean(other(untold))) < 0.3


def test_a_checkpoint_of_nothing_is_refused(tmp_path):
    with pytest.raises(CallerMistake):
        audit(tmp_path, draw_canaries(20))
