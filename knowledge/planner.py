"""A request -> the list of patients it asks for: feasible or refused, exact where it says exact.

`knowledge.assignment` deals out the quotas, `knowledge.presentation` draws each patient's symptoms,
`knowledge.arc` carries a patient from one session to the next; here they become profiles. What
cannot be had is refused with the reason and the nearest request that is feasible. Knows nothing of
text or of any private data.

Stated defaults of dimensions that a request does not name: severity and gender follow the verified
figures of the disorder where its record has them (depression has), else, as choices of this project
and not findings, severity 1/4, 1/2, 1/4, women and men in equal parts; four age bands and the five
modalities in equal parts; register transcript_edited; background unstated; stance cooperative and
style plain; an intake is session 1, others are session 2 to 12, with homework as in
`knowledge.arc`. Symptoms of a mild patient have strength 1, moderate 2, severe 3, and a fifth of
them one step off.
"""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from knowledge.arc import course, drawn_homework
from knowledge.assignment import CHILDBEARING, DEFAULTS, Assignment, Place
from knowledge.base import KnowledgeBase
from knowledge.cohort import NO_CULTURE, CohortSpec, band, onset_band, parse_spec, spec_json
from knowledge.errors import GateRefused
from knowledge.persona import draw_persona
from knowledge.presentation.addition import MOST_PRESENT
from knowledge.presentation.drawing import Presentation, draw_presentation
from knowledge.presentation.wanted import NoPresentation, Wanted
from knowledge.profile import Encounter, Patient, Profile, Severity, Symptom

