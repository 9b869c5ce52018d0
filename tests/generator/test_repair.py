"""Every state a crash can leave of a run's three files, gone on with to the same end."""

import json
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.repair import SESSIONS, VERDICTS, repair
from generator.run import RunFolder
from tests.generator.test_pipeline import PLAN, YAML, _create, _good, _pipeline

QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NAMES = (VERDICTS, *SESSIONS)


@pytest.fixture(scope="module")
def answers():
    return {}


@pytest.fixture(scope="module")
def script(answers):
    """Every first attempt at the first half of the plan fails; written once, answered often."""
    failing = {f"{item.profile_id}.1" for item in PLAN[:3]}

    def answer(request):
        if request.request_id in failing:
            return "no transcript"
        return answers.setdefault(request.request_id, _good(request))

    return answer


@pytest.fixture(scope="module")
def whole(tmp_path_factory, script):
    folder = _create(tmp_path_factory.mktemp("whole") / "run")
    assert _pipeline(folder, script).fill().accepted == len(PLAN)
    return folder.path


@pytest.fixture
def crashed(whole, tmp_path):
    return tmp_path / "run"


def _written(whole):
    """The bytes of a run as they were written: (file, byte) in order."""
    lines = {name: iter((whole / name).read_bytes().splitlines(keepends=True)) for name in NAMES}
    for line in (whole / VERDICTS).read_bytes().splitlines():
        accepted = json.loads(line)["accepted"]
        for name in (VERDICTS, "sessions.jsonl" if accepted else "rejected.jsonl"):
            yield from ((name, byte) for byte in next(lines[name]))


def _keys(path):
    verdicts = [json.loads(line) for line in (path / VERDICTS).open()]
    sessions = [
        (record["session_id"], record["provenance"]["attempt"], accepted)
        for name, accepted in SESSIONS.items()
        for record in map(json.loads, (path / name).open())
    ]
    return [(v["session_id"], v["attempt"], v["accepted"]) for v in verdicts], sessions


def _resumed_is_whole(path, whole, script, *, every_attempt=True):
    """`every_attempt`: also rejected ones, which a session that is accepted does not need again."""
    resumed = RunFolder.resume(path, spec_yaml=YAML)
    assert _pipeline(resumed, script).fill().accepted == len(PLAN)
    verdicts, sessions = _keys(path)
    assert len(set(verdicts)) == len(verdicts)
    assert sorted(verdicts) == sorted(sessions)
    assert set(verdicts) <= set(_keys(whole)[0])
    assert not every_attempt or len(verdicts) == len(_keys(whole)[0])
    turns = {session.session_id: session.turns for session in resumed.accepted()}
    assert turns == {s.session_id: s.turns for s in RunFolder(whole).accepted()}


def _copy(whole, path):
    shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(whole, path)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(share=st.floats(0, 1))
def test_killed_after_any_byte_a_run_ends_as_an_unbroken_one(share, whole, crashed, script):
    _copy(whole, crashed)
    written = list(_written(whole))
    kept = written[: round(share * len(written))]
    for name in NAMES:
        (crashed / name).write_bytes(bytes(byte for where, byte in kept if where == name))
    _resumed_is_whole(crashed, whole, script)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(shares=st.tuples(*[st.floats(0, 1)] * 3))
def test_files_that_a_disk_kept_to_different_lengths_end_the_same(shares, whole, crashed, script):
    _copy(whole, crashed)
    for name, share in zip(NAMES, shares, strict=True):
        data = (whole / name).read_bytes()
        (crashed / name).write_bytes(data[: round(share * len(data))])
    _resumed_is_whole(crashed, whole, script, every_attempt=False)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "damage",
    [
        lambda lines: lines + lines[-1:],
        lambda lines: lines[1:],
        lambda lines: [b"\x00" * 40 + b"\n", *lines[1:]],
        lambda lines: [lines[0][:30] + lines[1], *lines[2:]],
        lambda lines: [*lines, b"[1]\n", b"null\n"],
    ],
    ids=["said twice", "lost", "zeroes", "two in one", "something else"],
)
def test_a_damaged_line_costs_its_attempt_alone(name, damage, whole, crashed, script):
    _copy(whole, crashed)
    lines = (whole / name).read_bytes().splitlines(keepends=True)
    (crashed / name).write_bytes(b"".join(damage(lines)))
    _resumed_is_whole(crashed, whole, script, every_attempt=False)


def test_of_two_accepted_attempts_at_a_session_the_first_stands(whole, crashed):
    _copy(whole, crashed)
    for name in (VERDICTS, "sessions.jsonl"):
        lines = [json.loads(line) for line in (whole / name).open()]
        again = next(line for line in lines if line.get("accepted", True))
        if name == VERDICTS:
            again = {**again, "attempt": 3}
        else:
            again = {**again, "provenance": {**again["provenance"], "attempt": 3}}
        with (crashed / name).open("a") as file:
            file.write(json.dumps(again) + "\n")
    assert repair(crashed) == 2
    assert all(_lines(crashed, name) == _lines(whole, name) for name in NAMES)


def test_a_whole_run_is_left_untouched(whole):
    before = {name: (whole / name).stat().st_mtime_ns for name in NAMES}
    assert repair(whole) == 0
    assert {name: (whole / name).stat().st_mtime_ns for name in NAMES} == before


def _lines(path, name):
    return (path / name).read_bytes().splitlines()
