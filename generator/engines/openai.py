"""`EndpointEngine`: any server that speaks the OpenAI chat API, several requests at a time.

A request that fails for good ends the call, but those under way are waited for and kept. One that
the server refuses (400: it does not fit, or will not be answered) is set aside and stops no other.
"""

import queue
import threading
from collections.abc import Iterable, Iterator, Mapping

from openai import APIStatusError

from generator.engine import LEAST_ANSWER_TOKENS, Completion, Request, Sampling, refusal
from generator.engines.answer import Answer
from generator.engines.chat_server import ChatServer
from generator.engines.endpoint import KEY_VARIABLE
from generator.engines.patience import Passing, Patience
from knowledge.errors import CallerMistake, SottovoceError, WorldFailed

REFUSED = (400, 413, 422)
_GO_ON = "go on with --resume"

Answers = queue.SimpleQueue[Completion | SottovoceError]


class EndpointEngine:
    """Chat completions over HTTP; `open_sessions` requests are under way at a time."""

    prompt_form = "chat"

    def __init__(
        self,
        url: str,
        *,
        model: str | None,
        sampling: Sampling,
        api_key: str = "none",
        key_variable: str = KEY_VARIABLE,
        open_sessions: int = 8,
        timeout_seconds: float = 300.0,
        tries: int = 6,
        first_wait_seconds: float = 1.0,
    ) -> None:
        self._patience = Patience(tries=tries, first_wait_seconds=first_wait_seconds)
        self._server = ChatServer(
            url,
            api_key=api_key,
            key_variable=key_variable,
            timeout_seconds=timeout_seconds,
            patience=self._patience,
        )
        self.url = self._server.url
        self._sampling, self._open_sessions, self._num_under_way = sampling, open_sessions, 0
        contexts = self._server.contexts()
        self.name = _chosen(model, contexts, self.url)
        context = contexts.get(self.name)
        # A context shorter than the limit ends a session by itself; vLLM refuses a limit above it.
        self._is_short = context is not None and context <= sampling.max_tokens

    def complete(self, requests: Iterable[Request]) -> Iterator[Completion]:
        waiting, failure = iter(requests), None
        answers: Answers = queue.SimpleQueue()
        self._patience.begin()
        while True:
            while failure is None and self._num_under_way < self._open_sessions:
                request = next(waiting, None)
                if request is None:
                    break
                # A daemon, so that an interrupted run does not wait for what is never read.
                threading.Thread(target=self._answer, args=(request, answers), daemon=True).start()
                self._num_under_way += 1
            if not self._num_under_way:
                break
            answer = answers.get()
            self._num_under_way -= 1
            if isinstance(answer, Completion):
                yield answer
            else:
                failure = failure or answer
                self._server.give_up()
        if failure is not None:
            raise failure

    def _answer(self, request: Request, answers: Answers) -> None:
        outcome: Completion | SottovoceError = WorldFailed(f"request {request.request_id} broke")
        try:
            outcome = self._ask(request)
        except SottovoceError as error:
            outcome = error
        finally:
            answers.put(outcome)

    def _ask(self, request: Request) -> Completion:
        try:
            answer = self._server.ask(lambda: self._written(request))
        except Passing as error:
            raise WorldFailed(f"endpoint {self.url} failed: {error}; {_GO_ON}") from error
        except APIStatusError as error:
            said = self._server.words_of(error)
            if error.status_code in REFUSED:
                return refusal(request, said)
            raise WorldFailed(f"{said}; {_GO_ON}") from error
        of_a_turn = request.max_tokens is not None
        if answer.is_cut and not of_a_turn and 0 < answer.num_tokens < LEAST_ANSWER_TOKENS:
            return refusal(request, f"its context leaves {answer.num_tokens} tokens for a session")
        return answer.completion(request)

    def _written(self, request: Request) -> Answer:
        """The answer; one that is refused with our limit of tokens is asked for without one."""
        if request.max_tokens is not None:
            return self._chat(request, request.max_tokens)
        if self._is_short:
            return self._chat(request)
        try:
            return self._chat(request, self._sampling.max_tokens)
        except APIStatusError as error:
            if error.status_code not in REFUSED:
                raise
            answer = self._chat(request)
            self._is_short = True
            return answer

    def _chat(self, request: Request, max_tokens: int | None = None) -> Answer:
        return self._server.chat(self.name, request, sampling=self._sampling, max_tokens=max_tokens)

    def close(self) -> None:
        """Abandons what is under way: a thread that waits for an answer ends with the process."""
        self._patience.close()
        if not self._num_under_way:
            self._server.close()


def _chosen(model: str | None, served: Mapping[str, int | None], url: str) -> str:
    """The model that is asked: the named one, else the first that is served."""
    if model is not None and served and model not in served:
        raise CallerMistake(f"served model {model}: endpoint {url} has {', '.join(sorted(served))}")
    if model is None and not served:
        raise WorldFailed(f"endpoint {url} serves no model; name one with --served-model")
    return model or next(iter(served))
