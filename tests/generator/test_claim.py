"""Whether the ledgers of the corpora support what a release claims."""

from dataclasses import replace

import pytest

from generator.guarantee import public_only, with_release
from generator.ledger import create_ledger, read_ledger, reserve
from generator.releasing.verification import verify_release
from generator.support import solve_set_union
from knowledge.errors import CallerMistake, GateRefused
from tests.generator.releasing import SHARES, TRAINING, finished_run, private, released


@pytest.fixture
def ledger(tmp_path):
    """Shares were released, then a model was trained, then another one."""
    path = tmp_path / "ledger.jsonl"
    create_ledger(path, budget=None, delta=1e-5)
    reserve(path, purpose="marginals", mechanism=SHARES)
    reserve(path, purpose="training", mechanism=TRAINING)
    reserve(path, purpose="training", mechanism=replace(TRAINING, steps=20))
    return path


def heads(ledger):
    return [item.head for item in read_ledger(ledger).reservations]


def release_of(tmp_path, guarantee):
    return released(finished_run(tmp_path / "run", guarantee=guarantee), tmp_path / "release")


def test_a_guarantee_that_the_ledger_supports_is_said_to_be_checked(tmp_path, ledger):
    folder = release_of(tmp_path, private(heads(ledger)[1], beside=(SHARES,)))
    assert verify_release(folder, ledgers=(ledger,)).ledger_checked


def test_a_training_that_ended_early_costs_no_more_than_was_charged(tmp_path, ledger):
    fewer = replace(TRAINING, steps=9)
    folder = release_of(tmp_path, private(heads(ledger)[1], training=fewer, beside=(SHARES,)))
    assert verify_release(folder, ledgers=(ledger,))


@pytest.mark.parametrize(
    ("training", "beside", "words"),
    [
        (replace(TRAINING, steps=11), (SHARES,), "never charged"),
        (replace(TRAINING, noise_multiplier=1.5), (SHARES,), "never charged"),
        (replace(TRAINING, sampling_rate=0.05), (SHARES,), "never charged"),
        (TRAINING, (), "leaves out"),
        (TRAINING, (SHARES, SHARES), "never charged"),
    ],
)
def test_a_guarantee_that_disagrees_with_the_ledger_is_refused(
    tmp_path, ledger, training, beside, words
):
    guarantee = private(heads(ledger)[1], training=training, beside=beside)
    folder = release_of(tmp_path, guarantee)
    assert verify_release(folder)
    with pytest.raises(GateRefused, match=words):
        verify_release(folder, ledgers=(ledger,))


def test_another_ledger_a_cut_one_and_an_altered_one_support_nothing(tmp_path, ledger):
    folder = release_of(tmp_path, private(heads(ledger)[2], beside=(SHARES,)))
    lines = ledger.read_text().splitlines(keepends=True)
    ledger.write_text("".join(lines[:-1]))
    with pytest.raises(GateRefused, match="last lines were cut off"):
        verify_release(folder, ledgers=(ledger,))
    ledger.write_text("".join(lines).replace("0.1", "0.2"))
    with pytest.raises(GateRefused, match="was altered"):
        verify_release(folder, ledgers=(ledger,))
    with pytest.raises(CallerMistake, match="does not exist"):
        verify_release(folder, ledgers=(tmp_path / "nowhere.jsonl",))


def test_a_charged_list_is_looked_up_in_the_ledger_of_its_own_corpus(tmp_path, ledger):
    chosen = solve_set_union(target_epsilon=1.0, delta=1e-5)
    create_ledger(tmp_path / "other.jsonl", budget=None, delta=1e-5)
    head = reserve(tmp_path / "other.jsonl", purpose="support", mechanism=chosen)
    model = private(heads(ledger)[1], beside=(SHARES,))
    folder = release_of(tmp_path, with_release(model, chosen, delta=1e-5, ledger_head=head))
    with pytest.raises(GateRefused, match="SetUnion.*never charged"):
        verify_release(folder, ledgers=(ledger,))
    assert verify_release(folder, ledgers=(ledger, tmp_path / "other.jsonl"))
    alone = with_release(public_only(), chosen, delta=1e-5, ledger_head=head)
    untrained = released(finished_run(tmp_path / "run2", guarantee=alone), tmp_path / "release2")
    assert verify_release(untrained, ledgers=(tmp_path / "other.jsonl",)).ledger_checked


def test_no_ledger_supports_a_release_that_names_none_of_its_entries(tmp_path, ledger):
    folder = release_of(tmp_path, public_only())
    assert verify_release(folder)
    with pytest.raises(GateRefused, match="names no entry of a ledger"):
        verify_release(folder, ledgers=(ledger,))
