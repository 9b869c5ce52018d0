"""The endpoint engine against a server on a loopback port, which answers as told."""

import json
import threading
import time

import pytest

from generator.engine import Request, Sampling
from generator.engines.endpoint import endpoint_key
from generator.engines.openai import EndpointEngine
from knowledge.errors import CallerMistake, WorldFailed
from tests.generator.serving import Reply, Server, chat_answer, failure


@pytest.fixture
def server():
    with Server() as running:
        yield running


def _request(number):
    messages = ({"role": "user", "content": f"Write session {number}."},)
    return Request(request_id=f"p{number}", messages=messages, seed=2**40 + number)


def _number(asked):
    return int(asked["messages"][0]["content"].split()[-1].rstrip("."))


def _first_times(num_failures, reply):
    """Fails so many times for each request, then answers."""
    seen = []

    def answer(asked):
        seen.append(asked["seed"])
        return reply if seen.count(asked["seed"]) <= num_failures else Reply()

    return answer


def test_every_request_is_answered_once_with_its_tokens_and_seed(server):
    engine = server.engine()
    answers = list(engine.complete(map(_request, range(20))))
    assert sorted(item.request_id for item in answers) == sorted(f"p{n}" for n in range(20))
    assert all((item.text, item.num_tokens) == ("Therapist: Hello.", 4) for item in answers)
    assert {asked["seed"] for asked in server.asked} == {2**40 % 2**31 + n for n in range(20)}
    assert all(asked["max_tokens"] == 900 for asked in server.asked)


def test_a_context_shorter_than_the_limit_sets_the_limit_itself(server):
    server.models[0]["max_model_len"] = 600
    list(server.engine().complete([_request(1)]))
    assert "max_tokens" not in server.asked[0]


def test_a_limit_that_does_not_fit_beside_the_prompt_is_left_to_the_server(server):
    server.reply = lambda asked: failure(400, "too long") if "max_tokens" in asked else Reply()
    answers = list(server.engine().complete(map(_request, range(9))))
    assert all(item.refused is None for item in answers)
    assert "max_tokens" not in server.asked[-1]


def test_a_model_that_is_not_served_is_the_callers_mistake_and_names_those_that_are(server):
    with pytest.raises(CallerMistake, match="small"):
        server.engine(model="large")
    assert server.asked == []


def test_a_server_without_a_list_is_asked_for_the_named_model(server):
    server.models = None
    list(server.engine(model="anything").complete([_request(1)]))
    assert server.asked[0]["model"] == "anything"
    with pytest.raises(WorldFailed, match="no model"):
        server.engine()


GARBAGE = [
    b"no json",
    b"",
    b"[]",
    b"null",
    b'{"choices": []}',
    b'{"choices": null}',
    b'{"choices": [{}]}',
    b'{"choices": [{"message": null}]}',
    b'{"choices": [{"message": {"content": ["private words"]}}]}',
    b"\xff\xfe\x00",
]
FAILURES = {
    "server error": failure(500, "<html>\n" + "x" * 9000 + "\n</html>"),
    "busy": failure(429),
    "refused key": failure(401, "bad key"),
    "gone": failure(404),
    "cut": Reply(cut=True),
    **{f"garbage {body!r}": Reply(body=body) for body in GARBAGE},
}


@pytest.mark.parametrize("reply", FAILURES.values(), ids=FAILURES.keys())
def test_a_server_that_stays_broken_is_one_clear_line(server, reply):
    engine = server.engine()
    server.reply = lambda asked: reply
    with pytest.raises(WorldFailed) as caught:
        list(engine.complete([_request(1)]))
    said = str(caught.value)
    assert server.url in said and "--resume" in said
    assert "\n" not in said and len(said) < 400
    assert "private words" not in said


@pytest.mark.parametrize("name", ["server error", "busy", "cut", "garbage b'no json'"])
def test_what_passes_is_asked_again_and_nothing_is_lost(server, name):
    server.reply = _first_times(2, FAILURES[name])
    answers = list(server.engine().complete(map(_request, range(12))))
    assert sorted(item.request_id for item in answers) == sorted(f"p{n}" for n in range(12))
    assert len(server.asked) == 36


def test_tries_are_bounded(server):
    engine = server.engine(tries=4)
    server.reply = lambda asked: failure(500)
    with pytest.raises(WorldFailed, match="500"):
        list(engine.complete([_request(1)]))
    assert len(server.asked) == 4


def test_a_server_that_names_a_time_is_left_alone_until_then(server):
    asked_at = []

    def busy_once(asked):
        asked_at.append(time.monotonic())
        return failure(429, Retry_After="1") if len(asked_at) == 1 else Reply()

    server.reply = busy_once
    list(server.engine(open_sessions=1).complete(map(_request, range(3))))
    assert len(asked_at) == 4
    assert asked_at[1] - asked_at[0] >= 1.0


