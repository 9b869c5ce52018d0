"""What is wrong with a release is named; what nobody vouched for is said to be unchecked."""

import json
import shutil

import pyarrow as pa
import pytest
from pyarrow.parquet import read_table, write_table

from generator.releasing.envelope import seal
from generator.releasing.inventory import inventory
from generator.releasing.signing import open_user_key
from generator.releasing.statement import MANIFEST, SIGNATURE
from generator.releasing.verification import verify_release
from knowledge.errors import CallerMistake, GateRefused
from tests.generator.releasing import finished_run, private, released
from tests.generator.test_signing import made_key

PARQUET = "data/train-00000-of-00001.parquet"
FILES = ["README.md", PARQUET, "croissant.json", "guarantee.json", "report.html"]


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("original")
    guarantee = private("c" * 64)
    return released(finished_run(folder / "run", guarantee=guarantee), folder / "release")


@pytest.fixture
def release(original, tmp_path):
    return shutil.copytree(original, tmp_path / "moved elsewhere")


def resigned(release, *, key=None, **predicate):
    """What somebody does who edits files and signs again: every hash is right afterwards."""
    statement = json.loads((release / MANIFEST).read_text())
    statement["predicate"] |= predicate
    statement["subject"] = [
        {"name": item.name, "digest": {"sha256": item.sha256}}
        for item in inventory(release, without=(MANIFEST, SIGNATURE))
    ]
    content = json.dumps(statement).encode()
    (release / MANIFEST).write_bytes(content)
    (release / SIGNATURE).write_bytes(seal(content, key or open_user_key()))


def test_a_release_verifies_wherever_it_lies_and_says_what_was_not_checked(release):
    found = verify_release(release)
    assert (found.sessions, found.files) == (6, len(FILES))
    assert not found.signer_checked and not found.ledger_checked
    known = verify_release(release, key=open_user_key().public)
    assert known.signer_checked and known.signer == found.signer


