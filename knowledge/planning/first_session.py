"""A place of a cohort -> the profile of that patient at the first planned session."""

import random
from contextlib import suppress
from types import MappingProxyType

from knowledge.arc import drawn_homework
from knowledge.base import KnowledgeBase
from knowledge.cohort import CohortSpec
from knowledge.dimension import NO_CULTURE, onset_band
from knowledge.errors import GateRefused
from knowledge.persona import draw_persona
from knowledge.planning.place import Place
from knowledge.planning.symptom_plan import planned_symptoms
from knowledge.presentation.drawing import Presentation, draw_presentation
from knowledge.presentation.wanted import NoPresentation
from knowledge.profile import Encounter, Patient, Profile

LATER_SESSIONS = (2, 12)
REDRAWS = 10
"""How often other ages are drawn for a patient before the furthest apart are taken."""


def draw_first(
    place: Place, spec: CohortSpec, knowledge: KnowledgeBase, rng: random.Random
) -> Profile:
    """Draws what the labels leave open. Raises GateRefused if the symptoms cannot be had."""
    wanted = place.wanted
    try:
        age, shown = _aged_presentation(place, knowledge, rng)
    except NoPresentation as error:
        who = " with ".join(place.conditions)
        raise GateRefused(f"cohort not feasible: no profile of {who}: {error}") from None
    # What is drawn first changes what is drawn next: the order is part of a seed's meaning.
    patient = _patient(place, age, spec, rng)
    number = _session_number(place.labels["modality"], spec, rng)
    symptoms = planned_symptoms(shown, wanted, knowledge, rng)
    return Profile(
        condition=wanted.conditions[0],
        comorbid=wanted.conditions[1:],
        specifiers=tuple(sorted(wanted.specifiers)),
        severity=wanted.severity,
        risk_level=place.labels["risk_level"] or None,
        symptoms=MappingProxyType(symptoms),
        facts=MappingProxyType(shown.facts),
        patient=patient,
        session=_encounter(place, number, spec, rng),
        background=MappingProxyType(dict(sorted(place.background.items()))),
    )


def _aged_presentation(
    place: Place, knowledge: KnowledgeBase, rng: random.Random
) -> tuple[int, Presentation]:
    """Age and presentation. Ages too close together for a rule that needs years are drawn anew,
    in the end those furthest apart, which `Fit` found possible. Raises NoPresentation."""
    age, onset = _ages(place, knowledge, rng)
    try:
        return age, draw_presentation(place.wanted, rng, knowledge, age=age, onset_age=onset)
    except NoPresentation:
        # Of its own: how often ages are redrawn does not move what is drawn after.
        redraw = random.Random(rng.getrandbits(64))
    for _ in range(REDRAWS):
        age, onset = _ages(place, knowledge, redraw)
        with suppress(NoPresentation):
            return age, draw_presentation(place.wanted, redraw, knowledge, age=age, onset_age=onset)
    age, onset = _furthest_ages(place, knowledge)
    return age, draw_presentation(place.wanted, redraw, knowledge, age=age, onset_age=onset)


def _furthest_ages(place: Place, knowledge: KnowledgeBase) -> tuple[int, int | None]:
    """The oldest age with the earliest onset."""
    _, oldest = place.ages(knowledge)
    onset = place.labels["onset_age"]
    return oldest, onset_band(onset)[0] if onset else None


def _ages(place: Place, knowledge: KnowledgeBase, rng: random.Random) -> tuple[int, int | None]:
    """Age and age of onset in years, within their bands, the onset not after the age."""
    low, high = place.ages(knowledge)
    if not place.labels["onset_age"]:
        return rng.randint(low, high), None
    first, last = onset_band(place.labels["onset_age"])
    onset = rng.randint(first, min(last, high))
    return rng.randint(max(low, onset), high), onset


def _patient(place: Place, age: int, spec: CohortSpec, rng: random.Random) -> Patient:
    gender, culture = place.labels["gender"], place.labels["culture"]
    persona = draw_persona(gender, age, rng)
    return Patient(
        age=age,
        gender=gender,
        culture=None if culture == NO_CULTURE else culture,
        language=spec.language,
        name=persona.name,
        work=persona.work,
        home=persona.home,
        relative=persona.relative,
        hobby=persona.hobby,
    )


def _session_number(modality: str, spec: CohortSpec, rng: random.Random) -> int:
    if spec.session_number is not None:
        return rng.randint(*spec.session_number)
    if spec.sessions > 1:
        return 1
    return 1 if modality == "intake" else rng.randint(*LATER_SESSIONS)


def _encounter(place: Place, number: int, spec: CohortSpec, rng: random.Random) -> Encounter:
    labels = place.labels
    return Encounter(
        modality=labels["modality"],
        number=number,
        register=labels["register"],
        turns=rng.randint(*spec.turns),
        stance=labels["stance"],
        style=labels["style"],
        therapist_skill=labels["therapist_skill"],
        homework=drawn_homework(labels["modality"], number, rng),
        arc=labels["arc"] if spec.sessions > 1 else None,
    )
