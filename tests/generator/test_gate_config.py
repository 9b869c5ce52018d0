"""Thresholds from a file: refused in one line, held by the filters, told where they are looser."""

import pytest

from filters.gate import FILTERS
from filters.structure import StructureFilter
from generator.gate_config import FiltersConfig, adjusted, directions, read_gate
from generator.thresholds import (
    Loosened,
    default_thresholds,
    effective,
    loosened,
)
from knowledge.errors import CallerMistake


def written(tmp_path, text):
    path = tmp_path / "gate.yaml"
    path.write_text(text)
    return path


def test_what_the_file_sets_is_what_the_filter_holds_and_the_rest_keeps_its_default(tmp_path):
    config = read_gate(written(tmp_path, "filters: {structure: {max_turns: 40}}"))
    item = adjusted(StructureFilter(), config)
    assert effective([item]) == {"structure": {"min_turns": 8, "max_turns": 40}}
    assert adjusted(StructureFilter(), read_gate(None)) == StructureFilter()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("filters: {fidelty: {}}", "unknown key filters.fidelty; allowed keys: structure"),
        ("filters: {fidelity: {recall: 1}}", "allowed keys: min_recall"),
        ("gate: {}", "unknown key gate; allowed keys: filters, public_text"),
        ("filters: {fidelity: {min_recall: 1.2}}", "fidelity.min_recall 1.2: allowed is 1 or less"),
        ("filters: {fidelity: {min_recall: yes}}", "min_recall True: .*number"),
        ("filters: {fidelity: {min_recall: high}}", "min_recall 'high'"),
        ("filters: {fidelity: {min_recall: .inf}}", "finite"),
        ("filters: {structure: {min_turns: 90}}", "min_turns 90 is above max_turns 80"),
        ("filters: {memorization: {near_copy_similarity: 0.2}}", "allowed is 0.5 or more"),
        ("filters: {safety: {answer_within_therapist_turns: 0}}", "allowed is 1 or more"),
        ("filters: {judge: {min_recall: 2}}", "judge.min_recall 2: allowed is 1 or less"),
        (
            "filters: {judge: {reject_unjudged: 1}}",
            "judge.reject_unjudged 1: allowed is true or false",
        ),
        ("filters: {judge: {recall: 0.5}}", "allowed keys: min_recall, reject_unjudged"),
        ("filters: {judge: {min_recall: 0.5}}", "judge goes with --judge or --judge-endpoint"),
        ("filters: {public_text: {max_share: 2}}", "public_text.max_share 2: allowed is 1 or less"),
        ("filters: {public_text: {shortest_copy_words: 7}}", "allowed is 8 or more"),
        ("filters: {public_text: {max_share: 0.5}}", "goes with public_text: FOLDER_OR_JSONL"),
        ("filters: {memorization: {max_public_overlap: 0.5}}", "allowed keys: max_span_log"),
        ("public_text: {corpus: here}", "public_text .*path"),
        ("filters: {fidelity: 3}", "filters.fidelity is not a mapping"),
        ("", "not a mapping"),
        ("filters: [", "not YAML"),
    ],
)
def test_a_wrong_file_is_refused_naming_what_is_allowed(tmp_path, text, words):
    with pytest.raises(CallerMistake, match=words) as refusal:
        read_gate(written(tmp_path, text))
    assert "\n" not in str(refusal.value)


def test_a_missing_file_is_the_callers_mistake(tmp_path):
    with pytest.raises(CallerMistake, match="nowhere.yaml"):
        read_gate(tmp_path / "nowhere.yaml")


def test_every_threshold_is_a_field_of_its_filter_with_a_default():
    optional = {"judge"}
    assert set(FiltersConfig.model_fields) == set(FILTERS) | optional == set(default_thresholds())
    for name, chosen in default_thresholds().items():
        assert set(chosen) == set(directions(name)) and chosen


@pytest.mark.parametrize(
    ("name", "threshold", "value", "is_loose"),
    [
        ("fidelity", "min_recall", 0.6, True),
        ("fidelity", "min_recall", 0.9, False),
        ("fidelity", "min_recall", 0.8, False),
        ("structure", "max_turns", 120, True),
        ("structure", "max_turns", 60, False),
        ("identifiers", "min_score", 0.9, True),
        ("public_text", "max_share", 0.5, True),
        ("public_text", "max_share", 0.05, False),
        ("public_text", "shortest_copy_words", 40, True),
        ("memorization", "max_span_log_ratio", None, True),
        ("judge", "min_recall", 0.5, True),
        ("judge", "reject_unjudged", False, True),
        ("judge", "reject_unjudged", True, False),
    ],
)
def test_looser_than_the_default_is_told_in_the_right_direction(name, threshold, value, is_loose):
    default = default_thresholds()[name][threshold]
    told = Loosened(filter=name, threshold=threshold, value=value, default=default)
    assert list(loosened({name: {threshold: value}})) == ([told] if is_loose else [])
