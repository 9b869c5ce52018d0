"""Augmentation end to end with a scripted engine: exact counts, rows untouched, no release."""

import csv
import json
import math
import shutil
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest
from datasets import ClassLabel, Dataset, DatasetDict, Features, Value, load_dataset
from pyarrow.parquet import read_table, write_table

from generator.augmenting.augment_plan import Wish
from generator.augmenting.augmentation import augment
from generator.augmenting.columns import Columns
from generator.augmenting.deficit import parse_target
from generator.release import write_release
from generator.run import RunFolder
from generator.source import Source
from knowledge.errors import CallerMistake, GateRefused
from tests.generator.scripted_runs import scripted

SAID = {
    "mdd": "I feel low all day and nothing is fun.",
    "gad": "I worry about everything and cannot stop.",
    "ptsd": "I still see the crash at night.",
}
SIZES = {"mdd": 12, "gad": 8, "ptsd": 9}
ORIGIN = ["synthetic", "source", "session_id", "spec_sha256", "model_sha256", "epsilon"]


def _texts():
    return [
        {"id": f"{name}-{n}", "text": f"{SAID[name]} Day {n}.", "label": name, "clinic": None}
        for name, size in SIZES.items()
        for n in range(size)
    ]


def _sessions():
    """In the form of the project's own sessions; labels have a key that synthetic rows lack."""
    return [
        {
            "session_id": f"s{n}",
            "patient_id": f"p{n // 2}",
            "turns": [
                {"speaker": "therapist", "text": "How are you?", "seconds": 2.5},
                {"speaker": "patient", "text": row["text"], "seconds": None},
            ],
            "labels": {"condition": row["label"], "site": "north"},
        }
        for n, row in enumerate(_texts())
    ]


def _jsonl(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def _augment(data, out, *, generate=None, resume=False, target="balance", columns=None, **more):
    wish = Wish(
        data=data,
        columns=columns or Columns(label="label"),
        target=parse_target(target),
        **{"source": Source(), "gain": False, **more},
    )
    return augment(wish, out, generate=generate or scripted(), resume=resume, say=lambda line: None)


def _lines(folder):
    return [json.loads(line) for line in (folder / "data.jsonl").open(encoding="utf-8")]


def _load(folder, tmp_path):
    return load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))


def test_scarce_labels_are_filled_to_the_last_row_and_original_rows_stand_first(tmp_path):
    rows = _texts()
    outcome = _augment(_jsonl(tmp_path / "d.jsonl", rows), tmp_path / "out")
    assert (outcome["added"], outcome["shortfall"]) == (7, 0)
    lines = _lines(tmp_path / "out")
    assert [{name: line[name] for name in rows[0]} for line in lines[: len(rows)]] == rows
    assert Counter(line["label"] for line in lines) == {"mdd": 12, "gad": 12, "ptsd": 12}
    assert [line["synthetic"] for line in lines] == [False] * len(rows) + [True] * 7
    loaded = _load(tmp_path / "out", tmp_path)["train"]
    assert loaded.column_names == [*rows[0], *ORIGIN]
    assert [{name: row[name] for name in rows[0]} for row in loaded][: len(rows)] == [
        {**row, "clinic": None} for row in rows
    ]


def test_a_synthetic_row_says_where_it_comes_from(tmp_path):
    _augment(
        _jsonl(tmp_path / "d.jsonl", _texts()), tmp_path / "out", generate=scripted(epsilon=7.5)
    )
    lines = _lines(tmp_path / "out")
    made, original = [x for x in lines if x["synthetic"]], lines[0]
    spec = json.loads((tmp_path / "out" / "run" / "run.json").read_text())["spec_sha256"]
    assert {(x["source"], x["epsilon"], x["spec_sha256"]) for x in made} == {
        ("scripted", 7.5, spec)
    }
    assert len({x["session_id"] for x in made}) == len(made)
    assert original["source"] == "original"
    assert original["epsilon"] is original["session_id"] is None
    assert all(x["text"].strip() and x["id"] is None for x in made)


