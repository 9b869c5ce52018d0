"""Mistakes beside a private corpus: one line that quotes nothing, and nothing has changed."""

import json
from pathlib import Path

import pytest

from tests.generator.command_line import import_jake, one_line

CHECKPOINT = Path(__file__).resolve().parents[2] / "examples" / "clinic" / "checkpoint"
TRAIN = "corpus: raw\nprivacy: {epsilon: 8, sampling_rate: 0.5, steps: 1, patients: 2}\n"


@pytest.fixture
def corpus(run, tmp_path):
    return import_jake(run, tmp_path)


def _everything_under(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def mistakes(corpus, tmp_path, monkeypatch):
    """Files that somebody might give by mistake, beside a corpus that must not change."""
    monkeypatch.chdir(tmp_path)
    line = (tmp_path / "s.jsonl").read_text()
    (tmp_path / "twice.jsonl").write_text(line + line)
    (tmp_path / "other.jsonl").write_text(line + line.replace('"Jake"', '"Jake-2"'))
    (tmp_path / "cut.jsonl").write_text(line[:60])
    (tmp_path / "nobody.jsonl").write_text(line.replace("patient_id", "person"))
    (tmp_path / "utf16.csv").write_bytes(line.encode("utf-16"))
    (tmp_path / "empty").touch()
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "sessions.jsonl").touch()
    canaries = [{"patient_id": f"c{n}", "words": ["a", "b"], "included": n < 2} for n in range(4)]
    for name, some in (("planted", canaries), ("all-in", canaries[:2])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "canaries.json").write_text(json.dumps({"canaries": some}))
        (tmp_path / name / "ledger.jsonl").write_bytes((corpus / "ledger.jsonl").read_bytes())
    return tmp_path


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ("corpus import twice.jsonl -o new", "session 2: the session id was already used"),
        ("corpus import other.jsonl -o new", "session 2: the session id was already used"),
        ("corpus import s.jsonl twice.jsonl -o new", "already used at s.jsonl session 1"),
        ("corpus import cut.jsonl -o new", "line 1: not JSON"),
        ("corpus import nobody.jsonl -o new", "patient_id"),
        ("corpus import utf16.csv -o new", "UTF-8"),
        ("corpus import empty -o new", "no column"),
        ("corpus import raw -o new", "is a folder"),
        ("corpus import cut.jsonl -o raw --overwrite", "not JSON"),
        ("corpus import s.jsonl -o raw --overwrite --budget 3", "budget 3"),
        ("corpus import s.jsonl -o new --patients 0", "--patients"),
        ("corpus import s.jsonl -o new --patients abc", "--patients"),
        ("corpus import s.jsonl -o new --budget nan", "budget nan"),
        ("corpus import s.jsonl -o new --budget abc", "--budget"),
        ("corpus import s.jsonl", "--output"),
        ("corpus check s.jsonl", "no corpus"),
        ("corpus marginals raw --epsilon 0", "epsilon 0"),
        ("corpus marginals raw --epsilon -1", "epsilon -1"),
        ("corpus marginals raw --epsilon nan", "epsilon nan"),
        ("corpus marginals raw --epsilon inf", "epsilon inf"),
        ("corpus marginals raw --epsilon abc", "--epsilon"),
        ("corpus canaries raw -o new", "not declared public"),
        ("corpus canaries raw -o new --count 5", "allowed are 20 to 100000"),
        ("ledger show raw", "is a folder"),
        ("ledger hide raw", "hide"),
        ("train empty -o new", "empty"),
        ("train utf16.csv -o new", "UTF-8"),
        ("audit raw --canaries planted/canaries.json", "raw is no checkpoint"),
        ("audit CHECKPOINT --canaries empty", "empty"),
        ("audit CHECKPOINT --canaries all-in/canaries.json", "2 in and 0 out"),
        ("audit CHECKPOINT --canaries planted/canaries.json", "does not know this checkpoint"),
        ("audit CHECKPOINT --canaries planted/canaries.json --references 998", "999 to 100000"),
        ("audit CHECKPOINT --canaries planted/canaries.json --references -1", "999 to 100000"),
        ("audit CHECKPOINT --canaries planted/canaries.json --run nowhere", "run nowhere"),
        ("audit CHECKPOINT --canaries planted/canaries.json --run run", "no accepted session"),
    ],
)
def test_a_mistake_is_one_line_that_quotes_nothing_and_changes_nothing(
    run, mistakes, command, word
):
    before = _everything_under(mistakes)
    code, out, err = run(*command.replace("CHECKPOINT", str(CHECKPOINT)).split())
    assert (code, out, one_line(err)) == (2, "", True)
    assert word in err
    assert "Jake" not in err
    assert _everything_under(mistakes) == before


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("epsilon: 8", "epsilon: 0"),
        ("epsilon: 8", "epsilon: -1"),
        ("epsilon: 8", "epsilon: .nan"),
        ("epsilon: 8", "epsilon: abc"),
        ("sampling_rate: 0.5", "sampling_rate: 1.5"),
        ("sampling_rate: 0.5", "sampling_rate: 0"),
        ("steps: 1", "steps: 0"),
        ("patients: 2", "patients: 1"),
        ("raw", "2001-99-99"),
        ("raw", "[" * 5000),
    ],
)
def test_a_training_run_that_cannot_be_is_refused_before_anything_is_charged(
    run, mistakes, good, bad
):
    (mistakes / "train.yaml").write_text(TRAIN.replace(good, bad))
    before = _everything_under(mistakes)
    code, out, err = run("train", "train.yaml", "-o", "new")
    assert (code, out, one_line(err)) == (2, "", True)
    assert "train.yaml" in err
    assert _everything_under(mistakes) == before


@pytest.mark.parametrize(
    ("good", "bad", "word"),
    [
        ("patients: 2", "patients: 2", "one patient alone"),
        ("corpus: raw", "corpus: many", "more than twice"),
        ("corpus: raw", "corpus: many\nbase: hollow", "base"),
    ],
)
def test_what_a_run_would_charge_for_in_vain_is_refused_before(run, mistakes, good, bad, word):
    line = (mistakes / "s.jsonl").read_text()
    lines = (line.replace("Jake", f"Jake-{n}") for n in range(5))
    (mistakes / "many.jsonl").write_text("".join(lines))
    declared = 5 if "hollow" in bad else 2
    run("corpus", "import", "many.jsonl", "-o", "many", "--patients", declared)
    (mistakes / "hollow").mkdir()
    (mistakes / "hollow" / "config.json").write_text("{}")
    config = TRAIN.replace(good, bad).replace("patients: 2", f"patients: {declared}")
    (mistakes / "train.yaml").write_text(config)
    before = _everything_under(mistakes)
    code, out, err = run("train", "train.yaml", "-o", "new")
    assert (code, out) == (2, "")
    assert word in err.splitlines()[-1]
    assert "Jake" not in err
    assert _everything_under(mistakes) == before
