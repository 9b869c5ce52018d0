"""`croissant.json` by MLCommons' own reader: valid, complete, and it leads to the rows."""

import json
import logging

import pytest

from generator.releasing.inventory import inventory
from generator.releasing.parquet import parquet_features
from tests.generator.releasing import finished_run, released


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("croissant")
    return released(finished_run(folder / "run"), folder / "release")


@pytest.fixture(scope="module")
def dataset(release):
    import mlcroissant

    logging.getLogger("absl").setLevel(logging.ERROR)
    return mlcroissant.Dataset(jsonld=str(release / "croissant.json"))


def test_it_is_valid_croissant_1_1(dataset):
    issues = dataset.metadata.ctx.issues
    assert not issues.errors
    assert dataset.metadata.ctx.conforms_to.value == "http://mlcommons.org/croissant/1.1"
    # A licence and a citation are for those who publish the folder to add.
    assert all("license" in text or "citeAs" in text for text in issues.warnings)


def test_every_column_is_a_field_and_every_file_has_its_hash(dataset, release):
    (records,) = dataset.metadata.record_sets
    assert [field.name for field in records.fields] == list(parquet_features())
    assert [part.name for part in records.fields[3].sub_fields] == ["speaker", "text"]
    described = {item.content_url: item.sha256 for item in dataset.metadata.distribution}
    late = {"croissant.json", "manifest.json", "manifest.sig"}
    assert described == {item.name: item.sha256 for item in inventory(release, without=late)}


def test_the_rows_can_be_read_through_it(dataset, release):
    from pyarrow.parquet import read_table

    rows = read_table(release / "data" / "train-00000-of-00001.parquet").to_pylist()
    found = list(dataset.records("sessions"))
    assert len(found) == len(rows) == 6
    for row, record in zip(rows, found, strict=True):
        assert record["sessions/session_id"].decode() == row["session_id"]
        assert record["sessions/epsilon"] == row["epsilon"]
        said = [turn["sessions/turns/text"].decode() for turn in record["sessions/turns"]]
        assert said == [turn["text"] for turn in row["turns"]]


def test_it_says_in_words_that_nobody_in_it_is_real(release):
    described = json.loads((release / "croissant.json").read_text())
    assert "do not exist" in described["description"]
    assert "No private record was read" in described["description"]
