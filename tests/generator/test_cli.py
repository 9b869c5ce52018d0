"""The command line as a user meets it: results on stdout; one line and a code for errors."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli import main, print_outcome
from knowledge.session import session_json
from tests.filters.talk import GOOD as TALK
from tests.filters.talk import build_talk

ROOT = Path(__file__).resolve().parents[2]
GOOD = "n: 10\nseed: 1\nconditions: {mdd: 0.5, gad: 0.5}\n"


@pytest.fixture
def run(monkeypatch, capsys):
    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["sottovoce", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return ended.value.code or 0, captured.out, captured.err

    return call


def _one_line(err):
    return len(err.strip().splitlines()) == 1 and "Traceback" not in err


def test_help_names_the_verbs_that_exist_and_imports_nothing_heavy():
    code = (
        "import sys; sys.argv=['sottovoce','--help']\n"
        "from generator.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy={'torch','vllm','opacus','faiss','presidio_analyzer','datasets','transformers'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr.strip() == "[]"
    built = (
        "knowledge",
        "cohort",
        "corpus",
        "train",
        "audit",
        "generate",
        "filter",
        "evaluate",
        "augment",
        "release",
        "verify",
    )
    for verb in built:
        assert verb in done.stdout
    for unbuilt in ("serve",):
        assert unbuilt not in done.stdout


def test_cohort_check_prints_counts_that_add_up(run, tmp_path):
    (tmp_path / "spec.yaml").write_text(GOOD)
    code, out, _ = run("cohort", "check", tmp_path / "spec.yaml", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["feasible"]
    assert sum(stratum["count"] for stratum in answer["strata"]) == 10


def test_an_infeasible_request_exits_3_with_reason_and_nearest(run, tmp_path):
    (tmp_path / "spec.yaml").write_text(
        "n: 10\nconditions: {bipolar1: 1.0}\ncomorbid: {bipolar1+mdd: 0.5}\n"
    )
    code, out, _ = run("cohort", "check", tmp_path / "spec.yaml", "--json")
    answer = json.loads(out)
    assert code == 3
    assert not answer["feasible"]
    assert answer["reasons"]
    assert answer["nearest"]


@pytest.mark.parametrize(
    ("yaml", "word"),
    [
        ("n: 10\nconditions: {mdd: 1.0}\ncolour: blue\n", "colour"),
        ("n: 10\nconditions: {flu: 1.0}\n", "flu"),
        ("n: 10\nconditions: {mdd: 1.0}\nage: {10-17: 1.0}\n", "10-17"),
        ("n: 10\nconditions: {mdd: 0.6, gad: 0.6}\n", "conditions"),
        ("n: 10\nconditions: {mdd: 1.0}\nlanguage: de\n", "de"),
        ("n: 0\nconditions: {mdd: 1.0}\n", "n"),
        ("- not\n- a mapping\n", "spec.yaml"),
        ("n: [unclosed\n", "spec.yaml"),
    ],
)
@pytest.mark.parametrize("verb", ["check", "plan"])
def test_a_bad_request_is_one_line_and_writes_nothing(run, tmp_path, yaml, word, verb):
    spec, out = tmp_path / "spec.yaml", tmp_path / "profiles.jsonl"
    spec.write_text(yaml)
    extra = ("-o", out) if verb == "plan" else ()
    code, _, err = run("cohort", verb, spec, *extra)
    assert code == 2
    assert _one_line(err)
    assert word in err
    assert not out.exists()


def test_a_plan_is_not_overwritten_unless_asked(run, tmp_path):
    spec, out = tmp_path / "spec.yaml", tmp_path / "profiles.jsonl"
    spec.write_text(GOOD)
    out.write_text("mine\n")
    assert run("cohort", "plan", spec, "-o", out)[0] == 2
    assert out.read_text() == "mine\n"
    assert run("cohort", "plan", spec, "-o", out, "--overwrite")[0] == 0
    assert len(out.read_text().splitlines()) == 10


def test_knowledge_check_follows_the_contract_and_accepts_the_short_form(run, tmp_path):
    profile = tmp_path / "profile.yaml"
    profile.write_text("symptoms: {low_mood: present, hallucinations: absent}\n")
    code, out, _ = run("knowledge", "check", profile, "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["verdicts"]["mdd"] == "undetermined"
    assert answer["diagnoses"] == []
    assert set(answer["decided_by"]) == set(answer["verdicts"])


def test_knowledge_check_names_the_part_of_a_rule_that_decided(run, tmp_path):
    profile = tmp_path / "profile.yaml"
    profile.write_text("symptoms: {worry_excess: absent}\n")
    code, out, _ = run("knowledge", "check", profile)
    line = next(line for line in out.splitlines() if line.startswith("gad "))
    assert code == 0
    assert "not_met" in line and "worry_excess" in line


@pytest.mark.parametrize(
    ("yaml", "word"),
    [
        ("symptoms: {low_moood: present}\n", "low_moood"),
        ("symptoms: {low_mood: perhaps}\n", "low_mood"),
        ("symptoms: {low_mood: present}\npatient: {age: 15}\n", "age"),
        ("mood: low\n", "mood"),
        ("just words\n", "mapping"),
    ],
)
def test_a_bad_profile_is_one_line(run, tmp_path, yaml, word):
    (tmp_path / "profile.yaml").write_text(yaml)
    code, _, err = run("knowledge", "check", tmp_path / "profile.yaml")
    assert code == 2
    assert _one_line(err)
    assert word in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("knowledge", "check", "nowhere.yaml"),
        ("knowledge", "search", " "),
        ("cohort", "check", "nowhere.yaml"),
        ("filter", "nowhere.jsonl"),
        ("filter", "symptoms"),
        ("filter", "symptoms", "nowhere.jsonl", "--judge", "x"),
        ("filter", "nowhere.jsonl", "--judge", "x"),
        ("filter", "symptoms", "nowhere.jsonl"),
        ("verify", "nowhere"),
        ("release", "nowhere", "-o", "out"),
        ("corpus", "check", "nowhere"),
        ("corpus", "import", "nowhere.csv", "-o", "corpus"),
        ("train", "nowhere.yaml", "-o", "checkpoint"),
        ("generate", "nowhere.yaml", "-o", "run"),
        ("ledger", "show", "nowhere.jsonl"),
    ],
)
def test_what_is_not_there_is_named_in_one_line(run, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    code, _, err = run(*arguments)
    assert code == 2
    assert _one_line(err)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--checkpoint", "nowhere"), "nowhere"),
        (("--model", "./nowhere"), "nowhere"),
        (("--checkpoint", "a", "--model", "b"), "one of"),
        (("--served-model", "x"), "--endpoint"),
        (("--timeout", "60"), "--endpoint"),
        (("--concurrency", "4"), "--endpoint"),
        (("--tries", "2"), "--endpoint"),
        (("--endpoint", "http://127.0.0.1:9/v1", "--concurrency", "0"), "--concurrency"),
        (("--endpoint", "http://127.0.0.1:9/v1", "--timeout", "soon"), "--timeout"),
        (("--resume", "--overwrite"), "name one"),
        (("--judge", "a", "--judge-endpoint", "http://127.0.0.1:9/v1"), "name one of --judge"),
        (("--judge-model", "x"), "--judge-endpoint"),
        (("--judge", "a", "--tries", "2"), "--endpoint"),
        (("--judge", "./nowhere"), "nowhere"),
    ],
)
def test_a_wrong_source_is_refused_before_anything_starts(
    run, tmp_path, monkeypatch, options, word
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text(GOOD)
    code, _, err = run("generate", "spec.yaml", "-o", "run", *options)
    assert code == 2
    assert _one_line(err)
    assert word in err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("command", [("generate", "spec.yaml", "-o", "run"), ("filter", "s.jsonl")])
@pytest.mark.parametrize(
    ("gate", "word"),
    [
        ("filters: {fidelity: {min_recal: 0.5}}", "allowed keys: min_recall"),
        ("filters: {fidelity: {min_recall: 2}}", "less than or equal to 1"),
        (
            "public_text: nowhere",
            "public_text nowhere: no such folder or file; allowed is",
        ),
        ("public_text: s.jsonl\nfilters: {public_text: {max_share: 2}}", "less than or equal to 1"),
        (None, "No such file"),
    ],
)
def test_wrong_thresholds_are_refused_before_anything_starts(
    run, tmp_path, monkeypatch, command, gate, word
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text(GOOD)
    (tmp_path / "s.jsonl").write_text(json.dumps(session_json(build_talk(*TALK))) + "\n")
    if gate is not None:
        (tmp_path / "gate.yaml").write_text(gate)
    code, _, err = run(*command, "--gate", "gate.yaml")
    assert code == 2
    assert _one_line(err)
    assert word in err
    assert not (tmp_path / "run").exists()


def test_the_table_at_the_end_names_rates_reasons_and_what_was_loosened(capsys):
    row = {
        "requested": 4,
        "attempted": 8,
        "accepted": 3,
        "accept_rate": 0.375,
        "rejected_by": {"style": 4, "safety": 1},
    }
    loose = {"filter": "fidelity", "threshold": "min_recall", "value": 0.5, "default": 0.8}
    outcome = {
        **row,
        "shortfall": 1,
        "conditions": [{"condition": "gad", **row}],
        "strata": [{"stratum": "gad, woman", **row}],
        "filters": [
            {"name": "style", "failed": 4},
            {"name": "safety", "failed": 1},
            {"name": "public_text", "failed": 0, "unused": "overlap was not checked"},
        ],
        "loosened": [loose],
    }
    print_outcome(outcome, Path("run"))
    told = capsys.readouterr().out
    assert "0.38" in told and "style 4, safety 1" in told
    assert "looser than the default: fidelity min_recall 0.5 (default 0.8)" in told
    assert "gad, woman: 3 of 4, rejected most by style" in told
    assert "not applied: public_text: overlap was not checked" in told


def test_an_existing_output_folder_is_left_alone(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text(GOOD)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "mine.txt").write_text("mine")
    code, _, err = run("generate", "spec.yaml", "-o", "run")
    assert code == 2
    assert "--overwrite" in err
    assert (tmp_path / "run" / "mine.txt").read_text() == "mine"


@pytest.fixture
def corpus(run, tmp_path):
    turns = [{"speaker": "patient", "text": "I told Jake. Ring 07700 900123 on 3 May 2019."}]
    line = {"session_id": "Jake-1", "patient_id": "Jake", "turns": turns}
    (tmp_path / "s.jsonl").write_text(json.dumps(line) + "\n")
    code, _, _ = run("corpus", "import", tmp_path / "s.jsonl", "-o", tmp_path / "raw")
    assert code == 0
    return tmp_path / "raw"


def _words(folder):
    return json.loads((folder / "sessions.jsonl").read_text())["turns"][0]["text"]


def test_corpus_deidentify_writes_a_corpus_and_counts_what_it_took_out(run, corpus, tmp_path):
    out = tmp_path / "clean"
    code, printed, err = run("corpus", "deidentify", corpus, "-o", out, "--json")
    counts = {"PERSON": 1, "PHONE_NUMBER": 1, "DATE_TIME": 1}
    assert code == 0
    assert json.loads(printed) == {"mode": "tags", "sessions": 1, "counts": counts}
    assert "internal, not for release" in err
    assert _words(out) == "I told [name]. Ring [phone] on [date]."
    assert (out / "ledger.jsonl").resolve() == corpus / "ledger.jsonl"
    code, printed, _ = run("corpus", "check", out)
    assert (code, "de-identified (tags)" in printed) == (0, True)


def test_corpus_deidentify_can_write_surrogates_and_overwrite(run, corpus, tmp_path):
    out = tmp_path / "clean"
    for more in ([], ["--overwrite"]):
        code, printed, _ = run(
            "corpus", "deidentify", corpus, "-o", out, "--mode", "surrogates", *more
        )
        assert code == 0
        assert "1  PERSON" in printed
        assert "Jake" not in _words(out) + printed
        assert "[name]" not in _words(out)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["raw", "-o", "clean", "--mode", "blanks"], "tags or surrogates"),
        (["missing", "-o", "clean"], "missing is no corpus"),
        (["raw", "-o", "raw", "--overwrite"], "the corpus itself"),
        (["raw", "-o", "raw"], "allow overwriting"),
        (["raw", "-o", "s.jsonl"], "is a file"),
    ],
)
def test_corpus_deidentify_refuses_in_one_line(run, corpus, tmp_path, monkeypatch, arguments, word):
    monkeypatch.chdir(tmp_path)
    code, out, err = run("corpus", "deidentify", *arguments)
    assert (code, out, _one_line(err)) == (2, "", True)
    assert word in err


CHECKPOINT = ROOT / "examples" / "clinic" / "checkpoint"
TRAIN = "corpus: raw\nprivacy: {epsilon: 8, sampling_rate: 0.5, steps: 1, patients: 2}\n"


def _everything_under(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def mistakes(corpus, tmp_path, monkeypatch):
    """Files that somebody might give by mistake, beside a corpus that must not change."""
    monkeypatch.chdir(tmp_path)
    line = (tmp_path / "s.jsonl").read_text()
    (tmp_path / "twice.jsonl").write_text(line + line)
    (tmp_path / "other.jsonl").write_text(line + line.replace('"Jake"', '"Jake-2"'))
    (tmp_path / "cut.jsonl").write_text(line[:60])
    (tmp_path / "nobody.jsonl").write_text(line.replace("patient_id", "person"))
    (tmp_path / "utf16.csv").write_bytes(line.encode("utf-16"))
    (tmp_path / "empty").touch()
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "sessions.jsonl").touch()
    canaries = [{"patient_id": f"c{n}", "words": ["a", "b"], "included": n < 2} for n in range(4)]
    for name, some in (("planted", canaries), ("all-in", canaries[:2])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "canaries.json").write_text(json.dumps({"canaries": some}))
        (tmp_path / name / "ledger.jsonl").write_bytes((corpus / "ledger.jsonl").read_bytes())
    return tmp_path


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ("corpus import twice.jsonl -o new", "session 2: the session id was already used"),
        ("corpus import other.jsonl -o new", "session 2: the session id was already used"),
        ("corpus import s.jsonl twice.jsonl -o new", "already used at s.jsonl session 1"),
        ("corpus import cut.jsonl -o new", "line 1: not JSON"),
        ("corpus import nobody.jsonl -o new", "patient_id"),
        ("corpus import utf16.csv -o new", "UTF-8"),
        ("corpus import empty -o new", "no column"),
        ("corpus import raw -o new", "is a folder"),
        ("corpus import cut.jsonl -o raw --overwrite", "not JSON"),
        ("corpus import s.jsonl -o raw --overwrite --budget 3", "budget 3"),
        ("corpus import s.jsonl -o new --patients 0", "--patients"),
        ("corpus import s.jsonl -o new --patients abc", "--patients"),
        ("corpus import s.jsonl -o new --budget nan", "budget nan"),
        ("corpus import s.jsonl -o new --budget abc", "--budget"),
        ("corpus import s.jsonl", "--output"),
        ("corpus check s.jsonl", "no corpus"),
        ("corpus marginals raw --epsilon 0", "epsilon 0"),
        ("corpus marginals raw --epsilon -1", "epsilon -1"),
        ("corpus marginals raw --epsilon nan", "epsilon nan"),
        ("corpus marginals raw --epsilon inf", "epsilon inf"),
        ("corpus marginals raw --epsilon abc", "--epsilon"),
        ("corpus canaries raw -o new", "not declared public"),
        ("corpus canaries raw -o new --count 5", "allowed are 20 to 100000"),
        ("ledger show raw", "does not exist"),
        ("ledger hide raw", "hide"),
        ("train empty -o new", "empty"),
        ("train utf16.csv -o new", "UTF-8"),
        ("audit raw --canaries planted/canaries.json", "raw is no checkpoint"),
        ("audit CHECKPOINT --canaries empty", "empty"),
        ("audit CHECKPOINT --canaries all-in/canaries.json", "2 in and 0 out"),
        ("audit CHECKPOINT --canaries planted/canaries.json", "does not know this checkpoint"),
        ("audit CHECKPOINT --canaries planted/canaries.json --references 998", "999 to 100000"),
        ("audit CHECKPOINT --canaries planted/canaries.json --references -1", "999 to 100000"),
        ("audit CHECKPOINT --canaries planted/canaries.json --run nowhere", "run nowhere"),
        ("audit CHECKPOINT --canaries planted/canaries.json --run run", "no accepted session"),
    ],
)
def test_a_mistake_is_one_line_that_quotes_nothing_and_changes_nothing(
    run, mistakes, command, word
):
    before = _everything_under(mistakes)
    code, out, err = run(*command.replace("CHECKPOINT", str(CHECKPOINT)).split())
    assert (code, out, _one_line(err)) == (2, "", True)
    assert word in err
    assert "Jake" not in err
    assert _everything_under(mistakes) == before


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("epsilon: 8", "epsilon: 0"),
        ("epsilon: 8", "epsilon: -1"),
        ("epsilon: 8", "epsilon: .nan"),
        ("epsilon: 8", "epsilon: abc"),
        ("sampling_rate: 0.5", "sampling_rate: 1.5"),
        ("sampling_rate: 0.5", "sampling_rate: 0"),
        ("steps: 1", "steps: 0"),
        ("patients: 2", "patients: 1"),
        ("raw", "2001-99-99"),
        ("raw", "[" * 5000),
    ],
)
def test_a_training_run_that_cannot_be_is_refused_before_anything_is_charged(
    run, mistakes, good, bad
):
    (mistakes / "train.yaml").write_text(TRAIN.replace(good, bad))
    before = _everything_under(mistakes)
    code, out, err = run("train", "train.yaml", "-o", "new")
    assert (code, out, _one_line(err)) == (2, "", True)
    assert "train.yaml" in err
    assert _everything_under(mistakes) == before


@pytest.mark.parametrize(
    ("good", "bad", "word"),
    [
        ("patients: 2", "patients: 2", "one patient alone"),
        ("corpus: raw", "corpus: many", "more than twice"),
        ("corpus: raw", "corpus: many\nbase: hollow", "base"),
    ],
)
def test_what_a_run_would_charge_for_in_vain_is_refused_before(run, mistakes, good, bad, word):
    line = (mistakes / "s.jsonl").read_text()
    lines = (line.replace("Jake", f"Jake-{n}") for n in range(5))
    (mistakes / "many.jsonl").write_text("".join(lines))
    declared = 5 if "hollow" in bad else 2
    run("corpus", "import", "many.jsonl", "-o", "many", "--patients", declared)
    (mistakes / "hollow").mkdir()
    (mistakes / "hollow" / "config.json").write_text("{}")
    config = TRAIN.replace(good, bad).replace("patients: 2", f"patients: {declared}")
    (mistakes / "train.yaml").write_text(config)
    before = _everything_under(mistakes)
    code, out, err = run("train", "train.yaml", "-o", "new")
    assert (code, out) == (2, "")
    assert word in err.splitlines()[-1]
    assert "Jake" not in err
    assert _everything_under(mistakes) == before


@pytest.mark.parametrize(
    ("patients", "declared", "warned"), [(1, 1, True), (3, 7, True), (3, 6, False)]
)
def test_a_declared_number_far_from_the_corpus_is_a_warning_on_the_owners_screen(
    run, tmp_path, patients, declared, warned
):
    turns = [{"speaker": "patient", "text": "I sleep badly."}]
    lines = (
        json.dumps({"session_id": f"s{n}", "patient_id": f"p{n}", "turns": turns})
        for n in range(patients)
    )
    (tmp_path / "s.jsonl").write_text("\n".join(lines))
    for arguments in (
        ("import", tmp_path / "s.jsonl", "-o", tmp_path / "new", "--patients", declared),
        ("check", tmp_path / "new"),
    ):
        code, _, err = run("corpus", *arguments)
        assert code == 0
        assert err.startswith("WARNING: patients") == warned
        assert len(err.splitlines()) == warned
