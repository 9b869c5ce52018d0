"""Any table is read as it stands: every value, every column, in order; or refused by row."""

import json

import pyarrow as pa
import pytest
from datasets import ClassLabel, Dataset, DatasetDict, Features, Value
from pyarrow.parquet import write_table

from generator.augmenting.data_table import read_data
from knowledge.errors import CallerMistake

ROWS = [{"text": "I lie awake.", "label": "sleep"}, {"text": "SECRETWORD", "label": "work"}]


def _jsonl(path, rows=ROWS):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_cell_of_a_csv_stays_the_text_it_is(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text('id,text,label\n007,"Yes, doctor.\nNo.",1\n,  x ,\n', encoding="utf-8-sig")
    assert read_data(path).table.rows == (
        {"id": "007", "text": "Yes, doctor.\nNo.", "label": "1"},
        {"id": "", "text": "  x ", "label": ""},
    )


def test_every_form_of_the_same_rows_reads_the_same(tmp_path):
    dataset = Dataset.from_list(ROWS)
    dataset.save_to_disk(tmp_path / "saved")
    (tmp_path / "parts").mkdir()
    dataset.select([0]).to_parquet(tmp_path / "parts" / "a.parquet")
    dataset.select([1]).to_parquet(tmp_path / "parts" / "b.parquet")
    (tmp_path / "d.tsv").write_text("text\tlabel\nI lie awake.\tsleep\nSECRETWORD\twork\n")
    for path in (
        _jsonl(tmp_path / "d.jsonl"), tmp_path / "saved", tmp_path / "parts", tmp_path / "d.tsv",
    ):  # fmt: skip
        assert list(read_data(path).table.rows) == ROWS, path


def test_a_selection_of_a_saved_dataset_is_the_selection(tmp_path):
    Dataset.from_list(ROWS).select([1]).save_to_disk(tmp_path / "saved")
    assert list(read_data(tmp_path / "saved").table.rows) == ROWS[1:]


def test_the_train_split_is_worked_on_and_others_are_kept_apart(tmp_path):
    splits = {"train": Dataset.from_list(ROWS), "test": Dataset.from_list(ROWS[:1])}
    DatasetDict(splits).save_to_disk(tmp_path / "saved")
    data = read_data(tmp_path / "saved")
    assert (len(data.table.rows), list(data.others)) == (2, ["test"])
    (tmp_path / "hub" / "data").mkdir(parents=True)
    for name, split in splits.items():
        split.to_parquet(tmp_path / "hub" / "data" / f"{name}-00000-of-00001.parquet")
    data = read_data(tmp_path / "hub")
    assert (len(data.table.rows), list(data.others)) == (2, ["test"])


def test_splits_without_a_train_one_are_refused(tmp_path):
    splits = {"a": Dataset.from_list(ROWS), "b": Dataset.from_list(ROWS)}
    DatasetDict(splits).save_to_disk(tmp_path / "saved")
    with pytest.raises(CallerMistake, match="none is named train"):
        read_data(tmp_path / "saved")


def test_parquet_keeps_its_types(tmp_path):
    features = Features({"text": Value("string"), "label": ClassLabel(names=["sleep", "work"])})
    dataset = Dataset.from_dict({"text": ["a"], "label": [1]}, features=features)
    dataset.to_parquet(tmp_path / "d.parquet")
    schema = read_data(tmp_path / "d.parquet").table.schema
    assert schema.field("label").type == pa.int64()
    assert Features.from_arrow_schema(schema)["label"].names == ["sleep", "work"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("d.jsonl", b'{"text": "SECRETWORD"}\nSECRETWORD\n', "line 2: not JSON"),
        ("d.jsonl", b'["SECRETWORD"]\n', "line 1: not a JSON object"),
        ("d.jsonl", b'{"a": "\xff SECRETWORD"}\n', "line 1: not UTF-8"),
        ("d.jsonl", b'{"a": "SECRETWORD \\ud83d"}\n', "line 1: holds half of a surrogate pair"),
        ("d.jsonl", b"", "holds no row"),
        ("d.csv", b"", "holds no row"),
        ("d.csv", b"text,label\n", "holds no row"),
        ("d.csv", b"text,text\na,b\n", "must name every column once"),
        ("d.csv", b"text,label\nSECRETWORD,a,b\n", "row 1: 3 cells for 2 columns"),
        ("d.csv", b'text,label\n"SECRETWORD,a\n', "not a table"),
        ("d.csv", b"text,label\n\xff,a\n", "not UTF-8"),
        ("d.parquet", b"SECRETWORD", "not a Parquet file"),
        ("d.txt", b"SECRETWORD", "allowed are .parquet"),
    ],
)
def test_what_cannot_be_read_is_refused_by_row_and_without_its_words(
    tmp_path, name, content, reason
):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CallerMistake, match=reason) as refused:
        read_data(tmp_path / name)
    assert "SECRETWORD" not in str(refused.value)


def test_a_transcript_in_one_cell_may_be_long(tmp_path):
    words = "word " * 60_000
    (tmp_path / "d.csv").write_text(f"text,label\n{words},a\n")
    assert read_data(tmp_path / "d.csv").table.rows[0]["text"] == words


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (pa.table([["a"], ["b"]], names=["text", "text"]), "column text stands 2 times"),
        (
            pa.table({"text": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64()))}),
            "none of `datasets`",
        ),
    ],
)
def test_columns_that_could_not_be_written_again_are_refused(tmp_path, table, reason):
    write_table(table, tmp_path / "d.parquet")
    with pytest.raises(CallerMistake, match=reason):
        read_data(tmp_path / "d.parquet")


def test_folders_that_hold_nothing_or_several_kinds_are_refused(tmp_path):
    with pytest.raises(CallerMistake, match="does not exist"):
        read_data(tmp_path / "nowhere")
    with pytest.raises(CallerMistake, match="nothing that can be read"):
        read_data(tmp_path)
    _jsonl(tmp_path / "d.jsonl")
    write_table(pa.table({"text": ["a"]}), tmp_path / "d.parquet")
    with pytest.raises(CallerMistake, match="several kinds"):
        read_data(tmp_path)
