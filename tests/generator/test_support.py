"""The support list: charged first, one patient moves it by 1, nothing of one patient is told."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import support as room
from generator.accounting import Gaussian, SetUnion, epsilon, mechanism_from_json, mechanism_json
from generator.corpus_import import import_table
from generator.ledger import read_ledger
from generator.sampling import secret_generator
from generator.support import (
    passing,
    read_support,
    release_support,
    solve_set_union,
    solve_threshold,
    weights_of,
    write_support,
)
from knowledge.errors import CallerMistake, GateRefused

SHARED = "we said so before"
DELTA = 1e-5


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """400 patients who say one line all say, and one that nobody else says."""
    folder = tmp_path_factory.mktemp("support")
    lines = [
        {
            "session_id": f"s{number}",
            "patient_id": f"p{number}",
            "turns": [
                {"speaker": "patient", "text": SHARED},
                {"speaker": "therapist", "text": f"only me{number} knows"},
            ],
        }
        for number in range(400)
    ]
    (folder / "sessions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


@pytest.fixture
def corpus(imported, tmp_path):
    out = tmp_path / "corpus"
    import_table([imported / "sessions.jsonl"], out, budget=2.0, declared_patients=400)
    return out


def test_what_all_say_is_told_what_one_says_is_not_and_it_is_paid_for(corpus):
    found = release_support(corpus, target_epsilon=1.0, public=["said so before"])
    ledger = read_ledger(corpus / "ledger.jsonl")
    assert found.grams == ("we said so",)
    assert 0.98 < found.epsilon <= 1.0
    assert ledger.spent() == found.epsilon and found.ledger_head == ledger.head
    (event,) = ledger.reservations
    assert event.purpose == "support" and isinstance(event.mechanism, SetUnion)


def test_a_release_beyond_the_budget_is_refused_and_charges_nothing(corpus):
    before = (corpus / "ledger.jsonl").read_bytes()
    with pytest.raises(GateRefused, match="budget") as refused:
        release_support(corpus, target_epsilon=3.0, public=[])
    assert refused.value.exit_code == 3
    assert (corpus / "ledger.jsonl").read_bytes() == before


def test_the_ledger_is_charged_before_a_record_is_read(corpus, monkeypatch):
    def unreadable(folder):
        raise OSError("the disk died")

    monkeypatch.setattr(room, "read_corpus", unreadable)
    with pytest.raises(OSError, match="died"):
        release_support(corpus, target_epsilon=1.0, public=[])
    assert read_ledger(corpus / "ledger.jsonl").spent() > 0.98


@pytest.mark.parametrize(
    "numbers", [{"target_epsilon": 0.0}, {"target_epsilon": math.inf}, {"delta": 0.1}, {"delta": 0}]
)
def test_numbers_that_promise_nothing_are_refused(corpus, numbers):
    with pytest.raises(CallerMistake, match="allowed"):
        release_support(corpus, **{"target_epsilon": 1.0, "public": [], **numbers})


@given(st.sets(st.text("ab", min_size=1, max_size=6), max_size=40), st.integers(1, 30))
def test_one_patient_moves_the_weights_by_one_at_most(grams, most):
    weights = weights_of(grams, rng=np.random.default_rng(0), most=most)
    assert len(weights) == min(len(grams), most) and weights.keys() <= grams
    norm = math.sqrt(sum(weight**2 for weight in weights.values()))
    assert norm == pytest.approx(1.0 if grams else 0.0)


@pytest.mark.parametrize("num_grams", [1, 3, 40])
def test_something_of_one_patient_alone_is_told_as_rarely_as_promised(num_grams):
    mechanism = SetUnion(noise_multiplier=3.0, threshold_delta=0.02)
    threshold = solve_threshold(mechanism, most=40)
    rng = np.random.default_rng(5)
    weights = weights_of([str(i) for i in range(num_grams)], rng=rng)
    told = sum(
        bool(passing(weights, mechanism, threshold=threshold, rng=rng)) for _ in range(20_000)
    )
    # The worst number of sequences reaches the promise; a threshold 5 % lower would break it.
    assert told / 20_000 < 0.02 + 4 * math.sqrt(0.02 * 0.98 / 20_000)
    if num_grams == 40:
        assert told / 20_000 > 0.02 - 4 * math.sqrt(0.02 * 0.98 / 20_000)


def test_the_threshold_is_the_published_one():
    # 2 x THRESHOLD: the paper gives half of delta to it; figures of the reference table.
    mechanism = SetUnion(noise_multiplier=3.88, threshold_delta=DELTA / 2)
    assert math.ceil(solve_threshold(mechanism, most=100) * math.sqrt(100)) == 208
    assert math.ceil(solve_threshold(mechanism, most=10) * math.sqrt(10)) == 62


def test_the_noise_is_that_of_the_charge_and_never_the_same():
    mechanism = solve_set_union(target_epsilon=1.0, delta=DELTA)
    weights = {str(number): 0.0 for number in range(40_000)}
    counts = [
        len(passing(weights, mechanism, threshold=mechanism.noise_multiplier, rng=rng))
        for rng in (secret_generator(), secret_generator())
    ]
    # One in 6.3 lies one standard deviation above the mean; with 3 % less noise .1512 would.
    assert all(abs(count / 40_000 - 0.1587) < 0.0075 for count in counts)
    assert counts[0] != counts[1]


def test_the_chance_of_telling_comes_out_of_delta():
    mechanism = solve_set_union(target_epsilon=1.0, delta=DELTA)
    gaussian = Gaussian(noise_multiplier=mechanism.noise_multiplier)
    left = DELTA - mechanism.threshold_delta
    assert epsilon((mechanism,), DELTA) == pytest.approx(epsilon((gaussian,), left), abs=1e-5)
    assert epsilon((mechanism,), DELTA) > epsilon((gaussian,), DELTA)
    assert epsilon((mechanism,) * 10, DELTA) == math.inf  # nothing of delta is left


def test_the_event_survives_the_ledger_and_an_incomplete_one_does_not():
    mechanism = SetUnion(noise_multiplier=2.0, threshold_delta=1e-6)
    event = mechanism_json(mechanism, delta=DELTA)
    assert mechanism_from_json(json.loads(json.dumps(event))) == mechanism
    del event["threshold_delta"]
    with pytest.raises(CallerMistake, match="threshold_delta"):
        mechanism_from_json(event)


def test_a_list_on_disk_is_the_list_released(corpus, tmp_path):
    found = release_support(corpus, target_epsilon=1.0, public=[])
    write_support(tmp_path / "support.txt", found)
    assert read_support(tmp_path / "support.txt") == found
    (tmp_path / "other.txt").write_text("we said so\n")
    with pytest.raises(CallerMistake, match="support list"):
        read_support(tmp_path / "other.txt")
