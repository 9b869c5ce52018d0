"""A judge behind an engine: whatever it does, every question gets an answer or a reason."""

import json

import pytest

from generator.engine import Completion, Request, Sampling
from generator.engines.openai import EndpointEngine
from generator.engines.scripted import ScriptedEngine
from generator.judge import ServedJudge
from tests.generator.asking import FOUND, question
from tests.generator.serving import Reply, Server, chat_answer, failure


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


def test_a_question_that_fails_for_good_leaves_later_ones_their_tries(server):
    asking = judge(server, timeout_seconds=0.2, tries=3)
    server.reply = lambda asked: Reply(wait=0.4)
    (late,) = asking.answer_all([question()])
    assert "no answer within" in late.missing
    replies = iter([failure(429), failure(429), Reply(body=chat_answer(FOUND))])
    server.reply = lambda asked: next(replies)
    assert [answer.text for answer in asking.answer_all([question()])] == [FOUND]


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
