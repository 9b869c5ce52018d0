"""An engine in a process of its own: it answers, fails and ends as one here would."""

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from generator.engine import Request, refusal
from generator.engines.apart import EngineApart
from generator.engines.scripted import ScriptedEngine
from generator.judge import ServedJudge
from knowledge.errors import CallerMistake, WorldFailed
from tests.generator.asking import echo, question


class _Failing(ScriptedEngine):
    """Answers the first request of a call; then does what it is told."""

    def __init__(self, deed):
        super().__init__(echo, prompt_form="chat")
        self._deed = deed

    def complete(self, requests):
        first, *others = requests
        yield from super().complete([first])
        if others and self._deed == "fail":
            raise WorldFailed("vLLM stopped: no memory; go on with --resume")
        if others and self._deed == "die":
            os._exit(9)
        yield from (refusal(other, "too long") for other in others)


def _unopenable():
    raise CallerMistake("model x has no chat template; one is required")


def _gone():
    os._exit(3)


def test_an_engine_in_a_process_of_its_own_answers_as_it_would_here():
    apart = opened_apart()
    try:
        assert (apart.name, apart.prompt_form) == ("scripted", "chat")
        for _ in range(2):
            answers = ServedJudge(apart).answer_all([question()] * 3)
            assert [a.text for a in answers] == [f"q{n}: ['sleep_onset']" for n in range(3)]
    finally:
        apart.close()


def test_an_engine_that_fails_there_is_a_failure_here_and_can_be_asked_again():
    apart = EngineApart(partial(_Failing, "fail"))
    try:
        with pytest.raises(WorldFailed, match="no memory"):
            list(apart.complete([Request(request_id=n, messages=(), seed=0) for n in "ab"]))
        # One of each call: none is lost, and nothing of a failed call is read for the next.
        answers = ServedJudge(apart).answer_all([question()] * 3)
        assert [a.text for a in answers] == [f"q{n}: ['sleep_onset']" for n in range(3)]
    finally:
        apart.close()


def test_a_process_that_dies_leaves_reasons():
    apart = EngineApart(partial(_Failing, "die"))
    try:
        first, second, third = ServedJudge(apart).answer_all([question()] * 3)
        assert first.text == "q0: ['sleep_onset']"
        assert second.missing == third.missing == "the engine's own process has ended"
    finally:
        apart.close()


OWNER = """
import multiprocessing, time
from tests.generator.test_apart import opened_apart
if __name__ == "__main__":
    apart = opened_apart()
    print(multiprocessing.active_children()[0].pid, flush=True)
    time.sleep(60)
"""


def opened_apart():
    return EngineApart(partial(ScriptedEngine, echo, prompt_form="chat"))


def test_it_does_not_outlive_an_owner_that_is_killed(tmp_path):
    (tmp_path / "owner.py").write_text(OWNER)
    owner = subprocess.Popen(
        [sys.executable, tmp_path / "owner.py"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    assert owner.stdout is not None
    child = Path("/proc") / owner.stdout.readline().strip()
    assert child.exists()
    owner.kill()
    owner.wait()
    latest = time.monotonic() + 30
    while _runs(child) and time.monotonic() < latest:
        time.sleep(0.05)
    assert not _runs(child)


def _runs(process: Path) -> bool:
    """Neither gone nor waiting for somebody to notice that it has ended."""
    try:
        return "State:\tZ" not in (process / "status").read_text()
    except OSError:
        return False


def test_what_cannot_be_opened_there_is_refused_here():
    with pytest.raises(CallerMistake, match="chat template"):
        EngineApart(_unopenable)
    with pytest.raises(WorldFailed, match="has ended"):
        EngineApart(_gone)
