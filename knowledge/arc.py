"""The course of a patient: session k follows from session k - 1, and it is the same person.

What changes is how strong each symptom is, whether it is still there, how long things have lasted
and whether the homework was done; person, condition and history stay. A patient who got well enough
no longer meets the rule that brought them (their condition is then in remission), and never meets
another. Knows nothing of what is said in the sessions.

Rates are choices of this project, not findings, but for the share of patients who drop out of
therapy, which a request sets.
"""

import random
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from knowledge.base import KnowledgeBase
from knowledge.criteria import diagnoses
from knowledge.profile import Encounter, Fact, Homework, Profile, Symptom

DAYS_BETWEEN = (6, 15)
CHANGE_SHARE = 0.45
"""Share of the symptoms that get a step better, or worse, from one session to the next."""
NOISE_SHARE = 0.12
"""Share that goes a step against the trend: nobody gets better in a straight line."""
STRONGEST = 3
SETS_HOMEWORK = frozenset({"cbt", "prolonged_exposure", "dbt"})
HOMEWORK: Mapping[Homework, float] = {"done": 0.5, "partly": 0.2, "not": 0.3}
"""About half of what is set between sessions gets done; a choice of this project."""


def course(
    first: Profile, arc: str, sessions: int, rng: random.Random, knowledge: KnowledgeBase
) -> tuple[Profile, ...]:
    """The sessions of one patient, the first as given.

    Args:
        arc: improving, stable, relapsing (better by the middle, then back) or drop_out (as stable
            or improving, ending early).
    """
    if arc == "drop_out" and sessions > 1:
        sessions = rng.randint(1, sessions - 1)
    profiles = [first]
    for position in range(2, sessions + 1):
        trend = _trend(arc, position, sessions, rng)
        profiles.append(_next(profiles[-1], first, trend, rng, knowledge))
    return tuple(profiles)


def _trend(arc: str, position: int, sessions: int, rng: random.Random) -> int:
    """-1 better, 0 about the same, 1 worse."""
    if arc == "relapsing":
        return -1 if position <= (sessions + 1) / 2 else 1
    if arc == "drop_out":
        return rng.choice((0, 0, -1))
    return -1 if arc == "improving" else 0


def _next(
    last: Profile, first: Profile, trend: int, rng: random.Random, knowledge: KnowledgeBase
) -> Profile:
    lasting = _lasting(first, knowledge)
    symptoms = {
        name: item if name in lasting else _moved(item, first.symptoms.get(name), trend, rng)
        for name, item in last.symptoms.items()
    }
    days = rng.randint(*DAYS_BETWEEN)
    moved = replace(
        last,
        symptoms=MappingProxyType(symptoms),
        facts=MappingProxyType(_later(last, days)),
        session=_next_session(last.session, rng),
    )
    foreign = set(diagnoses(moved, knowledge)) - set(diagnoses(first, knowledge))
    return replace(last, session=moved.session) if foreign else moved


def drawn_homework(modality: str | None, number: int, rng: random.Random) -> Homework | None:
    """What became of last time's; None in a first session and where none is set."""
    if number == 1 or modality not in SETS_HOMEWORK:
        return None
    return rng.choices(list(HOMEWORK), list(HOMEWORK.values()))[0]


def _next_session(last: Encounter, rng: random.Random) -> Encounter:
    number = (last.number or 1) + 1
    return replace(last, number=number, homework=drawn_homework(last.modality, number, rng))


def _lasting(first: Profile, knowledge: KnowledgeBase) -> frozenset[str]:
    """What a few weeks do not change: history, and what settles the other diagnoses."""
    absent = {name for name, item in first.symptoms.items() if item.state != "present"}
    history = {
        name
        for name in first.symptoms
        if knowledge.symptoms[name].domain in ("developmental", "stress")
        or name in ("trauma_exposure", "close_death", "suicide_attempt_history", "low_weight")
    }
    return frozenset(absent | history)


def _moved(item: Symptom, at_first: Symptom | None, trend: int, rng: random.Random) -> Symptom:
    step = trend if rng.random() < CHANGE_SHARE else 0
    if rng.random() < NOISE_SHARE:
        step -= trend or rng.choice((-1, 1))
    if item.state != "present":
        back = at_first is not None and at_first.state == "present" and step > 0
        return replace(at_first, severity=1) if back and at_first else item
    strength = (item.severity or 1) + step
    if strength < 1:
        return Symptom(state="absent")
    return replace(item, severity=min(STRONGEST, strength))


def _later(last: Profile, days: int) -> Mapping[str, Fact]:
    """Durations of what is still going on grow with the calendar.

    Other times stay as they were: some diagnoses bound them from above.
    """
    return {
        name: value + days
        if name.endswith("_duration_days") and isinstance(value, int) and value > 0
        else value
        for name, value in last.facts.items()
    }
