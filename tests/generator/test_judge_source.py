"""Which model judges: what is refused, with which key it is asked, and what is said of it."""

import pytest

from filters.judge import JudgeFilter
from generator.engines.scripted import ScriptedEngine
from generator.gate_config import read_gate
from generator.judge import ServedJudge, judge_source
from generator.judging import judge_filter
from generator.terms import filter_terms
from knowledge.errors import CallerMistake
from tests.generator.asking import FOUND, echo, question
from tests.generator.serving import Reply, Server, chat_answer, failure


@pytest.fixture
def server():
    with Server() as running:
        running.reply = lambda asked: Reply(body=chat_answer(FOUND))
        yield running


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"model": "a", "endpoint": "http://127.0.0.1:9/v1"}, "name one of --judge"),
        ({"model": "a", "served_model": "b"}, "--judge-model goes with --judge-endpoint"),
        ({"served_model": "b"}, "--judge-model goes with --judge-endpoint"),
        ({"model": "a", "timeout_seconds": 5.0}, "--timeout goes with --judge-endpoint"),
        ({"tries": 1}, "--tries goes with --judge-endpoint"),
        ({"model": "./nowhere"}, "judge folder ./nowhere does not exist"),
        ({"model": "examples/clinic/checkpoint"}, "must not have learned from private text"),
        ({"model": "examples/clinic/checkpoint/adapter"}, "must not have learned"),
    ],
)
def test_a_judge_that_cannot_be_is_refused_before_anything_starts(options, word):
    with pytest.raises(CallerMistake, match=word):
        judge_source(**options)


def test_the_judges_key_is_its_own(server, monkeypatch):
    monkeypatch.setenv("SOTTOVOCE_API_KEY", "of-the-writer")
    monkeypatch.delenv("SOTTOVOCE_JUDGE_API_KEY", raising=False)
    source = judge_source(endpoint=server.url)
    source.open().answer_all([question()])
    monkeypatch.setenv("SOTTOVOCE_JUDGE_API_KEY", "of-the-judge")
    source.open().answer_all([question()])
    assert server.keys == ["Bearer none", "Bearer of-the-judge"]
    server.listing = failure(401, "no")
    with pytest.raises(CallerMistake, match="SOTTOVOCE_JUDGE_API_KEY"):
        source.open()


def test_no_judge_is_none_and_one_is_named_without_its_address(server):
    assert judge_source() is None
    source = judge_source(endpoint=server.url, timeout_seconds=5.0, concurrency=1, tries=1)
    assert source is not None
    opened = source.open()
    assert source.described(opened) == "endpoint, model small"
    assert source.identity(opened) == "served as small"


def test_thresholds_of_the_gate_file_reach_the_filter_and_its_terms(tmp_path):
    (tmp_path / "gate.yaml").write_text(
        "filters: {judge: {min_recall: 0.5, reject_unjudged: false}}"
    )
    config = read_gate(tmp_path / "gate.yaml", has_judge=True)
    item = judge_filter(ServedJudge(ScriptedEngine(echo)), config)
    assert isinstance(item, JudgeFilter)
    assert filter_terms(item) == {"class": "public", "min_recall": 0.5, "reject_unjudged": False}
