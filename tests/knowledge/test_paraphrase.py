"""The paraphrases: complete, distinct, and not the bank's own lines."""

import random
import re
from collections import Counter

import pytest

from knowledge.base import load_knowledge
from knowledge.errors import CallerMistake
from knowledge.expression import expanded, load_expressions
from knowledge.paraphrase import load_paraphrases, read_paraphrases

LINES = [
    (symptom, line)
    for symptom, item in load_paraphrases().items()
    for line in (*item.said, *item.denied)
]


def test_every_symptom_is_said_in_many_ways_and_denied_in_some():
    assert set(load_paraphrases()) == set(load_knowledge().symptoms)
    assert min(len(item.said) for item in load_paraphrases().values()) >= 68
    assert min(len(item.denied) for item in load_paraphrases().values()) >= 12


def test_no_line_stands_twice():
    plain = Counter(" ".join(re.findall(r"\w+", line.lower())) for _, line in LINES)
    assert [line for line, count in plain.items() if count > 1] == []


def test_no_line_is_one_of_the_bank():
    bank, rng = load_expressions(), random.Random(4)
    known = {phrase.template for phrases in bank.phrases.values() for phrase in phrases}
    denials = [line for symptom in bank.symptoms for line in bank.denials(symptom)]
    known |= {expanded(line, rng) for line in denials for _ in range(100)}
    known |= {line for symptom in bank.symptoms for line in bank.details(symptom)}
    assert [line for _, line in LINES if line in known] == []


def test_lines_are_plain_speech_without_slots_or_figures():
    assert [line for _, line in LINES if re.search(r"[{}\d]", line)] == []
    assert [line for _, line in LINES if not 3 <= len(line.split()) <= 32] == []


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("low_mood: {said: [a]}", "low_mood.denied"),
        ("low_mood: {said: [a], denied: [b], more: []}", "low_mood.more"),
        ("low_mood: [", "one.yaml"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_named(tmp_path, content, named):
    (tmp_path / "one.yaml").write_text(content)
    with pytest.raises(CallerMistake, match=named):
        read_paraphrases(tmp_path)


def test_a_symptom_stands_in_one_file_only(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text("low_mood: {said: [a], denied: [b]}")
    with pytest.raises(CallerMistake, match="two.yaml low_mood"):
        read_paraphrases(tmp_path)
