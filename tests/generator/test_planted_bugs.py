"""Eight bugs that void the guarantee, each planted into the code that runs, and what catches it.

The guards (`guards.py`) measure what the code really does; a refusal of the product is an alarm,
too. On the right code every guard is silent.
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from filters.gate import FILTERS
from filters.verdict import PrivacyClass, Verdict
from generator import training
from generator.corpus import read_corpus
from generator.optimizer import PatientOptimizer
from knowledge.errors import CallerMistake, GateRefused
from knowledge.passage import PROJECT, Passage, passages_of
from tests.generator.guards import (
    SECRET,
    Place,
    a_patient_changes_what_is_released,
    a_patient_that_is_not_finite_has_a_say,
    corpus_of,
    noise_is_not_the_claimed_one,
    one_patient_moves_more_or_less_than_its_share,
    patients_are_not_drawn_independently,
    released,
    the_release_takes_back_the_claim,
    the_store_holds_more_than_the_records,
)


@pytest.fixture
def place(tmp_path, base):
    return Place(tmp_path, base)


def noise_times(factor):
    class Quiet(PatientOptimizer):
        def __init__(self, optimizer, *, noise_multiplier, **more):
            super().__init__(optimizer, noise_multiplier=factor * noise_multiplier, **more)

    return lambda patch, place: patch.setattr(training, "PatientOptimizer", Quiet)


class DividesByWhoCame(PatientOptimizer):
    came = 0

    def clip_and_accumulate(self):
        self.came += len(self.grad_samples[0])
        super().clip_and_accumulate()

    def scale_grad(self):
        self.expected_batch_size, self.came = max(1, self.came), 0
        super().scale_grad()


def divided_by_who_came(patch, place):
    patch.setattr(training, "PatientOptimizer", DividesByWhoCame)


def shuffled_batches(patch, place):
    """Every patient once an epoch, in batches of the expected size."""
    deck = []

    def deal(num_patients, sampling_rate, *, rng):
        if not deck:
            size = round(num_patients * sampling_rate)
            order = rng.permutation(num_patients).tolist()
            deck.extend(order[start : start + size] for start in range(0, num_patients, size))
        return tuple(deck.pop())

    patch.setattr(training, "draw_patients", deal)


def sessions_as_units(patch, place):
    real = training._sessions_by_patient
    patch.setattr(
        training,
        "_sessions_by_patient",
        lambda *arguments: [[session] for own in real(*arguments) for session in own],
    )


def windows_as_units(patch, place):
    real = training.private_step

    def each_window_its_own(model, optimizer, contributions, **options):
        windows = [[window] for own in contributions for window in own]
        real(model, optimizer, windows, **options)

    patch.setattr(training, "private_step", each_window_its_own)


def nan_is_let_through(patch, place):
    patch.setattr(PatientOptimizer, "_silence_patients_that_are_not_finite", lambda optimizer: None)


class TakesABrokenNormForSmall(PatientOptimizer):
    """The factor of a norm that is not finite is 1, as if nothing had to be clipped."""

    def clip_and_accumulate(self):
        norms = [gradient.flatten(start_dim=1).norm(dim=1) for gradient in self.grad_samples]
        norm = torch.stack(norms).norm(dim=0)
        factor = torch.where(norm.isfinite(), (self.max_grad_norm / norm).clamp(max=1.0), 1.0)
        for parameter in self.params:
            parameter.summed_grad = torch.einsum("i,i...", factor, parameter.grad_sample)


def broken_norm_is_not_clipped(patch, place):
    patch.setattr(training, "PatientOptimizer", TakesABrokenNormForSmall)


@dataclass
class Blocklist:
    """Rejects what somebody in the corpus said, word for word."""

    corpus: Path
    privacy_class: PrivacyClass
    name: str = "blocklist"

    def judge(self, session):
        private = (self.corpus / "sessions.jsonl").read_text()
        copied = any(turn.text == private for turn in session.turns)
        return Verdict(filter=self.name, privacy_class=self.privacy_class, passed=not copied)


def blocklist(privacy_class):
    def plant(patch, place):
        made = {"blocklist": lambda: Blocklist(place.folder / "corpus", privacy_class)}
        patch.setattr("generator.judging.FILTERS", {**FILTERS, **made})

    return plant


def private_passage(**origin):
    def plant(patch, place):
        corpus = read_corpus(corpus_of(place.new(), {"p0": [SECRET]}))
        (record,) = corpus.records["p0"]
        said = Passage(
            id="x",
            kind="expression",
            text=record.session.turns[0].text,
            symptom="low_mood",
            **origin,
        )
        patch.setattr(
            "knowledge.saved_store.passages_of", lambda *records: (*passages_of(*records), said)
        )

    return plant


NOISE = noise_is_not_the_claimed_one
SHARE = one_patient_moves_more_or_less_than_its_share
DRAWS = patients_are_not_drawn_independently
BROKEN = a_patient_that_is_not_finite_has_a_say
CLAIM = the_release_takes_back_the_claim
CHOICE = a_patient_changes_what_is_released
STORE = the_store_holds_more_than_the_records
RAW, PUBLIC = PrivacyClass.RAW, PrivacyClass.PUBLIC
MEASURED = "measured"

BUGS: tuple[tuple[str, Callable, Callable, str], ...] = (
    # bug, plant, guard, how it is caught: measured, or in the words of the product's refusal
    ("1 no noise", noise_times(0.0), NOISE, "changed no weight"),
    ("2 half the noise", noise_times(0.5), NOISE, MEASURED),
    ("3 divided by the realised batch", divided_by_who_came, SHARE, MEASURED),
    ("4 shuffled fixed batches", shuffled_batches, DRAWS, MEASURED),
    ("5 sessions as units", sessions_as_units, SHARE, MEASURED),
    ("5 windows as units", windows_as_units, SHARE, MEASURED),
    ("6 NaN let through", nan_is_let_through, BROKEN, "not finite"),
    ("6 infinite norm not clipped", broken_norm_is_not_clipped, BROKEN, MEASURED),
    ("7 raw filter", blocklist(RAW), CLAIM, MEASURED),
    ("7 raw filter that says public", blocklist(PUBLIC), CHOICE, MEASURED),
    ("8 private passage", private_passage(origin="corpus"), STORE, "only 'project' is indexed"),
    ("8 passage of unknown origin", private_passage(), STORE, "only 'project' is indexed"),
    ("8 private passage that says project", private_passage(origin=PROJECT), STORE, MEASURED),
)


def alarm(guard, place):
    try:
        return MEASURED if guard(place) else "none"
    except (GateRefused, CallerMistake) as refusal:
        return str(refusal)


@pytest.mark.parametrize(("bug", "plant", "guard", "words"), BUGS, ids=[row[0] for row in BUGS])
def test_a_planted_bug_raises_the_alarm(bug, plant, guard, words, place, monkeypatch):
    plant(monkeypatch, place)
    assert words in alarm(guard, place), bug


@pytest.mark.parametrize("guard", dict.fromkeys(row[2] for row in BUGS))
def test_the_right_code_raises_no_alarm(guard, place):
    assert alarm(guard, place) == "none"


def test_a_raw_filters_release_says_so_in_guarantee_card_and_rows(place, monkeypatch):
    from pyarrow.parquet import read_table

    blocklist(RAW)(monkeypatch, place)
    release, _ = released(place, SECRET)
    guarantee = json.loads((release / "guarantee.json").read_text())
    assert (guarantee["kind"], guarantee["epsilon"]) == ("non-dp", "inf")
    card = (release / "README.md").read_text()
    assert "NO differential privacy" in card and "blocklist" in card
    assert "filters read none" not in card
    rows = read_table(release / "data" / "train-00000-of-00001.parquet", columns=["epsilon"])
    assert set(rows["epsilon"].to_pylist()) == {math.inf}
