"""A release loads offline, says what it is, and is refused while anything is missing."""

import gc
import json
import math
from dataclasses import replace

import pytest
import yaml

from evaluation.number_words import rounded_up
from generator.accounting import epsilon
from generator.guarantee import Guarantee, public_only, unknown_source
from generator.release import write_release
from generator.releasing.card import dataset_card, guarantee_in_words, size_category
from generator.releasing.fitness import read_releasable
from generator.releasing.verification import verify_release
from generator.thresholds import default_thresholds
from knowledge.errors import CallerMistake, GateRefused, WorldFailed
from tests.generator.disk import files_of_at_most
from tests.generator.releasing import TRAINING, finish, finished_run, private, released, report_on

PARQUET = "data/train-00000-of-00001.parquet"

PRIVATE = private("c" * 64)
WITHOUT_NOISE = private("c" * 64, training=replace(TRAINING, noise_multiplier=0.0))


@pytest.fixture
def run(tmp_path):
    return finished_run(tmp_path / "run")


@pytest.fixture
def release(run, tmp_path):
    return released(run, tmp_path / "release")


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
    assert verify_release(release).sessions == 6


def test_thresholds_stand_in_the_manifest_and_loosened_ones_on_the_card(run, tmp_path):
    used = {**default_thresholds(), "structure": {"min_turns": 4, "max_turns": 80}}
    finish(run, public_only(), thresholds=used)
    folder = released(run, tmp_path / "out")
    manifest = json.loads((folder / "manifest.json").read_text())["predicate"]
    assert manifest["thresholds"]["structure"] == {"min_turns": 4, "max_turns": 80}
    loose = {"filter": "structure", "threshold": "min_turns", "value": 4, "default": 8}
    assert manifest["loosened"] == [loose]
    card = (folder / "README.md").read_text()
    assert "**Looser than the default:** structure min_turns 4 (default 8)." in card
    assert verify_release(folder)


@pytest.mark.parametrize("judge", ["endpoint, model small", None])
def test_the_model_that_judged_stands_in_manifest_and_card(run, tmp_path, judge):
    finish(run, public_only(), judge=judge)
    folder = released(run, tmp_path / "out")
    assert json.loads((folder / "manifest.json").read_text())["predicate"]["judge"] == judge
    card = (folder / "README.md").read_text()
    assert ("reading of a model (endpoint, model small)" in card) is (judge is not None)
    assert ("could only reject" in card) is (judge is not None)
    assert verify_release(folder)


def test_the_card_names_the_strata_that_rejection_hit_and_only_those(run):
    shown = read_releasable(run)
    outcome = shown.outcome
    first, *rest = outcome["strata"]
    hit = {**first, "attempted": 4, "accept_rate": 0.25, "rejected_by": {"style": 3}}
    card = dataset_card(replace(shown, outcome={**outcome, "strata": [*rest, hit]}))
    rows = card.partition("Strata that rejection hit hardest")[2].partition("A cohort's")[0]
    (row,) = [line for line in rows.splitlines() if line.startswith("|") and "style" in line]
    assert row.count("|") == 7 and "| 4 |" in row and "| 0.25 | style |" in row
    assert len([line for line in rows.splitlines() if line.startswith("|")]) == 3


def test_a_release_with_the_defaults_says_nothing_of_looseness(release):
    assert "Looser than" not in (release / "README.md").read_text()


def test_an_existing_release_is_replaced_only_when_asked(run, release):
    with pytest.raises(CallerMistake, match="--overwrite"):
        released(run, release)
    assert verify_release(released(run, release, overwrite=True))