def test_a_server_that_wants_hours_is_not_waited_for(server):
    engine = server.engine()
    server.reply = lambda asked: failure(429, Retry_After="7200")
    with pytest.raises(WorldFailed, match="429"):
        list(engine.complete([_request(1)]))
    assert len(server.asked) == 1


def test_an_answer_after_the_time_limit_names_the_option(server):
    engine = server.engine(timeout_seconds=0.2)
    server.reply = lambda asked: Reply(wait=1.0)
    with pytest.raises(WorldFailed, match="--timeout"):
        list(engine.complete([_request(1)]))
    assert len(server.asked) == 2


def test_a_refused_request_stops_no_other(server):
    def too_long(asked):
        return failure(400, "context too long") if _number(asked) == 3 else Reply()

    server.reply = too_long
    answers = list(server.engine().complete(map(_request, range(20))))
    assert len(answers) == 20
    (refused,) = [item for item in answers if item.refused]
    assert refused.request_id == "p3"
    assert "context too long" in refused.refused


def test_a_context_that_leaves_a_few_words_is_a_refusal_and_no_draft(server):
    body = chat_answer("Therapist: How", finish_reason="length", num_tokens=5)
    server.reply = lambda asked: Reply(body=body)
    (answer,) = server.engine().complete([_request(1)])
    assert "5 tokens" in answer.refused


def test_sessions_under_way_when_the_server_fails_are_kept(server):
    def breaks(asked):
        return failure(404) if _number(asked) == 0 else Reply(wait=0.3)

    server.reply = breaks
    kept = []
    with pytest.raises(WorldFailed):
        for answer in server.engine(open_sessions=4).complete(map(_request, range(50))):
            kept.append(answer.request_id)
    assert sorted(kept) == ["p1", "p2", "p3"]


def test_a_call_that_failed_takes_no_try_from_the_next(server):
    engine = server.engine(tries=3)
    server.reply = lambda asked: failure(404)
    with pytest.raises(WorldFailed):
        list(engine.complete([_request(0)]))
    server.reply = _first_times(2, failure(500))
    assert len(list(engine.complete(map(_request, range(1, 5))))) == 4


def test_a_closed_engine_waits_for_nothing_any_more(server):
    engine, ended = server.engine(), []
    came = threading.Event()

    def busy(asked):
        came.set()
        return failure(429, Retry_After="60")

    def call():
        with pytest.raises(WorldFailed, match="429") as caught:
            list(engine.complete([_request(1)]))
        ended.append(caught)

    server.reply = busy
    under_way = threading.Thread(target=call, daemon=True)
    under_way.start()
    assert came.wait(10)
    engine.close()
    under_way.join(10)
    call()
    assert len(ended) == 2


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8000", "localhost:8000/v1", "ftp://host/v1", "http://[x", "http://h:port/v1"]
)
def test_an_address_that_is_none_is_the_callers_mistake(url):
    with pytest.raises(CallerMistake, match="endpoint"):
        EndpointEngine(url, model=None, sampling=Sampling())


def test_nobody_at_the_address_is_one_clear_line():
    with pytest.raises(WorldFailed, match="does not answer"):
        EndpointEngine(
            "http://127.0.0.1:9/v1", model=None, sampling=Sampling(), first_wait_seconds=0.01
        )


def test_a_refused_key_at_the_first_contact_names_where_it_is_read_from(server):
    server.listing = failure(401, "Incorrect key sk-1234 given")
    with pytest.raises(CallerMistake, match="SOTTOVOCE_API_KEY") as caught:
        server.engine(api_key="sk-1234")
    assert "sk-1234" not in str(caught.value)


def test_the_key_goes_to_the_server_and_never_to_the_screen(server):
    engine = server.engine(api_key="sk-1234")
    server.reply = lambda asked: failure(403, "sk-1234 may not")
    with pytest.raises(WorldFailed) as caught:
        list(engine.complete([_request(1)]))
    assert server.keys == ["Bearer sk-1234"]
    assert "sk-1234" not in str(caught.value)


def test_the_key_of_one_firm_is_not_given_to_another(monkeypatch):
    monkeypatch.delenv("SOTTOVOCE_API_KEY", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "theirs")
    assert endpoint_key("http://somebody.example/v1") == "none"
    assert endpoint_key("https://api.openai.com.example/v1") == "none"
    assert endpoint_key("https://api.openai.com/v1") == "theirs"
    monkeypatch.setenv("SOTTOVOCE_API_KEY", "mine")
    assert endpoint_key("http://somebody.example/v1") == "mine"


def test_a_name_and_password_in_the_address_stay_off_the_screen(server):
    engine = EndpointEngine(
        server.url.replace("//", "//me:secret@"), model=None, sampling=Sampling()
    )
    server.reply = lambda asked: Reply(status=404, body=json.dumps({"error": "no"}).encode())
    with pytest.raises(WorldFailed) as caught:
        list(engine.complete([_request(1)]))
    assert "secret" not in str(caught.value)
