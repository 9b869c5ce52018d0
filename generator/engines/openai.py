"""Any server that speaks the OpenAI chat API; retries what may pass, names what will not.

A request that fails for good ends the run, but those under way are waited for and kept. One that
the server refuses (400: it does not fit, or will not be answered) is set aside and stops no other.
"""

import os
import queue
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from generator.engine import LEAST_ANSWER_TOKENS, Completion, Request, Sampling, refusal
from generator.engines.answer import Answer, Models
from generator.engines.patience import Passing, Patience
from knowledge.errors import CallerMistake, SottovoceError, WorldFailed

KEY_VARIABLE = "SOTTOVOCE_API_KEY"
REFUSED = (400, 413, 422)
BUSY = (429, 503, 529)
MAY_PASS = (408, 409, 425, *BUSY)
TRIES_AFTER_TIMEOUT = 2
TRIES_AT_FIRST = 3
"""Somebody waits at the screen, and the address may be the wrong one."""
REASON_LETTERS = 200


def endpoint_key(url: str, variable: str = KEY_VARIABLE) -> str:
    """The key of a server, from the environment.

    OPENAI_API_KEY goes to OpenAI alone: it would be given away to any address that is named.
    """
    key = os.environ.get(variable)
    if not key and urlsplit(url).hostname == "api.openai.com":
        key = os.environ.get("OPENAI_API_KEY")
    return key or "none"


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
        from openai import OpenAI

        shown = _shown(url)
        self._client = OpenAI(base_url=url, api_key=api_key, timeout=timeout_seconds, max_retries=0)
        self.url = shown
        self._api_key, self._timeout_seconds = api_key, timeout_seconds
        self._key_variable = key_variable
        self._sampling, self._open_sessions = sampling, open_sessions
        self._num_under_way = 0
        self._patience = Patience(tries=tries, first_wait_seconds=first_wait_seconds)
        served = self._served()
        if model is not None and served and model not in served:
            raise CallerMistake(
                f"served model {model}: endpoint {self.url} has {', '.join(sorted(served))}"
            )
        if model is None and not served:
            raise WorldFailed(f"endpoint {self.url} serves no model; name one with --served-model")
        self.name = model or next(iter(served))
        context = served.get(self.name)
        # A context shorter than the limit ends a session by itself; vLLM refuses a limit above it.
        self._is_short = context is not None and context <= sampling.max_tokens

    def _served(self) -> dict[str, int | None]:
        """Model -> context in tokens where the server says; empty if it keeps no list."""
        from openai import AuthenticationError, NotFoundError, PermissionDeniedError

        def listed() -> dict[str, int | None]:
            raw = self._client.models.with_raw_response.list()
            return Models.model_validate_json(raw.content).contexts()

        try:
            return self._patience.ask(lambda: self._tried(listed), tries=TRIES_AT_FIRST)
        except NotFoundError:
            return {}
        except (AuthenticationError, PermissionDeniedError) as error:
            raise CallerMistake(
                f"{self._said(error)}; the key is read from {self._key_variable}"
            ) from None
        except Passing as error:
            raise WorldFailed(f"endpoint {self.url} does not answer: {error}") from error
        except _status_error() as error:
            raise WorldFailed(self._said(error)) from error

    def complete(self, requests: Iterable[Request]) -> Iterator[Completion]:
        waiting, failure = iter(requests), None
        answers: queue.SimpleQueue[Completion | SottovoceError] = queue.SimpleQueue()
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
                self._patience.give_up()
        if failure is not None:
            raise failure

    def _answer(
        self, request: Request, answers: "queue.SimpleQueue[Completion | SottovoceError]"
    ) -> None:
        outcome: Completion | SottovoceError = WorldFailed(f"request {request.request_id} broke")
        try:
            outcome = self._ask(request)
        except SottovoceError as error:
            outcome = error
        finally:
            answers.put(outcome)

    def _ask(self, request: Request) -> Completion:
        try:
            answer = self._patience.ask(lambda: self._tried(lambda: self._written(request)))
        except Passing as error:
            raise WorldFailed(f"endpoint {self.url} failed: {error}; {_GO_ON}") from error
        except _status_error() as error:
            said = self._said(error)
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
            return self._chat(request, max_tokens=request.max_tokens)
        if self._is_short:
            return self._chat(request)
        try:
            return self._chat(request, max_tokens=self._sampling.max_tokens)
        except _status_error() as error:
            if error.status_code not in REFUSED:
                raise
            answer = self._chat(request)
            self._is_short = True
            return answer

    def _chat(self, request: Request, **limit: int) -> Answer:
        from openai import omit

        raw = self._client.chat.completions.with_raw_response.create(
            model=self.name,
            messages=list(request.messages),  # type: ignore[arg-type]
            temperature=self._sampling.temperature,
            top_p=self._sampling.top_p,
            seed=request.seed % 2**31,
            stop=list(request.stop) or omit,
            response_format=_json_of(request.schema) if request.schema else omit,  # type: ignore[arg-type]
            **limit,  # type: ignore[arg-type]
        )
        return Answer.model_validate_json(raw.content)

    def _tried(self, call: Any) -> Any:
        """Calls once. Raises Passing for what may pass, APIStatusError for what will not."""
        from openai import APIConnectionError, APITimeoutError

        try:
            return call()
        except APITimeoutError:
            reason = f"no answer within {self._timeout_seconds:g} s (--timeout)"
            raise Passing(reason, tries=TRIES_AFTER_TIMEOUT) from None
        except APIConnectionError as error:
            raise Passing(self._one_line(error.__cause__ or error)) from None
        except ValueError:  # no JSON, or none of a chat completion; it may quote the draft
            raise Passing("what it answers is not what this API answers") from None
        except _status_error() as error:
            if error.status_code not in MAY_PASS and error.status_code < 500:
                raise
            raise Passing(
                self._said(error),
                asked_seconds=_asked_seconds(error.response.headers),
                busy=error.status_code in BUSY,
            ) from None

    def _said(self, error: Any) -> str:
        return f"endpoint {self.url} answers {error.status_code}: {self._one_line(error)}"

    def _one_line(self, error: BaseException) -> str:
        """A server's words, or an HTML page, in one line and without the key it may repeat."""
        words = " ".join(str(error).replace(self._api_key, "[key]").split())
        return words if len(words) <= REASON_LETTERS else f"{words[:REASON_LETTERS]}..."

    def close(self) -> None:
        """Abandons what is under way: a thread that waits for an answer ends with the process."""
        self._patience.give_up()
        if not self._num_under_way:
            self._client.close()


_GO_ON = "go on with --resume"


def _json_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema as the API wants it: named, and meant strictly."""
    asked = {"name": "answer", "strict": True, "schema": dict(schema)}
    return {"type": "json_schema", "json_schema": asked}


def _shown(url: str) -> str:
    """The address for the screen: a name and password in it are for the server alone."""
    try:
        address = urlsplit(url)
        usable = address.scheme in ("http", "https") and address.hostname and address.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise CallerMistake(f"endpoint {url}: expected http://HOST:PORT/v1 or https://HOST/v1")
    return address._replace(netloc=address.netloc.rpartition("@")[2]).geturl()


def _status_error() -> Any:
    from openai import APIStatusError

    return APIStatusError


def _asked_seconds(headers: Any) -> float:
    """Retry-After, in seconds or as a date; 0 where it is absent or makes no sense."""
    import email.utils
    import time

    value = headers.get("retry-after", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return 0.0
