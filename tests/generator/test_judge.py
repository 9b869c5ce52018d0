"""A judge behind an engine: whatever it does, every question gets an answer or a reason."""

import json
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from filters.judge import JudgeFilter, Question
from generator.engine import Completion, Request, Sampling, refusal
from generator.engines.apart import EngineApart
from generator.engines.openai import EndpointEngine
from generator.engines.scripted import ScriptedEngine
from generator.gate_config import read_gate
from generator.judge import ServedJudge, judge_source
from generator.judging import judge_file, judge_filter
from generator.terms import filter_terms
from knowledge.base import load_knowledge
from knowledge.cohort import parse_spec
from knowledge.errors import CallerMistake, WorldFailed
from knowledge.planner import plan
from knowledge.profile_file import parse_profile
from knowledge.session import Speaker, Turn, session_json
from tests.filters.talk import GOOD, build_talk
from tests.generator.serving import Reply, Server, authored, chat_answer, failure

FOUND = json.dumps({"sleep_onset": {"quote": "hours to drop off", "status": "present"}})


def question(words="It takes me hours to drop off."):
    turns = (Turn(speaker=Speaker.PATIENT, text=words),)
    return Question(turns=turns, labels={"sleep_onset": "trouble falling asleep"})


@pytest.fixture
def server():
    with Server() as running:
        running.reply = lambda asked: Reply(body=chat_answer(FOUND))
        yield running


def judge(server, **options):
    options = {"first_wait_seconds": 0.01, "tries": 2, **options}
    engine = EndpointEngine(server.url, model=None, sampling=Sampling(temperature=0.0), **options)
    return ServedJudge(engine, address=engine.url)


def test_a_question_is_a_request_for_json_of_its_schema_at_the_likeliest_words():
    asked = []

    def script(request):
        asked.append(request)
        return FOUND

    (answer,) = ServedJudge(ScriptedEngine(script, prompt_form="chat")).answer_all([question()])
    assert (answer.text, answer.missing) == (FOUND, None)
    assert asked[0].schema == question().schema()
    assert "trouble falling asleep" in asked[0].messages[1]["content"]
    assert "hours to drop off" in asked[0].messages[1]["content"]


def test_a_server_is_sent_the_schema_as_the_api_words_it(server):
    judge(server).answer_all([question()])
    (asked,) = server.asked
    sent = asked["response_format"]
    assert (sent["type"], sent["json_schema"]["strict"]) == ("json_schema", True)
    assert sent["json_schema"]["schema"] == json.loads(json.dumps(question().schema()))
    assert asked["temperature"] == 0.0


def test_a_request_without_a_schema_is_sent_without_a_format(server):
    messages = ({"role": "user", "content": "Hello."},)
    list(server.engine().complete([Request(request_id="a", messages=messages, seed=1)]))
    assert "response_format" not in server.asked[0]


def test_answers_come_in_the_order_of_the_questions_whenever_they_finish(server):
    def late_first(asked):
        number = next(n for n in range(9) if f"night {n}" in asked["messages"][1]["content"])
        return Reply(body=chat_answer(f"answer {number}"), wait=0.3 if number == 0 else 0.0)

    server.reply = late_first
    answers = judge(server).answer_all([question(f"night {n}") for n in range(9)])
    assert [answer.text for answer in answers] == [f"answer {n}" for n in range(9)]


DOWN = {
    "server error": (failure(500), "500"),
    "busy": (failure(429), "429"),
    "gone": (failure(404), "404"),
    "no chat completion": (Reply(body=b"{}"), "not what this API answers"),
    "cut off on the wire": (Reply(cut=True), "failed"),
    "refused": (failure(400, "no grammar"), "no grammar"),
    "late": (Reply(wait=0.6), "no answer within 0.2 s"),
    "cut": (Reply(body=chat_answer(FOUND[:20], finish_reason="length", num_tokens=7)), "7 tokens"),
}


@pytest.mark.parametrize(("reply", "word"), DOWN.values(), ids=DOWN.keys())
def test_a_judge_that_fails_is_a_reason_without_its_address_and_never_an_exception(
    server, reply, word
):
    asking = judge(server, timeout_seconds=0.2 if reply.wait else 5.0)
    server.reply = lambda asked: reply
    answers = asking.answer_all([question(), question()])
    assert len(answers) == 2
    for answer in answers:
        assert word in answer.missing and answer.text == ""
        assert server.url not in answer.missing and "--resume" not in answer.missing


def test_one_question_that_fails_leaves_the_others_their_answers(server):
    def breaks(asked):
        return failure(404) if "night 3" in asked["messages"][1]["content"] else Reply(
            body=chat_answer(FOUND)
        )  # fmt: skip

    server.reply = breaks
    questions = [question(f"night {n}") for n in range(12)]
    answers = judge(server, open_sessions=2).answer_all(questions)
    assert [n for n, answer in enumerate(answers) if answer.missing] == [3]
    assert all(answer.text == FOUND for n, answer in enumerate(answers) if n != 3)


def test_an_engine_that_leaves_something_unanswered_is_not_asked_for_ever():
    class Silent(ScriptedEngine):
        def complete(self, requests):
            for request in list(requests)[:1]:
                yield Completion(
                    request_id=request.request_id, text=FOUND, num_tokens=1, finished=True
                )

    class Mute(ScriptedEngine):
        def complete(self, requests):
            return iter(())

    script = lambda request: ""  # noqa: E731
    assert [a.text for a in ServedJudge(Silent(script)).answer_all([question()] * 3)] == [FOUND] * 3
    assert all(a.missing for a in ServedJudge(Mute(script)).answer_all([question()] * 3))


