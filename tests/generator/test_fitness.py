"""Whether a run may be released: what is missing, edited or contradicts itself is refused."""

import json
from dataclasses import replace

import pytest

from filters.gate import REQUIRED
from filters.verdict import PrivacyClass
from generator.guarantee import RAW_FILTER, public_only, unknown_source, without_guarantee
from generator.outcome import loosened_rows
from generator.release import write_release
from generator.releasing.fitness import read_releasable
from generator.releasing.verification import verify_release
from knowledge.errors import CallerMistake, GateRefused
from tests.generator.releasing import finish, finished_run, private, released, report_on


@pytest.fixture
def run(tmp_path):
    return finished_run(tmp_path / "run")


def test_an_unfinished_or_empty_run_is_not_released(run, tmp_path):
    outcome = run.outcome()
    (run.path / "run.json").unlink()
    with pytest.raises(
        CallerMistake, match=r"^\S+run holds no finished run \(run.json is missing\)$"
    ):
        read_releasable(run)
    run.finish({**outcome, "accepted": 5})
    with pytest.raises(GateRefused, match="run.json says 5"):
        released(run, tmp_path / "out")
    (run.path / "sessions.jsonl").write_text("")
    with pytest.raises(GateRefused, match="nothing to release"):
        released(run, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", [name for name, needed in REQUIRED.items() if needed])
def test_a_required_filter_that_was_not_run_blocks_the_release(run, tmp_path, name):
    """Such is a run that was made before the filter existed."""
    records = [json.loads(line) for line in (run.path / "verdicts.jsonl").open()]
    for record in records:
        record["verdicts"] = [v for v in record["verdicts"] if v["filter"] != name]
    _rewrite(run.path / "verdicts.jsonl", records)
    with pytest.raises(GateRefused, match=f"{name} \\(6 of 6\\)"):
        released(run, tmp_path / "out")


@pytest.mark.parametrize("passed", [None, False])
def test_a_session_that_a_required_filter_did_not_pass_blocks_the_release(run, tmp_path, passed):
    records = [json.loads(line) for line in (run.path / "verdicts.jsonl").open()]
    next(v for v in records[2]["verdicts"] if v["filter"] == "style")["passed"] = passed
    _rewrite(run.path / "verdicts.jsonl", records)
    with pytest.raises(GateRefused, match=r"style \(1 of 6\)"):
        released(run, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def _rewrite(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


@pytest.mark.parametrize(
    "edit",
    [
        lambda line: line["turns"][1].update(text="I never said that."),
        lambda line: line["labels"].update(condition="gad2"),
        lambda line: line["profile"]["patient"].update(age=61),
        lambda line: line["turns"].pop(),
    ],
)
def test_a_session_that_was_edited_after_it_was_judged_blocks_the_release(run, tmp_path, edit):
    lines = [json.loads(line) for line in (run.path / "sessions.jsonl").open()]
    edit(lines[4])
    _rewrite(run.path / "sessions.jsonl", lines)
    with pytest.raises(GateRefused, match=r"is not as it was judged \(1 of 6"):
        released(run, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_same_sessions_in_other_bytes_are_released(run, tmp_path):
    """An editor that writes accents as escapes or keys in another order changes nothing."""
    lines = [json.loads(line) for line in (run.path / "sessions.jsonl").open()]
    _rewrite(run.path / "sessions.jsonl", [dict(reversed(line.items())) for line in lines])
    assert verify_release(released(run, tmp_path / "out")).sessions == 6


def test_a_run_whose_verdicts_name_no_draft_is_made_again(run, tmp_path):
    """Such is a run of an earlier version."""
    records = [json.loads(line) for line in (run.path / "verdicts.jsonl").open()]
    for record in records:
        del record["session_sha256"]
    _rewrite(run.path / "verdicts.jsonl", records)
    with pytest.raises(GateRefused, match=r"6 of 6.*generate the request again"):
        released(run, tmp_path / "out")


@pytest.mark.parametrize("name", ["run.json", "verdicts.jsonl", "profiles.jsonl"])
@pytest.mark.parametrize("content", [b"{\n", b"[]\n", b"3\n", b"{}\n", b"\xff\n"])
def test_a_run_with_a_damaged_file_is_not_released(run, tmp_path, name, content):
    report_on(run.path.with_name("run_report"), run.outcome())
    whole = (run.path / name).read_bytes()
    lines = whole.splitlines(keepends=True)
    (run.path / name).write_bytes(content if name == "run.json" else content + b"".join(lines[1:]))
    with pytest.raises(CallerMistake, match=name):
        released(run, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_request_or_plan_that_was_changed_after_the_run_is_not_released(run, tmp_path):
    (run.path / "spec.yaml").write_text("n: 6\nconditions: {mdd: 6}\n")
    with pytest.raises(GateRefused, match="spec.yaml is not the request"):
        released(run, tmp_path / "out")
    other = finished_run(tmp_path / "other")
    lines = (other.path / "profiles.jsonl").read_text().splitlines(keepends=True)
    (other.path / "profiles.jsonl").write_text("".join(lines[1:]))
    with pytest.raises(GateRefused, match="5 profiles"):
        released(other, tmp_path / "out")


def test_a_session_that_is_not_synthetic_or_stands_twice_is_never_released(run, tmp_path):
    path = run.path / "sessions.jsonl"
    sessions = [json.loads(line) for line in path.open()]
    _rewrite(path, [{**sessions[0], "synthetic": False}, *sessions[1:]])
    with pytest.raises(GateRefused, match="not marked synthetic"):
        released(run, tmp_path / "out")
    _rewrite(path, [sessions[1], *sessions[1:]])
    with pytest.raises(GateRefused, match="2 times"):
        released(run, tmp_path / "out")


@pytest.mark.parametrize(
    "edited",
    [
        {"attempted": 600},
        {"attempted": "x"},
        {"shortfall": -1},
        {"filters": []},
        {"strata": [{"a": 1}]},
        {"conditions": []},
    ],
)
def test_counts_that_the_files_of_the_run_do_not_bear_out_are_refused(run, tmp_path, edited):
    run.finish({**run.outcome(), **edited})
    (name,) = edited
    with pytest.raises(GateRefused, match=f"otherwise of {name}"):
        released(run, tmp_path / "out")


@pytest.mark.parametrize(
    "edited",
    [
        {"engine": None},
        {"knowledge_version": 5},
        {"guarantee": "strong"},
        {"thresholds": []},
        {"judge": 3},
    ],
)
def test_an_outcome_with_a_field_of_another_kind_is_refused(run, tmp_path, edited):
    report_on(run.path.with_name("run_report"), run.outcome())
    run.finish({**run.outcome(), **edited})
    (name,) = edited
    with pytest.raises(CallerMistake, match=f"run.json field {name}"):
        released(run, tmp_path / "out")


@pytest.mark.parametrize("name", ["verdicts.jsonl", "profiles.jsonl"])
def test_a_run_that_lacks_a_file_is_not_released(run, tmp_path, name):
    (run.path / name).unlink()
    with pytest.raises(CallerMistake, match=f"{name} is missing"):
        released(run, tmp_path / "out")


def test_a_session_may_hold_what_other_programs_take_for_the_end_of_a_line(run, tmp_path):
    path = run.path / "verdicts.jsonl"
    lines = [json.loads(line) for line in path.open()]
    lines[0]["verdicts"][0]["reason"] = "one\u2028two\x85three"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    assert verify_release(released(run, tmp_path / "out"))


@pytest.mark.parametrize(
    ("of_another", "word"),
    [
        (public_only(), "promises dp"),
        (replace(private("e" * 64), weights_sha256="c" * 64), "other weights"),
    ],
)
def test_another_models_guarantee_pasted_into_the_run_is_not_released(tmp_path, of_another, word):
    run = finished_run(tmp_path / "run", guarantee=private("e" * 64))
    read_releasable(run)
    run.finish({**run.outcome(), "guarantee": of_another.as_json()})
    with pytest.raises(GateRefused, match=word):
        read_releasable(run)


def test_a_run_names_the_model_that_it_was_begun_with(run):
    run.finish({**run.outcome(), "model_sha256": "c" * 64})
    with pytest.raises(GateRefused, match="otherwise of model_sha256"):
        read_releasable(run)
    (run.path / "terms.json").unlink()
    with pytest.raises(CallerMistake, match=r"terms\.json is missing"):
        read_releasable(run)


@pytest.mark.parametrize(
    "edited",
    [
        {"knowledge_version": "f" * 16},
        {"judge": "a clinician"},
        {"public_text": "a corpus"},
        {"thresholds": {"structure": {"min_turns": 8, "max_turns": 81}}, "loosened": None},
    ],
)
def test_what_a_run_was_begun_with_stands_on_the_card_and_nothing_else(run, edited):
    if "loosened" in edited:
        edited["loosened"] = loosened_rows(edited["thresholds"])
    run.finish({**run.outcome(), **edited})
    with pytest.raises(GateRefused, match=f"otherwise of {next(iter(edited))} than terms"):
        read_releasable(run)


def test_another_plan_than_the_first_is_not_released(run):
    file = run.path / "profiles.jsonl"
    file.write_text(file.read_text().replace('"modality": "cbt"', '"modality": "dbt"', 1))
    with pytest.raises(GateRefused, match="not the plan"):
        read_releasable(run)


def test_a_run_of_an_earlier_edition_is_told_from_a_damaged_one(run):
    terms = run.terms()
    del terms["guarantee"]
    (run.path / "terms.json").write_text(json.dumps(terms))
    with pytest.raises(CallerMistake, match="has no guarantee, as in an earlier edition"):
        read_releasable(run)


def _with_raw_verdicts(run):
    """As if a filter that read private text had judged every session."""
    path = run.path / "verdicts.jsonl"
    records = [json.loads(line) for line in path.open()]
    for record in records:
        record["verdicts"].append({"filter": "raw", "class": PrivacyClass.RAW, "passed": True})
    _rewrite(path, records)
    return run


@pytest.mark.parametrize("guarantee", [private("e" * 64), public_only()])
def test_a_claim_that_a_raw_filter_took_away_is_not_released(tmp_path, guarantee):
    """Such is a run.json that was edited: a run itself writes down what its filters left."""
    run = _with_raw_verdicts(finished_run(tmp_path / "run", guarantee=guarantee))
    with pytest.raises(GateRefused, match=f"claims kind {guarantee.kind}, .*{RAW_FILTER}") as told:
        write_release(run, tmp_path / "out", overwrite=False)
    assert "\n" not in str(told.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("guarantee", [private("e" * 64), public_only(), unknown_source()])
def test_a_run_that_says_what_a_raw_filter_left_is_released_without_a_guarantee(
    tmp_path, guarantee
):
    run = _with_raw_verdicts(finished_run(tmp_path / "run", guarantee=guarantee))
    finish(run, guarantee)
    folder = released(run, tmp_path / "out")
    assert verify_release(folder).guarantee == without_guarantee(guarantee, reason=RAW_FILTER)
    assert "(raw)" in (folder / "README.md").read_text()
