import json
import math

import pytest

from generator.accounting import DpSgd, Gaussian, epsilon
from generator.ledger import create_ledger, ledger_table, read_ledger, reserve, verify
from knowledge.errors import CallerMistake, GateRefused, WorldFailed
from tests.generator.disk import files_of_at_most

TRAINING = DpSgd(noise_multiplier=2.0, sampling_rate=0.1, steps=20)
NOISELESS = DpSgd(noise_multiplier=0.0, sampling_rate=0.1, steps=20)
COST = epsilon((TRAINING,), 1e-5)


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "ledger.jsonl"
    create_ledger(path, budget=1.2 * COST, delta=1e-5)
    return path


def test_a_reservation_is_spent_before_anything_runs(ledger):
    head = reserve(ledger, purpose="training", mechanism=TRAINING)
    read = read_ledger(ledger)
    assert read.spent() == COST
    assert read.head == head == verify(ledger)
    assert read.contains(head)
    assert not read.contains("0" * 64)


def test_a_run_beyond_the_budget_is_refused_and_charges_nothing(ledger):
    reserve(ledger, purpose="training", mechanism=TRAINING)
    before = ledger.read_bytes()
    with pytest.raises(GateRefused, match="budget spent"):
        reserve(ledger, purpose="training", mechanism=TRAINING)
    assert ledger.read_bytes() == before


def test_runs_compose_tighter_than_their_sum_but_never_for_free(tmp_path):
    path = tmp_path / "ledger.jsonl"
    create_ledger(path, budget=None, delta=1e-5)
    reserve(path, purpose="training", mechanism=TRAINING)
    reserve(path, purpose="marginals", mechanism=Gaussian(noise_multiplier=5.0))
    alone = epsilon((Gaussian(noise_multiplier=5.0),), 1e-5)
    assert COST < read_ledger(path).spent() < COST + alone


def test_what_was_reserved_before_a_run_is_told_by_purpose(tmp_path):
    path, shares = tmp_path / "ledger.jsonl", Gaussian(noise_multiplier=5.0)
    create_ledger(path, budget=None, delta=1e-5)
    reserve(path, purpose="marginals", mechanism=shares)
    head = reserve(path, purpose="training", mechanism=TRAINING)
    reserve(path, purpose="marginals", mechanism=Gaussian(noise_multiplier=6.0))
    ledger = read_ledger(path)
    assert ledger.before(head, purpose="marginals") == (shares,)
    assert ledger.before(head, purpose="training") == ()
    assert len(ledger.before(None, purpose="marginals")) == 2


def test_a_run_without_noise_is_refused_where_there_is_a_budget(ledger):
    with pytest.raises(GateRefused, match="inf"):
        reserve(ledger, purpose="training", mechanism=NOISELESS)


def test_a_run_without_noise_makes_an_unlimited_ledger_infinite(tmp_path):
    path = tmp_path / "ledger.jsonl"
    create_ledger(path, budget=None, delta=1e-5)
    reserve(path, purpose="training", mechanism=NOISELESS)
    assert read_ledger(path).spent() == math.inf
    assert "spent epsilon inf" in ledger_table(path)


def test_a_ledger_is_never_replaced(ledger):
    with pytest.raises(GateRefused, match="never replaced"):
        create_ledger(ledger, budget=100.0, delta=1e-5)


def test_a_missing_ledger_is_the_callers_mistake(tmp_path):
    with pytest.raises(CallerMistake, match="does not exist"):
        verify(tmp_path / "none.jsonl")
    with pytest.raises(CallerMistake, match="does not exist"):
        reserve(tmp_path / "none.jsonl", purpose="training", mechanism=TRAINING)


def test_a_folder_named_for_its_ledger_is_told_apart_from_a_missing_one(tmp_path):
    with pytest.raises(CallerMistake, match="is a folder; name the file"):
        verify(tmp_path)


def lines_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def write_lines(path, lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def raised_budget(lines):
    lines[0]["budget"] = 1000.0


def cheaper_event(lines):
    lines[1]["mechanism"]["noise_multiplier"] = 100.0


def removed_line(lines):
    del lines[1]


def swapped_lines(lines):
    lines[1], lines[2] = lines[2], lines[1]


def repeated_line(lines):
    lines.append(lines[-1])


def removed_opening(lines):
    del lines[0]


@pytest.mark.parametrize(
    "tamper",
    [raised_budget, cheaper_event, removed_line, swapped_lines, repeated_line, removed_opening],
)
def test_an_altered_ledger_is_refused_and_spends_nothing(tmp_path, tamper):
    path = tmp_path / "ledger.jsonl"
    create_ledger(path, budget=100.0, delta=1e-5)
    for purpose in ("first", "second"):
        reserve(path, purpose=purpose, mechanism=TRAINING)
    verify(path)
    lines = lines_of(path)
    tamper(lines)
    write_lines(path, lines)
    with pytest.raises(GateRefused, match="altered"):
        verify(path)
    with pytest.raises(GateRefused, match="altered"):
        reserve(path, purpose="third", mechanism=TRAINING)


@pytest.mark.parametrize("content", [b"", b"not json\n", b"[]\n", b"\xff\n", b"{}\n"])
def test_a_ledger_that_is_not_one_is_refused(ledger, content):
    ledger.write_bytes(content)
    with pytest.raises(GateRefused):
        verify(ledger)


def test_a_full_disk_charges_nothing_and_does_not_read_as_an_altered_ledger(ledger):
    before = ledger.read_bytes()
    with files_of_at_most(len(before) + 30), pytest.raises(WorldFailed, match="ledger"):
        reserve(ledger, purpose="training", mechanism=TRAINING)
    assert ledger.read_bytes() == before
    reserve(ledger, purpose="training", mechanism=TRAINING)
    assert read_ledger(ledger).spent() == COST
