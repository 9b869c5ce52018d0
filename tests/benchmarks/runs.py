"""Finished run folders for tests: a real plan, composed sessions, verdicts as a gate words them."""

import random
from dataclasses import replace
from types import MappingProxyType

from filters.verdict import PrivacyClass, Verdict
from generator.base.composer import compose
from generator.base.material import base_material
from generator.base.speech import Manner
from generator.run import RunFolder
from knowledge.base import load_knowledge
from knowledge.cohort import parse_spec
from knowledge.planner import plan
from knowledge.session import Provenance, Session

MATERIAL = base_material()
OUTCOME = {
    "engine": "scripted",
    "model_sha256": "abc123" * 10,
    "guarantee": {"kind": "public-only", "epsilon": 0.0, "delta": None},
}


def finished_run(folder, conditions, *, num=2, fails=lambda index, attempt: False, outcome=OUTCOME):
    """`num` patients a condition; a draft of the plan's `index` that fails is written once more."""
    spec = {"n": num * len(conditions), "seed": 3, "conditions": dict.fromkeys(conditions, num)}
    planned = plan(parse_spec(spec), load_knowledge())
    run = RunFolder.create(folder, spec_yaml="seed: 3\n", plan=planned, overwrite=False)
    attempts = 0
    for index, item in enumerate(planned):
        for attempt in (1, 2):
            attempts += 1
            accepted = not fails(index, attempt)
            session, verdicts = _draft(item, attempt, accepted)
            run.append(session, verdicts, accepted=accepted)
            if accepted:
                break
    rows = [{"condition": name, "attempted": num, "accepted": num} for name in conditions]
    counts = {"attempted": attempts, "accepted": len(run.accepted()), "requested": spec["n"]}
    run.finish({**counts, "conditions": rows, **outcome})
    return run


def _draft(planned, attempt, accepted):
    rng = random.Random(f"{planned.profile_id} {attempt}")
    made = compose(planned.profile, material=MATERIAL, manner=Manner(), rng=rng)
    session = Session(
        session_id=planned.profile_id,
        patient_id=planned.patient_id,
        turns=made.turns,
        profile=planned.profile,
        labels=MappingProxyType({"condition": planned.profile.condition}),
        synthetic=True,
        provenance=Provenance(seed=1, attempt=attempt, profile_id=planned.profile_id),
    )
    said = session.texts("patient")
    told = [item for item in made.evidence if any(item.text in text for text in said)]
    evidence = tuple(f"{item.symptom}: {item.text}" for item in told)
    fidelity = Verdict(
        filter="fidelity",
        privacy_class=PrivacyClass.PUBLIC,
        passed=accepted,
        score=1.0,
        reason="heard all",
        evidence=evidence,
    )
    structure = Verdict(filter="structure", privacy_class=PrivacyClass.PUBLIC, passed=True)
    memorization = replace(structure, filter="memorization", passed=None, reason="nothing to do")
    return session, (structure, memorization, fidelity)
