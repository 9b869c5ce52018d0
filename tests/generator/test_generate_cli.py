"""`generate` as a user meets it: what cannot be is one line, before anything starts."""

import json

import pytest

from knowledge.session_file import session_json
from tests.filters.talk import GOOD as TALK
from tests.filters.talk import build_talk
from tests.generator.command_line import GOOD, one_line


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--checkpoint", "nowhere"), "nowhere"),
        (("--model", "./nowhere"), "nowhere"),
        (("--checkpoint", "a", "--model", "b"), "one of"),
        (("--served-model", "x"), "--endpoint"),
        (("--timeout", "60"), "--endpoint"),
        (("--concurrency", "4"), "--endpoint"),
        (("--tries", "2"), "--endpoint"),
        (("--endpoint", "http://127.0.0.1:9/v1", "--concurrency", "0"), "--concurrency"),
        (("--endpoint", "http://127.0.0.1:9/v1", "--timeout", "soon"), "--timeout"),
        (("--resume", "--overwrite"), "name one"),
        (("--judge", "a", "--judge-endpoint", "http://127.0.0.1:9/v1"), "name one of --judge"),
        (("--judge-model", "x"), "--judge-endpoint"),
        (("--judge", "a", "--tries", "2"), "--endpoint"),
        (("--judge", "./nowhere"), "nowhere"),
    ],
)
def test_a_wrong_source_is_refused_before_anything_starts(
    run, tmp_path, monkeypatch, options, word
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text(GOOD)
    code, _, err = run("generate", "spec.yaml", "-o", "run", *options)
    assert code == 2
    assert one_line(err)
    assert word in err
    assert not (tmp_path / "run").exists()


def test_the_untouched_base_is_not_asked_for_its_own_words(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text("n: 1\nconditions: {mdd: 1.0}\nwording: own\n")
    code, _, err = run("generate", "spec.yaml", "-o", "run")
    assert code == 2 and one_line(err)
    assert "training.own_words" in err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("turns", [100, "[82, 90]", "[2, 6]"])
def test_turns_that_the_gate_would_always_reject_are_refused_and_can_be_allowed(
    run, tmp_path, monkeypatch, turns
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text(f"n: 1\nconditions: {{mdd: 1.0}}\nturns: {turns}\n")
    code, _, err = run("generate", "spec.yaml", "-o", "run")
    assert code == 2 and one_line(err)
    assert "cohort field turns" in err and "8 to 80" in err
    gate = tmp_path / "gate.yaml"
    gate.write_text("filters: {structure: {min_turns: 2, max_turns: 120}}\n")
    (tmp_path / "run").mkdir()  # the next thing to be refused
    code, _, err = run("generate", "spec.yaml", "-o", "run", "--gate", gate)
    assert code == 2 and "exists" in err


@pytest.mark.parametrize("command", [("generate", "spec.yaml", "-o", "run"), ("filter", "s.jsonl")])
@pytest.mark.parametrize(
    ("gate", "word"),
    [
        ("filters: {fidelity: {min_recal: 0.5}}", "allowed keys: min_recall"),
        ("filters: {fidelity: {min_recall: 2}}", "allowed is 1 or less"),
        ("public_text: nowhere", "public_text nowhere: no such folder or file; allowed is"),
        ("public_text: s.jsonl\nfilters: {public_text: {max_share: 2}}", "allowed is 1 or less"),
        (None, "does not exist"),
    ],
)
def test_wrong_thresholds_are_refused_before_anything_starts(
    run, tmp_path, monkeypatch, command, gate, word
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text(GOOD)
    (tmp_path / "s.jsonl").write_text(json.dumps(session_json(build_talk(*TALK))) + "\n")
    if gate is not None:
        (tmp_path / "gate.yaml").write_text(gate)
    code, _, err = run(*command, "--gate", "gate.yaml")
    assert code == 2
    assert one_line(err)
    assert word in err
    assert not (tmp_path / "run").exists()


def test_an_existing_output_folder_is_left_alone(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text(GOOD)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "mine.txt").write_text("mine")
    code, _, err = run("generate", "spec.yaml", "-o", "run")
    assert code == 2
    assert "--overwrite" in err
    assert (tmp_path / "run" / "mine.txt").read_text() == "mine"
