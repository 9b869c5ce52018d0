"""`evaluate` from folders to reports: what goes where, and what it refuses."""

import json
import math

import pytest
from typer.testing import CliRunner

from generator.augmenting.internal import mark_internal
from generator.cli import app
from generator.corpus_import import import_table
from generator.evaluated import read_evaluated
from generator.evaluating import evaluate_run
from generator.judging import judge_file
from knowledge.errors import CallerMistake, WorldFailed
from knowledge.session_file import session_json
from tests.evaluation.talk import session
from tests.generator.releasing import finished_run, released

GUARANTEE = {"kind": "dp", "epsilon": 8.0, "delta": 1e-5}
FAILED = {"name": "safety", "class": "public", "required": True, "judged": 12, "failed": 3}
STRATUM = {"stratum": "mdd", "requested": 9, "attempted": 12, "accepted": 6}
SECRET = "the violet ledger lies below the stairs of our old shop by the canal"


def written(path, sessions):
    path.write_text("".join(json.dumps(session_json(item)) + "\n" for item in sessions))
    return path


def run_of(path, sessions, **guarantee):
    path.mkdir()
    written(path / "sessions.jsonl", sessions)
    outcome = {"requested": 9, "attempted": 12, "accepted": len(sessions), "spec_sha256": "5",
               "model_sha256": "6", "guarantee": GUARANTEE | guarantee, "filters": [FAILED],
               "strata": [STRATUM]}  # fmt: skip
    (path / "run.json").write_text(json.dumps(outcome))
    return path


def generated(prefix, num=6):
    symptoms = {"fatigue": {"state": "present", "severity": 2}}
    return [
        session(
            f"{prefix}{n}", "T: How have you been?", f"P: I'm tired all day long, day {n}.",
            "T: What happens then?", "P: I go to bed at noon and stay there.",
            profile={"condition": ["mdd", "gad"][n % 2], "symptoms": symptoms},
            labels={"condition": ["mdd", "gad"][n % 2]},
        )
        for n in range(num)
    ]  # fmt: skip


def corpus_of(folder, name, *, public=False):
    sessions = [
        session(
            f"{name}{n}", "T: How are you?", f"P: Well, {SECRET}, and then day {n} came.",
            labels={"condition": ["mdd", "gad"][n % 2]}, synthetic=False,
        )
        for n in range(8)
    ]  # fmt: skip
    file = written(folder / f"{name}.jsonl", sessions)
    import_table([file], folder / name, public=public)
    return folder / name


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evaluated")
    run_of(folder / "run", generated("s"))
    run_of(folder / "other", generated("o"), kind="non-dp", epsilon="inf")
    run_of(folder / "base", generated("b"), kind="public-only", epsilon=0.0)
    corpus_of(folder, "private")
    corpus_of(folder, "holdout")
    corpus_of(folder, "declared", public=True)
    return folder


@pytest.fixture(scope="module")
def report(folders):
    said = []
    evaluate_run(
        folders / "run", output=folders / "report", reference=folders / "private",
        holdout=folders / "holdout", against=[folders / "other", folders / "base"], say=said.append,
    )  # fmt: skip
    read = {
        kind: json.loads((folders / "report" / kind / "report.json").read_text())
        for kind in ("public", "internal")
    }
    return read | {"said": said}


def by_name(report):
    return {section["name"]: section for section in report["sections"]}


def test_the_internal_report_compares_with_the_corpus(report):
    sections = by_name(report["internal"])
    beside = [other["name"] for figure in sections["realism"]["measurements"]
              for other in figure["beside"]]  # fmt: skip
    assert {"reference", "against other", "people against people, half 1"} <= set(beside)
    assert sections["privacy"]["measurements"] and sections["utility"]["measurements"]
    assert sections["privacy"]["series"][0]["name"] == "roc"
    (drawn, *_) = sections["frontier"]["series"]
    assert drawn["x"] == ["no private text", "epsilon 8", "no noise"]


