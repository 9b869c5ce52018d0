"""`Engine`: whatever turns chat messages into text. The pipeline knows this protocol alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from prompts.render import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How a completion is drawn. `max_tokens` counts generated tokens."""

    temperature: float = 0.85
    top_p: float = 0.99
    max_tokens: int = 1600


@dataclass(frozen=True, slots=True)
class Piece:
    """A generated token as text, and how little the model expected it: -log p at temperature 1, in
    nats."""

    text: str
    surprise: float


class Watch(Protocol):
    """Reads one draft while it is written, and may have its end written again."""

    def keep(self, draft: str, pieces: Sequence[Piece], *, finished: bool) -> int | None:
        """How many characters of the draft stand; None where it goes on as it is.

        Args:
            draft: the answer so far, the request's prefix included.
            pieces: what of it was generated, and stands.
            finished: whether the model has said that this is all.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One completion asked for; `seed` makes it repeatable on the same engine.

    `prefix` is the beginning of the answer, already written; `stop` ends it; `max_tokens` is the
    limit of this one, None that of the engine's sampling. With a `schema` (JSON schema) the answer
    is JSON that fits it. A `watch` reads along where the engine can show it how sure the model was
    (`VllmEngine`); others leave it out.
    """

    request_id: str
    messages: tuple[Message, ...] = field(repr=False)
    seed: int
    prefix: str = field(default="", repr=False)
    stop: tuple[str, ...] = ()
    max_tokens: int | None = None
    schema: Mapping[str, Any] | None = field(default=None, repr=False)
    watch: Watch | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What came back. `finished` is False where the token limit cut the text; `num_tokens` counts
    those that a watch had written again too.

    `refused` is the engine's reason for not taking the request at all: its prompt does not fit,
    or the server will not have it. Such a request stops no other.
    """

    request_id: str
    text: str = field(repr=False)
    num_tokens: int
    finished: bool
    refused: str | None = None


LEAST_ANSWER_TOKENS = 128
"""Eight turns, the fewest of a session, of 16 tokens; a context that leaves less is too short."""


def refusal(request: Request, reason: str) -> Completion:
    """The completion of a request that the engine does not take."""
    return Completion(
        request_id=request.request_id, text="", num_tokens=0, finished=False, refused=reason
    )


class Engine(Protocol):
    """Completes requests in any order. `prompt_form` is `control` or `chat` (prompts.render)."""

    name: str
    prompt_form: str

    def complete(self, requests: Iterable[Request]) -> Iterator[Completion]:
        """Pulls requests as it has room and yields each completion as soon as it is finished."""
        ...

    def close(self) -> None: ...
