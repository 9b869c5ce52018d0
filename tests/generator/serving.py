"""A server on a loopback port that speaks the OpenAI chat API and answers as it is told."""

import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from generator.base.composer import compose
from generator.base.material import base_material
from generator.base.speech import Manner
from generator.engine import Sampling
from generator.engines.openai import EndpointEngine
from generator.pipeline import seed_of
from prompts.transcript import render_transcript


def chat_answer(text: str, *, finish_reason: str = "stop", num_tokens: int = 4) -> bytes:
    """The body of a chat completion."""
    message = {"role": "assistant", "content": text}
    usage = {"prompt_tokens": 5, "completion_tokens": num_tokens, "total_tokens": 5 + num_tokens}
    choice = {"index": 0, "finish_reason": finish_reason, "message": message}
    answer = {"id": "1", "object": "chat.completion", "created": 0, "model": "small"}
    return json.dumps({**answer, "choices": [choice], "usage": usage}).encode()


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What is sent for a request; `cut` announces more bytes than come, `wait` comes before."""

    body: bytes = chat_answer("Therapist: Hello.")
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    wait: float = 0.0


def failure(status: int, message: str = "no", **headers: str) -> Reply:
    """An error as OpenAI words it."""
    body = json.dumps({"error": {"message": message, "code": status}}).encode()
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Reply(status=status, body=body, headers=named)


class Server(ThreadingHTTPServer):
    """Keeps what it was asked. `models` None is a server without a list."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.models: list[dict[str, Any]] | None = [{"id": "small", "object": "model"}]
        self.reply: Callable[[dict[str, Any]], Reply] = lambda asked: Reply()
        self.listing: Reply | None = None
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def engine(self, *, model: str | None = None, **options: Any) -> EndpointEngine:
        """An engine that asks it, impatient."""
        options = {"first_wait_seconds": 0.01, "sampling": Sampling(max_tokens=900), **options}
        return EndpointEngine(self.url, model=model, **options)

    def __exit__(self, *ended: object) -> None:
        self.shutdown()
        super().__exit__(*ended)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed says goodbye to nobody."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        models = self.server.models
        listed = Reply(status=404 if models is None else 200, body=_models(models))
        self._send(self.server.listing or listed)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        self.server.keys.append(self.headers["Authorization"])
        self._send(self.server.reply(asked))

    def _send(self, reply: Reply) -> None:
        time.sleep(reply.wait)
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply.body) + reply.cut))
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)
        self.close_connection = self.close_connection or reply.cut

    def log_message(self, format: str, *args: Any) -> None:
        pass


def _models(models: list[dict[str, Any]] | None) -> bytes:
    return json.dumps({"object": "list", "data": models or []}).encode()


def authored(plan, *, run_seed: int, attempts: int = 8) -> Callable[[dict[str, Any]], Reply]:
    """Answers each attempt at each profile of a plan with the composer's session for it."""
    profiles = {
        (seed := seed_of(run_seed, item.profile_id, number)) % 2**31: (item.profile, seed)
        for item in plan
        for number in range(1, attempts + 1)
    }

    def reply(asked: dict[str, Any]) -> Reply:
        profile, seed = profiles[asked["seed"]]
        written = compose(
            profile, material=base_material(), manner=Manner(), rng=random.Random(seed)
        )
        return Reply(body=chat_answer(render_transcript(written.turns), num_tokens=900))

    return reply
