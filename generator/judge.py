"""The model that judges: which one, how it is opened, and how an engine answers a question.

Knows prompts and engines. What an answer is worth is decided in `filters.judge`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from filters.judge import Answer, Question
from generator.checkpoint import is_trained_here
from generator.engine import Completion, Engine, Request, Sampling
from generator.terms import folder_identity
from knowledge.errors import CallerMistake, WorldFailed
from prompts.judge import judge_messages

KEY_VARIABLE = "SOTTOVOCE_JUDGE_API_KEY"
"""Not that of the engine that writes: one firm's key is no other's business."""
TOKENS_A_SYMPTOM = 160
"""A quote of the greatest length in the tokens of a wordy tokenizer, its status and its id."""
LIKELIEST = Sampling(temperature=0.0, top_p=1.0, max_tokens=4000)
COMPACT_JSON = {"backend": "xgrammar", "disable_any_whitespace": True}
"""A weak model that may write blanks between fields may write nothing else."""


class ServedJudge:
    """A `Reader` over any engine. What fails is said in the answer, and stops nothing.

    `address` is taken out of what a failing engine says, since reasons are kept with the run.
    """

    def __init__(self, engine: Engine, *, address: str = "") -> None:
        self._engine, self._address = engine, address

    def answer_all(self, questions: Sequence[Question]) -> tuple[Answer, ...]:
        waiting = {f"q{place}": question for place, question in enumerate(questions)}
        found: dict[str, Answer] = {}
        num_answered, failure = -1, "it was left without an answer"
        # One that fails ends the call for all; the others are asked again while any is answered.
        while len(found) > num_answered and len(found) < len(waiting):
            num_answered = len(found)
            try:
                open_ones = [_request(n, q) for n, q in waiting.items() if n not in found]
                for completion in self._engine.complete(open_ones):
                    found[completion.request_id] = self._answer(completion)
            except WorldFailed as error:
                failure = self._without_place(str(error))
        return tuple(found.get(name, Answer(missing=failure)) for name in waiting)

    def _answer(self, completion: Completion) -> Answer:
        if completion.refused is not None:
            return Answer(missing=self._without_place(completion.refused))
        if not completion.finished:
            return Answer(missing=f"its answer was cut after {completion.num_tokens} tokens")
        return Answer(text=completion.text)

    def _without_place(self, said: str) -> str:
        said = said.partition("; go on with")[0]
        return said.replace(f" {self._address}", "") if self._address else said

    @property
    def name(self) -> str:
        """What the engine calls its model."""
        return self._engine.name

    def close(self) -> None:
        self._engine.close()


def _request(name: str, question: Question) -> Request:
    return Request(
        request_id=name,
        messages=judge_messages(question.turns, question.labels),
        seed=0,
        max_tokens=TOKENS_A_SYMPTOM * (len(question.labels) + 1),
        schema=question.schema(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeSource:
    """A chat model by folder or hub id, or an OpenAI-compatible server: one of the two.

    `limits` are arguments of the endpoint engine that somebody set.
    """

    model: str | None = None
    endpoint: str | None = None
    served_model: str | None = None
    limits: Mapping[str, float | int]

    def open(self) -> ServedJudge:
        """Raises CallerMistake or WorldFailed where there is nothing to ask."""
        if self.endpoint is not None:
            from generator.engines.endpoint import endpoint_key
            from generator.engines.openai import EndpointEngine

            engine = EndpointEngine(
                self.endpoint,
                model=self.served_model,
                sampling=LIKELIEST,
                api_key=endpoint_key(self.endpoint, KEY_VARIABLE),
                key_variable=KEY_VARIABLE,
                **self.limits,  # pyright: ignore[reportArgumentType]
            )
            return ServedJudge(engine, address=engine.url)
        from generator.engines.apart import EngineApart
        from generator.engines.vllm import VllmEngine

        opening = partial(
            VllmEngine,
            self.model or "",
            prompt_form="chat",
            sampling=LIKELIEST,
            engine_args={"structured_outputs_config": COMPACT_JSON},
        )
        return ServedJudge(EngineApart(opening))

    def described(self, judge: ServedJudge) -> str:
        """For people, without a path of this machine or an address."""
        if self.endpoint is not None:
            return f"endpoint, model {judge.name}"
        return f"vllm, model {Path(self.model or '').name}"

    def identity(self, judge: ServedJudge) -> str:
        """Which weights judge, so that a resumed run is not gone on with by others."""
        return f"served as {judge.name}" if self.endpoint else folder_identity(self.model or "")


def judge_source(
    *,
    model: str | None = None,
    endpoint: str | None = None,
    served_model: str | None = None,
    timeout_seconds: float | None = None,
    concurrency: int | None = None,
    tries: int | None = None,
) -> JudgeSource | None:
    """The judge that the options name; None without any.

    Raises:
        CallerMistake: for two judges, an option without its judge, or a folder that is none.
    """
    if model is not None and endpoint is not None:
        raise CallerMistake("name one of --judge, --judge-endpoint; got both")
    limits = {"timeout_seconds": timeout_seconds, "open_sessions": concurrency, "tries": tries}
    options = ("--judge-model", "--timeout", "--concurrency", "--tries")
    for option, value in zip(options, (served_model, *limits.values()), strict=True):
        if value is not None and endpoint is None:
            raise CallerMistake(f"{option} goes with --judge-endpoint")
    if model is not None:
        _refuse_folder(model)
    if model is None and endpoint is None:
        return None
    return JudgeSource(
        model=model,
        endpoint=endpoint,
        served_model=served_model,
        limits={name: value for name, value in limits.items() if value is not None},
    )


def _refuse_folder(model: str) -> None:
    """One that is not there, or weights that learned from a corpus: then a judge is not public."""
    folder = Path(model).expanduser()
    if model.startswith((".", "/", "~")) and not folder.is_dir():
        raise CallerMistake(f"judge folder {model} does not exist")
    if folder.is_dir() and is_trained_here(folder):
        raise CallerMistake(
            f"judge {model} is a checkpoint; a judge must not have learned from private text"
        )
