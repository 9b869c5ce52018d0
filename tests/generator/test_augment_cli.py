"""`sottovoce augment` as a user meets it: every mistake is one line and code 2, nothing is left."""

import json

import pytest

from generator.augmenting.augmentation import INTERNAL
from generator.augmenting.internal import mark_internal

ROWS = [
    {"text": f"SECRETWORD {n}", "label": "mdd" if n % 4 else "gad", "note": "SECRETWORD" * 20}
    for n in range(12)
]


@pytest.fixture(autouse=True)
def data(tmp_path):
    (tmp_path / "d.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--label", "lable"], "no column lable; columns found: text, label, note"),
        (["--label", "note"], "is it a label?"),
        (["--label", "label", "--target", "all"], "allowed is balance"),
        (["--label", "label", "--target", "2"], "nothing to add"),
        (["--label", "label", "--target", "900", "--factor", "1000"], "--limit"),
        (["--label", "label", "--mapping", "nowhere.yaml"], "nowhere.yaml"),
        (["--label", "label", "--text", "words"], "no column words"),
        (["--label", "label", "--checkpoint", "a", "--model", "b"], "name one of"),
    ],
)
def test_a_mistake_is_one_line_with_code_2_and_leaves_no_folder(run, tmp_path, options, reason):
    code, out, err = run("augment", tmp_path / "d.jsonl", "-o", tmp_path / "out", *options)
    assert (code, out) == (2, "")
    assert reason in err
    assert len(err.strip().splitlines()) == 1
    assert "SECRETWORD" not in err
    assert not (tmp_path / "out").exists()


def test_a_label_without_a_condition_is_refused_until_a_mapping_names_one(run, tmp_path):
    lines = [json.dumps({**row, "label": {"gad": "edgy"}.get(row["label"], "mdd")}) for row in ROWS]
    (tmp_path / "d.jsonl").write_text("\n".join(lines))
    code, _, err = run(
        "augment", tmp_path / "d.jsonl", "-o", tmp_path / "out", "--label", "label"
    )  # fmt: skip
    assert code == 2
    assert "label 'edgy' is no condition of the knowledge base" in err
    assert "--mapping" in err and '"edgy": mdd' in err


def test_an_endpoint_that_is_not_there_is_named_and_leaves_no_folder_in_the_way(run, tmp_path):
    code, _, err = run(
        "augment", tmp_path / "d.jsonl", "-o", tmp_path / "out", "--label", "label",
        "--endpoint", "http://127.0.0.1:9/v1",
    )  # fmt: skip
    assert code == 1
    assert "endpoint http://127.0.0.1:9/v1 does not answer" in err.splitlines()[-1]
    assert not (tmp_path / "out").exists()


def test_a_cohort_that_is_not_feasible_is_refused_with_code_3_before_anything_is_made(
    run, tmp_path
):
    (tmp_path / "m.yaml").write_text("gad: {condition: ppd, gender: {man: 1.0}}\n")
    code, _, err = run(
        "augment", tmp_path / "d.jsonl", "-o", tmp_path / "out", "--label", "label",
        "--mapping", tmp_path / "m.yaml",
    )  # fmt: skip
    assert code == 3
    assert "not feasible" in err
    assert not (tmp_path / "out").exists()


def test_releasing_an_augmented_folder_or_its_run_exits_3_with_the_reason(run, tmp_path):
    (tmp_path / "out" / "run").mkdir(parents=True)
    mark_internal(tmp_path / "out", reason=INTERNAL)
    for folder in (tmp_path / "out", tmp_path / "out" / "run"):
        code, _, err = run("release", folder, "-o", tmp_path / "release")
        assert code == 3
        assert "original rows" in err
        assert not (tmp_path / "release").exists()
