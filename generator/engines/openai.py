"""Any server that speaks the OpenAI chat API; retries what may pass, names what will not."""

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from generator.engine import Completion, Request, Sampling
from knowledge.errors import WorldFailed


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
        self.name = model or self._first_model()

    def _first_model(self) -> str:
        from openai import OpenAIError

        try:
            models = list(self._client.models.list())
        except OpenAIError as error:
            raise WorldFailed(f"endpoint {self._url} does not answer: {error}") from error
        if not models:
            raise WorldFailed(f"endpoint {self._url} serves no model")
        return models[0].id

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

    def _ask(self, request: Request) -> Completion:
        from openai import OpenAIError

        try:
            answer = self._client.chat.completions.create(
                model=self.name,
                messages=list(request.messages),  # type: ignore[arg-type]
                temperature=self._sampling.temperature,
                top_p=self._sampling.top_p,
                max_tokens=self._sampling.max_tokens,
                seed=request.seed % 2**31,
            )
        except OpenAIError as error:
            raise WorldFailed(f"endpoint {self._url} failed: {error}") from error
        if not answer.choices:
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
