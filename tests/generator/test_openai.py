"""The endpoint engine against a server on a loopback port, which answers as told."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from generator.engine import Request, Sampling
from generator.engines.openai import EndpointEngine
from knowledge.errors import CallerMistake, WorldFailed

ANSWER = {
    "id": "1",
    "object": "chat.completion",
    "created": 0,
    "model": "small",
    "choices": [
        {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": "Therapist: Hello."},
        }
    ],
    "usage": {"prompt_tokens": 5, "completion_tokens": 4, "total_tokens": 9},
}


class Server(ThreadingHTTPServer):
    """Keeps what it was asked; `models` None is a server without a list."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.models = [{"id": "small", "object": "model", "created": 0, "owned_by": "us"}]
        self.answer = json.dumps(ANSWER).encode()
        self.asked = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"

    def engine(self, *, model=None):
        return EndpointEngine(self.url, model=model, sampling=Sampling(max_tokens=900))


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self):
        models = self.server.models
        self._reply(404 if models is None else 200, json.dumps({"data": models or []}).encode())

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.asked.append(json.loads(self.rfile.read(length)))
        self._reply(200, self.server.answer)

    def _reply(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        pass


@pytest.fixture
def server():
    with Server() as running:
        yield running
        running.shutdown()


def _request(number):
    messages = ({"role": "user", "content": "Write a session."},)
    return Request(request_id=f"p{number}", messages=messages, seed=2**40 + number)


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


@pytest.mark.parametrize("answer", [b"no json", b'{"choices": []}', b"[]"])
def test_an_answer_that_makes_no_sense_is_one_clear_line(server, answer):
    server.answer = answer
    with pytest.raises(WorldFailed) as caught:
        list(server.engine().complete([_request(1)]))
    assert server.url in str(caught.value) and "\n" not in str(caught.value)


def test_nobody_at_the_address_is_one_clear_line():
    with pytest.raises(WorldFailed, match="does not answer"):
        EndpointEngine("http://127.0.0.1:9/v1", model=None, sampling=Sampling())
