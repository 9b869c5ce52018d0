"""`Source`: where the text of a run comes from, what it guarantees and how it is opened."""

from dataclasses import dataclass, replace
from pathlib import Path

from generator.engine import Engine, Sampling
from generator.guarantee import Guarantee, public_only, unknown_source
from generator.terms import folder_identity
from knowledge.errors import CallerMistake

OF_CHAT = Sampling(temperature=0.8, top_p=0.95, max_tokens=4000)
OF_EMBEDDED = Sampling(temperature=0.85, top_p=0.99, max_tokens=1600)
"""Colder, or without its rarest words, it forgets to hesitate; warmer, it garbles some."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where text comes from; at most one is named. None of them: the embedded public base."""

    checkpoint: Path | None = None
    model: str | None = None
    endpoint: str | None = None
    served_model: str | None = None
    timeout_seconds: float | None = None
    concurrency: int | None = None
    tries: int | None = None

    def described(self) -> str:
        """What wrote the text, without a path of this machine."""
        if self.endpoint is not None:
            return f"endpoint, model {self.served_model or 'as served'}"
        if self.model is not None:
            return f"vllm, model {Path(self.model).name}"
        return "vllm, embedded base" + (" with a checkpoint" if self.checkpoint else "")

    def identity(self, engine: Engine) -> str:
        """Which weights write, so that a resumed run is not gone on with by others."""
        if self.endpoint is not None:
            return f"served as {engine.name}"
        return folder_identity(engine.name if self.model is None else self.model)

    def refuse_mistakes(self) -> None:
        """Raises CallerMistake for two sources, or a model folder that is not there."""
        named = [n for n in ("checkpoint", "model", "endpoint") if getattr(self, n) is not None]
        if len(named) > 1:
            raise CallerMistake(f"name one of --checkpoint, --model, --endpoint; got {named}")
        if self.served_model and not self.endpoint:
            raise CallerMistake("--served-model goes with --endpoint")
        served = {"--timeout": self.timeout_seconds, "--concurrency": self.concurrency}
        for option, value in {**served, "--tries": self.tries}.items():
            if value is not None and self.endpoint is None:
                raise CallerMistake(f"{option} goes with --endpoint")
        looks_local = (self.model or "").startswith((".", "/", "~"))
        if self.model and looks_local and not Path(self.model).expanduser().is_dir():
            raise CallerMistake(f"model folder {self.model} does not exist")

    def guarantee(self) -> Guarantee:
        """Of the model alone, whatever chooses among its texts later.

        Guarantees:
            A checkpoint's own; none where nobody knows what a model has read.
        """
        if self.checkpoint is not None:
            from generator.checkpoint import read_checkpoint

            return read_checkpoint(self.checkpoint).guarantee
        if self.model is not None or self.endpoint is not None:
            return unknown_source()
        return public_only()

    def sampling(self, temperature: float | None) -> Sampling:
        """How completions are drawn; a temperature of None is the usual one."""
        usual = OF_EMBEDDED if self._is_embedded() else OF_CHAT
        return usual if temperature is None else replace(usual, temperature=temperature)

    def base(self) -> "Source":
        """What the checkpoint was fine-tuned from, as it was before."""
        if self.checkpoint is None:
            return self
        from generator.checkpoint import read_checkpoint
        from generator.config import EMBEDDED

        base = read_checkpoint(self.checkpoint).base
        return Source() if base == EMBEDDED else Source(model=base)

    def is_untouched_base(self) -> bool:
        """Whether the embedded model writes as it ships."""
        return self.checkpoint is None and self.model is None and self.endpoint is None

    def _is_embedded(self) -> bool:
        """Whether the embedded model writes, as it is or fine-tuned."""
        if self.checkpoint is None:
            return self.is_untouched_base()
        from generator.checkpoint import read_checkpoint
        from generator.config import EMBEDDED

        return read_checkpoint(self.checkpoint).base == EMBEDDED

    def open_engine(self, sampling: Sampling) -> Engine:
        """Raises CallerMistake for a folder that is not there."""
        if self.endpoint is not None:
            return self._served(self.endpoint, sampling)
        from generator.engines.vllm import VllmEngine

        if self.model is not None:
            return VllmEngine(self.model, prompt_form="chat", sampling=sampling)
        from generator.checkpoint import served_folder

        folder, form = served_folder(self.checkpoint)
        return VllmEngine(folder, prompt_form=form, sampling=sampling)

    def _served(self, url: str, sampling: Sampling) -> Engine:
        from generator.engines.endpoint import endpoint_key
        from generator.engines.openai import EndpointEngine

        given = {
            "timeout_seconds": self.timeout_seconds,
            "open_sessions": self.concurrency,
            "tries": self.tries,
        }
        return EndpointEngine(
            url,
            model=self.served_model,
            sampling=sampling,
            api_key=endpoint_key(url),
            **{name: value for name, value in given.items() if value is not None},  # pyright: ignore[reportArgumentType]
        )
