"""A release loads offline, names its guarantee, and does not verify once anything was changed."""

import json
import random

import pytest

from filters.gate import REQUIRED, Gate
from filters.structure import StructureFilter
from generator.guarantee import public_only
from generator.outcome import summarise
from generator.release import guarantee_in_words, verify_release, write_release
from generator.run import RunFolder
from generator.thresholds import default_thresholds
from knowledge.cohort import parse_spec
from knowledge.errors import CallerMistake, GateRefused
from tests.filters.approval import with_approvals
from tests.generator.test_pipeline import KNOWLEDGE, PLAN, SPEC, YAML, _good, _pipeline

PARQUET = "data/train-00000-of-00001.parquet"


@pytest.fixture
def run(tmp_path):
    random.seed(0)
    folder = RunFolder.create(tmp_path / "run", spec_yaml=YAML, plan=PLAN, overwrite=False)
    _pipeline(folder, _good, gate=Gate(with_approvals(StructureFilter()))).fill()
    folder.finish(_summary(folder))
    return folder


def _summary(folder, **options):
    return summarise(
        folder,
        PLAN,
        spec=parse_spec(SPEC),
        knowledge=KNOWLEDGE,
        guarantee=public_only(),
        engine="scripted",
        **options,
    )


@pytest.fixture
def release(run, tmp_path):
    return write_release(run, tmp_path / "release", overwrite=False)


