"""The JSON of an OpenAI-compatible server, read strictly where we use it and not at all elsewhere.

The client library builds objects from whatever was sent; a server that answers something else
would be found out only where a field is missing.
"""

from pydantic import BaseModel, Field

from generator.engine import Completion, Request


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    completion_tokens: int | None = None


class Answer(BaseModel):
    """A chat completion. Raises ValidationError, which is a ValueError, for anything else."""

    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None

    @property
    def num_tokens(self) -> int:
        """Generated tokens; 0 where the server does not count."""
        return (self.usage.completion_tokens if self.usage else None) or 0

    @property
    def is_cut(self) -> bool:
        """Whether a limit of tokens ended the text."""
        return self.choices[0].finish_reason == "length"

    def completion(self, request: Request) -> Completion:
        """What the engine yields for it. A model that said nothing has written an empty draft."""
        choice = self.choices[0]
        return Completion(
            request_id=request.request_id,
            text=choice.message.content or "",
            num_tokens=self.num_tokens,
            finished=choice.finish_reason == "stop",
        )


class _Model(BaseModel):
    id: str
    max_model_len: int | None = None


class Models(BaseModel):
    """The list of served models, with the context in tokens where the server says (vLLM does)."""

    data: list[_Model] = []

    def contexts(self) -> dict[str, int | None]:
        """Model -> context."""
        return {item.id: item.max_model_len for item in self.data}
