"""`cohort` and `knowledge` as a user meets them: answers on stdout, one line for a mistake."""

import json

import pytest

from tests.generator.command_line import GOOD, one_line


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
    assert one_line(err)
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


@pytest.mark.parametrize("symptoms", ["sleep_onset: 0.3", "sleep_onset: 0.3, sleep_change: 0.3"])
def test_a_plan_says_who_has_what_a_reader_may_take_for_a_named_symptom(run, tmp_path, symptoms):
    spec, out = tmp_path / "spec.yaml", tmp_path / "profiles.jsonl"
    spec.write_text(f"n: 40\nconditions: {{mdd: 1}}\nsymptoms: {{{symptoms}}}\n")
    code, said, _ = run("cohort", "plan", spec, "-o", out)
    assert code == 0
    profiles = [json.loads(line)["profile"]["symptoms"] for line in out.read_text().splitlines()]
    present = [
        {name for name, item in had.items() if item["state"] == "present"} for had in profiles
    ]
    without = [had for had in present if "sleep_onset" not in had]
    alike = {"sleep_change", "early_waking", "sleep_maintenance"}
    num_like = sum(bool(had & alike) for had in without)
    note = f"of the {len(without)} patients without sleep_onset, {num_like} have "
    assert len(without) == 28
    assert (note in said) == (num_like > 0) == ("sleep_change" not in symptoms)


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
    assert one_line(err)
    assert word in err
