"""Scarce labels become cohort requests, by name or by a mapping file, or are refused by name."""

import pytest

from generator.augmenting.deficit import Deficit
from generator.augmenting.label_mapping import batches, plan_labels, read_mapping
from knowledge.base import load_knowledge
from knowledge.errors import CallerMistake

KNOWLEDGE = load_knowledge()
LABELS = ("sad", "PTSD", "1", "no", "F32.2")


def _deficit(label, added=4):
    return Deficit(label=label, present=2, wanted=2 + added, added=added)


def _plans(labels, tmp_path, yaml=None):
    path = None
    if yaml is not None:
        path = tmp_path / "labels.yaml"
        path.write_text(yaml)
    mapping = read_mapping(path, LABELS)
    return plan_labels([_deficit(label) for label in labels], mapping, KNOWLEDGE)


def test_a_known_name_needs_no_mapping_and_a_code_brings_its_severity(tmp_path):
    plans, left = _plans(["PTSD", "F32.2"], tmp_path)
    assert [(p.label, p.condition, dict(p.settings)) for p in plans] == [
        ("PTSD", "ptsd", {}),
        ("F32.2", "mdd", {"severity": "severe"}),
    ]
    assert left == ()


def test_a_mapping_names_conditions_fields_and_what_is_left_alone(tmp_path):
    asked = "{condition: mdd, severity: mild, symptoms: [early_waking]}"
    yaml = f"sad: {asked}\nPTSD: null\n1: gad\nno: shyness\n"
    plans, left = _plans(["sad", "PTSD", "1", "no"], tmp_path, yaml)
    assert [p.condition for p in plans] == ["mdd", "gad", "shyness"]
    assert dict(plans[0].settings) == {"severity": "mild", "symptoms": {"early_waking": 1.0}}
    assert left == ("PTSD",)


def test_every_label_without_a_condition_is_named_at_once(tmp_path):
    with pytest.raises(CallerMistake) as refused:
        _plans(["sad", "1", "PTSD"], tmp_path)
    assert "label 'sad'" in str(refused.value)
    assert "label '1'" in str(refused.value)
    assert "PTSD" not in str(refused.value)
    assert "--mapping" in str(refused.value)


@pytest.mark.parametrize(
    ("yaml", "reason"),
    [
        ("sad: flu\n", "'flu' is no condition"),
        ("sad: anxiety\n", "may be any of gad"),
        ("sad: [mdd]\n", "expected a condition"),
        ("sad: yes\n", "expected a condition"),
        ("sad: {severity: mild}\n", "expected a condition"),
        ("sad: {condition: mdd, severity: dire}\n", "of 'sad': cohort field severity"),
        ("sad: {condition: mdd, symptoms: [blue_hair]}\n", "blue_hair"),
        ("sad: {condition: mdd, n: 5}\n", "unknown field n"),
        ("mad: mdd\n", "no label 'mad' in the data"),
        ("- mdd\n", "expected label: condition"),
        ("sad: mdd\nsad: gad\n", "sad stands twice"),
        ("no: mdd\nfalse: gad\n", "every label once"),
        ("sad: {", "not YAML"),
    ],
)
def test_a_mapping_that_is_wrong_is_refused_in_one_line(tmp_path, yaml, reason):
    with pytest.raises(CallerMistake, match=reason) as refused:
        _plans(["sad"], tmp_path, yaml)
    assert "\n" not in str(refused.value)


def test_leaving_every_scarce_label_alone_is_refused(tmp_path):
    with pytest.raises(CallerMistake, match="nothing to add"):
        _plans(["sad"], tmp_path, "sad: null\n")


def test_labels_that_ask_for_the_same_share_a_request_of_exact_counts(tmp_path):
    yaml = "sad: {condition: mdd, severity: mild}\n1: gad\nno: gad\n"
    plans, _ = _plans(["sad", "PTSD", "1", "no"], tmp_path, yaml)
    mild, plain = batches(plans, seed=5)
    assert mild.request == {"n": 4, "seed": 5, "conditions": {"mdd": 4}, "severity": "mild"}
    assert plain.request == {"n": 12, "seed": 6, "conditions": {"ptsd": 4, "gad": 8}}
    assert plain.spec.condition_counts() == {"ptsd": 4, "gad": 8}
