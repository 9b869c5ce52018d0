"""The gate keeps every verdict, and says accepted only where none failed."""

import pytest

from filters.gate import FILTERS, REQUIRED, Gate, accepted, releasable
from filters.identifiers import IdentifierFilter
from filters.memorization import MemorizationFilter
from filters.safety import SafetyFilter
from filters.structure import StructureFilter
from filters.verdict import PrivacyClass, Verdict
from tests.filters.talk import GOOD, build_talk, replaced


def verdict(name: str, passed: bool | None) -> Verdict:
    return Verdict(filter=name, privacy_class=PrivacyClass.PUBLIC, passed=passed)


@pytest.fixture
def gate() -> Gate:
    return Gate([MemorizationFilter(), IdentifierFilter(), SafetyFilter(), StructureFilter()])


def test_cheap_filters_come_first(gate: Gate):
    names = [item.name for item in gate.filters]
    assert names == ["structure", "safety", "identifiers", "memorization"]


def test_a_failed_filter_does_not_stop_the_others(gate: Gate):
    verdicts = gate.judge(build_talk(*replaced(11, "I'm called Tarek and I weigh 45 kilos and")))
    assert [item.passed for item in verdicts] == [False, False, False, None]


def test_many_sessions_get_the_verdicts_of_one_by_one(gate: Gate):
    sessions = [
        build_talk(*GOOD, session_id="a"),
        build_talk(*replaced(3, "I weigh 45 kilos."), session_id="b"),
    ]
    together = gate.judge_all(sessions)
    assert [item[:3] for item in together] == [gate.judge(item)[:3] for item in sessions]
    assert gate.judge_all([]) == ()


@pytest.mark.parametrize(
    ("passed", "is_accepted"), [((True, True), True), ((True, None), True), ((True, False), False)]
)
def test_a_session_is_accepted_where_no_filter_failed(passed: tuple, is_accepted: bool):
    verdicts = [verdict(str(i), value) for i, value in enumerate(passed)]
    assert accepted(verdicts) is is_accepted


def test_every_filter_is_listed_as_required_or_not():
    assert set(FILTERS) == set(REQUIRED)


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_that_does_not_apply_blocks_a_release_only_if_required(name: str):
    verdicts = [verdict(other, None if other == name else True) for other in FILTERS]
    assert releasable(verdicts) is not REQUIRED[name]
    assert accepted(verdicts)


def test_a_required_filter_that_was_not_run_blocks_a_release():
    assert not releasable([verdict("structure", True)])
