"""A scripted double for fast tests: answers from a function, never from a model."""

from collections.abc import Callable, Iterable, Iterator

from generator.engine import Completion, Request


class ScriptedEngine:
    """Answers each request with `script(request)`, in order."""

    name = "scripted"

    def __init__(self, script: Callable[[Request], str], *, prompt_form: str = "control") -> None:
        self._script = script
        self.prompt_form = prompt_form

    def complete(self, requests: Iterable[Request]) -> Iterator[Completion]:
        for request in requests:
            text = self._script(request)
            yield Completion(
                request_id=request.request_id,
                text=text,
                num_tokens=len(text.split()),
                finished=True,
            )

    def close(self) -> None:
        pass
