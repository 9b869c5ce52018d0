"""A release loads offline, names its guarantee, and does not verify once anything was changed."""

import json
import random

import pytest

from filters.gate import Gate
from filters.structure import StructureFilter
from generator.generation import summarise
from generator.guarantee import public_only
from generator.release import guarantee_in_words, verify_release, write_release
from generator.run import RunFolder
from knowledge.cohort import parse_spec
from knowledge.errors import CallerMistake, GateRefused, WorldFailed
from tests.generator.disk import files_of_at_most
from tests.generator.test_pipeline import KNOWLEDGE, PLAN, SPEC, YAML, _good, _pipeline

PARQUET = "data/train-00000-of-00001.parquet"


@pytest.fixture
def run(tmp_path):
    random.seed(0)
    folder = RunFolder.create(tmp_path / "run", spec_yaml=YAML, plan=PLAN, overwrite=False)
    _pipeline(folder, _good, gate=Gate([StructureFilter()])).fill()
    outcome = summarise(
        folder,
        PLAN,
        spec=parse_spec(SPEC),
        knowledge=KNOWLEDGE,
        guarantee=public_only(),
        engine="scripted",
    )
    folder.finish(outcome)
    return folder


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


def test_a_required_filter_that_did_not_judge_blocks_the_release(run, tmp_path):
    outcome = run.outcome()
    skipped = [{**row, "required": True, "not_applicable": 2} for row in outcome["filters"]]
    run.finish({**outcome, "filters": skipped})
    with pytest.raises(GateRefused, match="structure"):
        write_release(run, tmp_path / "out", overwrite=False)


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


def test_a_full_disk_is_one_line_and_leaves_the_release_that_was_there(run, release, tmp_path):
    before = sorted(path.name for path in tmp_path.iterdir())
    with files_of_at_most(2_000), pytest.raises(WorldFailed) as caught:
        write_release(run, release, overwrite=True)
    assert str(release) in str(caught.value) and "\n" not in str(caught.value)
    assert verify_release(release)["sessions"] == 6
    assert sorted(path.name for path in tmp_path.iterdir()) == before
