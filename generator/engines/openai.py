"""Any server that speaks the OpenAI chat API; retries what may pass, names what will not."""

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from generator.engine import Completion, Request, Sampling
from knowledge.errors import CallerMistake, WorldFailed


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
        open_sessions: int = 8,
        timeout_seconds: float = 300.0,
    ) -> None:
        from openai import OpenAI

        self._client = OpenAI(base_url=url, api_key=api_key, timeout=timeout_seconds, max_retries=4)
        self._url, self._sampling, self._open_sessions = url, sampling, open_sessions
        served = self._served()
        if model is not None and served and model not in served:
            raise CallerMistake(
                f"served model {model}: endpoint {url} has {', '.join(sorted(served))}"
            )
        if model is None and not served:
            raise WorldFailed(f"endpoint {url} serves no model")
        self.name = model or next(iter(served))
        context = served.get(self.name)
        # A context shorter than the limit ends a session by itself; vLLM refuses a limit above it.
        self._is_short = context is not None and context <= sampling.max_tokens

    def _served(self) -> dict[str, int | None]:
        """Model -> context in tokens where the server says; empty if it keeps no list."""
        from openai import NotFoundError, OpenAIError

        try:
            models = list(self._client.models.list())
        except NotFoundError:
            return {}
        except (OpenAIError, ValueError) as error:
            raise WorldFailed(f"endpoint {self._url} does not answer: {error}") from error
        return {item.id: getattr(item, "max_model_len", None) for item in models}

    def complete(self, requests: Iterable[Request]) -> Iterator[Completion]:
        waiting = iter(requests)
        running: set[Future[Completion]] = set()
        with ThreadPoolExecutor(self._open_sessions) as pool:
            while True:
                while len(running) < self._open_sessions:
                    request = next(waiting, None)
                    if request is None:
                        break
                    running.add(pool.submit(self._ask, request))
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)

    def _limit(self, request: Request) -> int | None:
        if request.max_tokens is not None:
            return request.max_tokens
        return None if self._is_short else self._sampling.max_tokens

    def _ask(self, request: Request) -> Completion:
        from openai import OpenAIError, omit

        try:
            answer = self._client.chat.completions.create(
                model=self.name,
                messages=list(request.messages),  # type: ignore[arg-type]
                temperature=self._sampling.temperature,
                top_p=self._sampling.top_p,
                max_tokens=self._limit(request) or omit,
                stop=list(request.stop) or omit,
                seed=request.seed % 2**31,
            )
        except (OpenAIError, ValueError) as error:
            raise WorldFailed(f"endpoint {self._url} failed: {error}") from error
        if not getattr(answer, "choices", None):  # whatever JSON was sent is parsed without a word
            raise WorldFailed(f"endpoint {self._url} answered without a choice")
        choice = answer.choices[0]
        return Completion(
            request_id=request.request_id,
            text=choice.message.content or "",
            num_tokens=answer.usage.completion_tokens if answer.usage else 0,
            finished=choice.finish_reason == "stop",
        )

    def close(self) -> None:
        self._client.close()