def test_sessions_keep_their_form_and_extra_keys_of_the_owner(tmp_path):
    rows = _sessions()
    out = tmp_path / "out"
    _augment(_jsonl(tmp_path / "d.jsonl", rows), out, columns=Columns(label="condition"))
    lines = _lines(out)
    assert [{name: line[name] for name in rows[0]} for line in lines[: len(rows)]] == rows
    made = lines[-1]
    assert made["synthetic"] is True
    assert made["turns"][0].keys() == {"speaker", "text"}
    assert made["labels"]["condition"] in ("gad", "ptsd")
    assert made["patient_id"] not in {row["patient_id"] for row in rows}
    first = read_table(next((out / "data").glob("*.parquet"))).to_pylist()[: len(rows)]
    assert [{name: row[name] for name in rows[0]} for row in first] == rows


def test_a_table_of_turns_gets_turns_with_its_own_words_for_speakers_and_numbers(tmp_path):
    names = ["visit", "n", "who", "words", "label", "secs"]
    rows = [
        dict(zip(names, (str(at), str(n), who, words, row["label"], "3"), strict=True))
        for at, row in enumerate(_texts())
        for n, (who, words) in enumerate([("Doctor", "Hello."), ("Client", row["text"])])
    ]
    with (tmp_path / "d.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    columns = Columns(label="label", text="words", session="visit", order="n", speaker="who")
    outcome = _augment(tmp_path / "d.csv", tmp_path / "out", columns=columns)
    made = [line for line in _lines(tmp_path / "out") if line["synthetic"]]
    assert outcome["added"] == len({line["visit"] for line in made}) == 7
    assert {line["who"] for line in made} == {"Doctor", "Client"}
    assert {line["secs"] for line in made} == {None}
    assert [line["n"] for line in made][:3] == ["0", "1", "2"]
    kept = read_table(next((tmp_path / "out" / "data").glob("*.parquet"))).to_pylist()
    assert [{name: row[name] for name in names} for row in kept[: len(rows)]] == rows


def test_classes_of_datasets_stay_classes_and_other_splits_stay_as_they_are(tmp_path):
    names = ["mdd", "gad", "ptsd"]
    features = Features({"text": Value("string"), "label": ClassLabel(names=names)})
    rows = [{"text": r["text"], "label": names.index(r["label"])} for r in _texts()]
    train = Dataset.from_list(rows, features=features)
    splits = DatasetDict({"train": train, "test": train.select([0, 1])})
    splits.save_to_disk(tmp_path / "saved")
    _augment(tmp_path / "saved", tmp_path / "out")
    loaded = _load(tmp_path / "out", tmp_path)
    assert loaded["train"].features["label"].names == names
    assert Counter(loaded["train"]["label"]) == {0: 12, 1: 12, 2: 12}
    assert loaded["test"]["text"][:] == [row["text"] for row in rows[:2]]
    assert set(loaded["test"]["synthetic"]) == {False}


def test_numbers_that_name_a_patient_go_on_and_a_name_in_use_is_left_to_its_owner(tmp_path):
    rows = [{**row, "who": n, "source": "north"} for n, row in enumerate(_texts())]
    columns = Columns(label="label", patient="who")
    _augment(_jsonl(tmp_path / "d.jsonl", rows), tmp_path / "out", columns=columns)
    made = [line for line in _lines(tmp_path / "out") if line["synthetic"]]
    assert [line["who"] for line in made] == list(range(len(rows), len(rows) + 7))
    assert {(line.get("source"), line["added_source"]) for line in made} == {(None, "scripted")}


def test_a_name_in_use_in_another_split_is_left_to_its_owner_too(tmp_path):
    (tmp_path / "d").mkdir()
    train = [{"text": row["text"], "label": row["label"]} for row in _texts()]
    test = [{**row, "source": "north", "session_id": n} for n, row in enumerate(train[:2])]
    _jsonl(tmp_path / "d" / "train.jsonl", train)
    _jsonl(tmp_path / "d" / "test.jsonl", test)
    _augment(tmp_path / "d", tmp_path / "out")
    kept = read_table(next((tmp_path / "out" / "data").glob("test-*"))).to_pylist()
    assert [{name: row[name] for name in test[0]} for row in kept] == test
    assert [(row["synthetic"], row["added_source"]) for row in kept] == [(False, "original")] * 2
    line = _lines(tmp_path / "out")[-1]
    assert line["added_source"] == "scripted" and line["added_session_id"].startswith("synthetic-")
    assert not line.keys() & {"source", "session_id"}


def test_a_split_of_sessions_keeps_its_own_word_for_where_they_come_from(tmp_path):
    (tmp_path / "d").mkdir()
    test = [{**row, "synthetic": True, "epsilon": 2.5} for row in _sessions()[:2]]
    _jsonl(tmp_path / "d" / "train.jsonl", _sessions())
    _jsonl(tmp_path / "d" / "test.jsonl", test)
    _augment(tmp_path / "d", tmp_path / "out", columns=Columns(label="condition"))
    kept = read_table(next((tmp_path / "out" / "data").glob("test-*"))).to_pylist()
    assert [{name: row[name] for name in test[0]} for row in kept] == test
    assert [line["synthetic"] for line in _lines(tmp_path / "out")[:2]] == [False, False]


CHAT = [{"role": "user", "content": "I am low."}]


@pytest.mark.parametrize(
    ("held", "made"),
    [
        (json.dumps(CHAT), str),
        (CHAT, list),
        ("no messages", type(None)),
        (3, type(None)),
        (["I am low."], type(None)),
    ],
)
def test_messages_beside_turns_are_filled_where_they_are_turns_too(tmp_path, held, made):
    rows = [{**row, "messages": held} for row in _sessions()]
    out = tmp_path / "out"
    _augment(_jsonl(tmp_path / "d.jsonl", rows), out, columns=Columns(label="condition"))
    lines = _lines(out)
    assert [line["messages"] for line in lines[: len(rows)]] == [held] * len(rows)
    found = lines[-1]["messages"]
    assert type(found) is made
    turns = json.loads(found) if made is str else found or []
    assert all(turn.keys() == {"role", "content"} for turn in turns)
    assert lines[-1]["turns"][0].keys() == {"speaker", "text"}


def test_columns_that_differ_by_row_stand_as_text_in_parquet_and_as_they_were_in_jsonl(tmp_path):
    rows = [{**row, "more": {str(n % 2): n}} for n, row in enumerate(_texts())]
    _augment(_jsonl(tmp_path / "d.jsonl", rows), tmp_path / "out")
    assert [line["more"] for line in _lines(tmp_path / "out")[: len(rows)]] == [
        row["more"] for row in rows
    ]
    kept = read_table(next((tmp_path / "out" / "data").glob("*.parquet")))["more"].to_pylist()
    assert json.loads(kept[0]) == rows[0]["more"]
    assert "JSON text: more" in " ".join((tmp_path / "out" / "README.md").read_text().split())


def test_transcripts_get_transcripts(tmp_path):
    rows = [{**r, "text": f"Doctor: Well?\nPatient: {r['text']}"} for r in _texts()]
    _augment(_jsonl(tmp_path / "d.jsonl", rows), tmp_path / "out")
    assert _lines(tmp_path / "out")[-1]["text"].startswith(("Therapist: ", "Patient: "))


def test_two_labels_of_one_condition_each_get_their_own_sessions(tmp_path):
    rows = [{**r, "label": "MDD" if n % 3 == 0 and r["label"] == "mdd" else r["label"]}
            for n, r in enumerate(_texts())]  # fmt: skip
    out = tmp_path / "out"
    _augment(_jsonl(tmp_path / "d.jsonl", rows), out, target="12")
    lines = _lines(out)
    assert set(Counter(line["label"] for line in lines).values()) == {12}
    made = [line["session_id"] for line in lines if line["synthetic"]]
    assert len(set(made)) == len(made)


def test_labels_that_ask_for_different_things_are_made_by_runs_of_their_own(tmp_path):
    mapping = tmp_path / "m.yaml"
    mapping.write_text("ptsd: {condition: ptsd, severity: severe}\n")
    out = tmp_path / "out"
    outcome = _augment(_jsonl(tmp_path / "d.jsonl", _texts()), out, mapping=mapping)
    assert outcome["shortfall"] == 0
    runs = [RunFolder(out / name).accepted() for name in ("run", "run-2")]
    by_label = {s.profile.condition: s.profile.severity for run in runs for s in run if s.profile}
    assert by_label["ptsd"] == "severe"
    assert sorted(len(run) for run in runs) == [3, 4]


def test_the_output_and_its_runs_cannot_be_released(tmp_path):
    out = tmp_path / "out"
    _augment(_jsonl(tmp_path / "d.jsonl", _texts()), out)
    shutil.copytree(out / "run", tmp_path / "copy")
    for folder in (out, out / "run", tmp_path / "copy"):
        with pytest.raises(GateRefused, match="cannot be released. Not for release"):
            write_release(RunFolder(folder), tmp_path / "release", overwrite=False)
    assert "cannot be released" in (out / "README.md").read_text()
    assert out.stat().st_mode & 0o077 == 0


def test_a_shortfall_is_stated_and_what_there_is_is_merged(tmp_path):
    generate = scripted(spoils=lambda profile: profile.condition == "ptsd")
    outcome = _augment(_jsonl(tmp_path / "d.jsonl", _texts()), tmp_path / "out", generate=generate)
    assert (outcome["planned"], outcome["added"], outcome["shortfall"]) == (7, 4, 3)
    assert sum(line["synthetic"] for line in _lines(tmp_path / "out")) == 4
    resumed = _augment(tmp_path / "d.jsonl", tmp_path / "out", resume=True)
    assert resumed["shortfall"] == 3  # attempts are spent, so nothing was relaxed


def test_a_stopped_augmentation_goes_on_and_ends_as_an_unbroken_one(tmp_path):
    data = _jsonl(tmp_path / "d.jsonl", _texts())
    _augment(data, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        _augment(data, tmp_path / "broken", generate=scripted(dies_after=2))
    assert not (tmp_path / "broken" / "augment.json").exists()
    assert not (tmp_path / "broken" / "data").exists()
    _augment(data, tmp_path / "broken", resume=True)
    assert _lines(tmp_path / "broken") == _lines(tmp_path / "whole")


def test_an_engine_that_never_opens_takes_away_nothing_that_was_there_before(tmp_path):
    data, out = _jsonl(tmp_path / "d.jsonl", _texts()), tmp_path / "out"

    def unopened(*args, **kwargs):
        raise CallerMistake("no engine")

    _augment(data, out)
    shutil.rmtree(out / "run")
    lines, parquet = _lines(out), [file.name for file in (out / "data").iterdir()]
    with pytest.raises(CallerMistake, match="no engine"):
        _augment(data, out, generate=unopened, resume=True)
    assert _lines(out) == lines
    assert [file.name for file in (out / "data").iterdir()] == parquet
    with pytest.raises(CallerMistake, match="no engine"):
        _augment(data, tmp_path / "new", generate=unopened)
    assert not (tmp_path / "new").exists()


def test_it_does_not_go_on_with_other_data_or_another_request(tmp_path):
    data = _jsonl(tmp_path / "d.jsonl", _texts())
    _augment(data, tmp_path / "out")
    with pytest.raises(CallerMistake, match="another request"):
        _augment(data, tmp_path / "out", resume=True, target="11")
    _jsonl(data, [*_texts(), {"id": "x", "text": "Hello.", "label": None}])
    with pytest.raises(CallerMistake, match="other data"):
        _augment(data, tmp_path / "out", resume=True)
    with pytest.raises(CallerMistake, match="exists"):
        _augment(data, tmp_path / "out")
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(CallerMistake, match="nothing to resume"):
        _augment(data, tmp_path / "elsewhere", resume=True)


def test_what_was_stopped_before_it_had_a_folder_begins(tmp_path):
    data = _jsonl(tmp_path / "d.jsonl", _texts())
    assert _augment(data, tmp_path / "out", resume=True)["added"]


def test_a_mistake_is_refused_before_a_folder_is_made_or_an_engine_asked(tmp_path):
    data, calls = _jsonl(tmp_path / "d.jsonl", _texts()), []
    generate = scripted(calls=calls)
    for options, reason in (
        ({"target": "500", "factor": 1000.0}, "more than the limit"),
        ({"columns": Columns(label="none")}, "no column none"),
        ({"source": Source(checkpoint=Path("a"), model="b")}, "name one of"),
        ({"target": "0.4"}, "at most 0.333"),
    ):
        with pytest.raises(CallerMistake, match=reason):
            _augment(data, tmp_path / "out", generate=generate, **options)
    assert calls == []
    assert not (tmp_path / "out").exists()


def test_rows_without_a_label_are_kept_counted_and_left_alone(tmp_path):
    rows = [*_texts(), {"id": "x", "text": "Hello.", "label": None, "clinic": None}]
    outcome = _augment(_jsonl(tmp_path / "d.jsonl", rows), tmp_path / "out")
    assert outcome["unlabelled"] == 1
    assert _lines(tmp_path / "out")[len(rows) - 1]["text"] == "Hello."
    assert any("without a label" in note for note in outcome["notes"])


def test_the_gain_has_a_control_by_the_public_base_where_a_checkpoint_wrote(tmp_path, monkeypatch):
    base = Source(model="an/instructed-model")
    monkeypatch.setattr(Source, "base", lambda self: base)
    calls = []
    checkpoint = Source(checkpoint=tmp_path / "checkpoint")
    out = tmp_path / "out"
    outcome = _augment(
        _jsonl(tmp_path / "d.jsonl", _texts()), out,
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
    outcome = _augment(
        _jsonl(tmp_path / "d.jsonl", _texts()), tmp_path / "out",
        generate=scripted(calls=calls), gain=True,
    )  # fmt: skip
    assert [name for name, _, _ in calls] == ["run"]
    assert "owes nothing to private data" in outcome["gain"][-1]


def _typed(path, column, kind, values):
    """The texts as Parquet with a column of ids of the owner's own."""
    table = pa.Table.from_pylist(_texts()).append_column(column, pa.array(values, kind))
    write_table(table, path)
    return path


def test_ids_that_a_gap_made_floating_point_go_on_where_they_end(tmp_path):
    num = len(_texts())
    ids = [float(n) if n != 3 else None for n in range(num)]
    data = _typed(tmp_path / "d.parquet", "patient_id", pa.float64(), ids)
    _augment(data, tmp_path / "out")
    made = [line["patient_id"] for line in _lines(tmp_path / "out") if line["synthetic"]]
    assert made == [float(num + n) for n in range(len(made))]


def test_a_column_without_room_for_more_ids_is_refused_before_anything_is_generated(tmp_path):
    ids = [127 - n for n in range(len(_texts()))]
    data = _typed(tmp_path / "d.parquet", "patient_id", pa.int8(), ids)

    def never(*args, **kwargs):
        raise AssertionError("generated")

    with pytest.raises(CallerMistake, match="column patient_id: its type has no place"):
        _augment(data, tmp_path / "out", generate=never)
    assert not (tmp_path / "out").exists()


def test_what_json_has_no_value_for_stays_in_parquet_and_is_null_or_base64_in_jsonl(tmp_path):
    num = len(_texts())
    weights = [math.nan, -math.inf, math.inf, *(float(n) for n in range(num - 3))]
    data = _typed(tmp_path / "d.parquet", "weight", pa.float64(), weights)
    table = read_table(data).append_column("raw", pa.array([b"\x00\xff"] * num, pa.binary()))
    write_table(table, data)
    _augment(data, tmp_path / "out")
    lines = _lines(tmp_path / "out")[:num]
    assert [line["weight"] for line in lines] == [None, None, None, *weights[3:]]
    assert {line["raw"] for line in lines} == {"AP8="}
    (kept,) = (tmp_path / "out" / "data").glob("*.parquet")
    assert repr(read_table(kept)["weight"].to_pylist()[:num]) == repr(weights)
    assert read_table(kept)["raw"].to_pylist()[:num] == [b"\x00\xff"] * num


def test_a_label_of_any_characters_stays_one_cell_of_the_page(tmp_path):
    strange = "<b>GAD|\nx</b>"
    rows = [
        {**row, "label": strange if row["label"] == "gad" else row["label"]} for row in _texts()
    ]
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(json.dumps({strange: "gad"}))
    _augment(_jsonl(tmp_path / "d.jsonl", rows), tmp_path / "out", mapping=mapping)
    page = (tmp_path / "out" / "README.md").read_text()
    assert "| &lt;b&gt;GAD\\| x&lt;/b&gt; | gad |" in page and "<b>" not in page