def test_a_folder_of_something_else_is_never_replaced(run, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(b"...")
    with pytest.raises(CallerMistake, match="not a release"):
        released(run, tmp_path / "photos", overwrite=True)


@pytest.mark.parametrize(
    ("guarantee", "words"),
    [
        (public_only(), "No private record was read"),
        (PRIVATE, "one patient with all of their sessions"),
        (WITHOUT_NOISE, "NO differential privacy"),
        (unknown_source(), "NO privacy guarantee"),
    ],
)
def test_every_kind_of_guarantee_is_released_in_plain_words_and_figures(
    tmp_path, guarantee: Guarantee, words
):
    folder = released(finished_run(tmp_path / "run", guarantee=guarantee), tmp_path / "release")
    assert words in guarantee_in_words(json.loads((folder / "guarantee.json").read_text()))
    card = (folder / "README.md").read_text()
    assert words in card
    assert (
        f"| epsilon (total over all recorded events) | {guarantee.as_json()['epsilon']} |" in card
    )
    assert verify_release(folder).guarantee == guarantee


@pytest.mark.parametrize(
    ("value", "words"),
    [(7.9859, "7.99"), (7.991, "8"), (7.99, "7.99"), (1e-5, "1e-05"), (1.001e-5, "1.01e-05")],
)
def test_words_never_make_a_guarantee_look_better_than_it_is(value, words):
    assert rounded_up(value) == words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"epsilon": 0.5}, "epsilon 0.5"),
        ({"events": []}, "without an event"),
        ({"ledger_head": None}, "ledger_head is missing"),
        ({"delta": None}, "without a delta"),
        ({"kind": "public-only"}, "public-only"),
        ({"kind": "unknown"}, "finite"),
        ({"epsilon": "small"}, "epsilon"),
        ({"noise_multiplier": 50.0}, "noise_multiplier 50.0"),
        ({"sampling_rate": 0.001}, "sampling_rate 0.001"),
        ({"steps": 1}, "steps 1"),
        ({"training_epsilon": 0.01}, "training_epsilon 0.01"),
    ],
)
def test_a_claim_that_nothing_supports_is_not_released(tmp_path, change, words):
    run = finished_run(tmp_path / "run", guarantee=PRIVATE)
    outcome = run.outcome()
    run.finish({**outcome, "guarantee": {**outcome["guarantee"], **change}})
    with pytest.raises(GateRefused, match=words):
        released(run, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_checkpoint_without_noise_needs_its_events_as_well(tmp_path):
    run = finished_run(tmp_path / "run", guarantee=replace(WITHOUT_NOISE, events=()))
    with pytest.raises(GateRefused, match="without an event"):
        released(run, tmp_path / "out")


def test_rows_carry_the_guarantee_and_the_hashes(tmp_path):
    from pyarrow.parquet import read_table

    run = finished_run(tmp_path / "run", guarantee=PRIVATE)
    rows = read_table(released(run, tmp_path / "release") / PARQUET).to_pylist()
    outcome = run.outcome()
    assert {row["spec_sha256"] for row in rows} == {outcome["spec_sha256"]}
    assert {row["model_sha256"] for row in rows} == {"a" * 64}
    assert {row["delta"] for row in rows} == {1e-5}
    assert math.isclose(rows[0]["epsilon"], epsilon((TRAINING,), 1e-5))


def test_the_card_tells_request_plan_and_acceptance_and_that_nobody_reviewed_it(release, run):
    card = (release / "README.md").read_text()
    assert "conditions: {mdd: 3.0, gad: 3.0}" in card
    assert "| conditions | mdd | 50.0 % | 3 | 3 |" in card
    assert "| all | | | 6 | 6 |" in card
    assert "not reviewed" in card and "Known gaps" in card and "Not intended" in card
    assert run.outcome()["knowledge_version"] in card


def test_a_licence_that_was_chosen_stands_on_the_card_and_in_the_description(run, tmp_path):
    folder = write_release(run, tmp_path / "out", overwrite=False, licence="CC-BY-4.0")
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert yaml.safe_load(card.split("---")[1])["license"] == "cc-by-4.0"
    described = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    assert described["license"] == "https://spdx.org/licenses/CC-BY-4.0.html"
    assert verify_release(folder).sessions == 6


def test_without_a_licence_the_card_says_so_and_nonsense_is_none(run, release, tmp_path):
    card = (release / "README.md").read_text(encoding="utf-8")
    assert "without a licence" in card and "license: unknown" in card
    with pytest.raises(CallerMistake, match="SPDX"):
        write_release(run, tmp_path / "out", overwrite=False, licence="do: what\nyou like")


def test_no_comment_of_the_request_gets_onto_the_card(run, tmp_path):
    spec = run.path / "spec.yaml"
    spec.write_text("# for the board of St Elsewhere\n" + spec.read_text())
    assert "Elsewhere" not in (released(run, tmp_path / "release") / "README.md").read_text()


def test_the_public_page_of_the_report_is_in_the_release_and_nothing_internal(release):
    assert "6 synthetic sessions" in (release / "report.html").read_text()
    everything = b"".join(path.read_bytes() for path in release.rglob("*") if path.is_file())
    assert b"epsilon of a patient" not in everything


def test_without_a_report_that_can_be_had_nothing_is_written(run, tmp_path):
    report_on(tmp_path / "empty", run.outcome())
    (tmp_path / "empty" / "public" / "report.html").write_text(" \n")
    with pytest.raises(GateRefused, match="not the page"):
        write_release(run, tmp_path / "out", overwrite=False, report=tmp_path / "empty")
    with pytest.raises(CallerMistake, match="public/report.html"):
        write_release(run, tmp_path / "out", overwrite=False, report=tmp_path / "nowhere")
    assert not (tmp_path / "out").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".out")]


def test_a_release_that_fails_leaves_the_old_one_whole(run, release):
    before = (release / "manifest.json").read_bytes()
    (run.path / "sessions.jsonl").write_text("")
    with pytest.raises(GateRefused):
        released(run, release, overwrite=True)
    assert (release / "manifest.json").read_bytes() == before
    assert verify_release(release)


def test_a_release_is_a_new_folder_and_no_file_or_link(run, release, tmp_path):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(release)
    for out in ("file", "link"):
        with pytest.raises(CallerMistake, match="file or a link"):
            released(run, tmp_path / out, overwrite=True)
    assert (tmp_path / "file").read_text() == "mine"
    assert verify_release(release)


def test_two_releases_of_a_run_differ_in_nothing_but_a_day(run, tmp_path):
    first, second = (released(run, tmp_path / name) for name in ("one", "two"))
    names = [path.relative_to(first) for path in first.rglob("*") if path.is_file()]
    differing = [n for n in names if (first / n).read_bytes() != (second / n).read_bytes()]
    assert set(map(str, differing)) <= {"croissant.json", "manifest.json", "manifest.sig"}


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        (1, "n<1K"),
        (999, "n<1K"),
        (1000, "1K<n<10K"),
        (50_000, "10K<n<100K"),
        (2_000_000, "1M<n<10M"),
    ],
)
def test_the_size_category_is_the_hubs(rows, word):
    assert size_category(rows) == word


def test_a_full_disk_is_one_line_and_leaves_the_release_that_was_there(run, release, tmp_path):
    before = sorted(path.name for path in tmp_path.iterdir())
    with files_of_at_most(2_000), pytest.raises(WorldFailed) as caught:
        released(run, release, overwrite=True)
    assert str(release) in str(caught.value) and "\n" not in str(caught.value)
    assert verify_release(release)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    # The Parquet writer that the disk refused complains once more when it is collected: here, and
    # not while pytest parses a module, which Python 3.11 does not survive (a nested `ast.parse`).
    del caught
    gc.collect()