def test_the_public_report_has_nothing_of_a_private_corpus_or_of_another_run(report):
    sections = by_name(report["public"])
    assert set(sections) == {"realism", "arcs", "diversity", "fidelity", "learnable"}
    assert not [f for s in sections.values() for f in s["measurements"] if f["beside"]]
    of = {
        line["of"] for s in sections.values() for series in s["series"] for line in series["lines"]
    }
    assert of == {"run"}
    assert "reference" not in json.dumps(sections)


def test_the_public_report_is_the_same_whatever_the_corpus_holds(report, folders, tmp_path):
    alone = evaluate_run(folders / "run", output=tmp_path / "alone").public.as_json()
    kept = [s for s in alone["sections"] if s["name"] in by_name(report["public"])]
    assert kept == report["public"]["sections"]
    assert all(report["public"][key] == alone[key] for key in ("run", "cohort", "filters"))


def test_no_report_and_no_line_of_progress_quotes_anybody(report):
    for text in (json.dumps(report), " ".join(report["said"])):
        assert "violet" not in text and "private3" not in text and "bed at noon" not in text
    assert report["said"]


def test_reports_name_the_run_its_guarantee_its_cohort_and_the_recovery(report):
    found = report["public"]
    assert found["run"]["guarantee"]["epsilon"] == 8.0
    assert found["cohort"][0]["stratum"] == "mdd" and found["filters"] == [FAILED]
    values = {f["name"]: f["value"] for f in by_name(found)["fidelity"]["measurements"]}
    assert values["symptom recall"] == 1


def test_a_corpus_declared_public_may_stand_beside(folders, tmp_path):
    found = evaluate_run(
        folders / "run", output=tmp_path / "report", reference=folders / "declared"
    )
    names = {section.name for section in found.public.sections}
    assert "divergence" in names
    assert found.public.sections[0].figures[0].beside


def test_sessions_that_are_not_marked_synthetic_have_no_public_figure(folders, tmp_path):
    file = written(tmp_path / "x.jsonl", [session(n, "T: Yes?", "P: I sleep.", synthetic=False)
                                          for n in "abc"])  # fmt: skip
    found = evaluate_run(file, output=tmp_path / "report")
    assert not found.public.sections and found.internal.sections
    fidelity = by_name(found.internal.as_json())["fidelity"]
    assert fidelity["skipped"] == ["not applicable: no session has a profile"]


def test_a_run_planned_from_counts_of_private_rows_has_no_public_figure(folders, tmp_path):
    out = tmp_path / "augmented"
    out.mkdir()
    mark_internal(out, reason="planned from counts")
    marked = run_of(out / "run", generated("s"), kind="public-only", epsilon=0.0)
    found = evaluate_run(marked, output=tmp_path / "report")
    assert not found.public.sections and not found.public.cohort and found.internal.cohort
    assert "not for release" in found.public.limits[0]
    beside = evaluate_run(folders / "run", output=tmp_path / "beside", against=[marked])
    assert not any(
        figure.beside for section in beside.public.sections for figure in section.figures
    )


@pytest.mark.parametrize(
    "guarantee, trained_at",
    [
        ({"kind": "unknown", "epsilon": "inf"}, None),
        ({"kind": "non-dp", "epsilon": "inf", "training_epsilon": 8.0}, 8.0),
        ({"kind": "dp", "epsilon": 9.5, "training_epsilon": 8.0}, 8.0),
        ({"kind": "non-dp", "epsilon": "inf", "training_epsilon": "inf"}, math.inf),
    ],
)
def test_a_run_stands_where_it_was_trained_whatever_filters_read(tmp_path, guarantee, trained_at):
    run = run_of(tmp_path / "run", generated("s", 2), **guarantee)
    assert read_evaluated(run, option="run").trained_at == trained_at


def test_runs_of_one_folder_name_are_told_apart_by_more_of_their_path(folders, tmp_path):
    for name in ("four", "one"):
        (tmp_path / name).mkdir()
        run_of(tmp_path / name / "run", generated(name, 2), epsilon={"four": 4.0, "one": 1.0}[name])
    found = evaluate_run(
        folders / "run", output=tmp_path / "report",
        against=[tmp_path / name / "run" for name in ("four", "one")],
    )  # fmt: skip
    beside = {item.name for item in found.internal.sections[0].figures[0].beside}
    assert beside == {"against four/run", "against one/run"}