@pytest.mark.parametrize("name", FILES)
def test_the_file_that_was_edited_is_named(release, name):
    content = bytearray((release / name).read_bytes())
    content[len(content) // 2] ^= 1
    (release / name).write_bytes(content)
    with pytest.raises(GateRefused, match=f"{name} differs"):
        verify_release(release)


@pytest.mark.parametrize("name", FILES)
def test_the_file_that_is_missing_is_named(release, name):
    (release / name).unlink()
    with pytest.raises(GateRefused, match=f"{name} is listed in manifest.json and missing"):
        verify_release(release)


@pytest.mark.parametrize(
    "name", ["extra.txt", ".hidden", "data/train-2.parquet", "a/b/manifest.json"]
)
def test_the_file_that_was_added_is_named(release, name):
    (release / name).parent.mkdir(parents=True, exist_ok=True)
    (release / name).write_text("hello")
    with pytest.raises(GateRefused, match=f"{name} is not listed"):
        verify_release(release)


def test_of_a_renamed_file_the_first_of_both_names_is_told(release):
    (release / "report.html").rename(release / "report.htm")
    with pytest.raises(GateRefused, match="report.htm is not listed"):
        verify_release(release)


def test_of_several_faults_the_first_by_name_is_told(release):
    (release / "report.html").write_text("other")
    (release / "README.md").unlink()
    with pytest.raises(GateRefused, match="README.md"):
        verify_release(release)


def test_line_ends_that_something_turned_are_told_as_such(release):
    card = release / "README.md"
    card.write_bytes(card.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(GateRefused, match="README.md differs .* in its line ends alone"):
        verify_release(release)
    manifest = release / MANIFEST
    manifest.write_bytes(manifest.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(GateRefused, match="manifest.json differs .* in its line ends alone"):
        verify_release(release)


@pytest.mark.parametrize("name", ["report.html", MANIFEST, SIGNATURE])
def test_a_link_is_no_file_of_a_release(release, tmp_path, name):
    (release / name).rename(tmp_path / "elsewhere")
    (release / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(GateRefused, match=f"{name} is a link"):
        verify_release(release)


def test_an_empty_folder_that_somebody_added_is_named(release):
    (release / "data" / "more").mkdir()
    with pytest.raises(GateRefused, match="more is an empty folder"):
        verify_release(release)


def test_a_linked_folder_inside_is_refused_and_a_link_to_the_release_is_none_of_its_files(
    release, tmp_path
):
    (tmp_path / "link").symlink_to(release)
    assert verify_release(tmp_path / "link").sessions == 6
    (release / "data").rename(tmp_path / "data")
    (release / "data").symlink_to(tmp_path / "data")
    with pytest.raises(GateRefused, match="data is a link"):
        verify_release(release)


def test_a_manifest_edited_by_hand_no_longer_matches_its_signature(release):
    manifest = release / MANIFEST
    manifest.write_text(manifest.read_text().replace('"sessions": 6', '"sessions": 7'))
    with pytest.raises(GateRefused, match="manifest.json differs from what manifest.sig signs"):
        verify_release(release)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": {}}', "\x00\x01"])
def test_a_manifest_that_cannot_be_read_is_damaged(release, content):
    (release / MANIFEST).write_text(content)
    with pytest.raises(GateRefused, match="manifest.json is damaged"):
        verify_release(release)


def test_a_manifest_that_names_a_file_twice_is_damaged(release):
    statement = json.loads((release / MANIFEST).read_text())
    statement["subject"].append(statement["subject"][0])
    content = json.dumps(statement).encode()
    (release / MANIFEST).write_bytes(content)
    (release / SIGNATURE).write_bytes(seal(content, open_user_key()))
    with pytest.raises(GateRefused, match="twice"):
        verify_release(release)


def test_an_unsigned_release_is_refused_with_and_without_a_key(release):
    (release / SIGNATURE).unlink()
    for key in (None, open_user_key().public):
        with pytest.raises(GateRefused, match="not signed"):
            verify_release(release, key=key)


@pytest.mark.parametrize(
    "content", ["", "none", "{}", '{"payloadType": "x", "payload": "!", "signatures": []}']
)
def test_a_signature_that_cannot_be_read_is_refused(release, content):
    (release / SIGNATURE).write_text(content)
    with pytest.raises(GateRefused, match="manifest.sig: no signature"):
        verify_release(release)


def test_an_envelope_without_a_signature_is_refused(release):
    envelope = json.loads((release / SIGNATURE).read_text())
    (release / SIGNATURE).write_text(json.dumps({**envelope, "signatures": []}))
    with pytest.raises(GateRefused, match="carries no signature"):
        verify_release(release)


def test_a_forged_signature_is_refused_also_under_the_right_name(release, tmp_path):
    forger = made_key(tmp_path / "forger.pem")
    content = (release / MANIFEST).read_bytes()
    envelope = json.loads(seal(content, forger))
    envelope["signatures"][0]["keyid"] = open_user_key().public.key_id
    (release / SIGNATURE).write_text(json.dumps(envelope))
    for key in (None, open_user_key().public):
        with pytest.raises(GateRefused, match="not a signature of it by key"):
            verify_release(release, key=key)


def test_an_edited_release_signed_again_is_caught_by_the_key_alone(release, tmp_path):
    forger = made_key(tmp_path / "forger.pem")
    (release / "README.md").write_text("# Real sessions\n")
    resigned(release, key=forger)
    assert verify_release(release).signer == forger.public
    with pytest.raises(GateRefused, match=f"signed by key {forger.public.key_id}, not by"):
        verify_release(release, key=open_user_key().public)


def test_what_is_no_release_is_the_callers_mistake_and_a_lost_manifest_is_not(release, tmp_path):
    (tmp_path / "photos").mkdir()
    for folder in (tmp_path / "photos", tmp_path / "nowhere"):
        with pytest.raises(CallerMistake, match="not a release"):
            verify_release(folder)
    (release / MANIFEST).unlink()
    with pytest.raises(GateRefused, match="manifest.json is missing"):
        verify_release(release)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"epsilon": 0.1}, "epsilon 0.1 is not that of its events"),
        ({"patients": 4000}, "patients 4000 disagrees with manifest.json"),
        ({"delta": 2e-5, "epsilon": 1.0}, "epsilon"),
        ({"kind": "public-only"}, "public-only"),
        ({"steps": "many"}, "steps"),
        ({"noise_multiplier": 50.0}, "noise_multiplier 50.0 is not that of its training event"),
        ({"sampling_rate": 0.001}, "sampling_rate 0.001 is not that of its training event"),
        ({"steps": 1}, "steps 1 is not that of its training event, 10"),
        ({"steps": None}, "steps None is not that of its training event, 10"),
        ({"training_epsilon": 0.01}, "training_epsilon 0.01 is not that of its events"),
        ({"training_epsilon": "inf"}, "training_epsilon inf is not that of its events"),
    ],
)
def test_an_edited_guarantee_disagrees_with_its_events_or_the_manifest(release, change, words):
    path = release / "guarantee.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    resigned(release)
    with pytest.raises(GateRefused, match=f"guarantee.json.*{words}"):
        verify_release(release)


