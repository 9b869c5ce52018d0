"""Augmentation end to end with a scripted engine: exact counts, going on, no release."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from generator.augmenting.columns import Columns
from generator.release import write_release
from generator.run import RunFolder
from generator.source import Source
from knowledge.errors import CallerMistake, GateRefused
from tests.generator.augmented import (
    ORIGIN,
    SIZES,
    augmented,
    load_merged,
    merged_lines,
    text_rows,
    write_jsonl,
)
from tests.generator.scripted_runs import scripted


def test_scarce_labels_are_filled_to_the_last_row_and_original_rows_stand_first(tmp_path):
    rows = text_rows()
    outcome = augmented(write_jsonl(tmp_path / "d.jsonl", rows), tmp_path / "out")
    assert (outcome["added"], outcome["shortfall"]) == (7, 0)
    lines = merged_lines(tmp_path / "out")
    assert [{name: line[name] for name in rows[0]} for line in lines[: len(rows)]] == rows
    assert Counter(line["label"] for line in lines) == {"mdd": 12, "gad": 12, "ptsd": 12}
    assert [line["synthetic"] for line in lines] == [False] * len(rows) + [True] * 7
    loaded = load_merged(tmp_path / "out", tmp_path)["train"]
    assert loaded.column_names == [*rows[0], *ORIGIN]
    assert [{name: row[name] for name in rows[0]} for row in loaded][: len(rows)] == [
        {**row, "clinic": None} for row in rows
    ]


def test_two_labels_of_one_condition_each_get_their_own_sessions(tmp_path):
    rows = [{**r, "label": "MDD" if n % 3 == 0 and r["label"] == "mdd" else r["label"]}
            for n, r in enumerate(text_rows())]  # fmt: skip
    out = tmp_path / "out"
    augmented(write_jsonl(tmp_path / "d.jsonl", rows), out, target="12")
    lines = merged_lines(out)
    assert set(Counter(line["label"] for line in lines).values()) == {12}
    made = [line["session_id"] for line in lines if line["synthetic"]]
    assert len(set(made)) == len(made)


def test_labels_that_ask_for_different_things_are_made_by_runs_of_their_own(tmp_path):
    mapping = tmp_path / "m.yaml"
    mapping.write_text("ptsd: {condition: ptsd, severity: severe}\n")
    out = tmp_path / "out"
    outcome = augmented(write_jsonl(tmp_path / "d.jsonl", text_rows()), out, mapping=mapping)
    assert outcome["shortfall"] == 0
    runs = [RunFolder(out / name).accepted() for name in ("run", "run-2")]
    by_label = {s.profile.condition: s.profile.severity for run in runs for s in run if s.profile}
    assert by_label["ptsd"] == "severe"
    assert sorted(len(run) for run in runs) == [3, 4]


def test_the_output_and_its_runs_cannot_be_released(tmp_path):
    out = tmp_path / "out"
    augmented(write_jsonl(tmp_path / "d.jsonl", text_rows()), out)
    shutil.copytree(out / "run", tmp_path / "copy")
    for folder in (out, out / "run", tmp_path / "copy"):
        with pytest.raises(GateRefused, match="cannot be released. Not for release"):
            write_release(RunFolder(folder), tmp_path / "release", overwrite=False)
    assert "cannot be released" in (out / "README.md").read_text()
    assert out.stat().st_mode & 0o077 == 0


def test_a_shortfall_is_stated_and_what_there_is_is_merged(tmp_path):
    generate = scripted(spoils=lambda profile: profile.condition == "ptsd")
    outcome = augmented(
        write_jsonl(tmp_path / "d.jsonl", text_rows()), tmp_path / "out", generate=generate
    )
    assert (outcome["planned"], outcome["added"], outcome["shortfall"]) == (7, 4, 3)
    assert sum(line["synthetic"] for line in merged_lines(tmp_path / "out")) == 4
    resumed = augmented(tmp_path / "d.jsonl", tmp_path / "out", resume=True)
    assert resumed["shortfall"] == 3  # attempts are spent, so nothing was relaxed


def test_a_stopped_augmentation_goes_on_and_ends_as_an_unbroken_one(tmp_path):
    data = write_jsonl(tmp_path / "d.jsonl", text_rows())
    augmented(data, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        augmented(data, tmp_path / "broken", generate=scripted(dies_after=2))
    assert not (tmp_path / "broken" / "augment.json").exists()
    assert not (tmp_path / "broken" / "data").exists()
    augmented(data, tmp_path / "broken", resume=True)
    assert merged_lines(tmp_path / "broken") == merged_lines(tmp_path / "whole")


def test_an_engine_that_never_opens_takes_away_nothing_that_was_there_before(tmp_path):
    data, out = write_jsonl(tmp_path / "d.jsonl", text_rows()), tmp_path / "out"

    def unopened(*args, **kwargs):
        raise CallerMistake("no engine")

    augmented(data, out)
    shutil.rmtree(out / "run")
    lines, parquet = merged_lines(out), [file.name for file in (out / "data").iterdir()]
    with pytest.raises(CallerMistake, match="no engine"):
        augmented(data, out, generate=unopened, resume=True)
    assert merged_lines(out) == lines
    assert [file.name for file in (out / "data").iterdir()] == parquet
    with pytest.raises(CallerMistake, match="no engine"):
        augmented(data, tmp_path / "new", generate=unopened)
    assert not (tmp_path / "new").exists()


def test_it_does_not_go_on_with_other_data_or_another_request(tmp_path):
    data = write_jsonl(tmp_path / "d.jsonl", text_rows())
    augmented(data, tmp_path / "out")
    with pytest.raises(CallerMistake, match="another request"):
        augmented(data, tmp_path / "out", resume=True, target="11")
    write_jsonl(data, [*text_rows(), {"id": "x", "text": "Hello.", "label": None}])
    with pytest.raises(CallerMistake, match="other data"):
        augmented(data, tmp_path / "out", resume=True)
    with pytest.raises(CallerMistake, match="exists"):
        augmented(data, tmp_path / "out")
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(CallerMistake, match="nothing to resume"):
        augmented(data, tmp_path / "elsewhere", resume=True)


def test_what_was_stopped_before_it_had_a_folder_begins(tmp_path):
    data = write_jsonl(tmp_path / "d.jsonl", text_rows())
    assert augmented(data, tmp_path / "out", resume=True)["added"]


def test_a_mistake_is_refused_before_a_folder_is_made_or_an_engine_asked(tmp_path):
    data, calls = write_jsonl(tmp_path / "d.jsonl", text_rows()), []
    generate = scripted(calls=calls)
    for options, reason in (
        ({"target": "500", "factor": 1000.0}, "more than the limit"),
        ({"columns": Columns(label="none")}, "no column none"),
        ({"source": Source(checkpoint=Path("a"), model="b")}, "name one of"),
        ({"target": "0.4"}, "at most 0.333"),
    ):
        with pytest.raises(CallerMistake, match=reason):
            augmented(data, tmp_path / "out", generate=generate, **options)
    assert calls == []
    assert not (tmp_path / "out").exists()


def test_rows_without_a_label_are_kept_counted_and_left_alone(tmp_path):
    rows = [*text_rows(), {"id": "x", "text": "Hello.", "label": None, "clinic": None}]
    outcome = augmented(write_jsonl(tmp_path / "d.jsonl", rows), tmp_path / "out")
    assert outcome["unlabelled"] == 1
    assert merged_lines(tmp_path / "out")[len(rows) - 1]["text"] == "Hello."
    assert any("without a label" in note for note in outcome["notes"])


def test_the_gain_has_a_control_by_the_public_base_where_a_checkpoint_wrote(tmp_path, monkeypatch):
    base = Source(model="an/instructed-model")
    monkeypatch.setattr(Source, "base", lambda self: base)
    calls = []
    checkpoint = Source(checkpoint=tmp_path / "checkpoint")
    out = tmp_path / "out"
    outcome = augmented(
        write_jsonl(tmp_path / "d.jsonl", text_rows()), out,
        generate=scripted(calls=calls), source=checkpoint, gain=True,
    )  # fmt: skip
    assert [(name, source) for name, source, _ in calls] == [
        ("run", checkpoint),
        ("control", base),
    ]
    gain = json.loads((out / "gain.json").read_text())
    assert "with the public base's sessions" in gain["differences"]
    assert any("has seen the held-out" in limit for limit in gain["limits"])
    assert outcome["gain"] == gain["words"]
    assert set(gain["labels"]) == set(SIZES)
    vectors = gain["by_sentence_vectors"]
    assert set(vectors["arms"]) == set(gain["arms"]) and vectors["differences"].keys()
    assert "| by sentence vectors | value | 95 % interval |" in (out / "gain.md").read_text()
    assert "| by words | value | 95 % interval |" in (out / "gain.md").read_text()


def test_without_a_checkpoint_the_arms_coincide_and_the_report_says_so(tmp_path):
    calls = []
    outcome = augmented(
        write_jsonl(tmp_path / "d.jsonl", text_rows()), tmp_path / "out",
        generate=scripted(calls=calls), gain=True,
    )  # fmt: skip
    assert [name for name, _, _ in calls] == ["run"]
    assert "owes nothing to private data" in outcome["gain"][-1]


def test_a_label_of_any_characters_stays_one_cell_of_the_page(tmp_path):
    strange = "<b>GAD|\nx</b>"
    rows = [
        {**row, "label": strange if row["label"] == "gad" else row["label"]} for row in text_rows()
    ]
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(json.dumps({strange: "gad"}))
    augmented(write_jsonl(tmp_path / "d.jsonl", rows), tmp_path / "out", mapping=mapping)
    page = (tmp_path / "out" / "README.md").read_text()
    assert "| &lt;b&gt;GAD\\| x&lt;/b&gt; | gad |" in page and "<b>" not in page
