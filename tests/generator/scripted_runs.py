"""Fills run folders as `generate` does, with the pipeline and a scripted engine that composes."""

import random

from filters.gate import Gate
from filters.structure import StructureFilter
from generator.base.composer import compose
from generator.base.material import base_material
from generator.base.speech import Manner
from generator.engines.scripted import ScriptedEngine
from generator.pipeline import Pipeline
from generator.retrieval import Brief
from generator.run import RunFolder
from knowledge.base import load_knowledge
from knowledge.cohort import read_spec, spec_sha256
from knowledge.planner import plan
from prompts.transcript import render_transcript

KNOWLEDGE = load_knowledge()


class _Briefs:
    """Stands where the FAISS retriever does."""

    knowledge = KNOWLEDGE

    def brief(self, profile, rng):
        return Brief(evidence=(), denials=())

    def share_out(self, asked):
        return (self.brief(profile, rng) for profile, rng in asked)


def scripted(*, spoils=lambda profile: False, dies_after=None, epsilon=0.0, calls=None):
    """A `Generate`: drafts of profiles for which `spoils` is true cannot be read."""
    written = []

    def generate(spec, folder, *, source, resume, overwrite):
        if calls is not None:
            calls.append((folder.name, source, resume))
        request, yaml = read_spec(spec), spec.read_text(encoding="utf-8")
        planned = plan(request, KNOWLEDGE)
        run = (
            RunFolder.resume(folder, spec_yaml=yaml)
            if resume
            else RunFolder.create(folder, spec_yaml=yaml, plan=planned, overwrite=overwrite)
        )

        def script(asked):
            if dies_after is not None and len(written) == dies_after:
                raise KeyboardInterrupt
            written.append(asked.request_id)
            profile = next(p.profile for p in planned if asked.request_id.startswith(p.profile_id))
            if spoils(profile):
                return "no transcript"
            rng = random.Random(asked.seed)
            made = compose(profile, material=base_material(), manner=Manner(), rng=rng)
            return render_transcript(made.turns)

        Pipeline(
            plan=planned,
            run=run,
            retriever=_Briefs(),
            engine=ScriptedEngine(script),
            gate=Gate([StructureFilter()]),
            seed=request.seed,
            attempts_per_session=3,
            on_progress=lambda report: None,
        ).fill()
        outcome = {
            "shortfall": len(planned) - len(run.accepted()),
            "accepted": len(run.accepted()),
            "filters": [],
            "engine": "scripted",
            "spec_sha256": spec_sha256(request),
            "model_sha256": "m" * 64,
            "guarantee": {"epsilon": epsilon, "delta": 1e-5, "kind": "dp", "events": []},
        }
        run.finish(outcome)
        return outcome

    return generate