@pytest.mark.parametrize("name", FILES)
def test_a_release_that_lacks_a_file_is_none_though_it_is_signed_again(release, name):
    (release / name).unlink()
    resigned(release)
    with pytest.raises(GateRefused, match=f"{name} is missing"):
        verify_release(release)


@pytest.mark.parametrize("name", ["README.md", "report.html", "croissant.json"])
def test_an_empty_file_is_refused_though_it_is_signed_again(release, name):
    (release / name).write_bytes(b"")
    resigned(release)
    with pytest.raises(GateRefused, match=f"{name} is empty"):
        verify_release(release)


@pytest.mark.parametrize("name", ["internal/report.json", "data/private.jsonl"])
def test_a_file_that_no_release_has_is_refused_though_it_is_signed_again(release, name):
    (release / name).parent.mkdir(exist_ok=True)
    (release / name).write_text("a patient")
    resigned(release)
    with pytest.raises(GateRefused, match=f"{name} is no file of a release"):
        verify_release(release)


def test_a_column_that_no_release_has_another_type_and_a_session_twice_are_found(release):
    table = read_table(release / PARQUET)
    for edited, words, sessions in (
        (table.append_column("note", pa.array(["x"] * 6)), "a column note", 6),
        (table.set_column(8, "seed", pa.array(["1"] * 6)), "a column seed of type string", 6),
        (pa.concat_tables([table, table]), "a session twice", 12),
        (table.slice(0, 0), "no session", 0),
    ):
        write_table(edited, release / PARQUET)
        resigned(release, sessions=sessions)
        with pytest.raises(GateRefused, match=words):
            verify_release(release)


@pytest.mark.parametrize("part", ["sig", "payload"])
def test_a_signature_of_other_letters_than_base64_is_refused(release, part):
    envelope = json.loads((release / SIGNATURE).read_text())
    (envelope["signatures"][0] if part == "sig" else envelope)[part] = "ü"
    (release / SIGNATURE).write_text(json.dumps(envelope, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(GateRefused, match="no signature that can be read"):
        verify_release(release)


@pytest.mark.parametrize(
    "event", [{"noise_multiplier": 0.001}, {"steps": 10**7}, {"delta": 1e-300}]
)
def test_events_that_would_take_hours_to_account_for_are_refused_at_once(release, event):
    path = release / "guarantee.json"
    guarantee = json.loads(path.read_text())
    guarantee |= event
    guarantee["events"][0] |= event
    path.write_text(json.dumps(guarantee))
    resigned(release)
    with pytest.raises(GateRefused, match=r"guarantee.json: .*accounted for are"):
        verify_release(release)


def test_a_release_without_a_guarantee_is_refused_though_its_manifest_lists_none(release):
    (release / "guarantee.json").unlink()
    resigned(release)
    with pytest.raises(GateRefused, match="guarantee.json is missing"):
        verify_release(release)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("epsilon", 0.5, "epsilon 0.5"),
        ("delta", 0.1, "delta 0.1"),
        ("synthetic", False, "synthetic False"),
        ("model_sha256", "d" * 64, "model_sha256 d"),
        ("spec_sha256", None, "spec_sha256 None"),
    ],
)
def test_a_row_that_disagrees_with_the_guarantee_is_found(release, column, value, words):
    table = read_table(release / PARQUET)
    values = [*table[column].to_pylist()[:-1], value]
    at = table.column_names.index(column)
    write_table(
        table.set_column(at, column, pa.array(values, table[column].type)), release / PARQUET
    )
    resigned(release)
    with pytest.raises(GateRefused, match=f"parquet has rows with {words}"):
        verify_release(release)


def test_a_missing_column_missing_rows_and_a_broken_table_are_found(release):
    table = read_table(release / PARQUET)
    write_table(table.drop_columns(["messages"]), release / PARQUET)
    resigned(release)
    with pytest.raises(GateRefused, match="lacks the column messages"):
        verify_release(release)
    write_table(table.slice(0, 5), release / PARQUET)
    resigned(release)
    with pytest.raises(GateRefused, match="5 rows, manifest.json says 6"):
        verify_release(release)
    (release / PARQUET).write_text("PAR1")
    resigned(release)
    with pytest.raises(GateRefused, match="no Parquet file"):
        verify_release(release)
