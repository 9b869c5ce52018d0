"""What the pipeline costs over raw vLLM: the same prompts and sampling, in one run, one process.

    python -m benchmarks.generation [--sessions 96] [--checkpoint DIR]

Prints generated tokens a second of raw vLLM, of the pipeline with the text-only filters and with
all of them, their ratios, the time a token of two voices costs over one pass, the accept rate, and
the peak memory. Timings depend on the machine;
ratios less so.
"""

import argparse
import json
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from filters.gate import Gate
from filters.memorization import MinHashSessions
from filters.verdict import Filter
from generator.checkpoint import find_base, served_folder
from generator.engine import Request
from generator.engines.vllm import VllmEngine
from generator.judging import build_filters
from generator.pipeline import Pipeline
from generator.retrieval import open_retriever
from generator.run import RunFolder
from generator.source import OF_EMBEDDED
from generator.writing import INTERACTIVE, writing_with
from knowledge.base import load_knowledge
from knowledge.cohort import parse_spec
from knowledge.planner import plan

TEXT_ONLY = ("structure", "style", "safety", "identifiers")


def measure(sessions: int, checkpoint: Path | None) -> dict:
    """Every figure of the benchmark; rates in generated tokens a second of wall time."""
    knowledge = load_knowledge()
    spec = parse_spec({"n": sessions, "seed": 1, "conditions": dict.fromkeys(CONDITIONS, 0.2)})
    planned = plan(spec, knowledge)
    retriever = open_retriever(knowledge)
    folder, form = served_folder(checkpoint) if checkpoint else (find_base("embedded"), "control")
    began = time.perf_counter()
    engine = VllmEngine(folder, prompt_form=form, sampling=OF_EMBEDDED)
    start_seconds = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as scratch:

        def pipeline(
            name: str, filters: Iterable[Filter], profiles=planned, way: str = "one-pass"
        ) -> Pipeline:
            writing, writer = writing_with(way, engine, retriever)
            run = RunFolder.create(
                Path(scratch) / name, spec_yaml="", plan=profiles, overwrite=False
            )
            return Pipeline(
                plan=profiles,
                run=run,
                retriever=retriever,
                engine=writer,
                writing=writing,
                gate=Gate(filters),
                seed=1,
                attempts_per_session=1,
                on_progress=lambda report: None,
            )

        all_filters = build_filters(checkpoint=checkpoint, accepted=MinHashSessions())
        pipeline("warm-up", all_filters, planned[:8]).fill()
        unasked = pipeline("prompts", [])
        unasked.start()
        raw = _told("raw", _raw(engine, list(unasked.requests())))
        text_only = [f for f in all_filters if f.name in TEXT_ONLY]
        text, full, drafts, turns = (
            _timed(name, pipeline(name, filters, way=way))
            for name, filters, way in (
                ("text filters", text_only, "one-pass"),
                ("all filters", all_filters, "one-pass"),
                ("no filters", [], "one-pass"),
                ("two voices", [], INTERACTIVE),
            )
        )
    return {
        "machine": f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores",
        "sessions": sessions,
        "engine_start_seconds": round(start_seconds, 1),
        "raw_tokens_per_second": round(raw),
        "text_filters_tokens_per_second": round(text["rate"]),
        "all_filters_tokens_per_second": round(full["rate"]),
        "text_filters_over_raw": round(text["rate"] / raw, 3),
        "all_filters_over_raw": round(full["rate"] / raw, 3),
        "interactive_over_one_pass_seconds_per_token": round(drafts["rate"] / turns["rate"], 2),
        "accept_rate_first_attempt": round(full["accepted"] / sessions, 3),
        "rejections": dict(full["rejections"]),
        "peak_memory_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
    }


CONDITIONS = ("mdd", "gad", "ptsd", "bipolar1", "schizophrenia")


def _raw(engine: VllmEngine, requests: list[Request]) -> float:
    """vLLM's own `generate` over the same prompts and sampling."""
    prompts = [engine.prompt(request) for request in requests]
    parameters = [engine.parameters(request) for request in requests]
    began = time.perf_counter()
    outputs = engine.llm.generate(prompts, parameters, use_tqdm=False)
    return sum(len(o.outputs[0].token_ids) for o in outputs) / (time.perf_counter() - began)


def _told(arm: str, rate: float) -> float:
    """An arm takes minutes, so each is told as it ends."""
    print(f"{arm}: {rate:.0f} tokens/s", file=sys.stderr, flush=True)
    return rate


def _timed(name: str, pipeline: Pipeline) -> dict:
    began = time.perf_counter()
    report = pipeline.fill()
    seconds = time.perf_counter() - began
    return {
        "rate": _told(name, report.num_tokens / seconds),
        "accepted": report.accepted,
        "rejections": report.rejections,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=96)
    parser.add_argument("--checkpoint", type=Path, default=None)
    args = parser.parse_args()
    print(json.dumps(measure(args.sessions, args.checkpoint), indent=2))


if __name__ == "__main__":
    main()
