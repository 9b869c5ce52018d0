"""Does retrieval matter? Recall of the retrieved expressions, given and shuffled.

    python -m benchmarks.evidence [--sessions 60] [--checkpoint DIR]

An expression counts as said when some stretch of the patient's words matches it at 85 of 100
(rapidfuzz partial ratio, case ignored). `given` is the recall of a session's own expressions.
`shuffled` is the recall of the same expressions when the headers carry them in random other
places, so that every session is told somebody else's words under its own symptom names.
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rapidfuzz.fuzz import partial_ratio

from generator.checkpoint import served_folder
from generator.engine import Engine, Request
from generator.engines.vllm import VllmEngine
from generator.retrieval import Brief, open_retriever
from generator.source import OF_EMBEDDED
from knowledge.base import load_knowledge
from knowledge.cohort import parse_spec
from knowledge.planner import PlannedProfile, plan
from knowledge.session import Speaker
from prompts.render import control_messages
from prompts.transcript import parse_transcript

CONDITIONS = ("mdd", "gad", "ptsd", "bipolar1", "schizophrenia")
MATCH = 85.0


def measure(engine: Engine, *, sessions: int, seed: int = 1) -> dict[str, float]:
    """Both recalls over all expressions of `sessions` sessions of five conditions."""
    knowledge = load_knowledge()
    spec = parse_spec({"n": sessions, "seed": seed, "conditions": dict.fromkeys(CONDITIONS, 0.2)})
    planned, retriever, rng = plan(spec, knowledge), open_retriever(knowledge), random.Random(seed)
    briefs = [retriever.brief(item.profile, rng) for item in planned]
    return {
        "sessions": sessions,
        "expressions": sum(len(brief.evidence) for brief in briefs),
        "given": _recall(_said(engine, planned, briefs, seed), briefs),
        "shuffled": _recall(_said(engine, planned, _shuffled(briefs, rng), seed), briefs),
    }


def _shuffled(briefs: Sequence[Brief], rng: random.Random) -> list[Brief]:
    """The same texts, each under some other place of the batch."""
    texts = [item.text for brief in briefs for item in brief.evidence]
    shift = rng.randrange(len(texts) // 3, 2 * len(texts) // 3)
    moved = iter(texts[shift:] + texts[:shift])
    return [
        replace(brief, evidence=tuple(replace(e, text=next(moved)) for e in brief.evidence))
        for brief in briefs
    ]


def _said(
    engine: Engine, planned: Sequence[PlannedProfile], briefs: Sequence[Brief], seed: int
) -> dict[str, str]:
    requests = [
        Request(
            request_id=str(number),
            messages=control_messages(item.profile, brief.evidence, brief.denials),
            seed=seed + number,
        )
        for number, (item, brief) in enumerate(zip(planned, briefs, strict=True))
    ]
    return {done.request_id: _patient_words(done.text) for done in engine.complete(requests)}


def _patient_words(text: str) -> str:
    turns = parse_transcript(text)
    return " ".join(turn.text for turn in turns if turn.speaker == Speaker.PATIENT).lower()


def _recall(said: dict[str, str], briefs: Sequence[Brief]) -> float:
    found = [
        partial_ratio(item.text.lower(), said[str(number)]) >= MATCH
        for number, brief in enumerate(briefs)
        for item in brief.evidence
    ]
    return round(sum(found) / len(found), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=60)
    parser.add_argument("--checkpoint", type=Path, default=None)
    args = parser.parse_args()
    folder, form = served_folder(args.checkpoint)
    engine = VllmEngine(folder, prompt_form=form, sampling=OF_EMBEDDED)
    print(json.dumps(measure(engine, sessions=args.sessions), indent=2))


if __name__ == "__main__":
    main()