def refused(*arguments):
    result = CliRunner().invoke(app, ["evaluate", *map(str, arguments)])
    assert isinstance(result.exception, CallerMistake), result.exception
    assert "\n" not in str(result.exception)
    return str(result.exception)


def test_bad_input_is_refused_in_one_line_before_anything_is_written(folders, tmp_path):
    run, out = folders / "run", tmp_path / "out"
    empty = run_of(tmp_path / "empty", [])
    (tmp_path / "nothing").mkdir()
    unfinished = run_of(tmp_path / "unfinished", generated("u", 2))
    (unfinished / "run.json").unlink()
    twice = written(tmp_path / "twice.jsonl", 2 * generated("t", 1))
    silent = written(tmp_path / "silent.jsonl", [session("a", "T: Hello?")])
    assert "no such folder" in refused(tmp_path / "missing", "-o", out)
    assert "no session" in refused(empty, "-o", out)
    assert "neither a run" in refused(tmp_path / "nothing", "-o", out)
    assert "run.json" in refused(unfinished, "-o", out)
    assert "stands twice" in refused(twice, "-o", out)
    assert "word of a patient" in refused(silent, "-o", out)
    assert "--reference" in refused(run, "--reference", tmp_path / "missing", "-o", out)
    itself = tmp_path / "itself.jsonl"
    itself.write_text((run / "sessions.jsonl").read_text())
    assert "compared with itself" in refused(run, "--reference", itself, "-o", out)
    private = folders / "private"
    assert "shares patients" in refused(
        run, "--reference", private, "--holdout", private, "-o", out
    )
    assert "--reference, which is missing" in refused(run, "--holdout", private, "-o", out)
    assert "given twice" in refused(run, "--against", run, "-o", out)
    other = ("--against", folders / "other")
    assert "given twice" in refused(run, *other, *other, "-o", out)
    for content in ("{not json", "[]"):
        (empty / "run.json").write_text(content)
        assert "run.json" in refused(empty, "-o", out)
        assert "run.json" in refused(run, "--against", empty, "-o", out)
    assert not out.exists() and not list(tmp_path.glob(".out*"))


@pytest.mark.parametrize("coins", [[], [True, True], [False]])
def test_a_key_whose_canaries_are_all_on_one_side_is_refused(folders, tmp_path, coins):
    key, out = tmp_path / "key.json", tmp_path / "out"
    canaries = [
        {"patient_id": f"c{n}", "words": ["a", "b"], "included": coin}
        for n, coin in enumerate(coins)
    ]
    key.write_text(json.dumps({"canaries": canaries}))
    assert "some planted and some left out" in refused(
        folders / "run", "--canaries", key, "-o", out
    )
    assert not out.exists()


def test_an_output_is_replaced_only_when_asked_for_and_only_if_it_is_a_report(
    report, folders, tmp_path
):
    run = folders / "run"
    assert "--overwrite" in refused(run, "-o", folders / "report")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    assert "left alone" in refused(run, "-o", tmp_path / "mine", "--overwrite")
    (tmp_path / "file").write_text("")
    assert "is a file" in refused(run, "-o", tmp_path / "file")
    with pytest.raises(WorldFailed, match="cannot write"):
        evaluate_run(run, output=tmp_path / "file" / "report", say=pytest.fail)


def test_overwriting_leaves_only_the_new_report(folders, tmp_path):
    file = written(tmp_path / "few.jsonl", generated("f", 2))
    evaluate_run(folders / "run", output=tmp_path / "report")
    result = CliRunner().invoke(
        app, ["evaluate", str(file), "-o", str(tmp_path / "report"), "--overwrite", "--json"]
    )
    assert result.exit_code == 0
    assert json.loads(result.stdout)["public"]["run"]["sessions"] == 2
    saved = json.loads((tmp_path / "report" / "public" / "report.json").read_text())
    assert saved["run"]["sessions"] == 2
    assert sorted(item.name for item in tmp_path.iterdir()) == ["few.jsonl", "report"]


