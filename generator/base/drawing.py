"""Random profiles for pretraining: variety, not quotas (`knowledge.planner` plans cohorts).

Most draws take their symptoms from one disorder's record, some from two, some from anywhere, so
that the model follows the header and not what usually goes together.
"""

import random
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from knowledge.arc import drawn_homework
from knowledge.base import KnowledgeBase
from knowledge.persona import draw_persona
from knowledge.profile import SEVERITIES, Encounter, Patient, Profile, Symptom
from prompts.plan import session_plans

STANCES = {
    "cooperative": 0.5,
    "ambivalent": 0.15,
    "guarded": 0.15,
    "hostile": 0.08,
    "pleasing": 0.12,
}
STYLES = {"plain": 0.5, "verbose": 0.15, "tangent": 0.12, "upset": 0.1, "reserved": 0.13}
SKILLS = {"usual": 0.9, "low": 0.1}
GENDERS = ("woman", "man", "nonbinary")
ASKED_ANYWAY = ("suicide_plan_intent", "self_harm", "command_voices", "harm_to_others_thoughts")


def draw_conditions(rng: random.Random, knowledge: KnowledgeBase) -> tuple[str, ...]:
    """A disorder, a negative control, two disorders, or none, which stands for any symptom."""
    kind = rng.choices(("one", "two", "control", "any"), (0.66, 0.14, 0.08, 0.12))[0]
    if kind == "any":
        return ()
    pool = sorted(knowledge.controls if kind == "control" else knowledge.disorders)
    return tuple(rng.sample(pool, k=2 if kind == "two" else 1))


def draw_profile(
    rng: random.Random,
    *,
    knowledge: KnowledgeBase,
    known: frozenset[str],
    conditions: tuple[str, ...],
) -> Profile:
    """A profile of these conditions whose symptoms all lie in `known` (those with lines)."""
    pool = sorted({name for c in conditions for name in _symptoms_of(c, knowledge)} & known)
    if not conditions:
        pool = sorted(known - {"suicide_plan_intent"})
    heard = rng.sample(pool, k=min(len(pool), rng.randint(3, 8)))
    severity = rng.choice(SEVERITIES)
    symptoms = {name: Symptom(state="present", severity=_grade(severity, rng)) for name in heard}
    for name in _denied(rng, known - frozenset(heard) - knowledge.out_of_place(heard)):
        symptoms[name] = Symptom(state="absent")
    person = Patient(age=rng.randint(18, 85), gender=rng.choices(GENDERS, (48, 48, 4))[0])
    modality = rng.choice(sorted(session_plans()))
    number = rng.choices((1, rng.randint(2, 12)), (0.25, 0.75))[0]
    return Profile(
        condition=conditions[0] if conditions else None,
        comorbid=conditions[1:],
        severity=severity,
        symptoms=MappingProxyType(symptoms),
        patient=_with_a_life(person, rng),
        session=Encounter(
            modality=modality,
            number=number,
            turns=2 * rng.randint(11, 26),
            stance=_drawn(STANCES, rng),
            style=_drawn(STYLES, rng),
            therapist_skill=_drawn(SKILLS, rng),
            homework=None if rng.random() < 0.1 else drawn_homework(modality, number, rng),
        ),
    )


def _with_a_life(person: Patient, rng: random.Random) -> Patient:
    """Work, relative and hobby, each stated in nine profiles of ten."""
    drawn = draw_persona(person.gender or "", person.age or 40, rng)
    life = {"work": drawn.work, "relative": drawn.relative, "hobby": drawn.hobby}
    return replace(person, **{name: words for name, words in life.items() if rng.random() < 0.9})


def _drawn(weights: Mapping[str, float], rng: random.Random) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _symptoms_of(condition: str, knowledge: KnowledgeBase) -> frozenset[str]:
    typical = frozenset(knowledge.condition(condition).typical)
    return knowledge.supporting_symptoms(condition) | typical


def _grade(severity: str, rng: random.Random) -> int:
    middle = SEVERITIES.index(severity) + 1
    return min(3, max(1, middle + rng.choices((-1, 0, 1), (0.15, 0.7, 0.15))[0]))


def _denied(rng: random.Random, candidates: frozenset[str]) -> list[str]:
    asked = [name for name in ASKED_ANYWAY if name in candidates and rng.random() < 0.35]
    others = rng.sample(sorted(candidates), k=rng.choices((0, 1, 2), (0.5, 0.3, 0.2))[0])
    return list(dict.fromkeys([*asked, *others]))[:3]
