import numpy as np
import pytest

from evaluation.canary_section import canary_section
from evaluation.speech import read_speech
from tests.evaluation.talk import session

NOUNS = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in "lmnrst"]


def secrets(seed, num):
    rng = np.random.default_rng(seed)
    return [tuple(rng.choice(NOUNS, 8)) for _ in range(num)]


def figures(said, planted, included):
    sessions = [
        session(f"s{n}", "T: Yes?", f"P: {' '.join(words)}.") for n, words in enumerate(said)
    ]
    found = canary_section(
        read_speech(sessions), planted, included, secrets(9, 300), delta=1e-5, epsilon=1.0
    )
    return {item.measurement.name: item.measurement for item in found.figures}


@pytest.mark.parametrize("leaks", [True, False])
def test_secrets_that_a_run_repeats_are_found_and_others_are_not(leaks):
    planted = secrets(0, 100)
    included = [n % 2 == 0 for n in range(100)]
    own = [words for words, inside in zip(planted, included, strict=True) if inside]
    found = figures(own if leaks else secrets(5, 50), planted, included)
    assert found["extracted secrets"].value == (1.0 if leaks else 0.0)
    auc = found["text only: auc"]
    assert auc.value > 0.99 if leaks else auc.low < 0.5 < auc.high
    assert (auc.standing == "missed") is leaks


@pytest.mark.parametrize("leaks", [True, False])
def test_one_secret_told_among_many_shows_in_the_most_exposed_canary(leaks):
    planted, included = secrets(0, 60), [True] * 40 + [False] * 20
    told = planted[7] if leaks else secrets(5, 1)[0]
    found = figures([told], planted, included)
    most = found["text only: exposure, most exposed canary (chance 5.3)"]
    assert (most.value > 8) is leaks
    assert found["extracted secrets"].value == pytest.approx(leaks / 40)