def test_only_so_many_sessions_are_read_for_symptoms_and_it_is_said(folders, tmp_path):
    found = evaluate_run(folders / "run", output=tmp_path / "report", most_read=2).public
    sections = by_name(found.as_json())
    recall = next(f for f in sections["fidelity"]["measurements"] if f["name"] == "symptom recall")
    length = sections["realism"]["measurements"][0]
    assert recall["n"] == 2 and length["n"] == 6
    assert "About 2 of the 6 sessions" in found.limits[-1]


def test_sessions_of_nobody_known_are_measured_and_it_is_said(folders, tmp_path):
    bare = [
        {name: value for name, value in session_json(item).items() if not name.endswith("_id")}
        for item in generated("s")
    ]
    file = tmp_path / "bare.jsonl"
    file.write_text("".join(json.dumps(item | {"synthetic": True}) + "\n" for item in bare))
    found = evaluate_run(file, output=tmp_path / "report").public
    assert found.subject.patients == 6
    assert "not known of 6" in found.limits[-1]
    for option in ("reference", "holdout"):
        with pytest.raises(CallerMistake, match="session_id: missing"):
            evaluate_run(
                folders / "run", output=tmp_path / "other",
                **{"reference": folders / "private", option: file},
            )  # fmt: skip


def test_a_run_whose_sessions_were_cut_by_hand_is_measured_and_says_so(tmp_path):
    run, said = run_of(tmp_path / "run", generated("s")), []
    written(run / "sessions.jsonl", generated("s", 4))
    found = evaluate_run(run, output=tmp_path / "report", say=said.append)
    line = "run.json says that 6 sessions were accepted, sessions.jsonl holds 4"
    assert any(line in limit for limit in found.public.limits)
    assert any(line in item for item in said)


def test_too_little_talk_to_compare_says_how_much_there_is_on_either_side(folders, tmp_path):
    found = evaluate_run(folders / "run", output=tmp_path / "r", reference=folders / "declared")
    (reason,) = by_name(found.public.as_json())["divergence"]["skipped"]
    assert reason == (
        "client turns of four words up: 12 in the run, 4 in half of the reference's people; "
        "100 are needed in each"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("filters", [{"name": "safety"}]),
        ("filters", 3),
        ("strata", [{"stratum": "a", "requested": "x", "attempted": 1, "accepted": 1}]),
        ("guarantee", "strong"),
        ("guarantee", [1]),
        ("guarantee", {"kind": "dp", "epsilon": "abc"}),
        ("accepted", "x"),
    ],
)
def test_a_run_whose_figures_are_not_ours_is_refused_in_one_line(tmp_path, name, value):
    run = run_of(tmp_path / "old", generated("o"))
    outcome = json.loads((run / "run.json").read_text())
    (run / "run.json").write_text(json.dumps({**outcome, name: value}))
    with pytest.raises(CallerMistake, match=f"run.json field {name}.*earlier edition"):
        evaluate_run(run, output=tmp_path / "report")
    assert not (tmp_path / "report").exists()


def test_a_release_is_evaluated_by_its_own_files(tmp_path):
    release = released(finished_run(tmp_path / "run"), tmp_path / "release")
    found = evaluate_run(release, output=tmp_path / "report")
    told = json.loads((release / "manifest.json").read_text())["predicate"]
    assert (found.public.subject.kind, found.public.subject.sessions) == ("public-only", 6)
    assert found.public.subject.model_sha256 == told["model_sha256"]
    (release / "data" / "train-00000-of-00001.parquet").write_bytes(b"x")
    with pytest.raises(CallerMistake, match="cannot be read"):
        evaluate_run(release, output=tmp_path / "other")


def test_a_profile_of_what_nobody_knows_is_refused(tmp_path):
    odd = session(
        "a",
        "T: Hello.",
        "P: I'm tired.",
        profile={"condition": "nope", "symptoms": {"fatigue": "present"}},
    )
    path = written(tmp_path / "s.jsonl", [*generated("s"), odd])
    with pytest.raises(CallerMistake, match="s.jsonl: session 7: profile condition 'nope'"):
        evaluate_run(path, output=tmp_path / "report")
    with pytest.raises(CallerMistake, match="session 7: profile condition 'nope'"):
        list(judge_file(path))