def _echo(request):
    return f"{request.request_id}: {list((request.schema or {}).get('required', ()))}"


class _Failing(ScriptedEngine):
    """Answers the first request of a call; then does what it is told."""

    def __init__(self, deed):
        super().__init__(_echo, prompt_form="chat")
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
from tests.generator.test_judge import opened_apart
if __name__ == "__main__":
    apart = opened_apart()
    print(multiprocessing.active_children()[0].pid, flush=True)
    time.sleep(60)
"""


def opened_apart():
    return EngineApart(partial(ScriptedEngine, _echo, prompt_form="chat"))


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
    item = judge_filter(ServedJudge(ScriptedEngine(_echo)), config)
    assert isinstance(item, JudgeFilter)
    assert filter_terms(item) == {"class": "public", "min_recall": 0.5, "reject_unjudged": False}


@pytest.fixture(scope="module")
def told():
    """A real session that every filter passes, told by the material of the embedded model."""
    import random

    from filters.gate import Gate, accepted
    from generator.base.composer import compose
    from generator.base.material import base_material
    from generator.base.speech import Manner
    from generator.judging import build_filters

    (item,) = plan(parse_spec({"n": 1, "seed": 3, "conditions": {"gad": 1}}), load_knowledge())
    gate = Gate(build_filters())
    for seed in range(20):
        written = compose(
            item.profile, material=base_material(), manner=Manner(), rng=random.Random(seed)
        )
        talk = build_talk(*(turn.text for turn in written.turns), profile=item.profile)
        if accepted(gate.judge(talk)):
            return talk
    raise AssertionError("the composer's sessions no longer pass the gate")


def _ask_of(asked):
    return asked["response_format"]["json_schema"]["schema"]["required"]


def test_the_filter_command_shows_the_judge_what_fidelity_passed_and_nothing_else(
    server, told, tmp_path
):
    rejected = build_talk(*GOOD, profile=told.profile, session_id="s2")
    lines = [json.dumps(session_json(item)) + "\n" for item in (told, rejected)]
    (tmp_path / "s.jsonl").write_text("".join(lines))
    quote = next(turn.text for turn in told.turns if turn.speaker is Speaker.PATIENT)

    def reply(asked):
        first, *others = _ask_of(asked)
        none = {name: {"quote": "", "status": "not_mentioned"} for name in others}
        found = {first: {"quote": quote, "status": "present"}, **none}
        return Reply(body=chat_answer(json.dumps(found)))

    server.reply = reply
    source = judge_source(endpoint=server.url)
    one, other = judge_file(tmp_path / "s.jsonl", judge=source)
    said = {v["filter"]: v for v in one["verdicts"]}
    assert said["fidelity"]["passed"] is True
    assert (said["judge"]["passed"], said["judge"]["class"]) == (False, "public")
    planned = told.profile.heard()
    assert said["judge"]["score"] == pytest.approx(1 / len(planned))
    assert f"{planned[1]} (not mentioned)" in said["judge"]["reason"]
    assert not one["accepted"] and not other["accepted"]
    assert other["verdicts"][-1]["passed"] is None
    assert len(server.asked) == 1
    profile = parse_profile(session_json(told)["profile"])
    assert _ask_of(server.asked[0]) == list(profile.heard())


def test_a_run_names_its_judge_and_its_public_text_and_keeps_what_it_accepts(server, tmp_path):
    spec = {"n": 2, "seed": 5, "conditions": {"gad": 2}}
    write = authored(plan(parse_spec(spec), load_knowledge()), run_seed=5)

    def reply(asked):
        return find_all(asked) if "response_format" in asked else write(asked)

    def find_all(asked):
        lines = asked["messages"][1]["content"].splitlines()
        said = [line.removeprefix("Patient: ") for line in lines if line.startswith("Patient: ")]
        quote = max(said, key=len)[:150].rpartition(" ")[0]
        found = {name: {"quote": quote, "status": "present"} for name in _ask_of(asked)}
        return Reply(body=chat_answer(json.dumps(found)))

    server.reply = reply
    (tmp_path / "cohort.yaml").write_text(json.dumps(spec))
    (tmp_path / "public.jsonl").write_text(json.dumps({"text": " ".join(GOOD)}) + "\n")
    (tmp_path / "gate.yaml").write_text(f"public_text: {tmp_path / 'public.jsonl'}\n")
    run = tmp_path / "run"
    command = ("generate", tmp_path / "cohort.yaml", "-o", run, "--json",
               "--gate", tmp_path / "gate.yaml",
               "--endpoint", server.url, "--judge-endpoint", server.url)  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "generator.cli", *map(str, command)],
        capture_output=True, text=True, env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout)["accepted"] == 2
    assert json.loads(done.stdout)["thresholds"]["judge"] == {
        "min_recall": 0.8,
        "reject_unjudged": True,
    }
    outcome = json.loads((run / "run.json").read_text())
    terms = json.loads((run / "terms.json").read_text())
    assert (outcome["judge"], terms["judge"]) == ("endpoint, model small", "served as small")
    assert outcome["public_text"].startswith("public.jsonl, ")
    assert len(terms["public text"]) == 64
    rows = [json.loads(line)["verdicts"] for line in (run / "verdicts.jsonl").open()]
    for row in rows:
        said = {verdict["filter"]: verdict["passed"] for verdict in row}
        assert said["public_text"] is True
        others = [passed for name, passed in said.items() if name not in ("judge", "memorization")]
        assert said["judge"] is (True if all(others) else None)
    everything = b"".join(path.read_bytes() for path in run.iterdir())
    assert server.url.encode() not in everything
