"""Whether its own events, and the ledgers of the corpora, support what a release claims."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from generator.accounting import SetUnion
from generator.guarantee import (
    RAW_FILTER,
    parse_guarantee,
    public_only,
    unknown_source,
    with_release,
    without_guarantee,
)
from generator.ledger import create_ledger, read_ledger, reserve
from generator.releasing.claim import check_claim
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


HEAD = "c" * 64
LIST = SetUnion(noise_multiplier=3.0, threshold_delta=1e-6)
NOISELESS = replace(TRAINING, noise_multiplier=0.0)
UNTRAINED = with_release(public_only(), LIST, delta=1e-5, ledger_head=HEAD)
HONEST = {
    "trained": private(HEAD),
    "trained, shares": private(HEAD, beside=(SHARES,)),
    "trained, list": with_release(private(HEAD), LIST, delta=1e-6, ledger_head="d" * 64),
    "interpolated": replace(private(HEAD), weights_sha256="d" * 64),
    "no noise": private(HEAD, training=NOISELESS),
    "no noise, shares": private(HEAD, training=NOISELESS, beside=(SHARES,)),
    "base": public_only(),
    "base, list": UNTRAINED,
    "from outside": unknown_source(),
}


@pytest.mark.parametrize("name", HONEST)
def test_what_an_honest_run_may_say_follows_from_what_it_lists(name):
    check_claim(HONEST[name])
    check_claim(without_guarantee(HONEST[name], reason=RAW_FILTER))


def test_the_shipped_checkpoints_guarantee_follows_from_its_event():
    shipped = Path(__file__).parents[2] / "examples" / "clinic" / "checkpoint" / "guarantee.json"
    check_claim(parse_guarantee(shipped.read_bytes()))


FLATTERED = {"noise_multiplier": 50.0, "sampling_rate": 0.001, "steps": 1, "training_epsilon": 0.01}


@pytest.mark.parametrize("field", FLATTERED)
@pytest.mark.parametrize("name", ["trained", "trained, list", "no noise", "base, list"])
@pytest.mark.parametrize("reason", [None, RAW_FILTER])
def test_a_figure_of_another_training_than_the_event_is_refused_by_name(name, field, reason):
    honest = HONEST[name]
    if reason:
        honest = without_guarantee(honest, reason=reason)
    with pytest.raises(GateRefused, match=f"^{field} ") as told:
        check_claim(replace(honest, **{field: FLATTERED[field]}))
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("field", ["noise_multiplier", "sampling_rate", "steps"])
def test_a_figure_that_the_event_has_is_not_left_out(field):
    with pytest.raises(GateRefused, match=f"^{field} None is not that of its training event"):
        check_claim(replace(private(HEAD), **{field: None}))


@pytest.mark.parametrize("field", [*FLATTERED, "patients", "clipping_norm"])
@pytest.mark.parametrize("name", ["base", "from outside"])
def test_what_was_not_trained_here_has_no_figures_of_a_training(name, field):
    edited = {field: FLATTERED.get(field, 5)}
    with pytest.raises(GateRefused, match=f"kind {HONEST[name].kind}, and yet a figure"):
        check_claim(replace(HONEST[name], **edited))
    with pytest.raises(GateRefused, match=f"^{field} "):
        check_claim(without_guarantee(replace(HONEST[name], **edited), reason=RAW_FILTER))


def test_an_order_of_events_hides_no_training_and_two_are_none():
    shared = private(HEAD, beside=(SHARES,))
    turned = replace(shared, events=shared.events[::-1])
    check_claim(turned)
    with pytest.raises(GateRefused, match="^steps 1 is not"):
        check_claim(replace(turned, steps=1))
    with pytest.raises(GateRefused, match="events of 2 trainings"):
        check_claim(replace(private(HEAD), events=(TRAINING, TRAINING)))


@pytest.mark.parametrize("factor", [1 - 2e-3, 1 + 2e-3])
def test_a_training_epsilon_may_differ_in_the_last_digits_alone(factor):
    whole = private(HEAD)
    check_claim(replace(whole, training_epsilon=whole.training_epsilon * (1 - 1e-5)))
    with pytest.raises(GateRefused, match="^training_epsilon "):
        check_claim(replace(whole, training_epsilon=whole.training_epsilon * factor))


def test_no_guarantee_without_a_reason_is_one_without_noise():
    with pytest.raises(GateRefused, match="epsilon inf is not that of its events"):
        check_claim(replace(private(HEAD), kind="non-dp", epsilon=math.inf))
