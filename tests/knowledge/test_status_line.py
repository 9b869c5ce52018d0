"""The status lines: of every status, about every symptom, and none that is tested on."""

import re
from collections import Counter

import pytest

from knowledge.base import load_knowledge
from knowledge.errors import CallerMistake
from knowledge.status_line import STATUSES, load_status_lines, read_status_lines
from tests.filters.test_hard_cases import SETS, read_cases

LINES = load_status_lines()


def _plain(*parts: str) -> str:
    return " ".join(re.findall(r"\w+", " ".join(parts).lower()))


def test_every_status_is_said_often_and_every_symptom_several_times():
    of_status = Counter(line.status for line in LINES)
    assert set(of_status) == set(STATUSES) and min(of_status.values()) > 700
    of_symptom = Counter(line.symptom for line in LINES)
    assert set(of_symptom) == set(load_knowledge().symptoms) and min(of_symptom.values()) >= 5


def test_no_line_stands_twice_under_two_statuses():
    seen: dict[tuple[str, str], str] = {}
    for line in LINES:
        key = (line.symptom, _plain(line.asked, line.before, line.said, line.after))
        assert seen.setdefault(key, line.status) == line.status, line


def test_nothing_that_is_tested_on_is_learned_from():
    tested = {_plain(case.said) for name in SETS for case in read_cases(name)}
    long = {_plain(line.said) for line in LINES if len(line.said.split()) > 5}
    assert not tested & long


def test_lines_are_plain_speech_without_figures_or_marks_of_the_reader():
    for line in LINES:
        assert not re.search(r"[\[\]{}\d]", line.said + line.before + line.after + line.asked), line


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('{"said": "a", "status": "maybe", "symptom": "low_mood"}', "one.jsonl line 1 status"),
        ('{"said": "a", "status": "past"}', "one.jsonl line 1 symptom"),
        ("{", "one.jsonl line 1"),
    ],
)
def test_a_line_that_is_not_as_it_should_be_is_named(tmp_path, content, named):
    (tmp_path / "one.jsonl").write_text(content)
    with pytest.raises(CallerMistake, match=named):
        read_status_lines(tmp_path)
