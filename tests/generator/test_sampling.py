"""Every patient is drawn independently at one rate, and then counts with a single window."""

import math

import numpy as np

from generator.sampling import draw_patients, draw_window, secret_generator
from tests.generator.conftest import Row


def follows_the_law(draws, num_patients, rate, *, error=6.0):
    """Bernoulli(rate) per patient, independent: means, batch-size variance, and pairs."""
    drawn = np.zeros((len(draws), num_patients))
    for step, indices in enumerate(draws):
        assert len(set(indices)) == len(indices)
        drawn[step, list(indices)] = 1
    steps = len(draws)
    per_patient = np.abs(drawn.mean(axis=0) - rate) / math.sqrt(rate * (1 - rate) / steps)
    sizes = drawn.sum(axis=1)
    variance = num_patients * rate * (1 - rate)
    size_variance = abs(sizes.var() / variance - 1) / math.sqrt(2 / steps)
    repeats = (drawn[1:] * drawn[:-1]).mean()
    repeat_error = abs(repeats - rate**2) / math.sqrt(rate**2 / (steps * num_patients))
    return max(per_patient.max(), size_variance, repeat_error) < error


def poisson_draws(num_patients=40, rate=0.2, steps=3000):
    return [draw_patients(num_patients, rate, rng=secret_generator()) for _ in range(steps)]


def test_every_patient_is_drawn_independently_with_the_same_rate():
    assert follows_the_law(poisson_draws(), 40, 0.2)


def test_the_law_rejects_fixed_batches_shuffled_epochs_and_other_rates():
    rng = np.random.default_rng(0)
    fixed = [tuple(rng.choice(40, size=8, replace=False)) for _ in range(3000)]
    shuffled = [tuple(part) for _ in range(600) for part in rng.permutation(40).reshape(5, 8)]
    assert not follows_the_law(fixed, 40, 0.2)
    assert not follows_the_law(shuffled, 40, 0.2)
    assert not follows_the_law(poisson_draws(rate=0.25), 40, 0.2)


def test_a_rate_of_one_draws_everybody_and_a_tiny_rate_mostly_nobody():
    assert draw_patients(5, 1.0, rng=secret_generator()) == (0, 1, 2, 3, 4)
    assert sum(len(draw_patients(5, 1e-9, rng=secret_generator())) for _ in range(100)) == 0


def test_a_drawn_patient_counts_once_with_one_window_of_one_session():
    sessions = [Row(tuple(range(10))), Row(tuple(range(100, 103)))]
    seen = {draw_window(sessions, 4, rng=secret_generator()).tokens for _ in range(2000)}
    starts = {tuple(range(start, start + 4)) for start in range(7)}
    assert seen == starts | {(100, 101, 102)}
