"""The merged table: original rows untouched, added ones in the form of the owner's."""

import csv
import json
import math
from collections import Counter

import pyarrow as pa
import pytest
from datasets import ClassLabel, Dataset, DatasetDict, Features, Value
from pyarrow.parquet import read_table, write_table

from generator.augmenting.columns import Columns
from knowledge.errors import CallerMistake
from tests.generator.augmented import (
    augmented,
    load_merged,
    merged_lines,
    session_rows,
    text_rows,
    write_jsonl,
)
from tests.generator.scripted_runs import scripted


def test_a_synthetic_row_says_where_it_comes_from(tmp_path):
    augmented(
        write_jsonl(tmp_path / "d.jsonl", text_rows()),
        tmp_path / "out",
        generate=scripted(epsilon=7.5),
    )
    lines = merged_lines(tmp_path / "out")
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
    rows = session_rows()
    out = tmp_path / "out"
    augmented(write_jsonl(tmp_path / "d.jsonl", rows), out, columns=Columns(label="condition"))
    lines = merged_lines(out)
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
        for at, row in enumerate(text_rows())
        for n, (who, words) in enumerate([("Doctor", "Hello."), ("Client", row["text"])])
    ]
    with (tmp_path / "d.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    columns = Columns(label="label", text="words", session="visit", order="n", speaker="who")
    outcome = augmented(tmp_path / "d.csv", tmp_path / "out", columns=columns)
    made = [line for line in merged_lines(tmp_path / "out") if line["synthetic"]]
    assert outcome["added"] == len({line["visit"] for line in made}) == 7
    assert {line["who"] for line in made} == {"Doctor", "Client"}
    assert {line["secs"] for line in made} == {None}
    assert [line["n"] for line in made][:3] == ["0", "1", "2"]
    kept = read_table(next((tmp_path / "out" / "data").glob("*.parquet"))).to_pylist()
    assert [{name: row[name] for name in names} for row in kept[: len(rows)]] == rows


def test_classes_of_datasets_stay_classes_and_other_splits_stay_as_they_are(tmp_path):
    names = ["mdd", "gad", "ptsd"]
    features = Features({"text": Value("string"), "label": ClassLabel(names=names)})
    rows = [{"text": r["text"], "label": names.index(r["label"])} for r in text_rows()]
    train = Dataset.from_list(rows, features=features)
    splits = DatasetDict({"train": train, "test": train.select([0, 1])})
    splits.save_to_disk(tmp_path / "saved")
    augmented(tmp_path / "saved", tmp_path / "out")
    loaded = load_merged(tmp_path / "out", tmp_path)
    assert loaded["train"].features["label"].names == names
    assert Counter(loaded["train"]["label"]) == {0: 12, 1: 12, 2: 12}
    assert loaded["test"]["text"][:] == [row["text"] for row in rows[:2]]
    assert set(loaded["test"]["synthetic"]) == {False}


def test_numbers_that_name_a_patient_go_on_and_a_name_in_use_is_left_to_its_owner(tmp_path):
    rows = [{**row, "who": n, "source": "north"} for n, row in enumerate(text_rows())]
    columns = Columns(label="label", patient="who")
    augmented(write_jsonl(tmp_path / "d.jsonl", rows), tmp_path / "out", columns=columns)
    made = [line for line in merged_lines(tmp_path / "out") if line["synthetic"]]
    assert [line["who"] for line in made] == list(range(len(rows), len(rows) + 7))
    assert {(line.get("source"), line["added_source"]) for line in made} == {(None, "scripted")}


def test_a_name_in_use_in_another_split_is_left_to_its_owner_too(tmp_path):
    (tmp_path / "d").mkdir()
    train = [{"text": row["text"], "label": row["label"]} for row in text_rows()]
    test = [{**row, "source": "north", "session_id": n} for n, row in enumerate(train[:2])]
    write_jsonl(tmp_path / "d" / "train.jsonl", train)
    write_jsonl(tmp_path / "d" / "test.jsonl", test)
    augmented(tmp_path / "d", tmp_path / "out")
    kept = read_table(next((tmp_path / "out" / "data").glob("test-*"))).to_pylist()
    assert [{name: row[name] for name in test[0]} for row in kept] == test
    assert [(row["synthetic"], row["added_source"]) for row in kept] == [(False, "original")] * 2
    line = merged_lines(tmp_path / "out")[-1]
    assert line["added_source"] == "scripted" and line["added_session_id"].startswith("synthetic-")
    assert not line.keys() & {"source", "session_id"}


def test_a_split_of_sessions_keeps_its_own_word_for_where_they_come_from(tmp_path):
    (tmp_path / "d").mkdir()
    test = [{**row, "synthetic": True, "epsilon": 2.5} for row in session_rows()[:2]]
    write_jsonl(tmp_path / "d" / "train.jsonl", session_rows())
    write_jsonl(tmp_path / "d" / "test.jsonl", test)
    augmented(tmp_path / "d", tmp_path / "out", columns=Columns(label="condition"))
    kept = read_table(next((tmp_path / "out" / "data").glob("test-*"))).to_pylist()
    assert [{name: row[name] for name in test[0]} for row in kept] == test
    assert [line["synthetic"] for line in merged_lines(tmp_path / "out")[:2]] == [False, False]


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
    rows = [{**row, "messages": held} for row in session_rows()]
    out = tmp_path / "out"
    augmented(write_jsonl(tmp_path / "d.jsonl", rows), out, columns=Columns(label="condition"))
    lines = merged_lines(out)
    assert [line["messages"] for line in lines[: len(rows)]] == [held] * len(rows)
    found = lines[-1]["messages"]
    assert type(found) is made
    turns = json.loads(found) if made is str else found or []
    assert all(turn.keys() == {"role", "content"} for turn in turns)
    assert lines[-1]["turns"][0].keys() == {"speaker", "text"}


def test_columns_that_differ_by_row_stand_as_text_in_parquet_and_as_they_were_in_jsonl(tmp_path):
    rows = [{**row, "more": {str(n % 2): n}} for n, row in enumerate(text_rows())]
    augmented(write_jsonl(tmp_path / "d.jsonl", rows), tmp_path / "out")
    assert [line["more"] for line in merged_lines(tmp_path / "out")[: len(rows)]] == [
        row["more"] for row in rows
    ]
    kept = read_table(next((tmp_path / "out" / "data").glob("*.parquet")))["more"].to_pylist()
    assert json.loads(kept[0]) == rows[0]["more"]
    assert "JSON text: more" in " ".join((tmp_path / "out" / "README.md").read_text().split())


def test_transcripts_get_transcripts(tmp_path):
    rows = [{**r, "text": f"Doctor: Well?\nPatient: {r['text']}"} for r in text_rows()]
    augmented(write_jsonl(tmp_path / "d.jsonl", rows), tmp_path / "out")
    assert merged_lines(tmp_path / "out")[-1]["text"].startswith(("Therapist: ", "Patient: "))


def _typed(path, column, kind, values):
    """The texts as Parquet with a column of ids of the owner's own."""
    table = pa.Table.from_pylist(text_rows()).append_column(column, pa.array(values, kind))
    write_table(table, path)
    return path


def test_ids_that_a_gap_made_floating_point_go_on_where_they_end(tmp_path):
    num = len(text_rows())
    ids = [float(n) if n != 3 else None for n in range(num)]
    data = _typed(tmp_path / "d.parquet", "patient_id", pa.float64(), ids)
    augmented(data, tmp_path / "out")
    made = [line["patient_id"] for line in merged_lines(tmp_path / "out") if line["synthetic"]]
    assert made == [float(num + n) for n in range(len(made))]


def test_a_column_without_room_for_more_ids_is_refused_before_anything_is_generated(tmp_path):
    ids = [127 - n for n in range(len(text_rows()))]
    data = _typed(tmp_path / "d.parquet", "patient_id", pa.int8(), ids)

    def never(*args, **kwargs):
        raise AssertionError("generated")

    with pytest.raises(CallerMistake, match="column patient_id: its type has no place"):
        augmented(data, tmp_path / "out", generate=never)
    assert not (tmp_path / "out").exists()


def test_what_json_has_no_value_for_stays_in_parquet_and_is_null_or_base64_in_jsonl(tmp_path):
    num = len(text_rows())
    weights = [math.nan, -math.inf, math.inf, *(float(n) for n in range(num - 3))]
    data = _typed(tmp_path / "d.parquet", "weight", pa.float64(), weights)
    table = read_table(data).append_column("raw", pa.array([b"\x00\xff"] * num, pa.binary()))
    write_table(table, data)
    augmented(data, tmp_path / "out")
    lines = merged_lines(tmp_path / "out")[:num]
    assert [line["weight"] for line in lines] == [None, None, None, *weights[3:]]
    assert {line["raw"] for line in lines} == {"AP8="}
    (kept,) = (tmp_path / "out" / "data").glob("*.parquet")
    assert repr(read_table(kept)["weight"].to_pylist()[:num]) == repr(weights)
    assert read_table(kept)["raw"].to_pylist()[:num] == [b"\x00\xff"] * num
