"""How strong each symptom of a planned patient is, and whether it is said in the session.

Symptoms of a mild patient have strength 1, moderate 2, severe 3, and a fifth of them one step off.
"""

import random
from collections.abc import Mapping

from knowledge.base import KnowledgeBase
from knowledge.presentation.addition import MOST_PRESENT
from knowledge.presentation.drawing import Presentation
from knowledge.presentation.wanted import Wanted
from knowledge.profile import Severity, Symptom

INDIRECT_SHARE = 0.25
OFF_STRENGTH_SHARE = 0.2
STRENGTH: Mapping[Severity, int] = {"mild": 1, "moderate": 2, "severe": 3}


def planned_symptoms(
    shown: Presentation, wanted: Wanted, knowledge: KnowledgeBase, rng: random.Random
) -> dict[str, Symptom]:
    """Present ones first; beyond the number that one session can carry they are withheld."""
    silent = _withheld(shown, wanted, knowledge, rng)
    symptoms = {}
    for name in shown.present:
        said = "indirect" if rng.random() < INDIRECT_SHARE else "explicit"
        symptoms[name] = Symptom(
            state="present",
            severity=_strength(wanted.severity or "mild", rng),
            expression="withheld" if name in silent else said,
        )
    return symptoms | {name: Symptom(state="absent") for name in shown.absent}


def _withheld(
    shown: Presentation, wanted: Wanted, knowledge: KnowledgeBase, rng: random.Random
) -> frozenset[str]:
    """The excess over what one session can carry: additions first, what a rule turns on last."""
    core = {name for condition in wanted.conditions for name in knowledge.core_symptoms(condition)}
    candidates = [name for name in shown.present if name not in wanted.present]
    rng.shuffle(candidates)
    candidates.sort(key=lambda name: (name in core, name in shown.essential))
    return frozenset(candidates[: max(0, len(shown.present) - MOST_PRESENT)])


def _strength(severity: Severity, rng: random.Random) -> int:
    usual = STRENGTH[severity]
    if rng.random() >= OFF_STRENGTH_SHARE:
        return usual
    return rng.choice([step for step in (usual - 1, usual + 1) if 1 <= step <= 3])