def test_datasets_loads_the_folder_with_the_contracts_columns(release, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    from datasets import load_dataset

    rows = load_dataset(str(release), cache_dir=str(tmp_path / "cache"))["train"]
    assert rows.num_rows == 6
    assert {"turns", "messages", "spec_sha256", "model_sha256", "epsilon", "delta"} <= set(
        rows.column_names
    )
    first = rows[0]
    assert first["synthetic"] is True
    assert first["messages"][0]["role"] == "assistant"
    assert json.loads(first["profile"])["condition"] in ("mdd", "gad")


def test_a_fresh_release_verifies(release):
    assert verify_release(release)["sessions"] == 6


@pytest.mark.parametrize(
    "name", ["README.md", "guarantee.json", "data/train-00000-of-00001.parquet"]
)
def test_verification_names_the_file_that_was_edited(release, name):
    with (release / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(GateRefused, match=name):
        verify_release(release)


def test_verification_names_what_was_added_and_what_is_missing(release):
    (release / "extra.txt").write_text("hello")
    with pytest.raises(GateRefused, match="extra.txt"):
        verify_release(release)
    (release / "extra.txt").unlink()
    (release / "README.md").unlink()
    with pytest.raises(GateRefused, match="README.md"):
        verify_release(release)


def test_a_folder_that_is_no_release_and_one_with_a_broken_manifest(release, tmp_path):
    with pytest.raises(CallerMistake, match="manifest.json is missing"):
        verify_release(tmp_path)
    (release / "manifest.json").write_text("{")
    with pytest.raises(GateRefused, match="damaged"):
        verify_release(release)


def test_an_unfinished_or_empty_run_is_not_released(run, tmp_path):
    outcome = run.outcome()
    (run.path / "run.json").unlink()
    with pytest.raises(CallerMistake, match="run.json is missing"):
        write_release(run, tmp_path / "out", overwrite=False)
    run.finish({**outcome, "accepted": 5})
    with pytest.raises(GateRefused, match="run.json says 5"):
        write_release(run, tmp_path / "out", overwrite=False)
    (run.path / "sessions.jsonl").write_text("")
    with pytest.raises(GateRefused, match="nothing to release"):
        write_release(run, tmp_path / "out", overwrite=False)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", [name for name, needed in REQUIRED.items() if needed])
def test_a_required_filter_that_was_not_run_blocks_the_release(run, tmp_path, name):
    """Such is a run that was made before the filter existed."""
    records = [json.loads(line) for line in (run.path / "verdicts.jsonl").open()]
    for record in records:
        record["verdicts"] = [v for v in record["verdicts"] if v["filter"] != name]
    _rewrite(run.path / "verdicts.jsonl", records)
    with pytest.raises(GateRefused, match=f"{name} \\(6 of 6\\)"):
        write_release(run, tmp_path / "out", overwrite=False)


@pytest.mark.parametrize("passed", [None, False])
def test_a_session_that_a_required_filter_did_not_pass_blocks_the_release(run, tmp_path, passed):
    records = [json.loads(line) for line in (run.path / "verdicts.jsonl").open()]
    next(v for v in records[2]["verdicts"] if v["filter"] == "style")["passed"] = passed
    _rewrite(run.path / "verdicts.jsonl", records)
    with pytest.raises(GateRefused, match=r"style \(1 of 6\)"):
        write_release(run, tmp_path / "out", overwrite=False)
    assert not (tmp_path / "out").exists()


def _rewrite(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


def test_thresholds_stand_in_the_manifest_and_loosened_ones_on_the_card(run, tmp_path):
    used = {**default_thresholds(), "structure": {"min_turns": 4, "max_turns": 80}}
    run.finish(_summary(run, thresholds=used))
    folder = write_release(run, tmp_path / "out", overwrite=False)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["thresholds"]["structure"] == {"min_turns": 4, "max_turns": 80}
    loose = {"filter": "structure", "threshold": "min_turns", "value": 4, "default": 8}
    assert manifest["loosened"] == [loose]
    card = (folder / "README.md").read_text()
    assert "**Looser than the default:** structure min_turns 4 (default 8)." in card
    assert verify_release(folder)


def test_the_card_names_the_strata_that_rejection_hit_and_only_those(run, tmp_path):
    outcome = run.outcome()
    first, *rest = outcome["strata"]
    hit = {**first, "attempted": 4, "accept_rate": 0.25, "rejected_by": {"style": 3}}
    run.finish({**outcome, "strata": [*rest, hit]})
    card = (write_release(run, tmp_path / "out", overwrite=False) / "README.md").read_text()
    rows = card.partition("Strata that rejection hit hardest")[2].partition("A cohort's")[0]
    (row,) = [line for line in rows.splitlines() if line.startswith("|") and "style" in line]
    assert row.count("|") == 7 and "| 4 |" in row and "| 0.25 | style |" in row
    assert len([line for line in rows.splitlines() if line.startswith("|")]) == 3


def test_a_release_with_the_defaults_says_nothing_of_looseness(release):
    assert "Looser than" not in (release / "README.md").read_text()


def test_a_release_that_is_older_than_its_thresholds_still_verifies(release):
    manifest = json.loads((release / "manifest.json").read_text())
    del manifest["thresholds"], manifest["loosened"]
    (release / "manifest.json").write_text(json.dumps(manifest))
    assert verify_release(release)["sessions"] == 6


def test_an_existing_release_is_replaced_only_when_asked(run, release):
    with pytest.raises(CallerMistake, match="--overwrite"):
        write_release(run, release, overwrite=False)
    assert verify_release(write_release(run, release, overwrite=True))


def test_a_folder_of_something_else_is_never_replaced(run, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(b"...")
    with pytest.raises(CallerMistake, match="not a release"):
        write_release(run, tmp_path / "photos", overwrite=True)


@pytest.mark.parametrize(
    ("guarantee", "words"),
    [
        ({"kind": "public-only", "epsilon": 0.0}, "No private record was read"),
        ({"kind": "dp", "epsilon": 7.9, "delta": 1e-5}, "one patient with all of their sessions"),
        ({"kind": "non-dp", "epsilon": "inf"}, "NO differential privacy"),
        ({"kind": "unknown", "epsilon": "inf"}, "NO privacy guarantee"),
    ],
)
def test_every_kind_of_guarantee_is_said_in_plain_words(guarantee, words):
    assert words in guarantee_in_words(guarantee)
