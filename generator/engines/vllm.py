"""vLLM in this process: the engine of every real run, on a CPU or on CUDA.

Requests are pulled while there is room and completions leave as soon as they finish, so a long
session never holds back a short one.
"""

import logging
import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from generator.engine import LEAST_ANSWER_TOKENS, Completion, Piece, Request, Sampling, refusal
from generator.engines.draft import Draft
from generator.hardware import computes_bfloat16
from generator.sampling import Window
from knowledge.errors import CallerMistake, WorldFailed

_QUIET = {
    "VLLM_LOGGING_LEVEL": "ERROR",
    "VLLM_CPU_KVCACHE_SPACE": "2",  # GiB: 64 sessions of the embedded model, each with two voices
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
    "VLLM_ENABLE_V1_MULTIPROCESSING": "0",
}

_TALKATIVE = ("torch._library.triton", "torch.utils.cpp_extension", "vllm.triton_utils.importing")
"""They warn on every machine that has a library of CUDA's and no GPU."""
_CPU_BLOCK_TOKENS = 32
"""A prefix is found again by whole blocks, and vLLM's usual 128 on a CPU are more than two
turns: of two voices each would compute them anew."""


class VllmEngine:
    """Serves a Hugging Face causal LM through its own chat template.

    Args:
        model: a local folder or a hub id.
        prompt_form: `control` for the embedded model, `chat` for any instruction-tuned one.
        sampling: how completions are drawn.
        open_sessions: how many sessions are advanced together.
        engine_args: passed to vLLM untouched.
    """

    def __init__(
        self,
        model: str | Path,
        *,
        prompt_form: str,
        sampling: Sampling,
        open_sessions: int = 64,
        engine_args: dict[str, Any] | None = None,
    ) -> None:
        for name, value in _QUIET.items():
            os.environ.setdefault(name, value)
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.ERROR)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import torch
            from vllm import LLM

        self.name = str(model)
        self.prompt_form = prompt_form
        self._sampling = sampling
        self._open_sessions = open_sessions
        on_gpu = torch.cuda.is_available()
        try:
            # Typed loosely: vLLM's own annotations do not admit what its documentation shows.
            self.llm: Any = LLM(
                model=str(model),
                # Small steps of private training are below what bfloat16 resolves; for a model of
                # the embedded one's size 32 bits cost no time.
                dtype="bfloat16" if prompt_form == "chat" and computes_bfloat16() else "float32",
                enforce_eager=not on_gpu,
                block_size=None if on_gpu else _CPU_BLOCK_TOKENS,
                max_num_seqs=open_sessions,
                seed=0,
                trust_remote_code=False,
                # A seeded request whose prompt is cut in two fails on the CPU: vLLM rewinds its
                # generator by an offset that torch's CPU generator does not have.
                enable_chunked_prefill=False,
                disable_log_stats=True,
                use_tqdm_on_load=False,
                **(engine_args or {}),
            )
        except (OSError, ValueError, RuntimeError) as error:
            raise WorldFailed(f"vLLM could not load {model}: {_first_line(error)}") from error
        self._tokenizer: Any = self.llm.get_tokenizer()
        if not getattr(self._tokenizer, "chat_template", None):
            raise CallerMistake(f"model {model} has no chat template; one is required")

    def complete(self, requests: Iterable[Request]) -> Iterator[Completion]:
        waiting, drafts = iter(requests), dict[str, Draft]()
        exhausted = False
        while True:
            while not exhausted and len(drafts) < self._open_sessions:
                request = next(waiting, None)
                if request is None:
                    exhausted = True
                    break
                refused = self._add(request)
                if refused is not None:
                    yield refused
                    continue
                drafts[request.request_id] = Draft(asked=request)
            if not drafts:
                return
            for output in self._step():
                draft, best = drafts[output.request_id], output.outputs[0]
                if draft.is_cut(best.text, _new_pieces(best, draft), finished=output.finished):
                    del drafts[output.request_id]
                    if not output.finished:
                        self.llm.llm_engine.abort_request([output.request_id])
                    drafts[self._add_rest(draft)] = draft
                elif output.finished:
                    del drafts[output.request_id]
                    exhausted = False  # a judged session may have asked for another attempt
                    is_whole = best.finish_reason == "stop"
                    yield draft.completion(best.text, len(best.token_ids), finished=is_whole)

    def _add_rest(self, draft: Draft) -> str:
        """Queues what is to follow a cut, which has room: more stood there before."""
        request = draft.request(self._sampling.max_tokens)
        self._queue(request, self.prompt(request))
        return request.request_id

    def _queue(self, request: Request, prompt: dict[str, Any]) -> None:
        self.llm.llm_engine.add_request(request.request_id, prompt, self.parameters(request))

    def _step(self) -> Sequence[Any]:
        from vllm.v1.engine.exceptions import EngineDeadError, EngineGenerateError

        try:
            return self.llm.llm_engine.step()
        except (RuntimeError, OSError, MemoryError, EngineDeadError, EngineGenerateError) as error:
            raise WorldFailed(f"vLLM stopped: {_first_line(error)}; go on with --resume") from error

    def _add(self, request: Request) -> Completion | None:
        """Queues a request; returns the refusal of one whose session has no room."""
        prompt = self.prompt(request)
        context = self.llm.llm_engine.model_config.max_model_len
        # A turn says how many tokens it may have; a session may not be shorter than a few turns.
        answer = min(request.max_tokens or LEAST_ANSWER_TOKENS, LEAST_ANSWER_TOKENS)
        needed = len(prompt["prompt_token_ids"]) + answer
        if context < needed:
            return refusal(
                request, f"its context of {context} tokens is short, {needed} are needed"
            )
        try:
            self._queue(request, prompt)
        except ValueError as error:  # vLLM's word for what it cannot take
            return refusal(request, _first_line(error))
        return None

    def prompt(self, request: Request) -> dict[str, Any]:
        """The request as vLLM takes it: token ids of the rendered chat."""
        text = self._tokenizer.apply_chat_template(
            list(request.messages), tokenize=False, add_generation_prompt=True
        )
        text = f"{text}{request.prefix}"
        return {"prompt_token_ids": self._tokenizer(text, add_special_tokens=False)["input_ids"]}

    def parameters(self, request: Request) -> Any:
        """vLLM's SamplingParams for the request."""
        from vllm import SamplingParams
        from vllm.sampling_params import StructuredOutputsParams

        schema = request.schema
        return SamplingParams(
            temperature=self._sampling.temperature,
            top_p=self._sampling.top_p,
            max_tokens=request.max_tokens or self._sampling.max_tokens,
            stop=list(request.stop) or None,
            seed=request.seed,
            logprobs=0 if request.watch else None,  # of the chosen token alone
            structured_outputs=StructuredOutputsParams(json=dict(schema)) if schema else None,
        )

    def mean_log_probability(self, windows: Sequence[Window]) -> float:
        """Mean natural log-probability of the learned tokens of all windows, as served."""
        from vllm import SamplingParams

        parameters = SamplingParams(max_tokens=1, temperature=0.0, prompt_logprobs=0)
        prompts = [{"prompt_token_ids": list(window.tokens)} for window in windows]
        outputs = self.llm.generate(prompts, parameters, use_tqdm=False)
        scores = [
            output.prompt_logprobs[place][window.tokens[place]].logprob
            for window, output in zip(windows, outputs, strict=True)
            for place in range(max(1, window.num_given), len(window.tokens))
        ]
        return sum(scores) / len(scores)

    def close(self) -> None:
        """Gives the engine's memory back."""
        self.llm.llm_engine.engine_core.shutdown()


def _new_pieces(best: Any, draft: Draft) -> Iterator[Piece]:
    for chosen in (best.logprobs or ())[draft.num_new() :]:
        (token,) = chosen.values()
        yield Piece(token.decoded_token, -token.logprob)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