LATER_SESSIONS = (2, 12)
INDIRECT_SHARE = 0.25
OFF_STRENGTH_SHARE = 0.2
MENDS = 6
STRENGTH: Mapping[Severity, int] = {"mild": 1, "moderate": 2, "severe": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """A joint cell of the named dimensions and how many patients it has."""

    labels: Mapping[str, str]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Feasibility:
    """`nearest` is a request, as plain data, that removes the reasons; None where feasible."""

    feasible: bool
    reasons: tuple[str, ...]
    nearest: Mapping[str, Any] | None
    strata: tuple[Stratum, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedProfile:
    """One patient to be made. `stratum` joins the labels of the named dimensions with `|`."""

    profile_id: str
    patient_id: str
    profile: Profile
    stratum: str


def check(spec: CohortSpec, knowledge: KnowledgeBase) -> Feasibility:
    """Whether the request can be met, why not, what can, and how many patients each cell gets."""
    assignment = Assignment(spec, knowledge).run()
    if assignment.reasons:
        return Feasibility(
            feasible=False,
            reasons=tuple(assignment.reasons),
            nearest=_nearest(assignment),
            strata=(),
        )
    cells = Counter(
        tuple(_stratum_labels(place, assignment.spec).items()) for place in assignment.places
    )
    strata = (
        Stratum(labels=MappingProxyType(dict(labels)), count=count)
        for labels, count in sorted(cells.items())
    )
    return Feasibility(feasible=True, reasons=(), nearest=None, strata=tuple(strata))


def _nearest(assignment: Assignment) -> Mapping[str, Any] | None:
    """Mends the request until it is feasible; None if it is not after a few rounds."""
    for _ in range(MENDS):
        found = Assignment(parse_spec(assignment.nearest), assignment.knowledge).run()
        if not found.reasons:
            return MappingProxyType(spec_json(found.spec))
        assignment = found
    return None


def _stratum_labels(place: Place, spec: CohortSpec) -> dict[str, str]:
    named = [name for name in DEFAULTS if spec.dimension(name)]
    labels = {"condition": place.labels["condition"]}
    if spec.comorbid:
        labels["comorbid"] = place.labels["comorbid"]
    if spec.specifiers:
        labels["specifiers"] = "+".join(sorted(place.specifiers))
    return labels | {name: place.labels[name] for name in named}


def feasibility_json(found: Feasibility) -> dict[str, Any]:
    """The `cohort check --json` contract."""
    return {
        "feasible": found.feasible,
        "reasons": list(found.reasons),
        "nearest": None if found.nearest is None else dict(found.nearest),
        "strata": [{**stratum.labels, "count": stratum.count} for stratum in found.strata],
    }


def plan(spec: CohortSpec, knowledge: KnowledgeBase) -> tuple[PlannedProfile, ...]:
    """Every session of every patient of the cohort; the same request gives the same plan.

    Raises:
        GateRefused: if the request is not feasible; the reasons and the nearest feasible request.
    """
    assignment = Assignment(spec, knowledge).run()
    if assignment.reasons:
        nearest = _nearest(assignment)
        raise GateRefused(
            f"cohort not feasible: {'; '.join(assignment.reasons)}; "
            f"nearest: {dict(nearest) if nearest else 'none found'}"
        )
    width = max(4, len(str(spec.n)))
    return tuple(
        session
        for number, place in enumerate(assignment.places, start=1)
        for session in _planned(number, place, spec, knowledge, width=width)
    )


def _planned(
    number: int, place: Place, spec: CohortSpec, knowledge: KnowledgeBase, *, width: int
) -> tuple[PlannedProfile, ...]:
    """All sessions of one patient."""
    rng = random.Random(f"patient {spec.seed} {number}")
    age, onset = _ages(place, knowledge, rng)
    try:
        shown = draw_presentation(place.wanted, rng, knowledge, age=age, onset_age=onset)
    except NoPresentation as error:
        who = " with ".join(place.conditions)
        raise GateRefused(f"cohort not feasible: no profile of {who}: {error}") from None
    first = _profile(place, shown, spec, knowledge, rng, age=age)
    patient_id = f"p{number:0{width}d}"
    stratum = "|".join(filter(None, _stratum_labels(place, spec).values()))
    sessions = course(first, place.labels["arc"], spec.sessions, rng, knowledge)
    return tuple(
        PlannedProfile(
            profile_id=f"{patient_id}-s{position}",
            patient_id=patient_id,
            profile=profile,
            stratum=stratum,
        )
        for position, profile in enumerate(sessions, start=1)
    )


def _ages(place: Place, knowledge: KnowledgeBase, rng: random.Random) -> tuple[int, int | None]:
    """Age and age of onset in years, within their bands, the onset not after the age."""
    low, high = band(place.labels["age"])
    if any(knowledge.condition(name).birth_parent for name in place.conditions):
        high = min(high, CHILDBEARING[1])
    if not place.labels["onset_age"]:
        return rng.randint(low, high), None
    first, last = onset_band(place.labels["onset_age"])
    onset = rng.randint(first, min(last, high))
    return rng.randint(max(low, onset), high), onset


def _profile(
    place: Place,
    shown: Presentation,
    spec: CohortSpec,
    knowledge: KnowledgeBase,
    rng: random.Random,
    *,
    age: int,
) -> Profile:
    labels, wanted = place.labels, place.wanted
    culture = labels["culture"]
    persona = draw_persona(labels["gender"], age, rng)
    number = _session_number(labels["modality"], spec, rng)
    return Profile(
        condition=wanted.conditions[0],
        comorbid=wanted.conditions[1:],
        specifiers=tuple(sorted(wanted.specifiers)),
        severity=wanted.severity,
        risk_level=labels["risk_level"] or None,
        symptoms=MappingProxyType(_symptoms(shown, wanted, knowledge, rng)),
        facts=MappingProxyType(shown.facts),
        patient=Patient(
            age=age,
            gender=labels["gender"],
            culture=None if culture == NO_CULTURE else culture,
            language=spec.language,
            name=persona.name,
            work=persona.work,
            home=persona.home,
            relative=persona.relative,
            hobby=persona.hobby,
        ),
        session=Encounter(
            modality=labels["modality"],
            number=number,
            register=labels["register"],
            turns=rng.randint(*spec.turns),
            stance=labels["stance"],
            style=labels["style"],
            therapist_skill=labels["therapist_skill"],
            homework=drawn_homework(labels["modality"], number, rng),
            arc=labels["arc"] if spec.sessions > 1 else None,
        ),
        background=MappingProxyType(dict(sorted(place.background.items()))),
    )


def _session_number(modality: str, spec: CohortSpec, rng: random.Random) -> int:
    if spec.session_number is not None:
        return rng.randint(*spec.session_number)
    if spec.sessions > 1:
        return 1
    return 1 if modality == "intake" else rng.randint(*LATER_SESSIONS)


def _symptoms(
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
