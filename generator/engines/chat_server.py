"""`ChatServer`: what a server that speaks the OpenAI chat API is asked, and how it fails.

A failure that may pass is waited for; of one that will not, the server's words are told.
"""

import email.utils
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from openai import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    NotFoundError,
    OpenAI,
    PermissionDeniedError,
    omit,
)

from generator.engine import Request, Sampling
from generator.engines.answer import Answer, Models
from generator.engines.endpoint import shown_address
from generator.engines.patience import MANY, Passing, Patience
from knowledge.errors import CallerMistake, WorldFailed

BUSY = (429, 503, 529)
MAY_PASS = (408, 409, 425, *BUSY)
TRIES_AFTER_TIMEOUT = 2
TRIES_AT_FIRST = 3
"""Somebody waits at the screen, and the address may be the wrong one."""
REASON_LETTERS = 200

Asked = TypeVar("Asked")


class ChatServer:
    """A client that retries what may pass. `url` is its address as it may be shown."""

    def __init__(
        self,
        url: str,
        *,
        api_key: str,
        key_variable: str,
        timeout_seconds: float,
        patience: Patience,
    ) -> None:
        self.url = shown_address(url)
        self._client = OpenAI(base_url=url, api_key=api_key, timeout=timeout_seconds, max_retries=0)
        self._api_key, self._key_variable = api_key, key_variable
        self._timeout_seconds, self._patience = timeout_seconds, patience

    def contexts(self) -> dict[str, int | None]:
        """Served model -> context in tokens where the server says; empty if it keeps no list.

        Raises:
            CallerMistake: the key is not accepted.
            WorldFailed: there is no answer.
        """
        try:
            return self.ask(self._listed, tries=TRIES_AT_FIRST)
        except NotFoundError:
            return {}
        except (AuthenticationError, PermissionDeniedError) as error:
            said = self.words_of(error)
            raise CallerMistake(f"{said}; the key is read from {self._key_variable}") from None
        except Passing as error:
            raise WorldFailed(f"endpoint {self.url} does not answer: {error}") from error
        except APIStatusError as error:
            raise WorldFailed(self.words_of(error)) from error

    def _listed(self) -> dict[str, int | None]:
        raw = self._client.models.with_raw_response.list()
        return Models.model_validate_json(raw.content).contexts()

    def ask(self, call: Callable[[], Asked], *, tries: int = MANY) -> Asked:
        """The result of a call of this client.

        Raises:
            Passing: it still failed after the tries.
            APIStatusError: it failed in a way that will not pass.
        """
        return self._patience.ask(lambda: self._tried(call), tries=tries)

    def chat(
        self, model: str, request: Request, *, sampling: Sampling, max_tokens: int | None = None
    ) -> Answer:
        """One completion, asked for once; without `max_tokens` the server sets the limit."""
        raw = self._client.chat.completions.with_raw_response.create(
            model=model,
            messages=list(request.messages),  # type: ignore[arg-type]
            temperature=sampling.temperature,
            top_p=sampling.top_p,
            seed=request.seed % 2**31,
            stop=list(request.stop) or omit,
            response_format=_json_of(request.schema) if request.schema else omit,  # type: ignore[arg-type]
            max_tokens=omit if max_tokens is None else max_tokens,
        )
        return Answer.model_validate_json(raw.content)

    def _tried(self, call: Callable[[], Asked]) -> Asked:
        """Calls once. Raises Passing for what may pass, APIStatusError for what will not."""
        try:
            return call()
        except APITimeoutError:
            reason = f"no answer within {self._timeout_seconds:g} s (--timeout)"
            raise Passing(reason, tries=TRIES_AFTER_TIMEOUT) from None
        except APIConnectionError as error:
            raise Passing(self._one_line(error.__cause__ or error)) from None
        except ValueError:  # no JSON, or none of a chat completion; it may quote the draft
            raise Passing("what it answers is not what this API answers") from None
        except APIStatusError as error:
            if error.status_code not in MAY_PASS and error.status_code < 500:
                raise
            raise Passing(
                self.words_of(error),
                asked_seconds=_asked_seconds(error.response.headers),
                busy=error.status_code in BUSY,
            ) from None

    def words_of(self, error: APIStatusError) -> str:
        """What the server said as it failed, in one line."""
        return f"endpoint {self.url} answers {error.status_code}: {self._one_line(error)}"

    def _one_line(self, error: BaseException) -> str:
        """A server's words, or an HTML page, in one line and without the key it may repeat."""
        words = " ".join(str(error).replace(self._api_key, "[key]").split())
        return words if len(words) <= REASON_LETTERS else f"{words[:REASON_LETTERS]}..."

    def give_up(self) -> None:
        """The run is ending: no request under way waits for another try."""
        self._patience.give_up()

    def close(self) -> None:
        self._client.close()


def _json_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema as the API wants it: named, and meant strictly."""
    asked = {"name": "answer", "strict": True, "schema": dict(schema)}
    return {"type": "json_schema", "json_schema": asked}


def _asked_seconds(headers: Mapping[str, str]) -> float:
    """Retry-After, in seconds or as a date; 0 where it is absent or makes no sense."""
    value = headers.get("retry-after", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return 0.0
