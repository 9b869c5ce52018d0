"""A request -> the list of patients it asks for: feasible or refused, exact where it says exact.

`knowledge.assignment` deals out the quotas, `knowledge.presentation` draws each patient's symptoms;
here they become profiles. What cannot be had is refused with the reason and the nearest request
that is feasible. Knows nothing of text or of any private data.

Stated defaults of dimensions that a request does not name (choices of this project, not findings):
severity 1/4, 1/2, 1/4; four age bands and two genders in equal parts; the five modalities in equal
parts; register transcript_edited; an intake is session 1, others are session 2 to 12. Symptoms of
a mild patient have strength 1, moderate 2, severe 3, and a fifth of them one step off.
"""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from knowledge.assignment import DEFAULTS, Assignment, Place
from knowledge.base import KnowledgeBase
from knowledge.cohort import CohortSpec, band
from knowledge.errors import GateRefused
from knowledge.presentation import (
    MOST_PRESENT,
    NoPresentation,
    Presentation,
    Wanted,
    draw_presentation,
)
from knowledge.profile import Encounter, Patient, Profile, Severity, Symptom

LATER_SESSIONS = (2, 12)
INDIRECT_SHARE = 0.25
OFF_STRENGTH_SHARE = 0.2
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
    return _feasibility(Assignment(spec, knowledge).run())


def _feasibility(assignment: Assignment) -> Feasibility:
    if assignment.reasons:
        return Feasibility(
            feasible=False,
            reasons=tuple(assignment.reasons),
            nearest=MappingProxyType(assignment.nearest),
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


def _stratum_labels(place: Place, spec: CohortSpec) -> dict[str, str]:
    named = [name for name in DEFAULTS if spec.dimension(name)]
    labels = {"condition": place.labels["condition"]}
    if spec.comorbid:
        labels["comorbid"] = place.labels["comorbid"]
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
    """Every patient of the cohort; the same request gives the same plan.

    Raises:
        GateRefused: if the request is not feasible; the reasons and the nearest feasible request.
    """
    assignment = Assignment(spec, knowledge).run()
    if assignment.reasons:
        raise GateRefused(
            f"cohort not feasible: {'; '.join(assignment.reasons)}; nearest: {assignment.nearest}"
        )
    width = max(4, len(str(spec.n)))
    return tuple(
        _planned(number, place, spec, knowledge, width=width)
        for number, place in enumerate(assignment.places, start=1)
    )


def _planned(
    number: int, place: Place, spec: CohortSpec, knowledge: KnowledgeBase, *, width: int
) -> PlannedProfile:
    rng = random.Random(f"patient {spec.seed} {number}")
    try:
        presentation = draw_presentation(place.wanted, rng, knowledge)
    except NoPresentation as error:
        who = " with ".join(place.diagnoses)
        raise GateRefused(f"cohort not feasible: no profile of {who}: {error}") from None
    patient_id = f"p{number:0{width}d}"
    return PlannedProfile(
        profile_id=f"{patient_id}-s1",
        patient_id=patient_id,
        profile=_profile(place, presentation, spec, knowledge, rng),
        stratum="|".join(filter(None, _stratum_labels(place, spec).values())),
    )


def _profile(
    place: Place,
    presentation: Presentation,
    spec: CohortSpec,
    knowledge: KnowledgeBase,
    rng: random.Random,
) -> Profile:
    wanted = place.wanted
    return Profile(
        condition=wanted.diagnoses[0],
        comorbid=wanted.diagnoses[1:],
        severity=wanted.severity,
        symptoms=MappingProxyType(_symptoms(presentation, wanted, knowledge, rng)),
        facts=MappingProxyType(presentation.facts),
        patient=Patient(
            age=rng.randint(*band(place.labels["age"])),
            gender=place.labels["gender"],
            language=spec.language,
        ),
        session=Encounter(
            modality=place.labels["modality"],
            number=_session_number(place.labels["modality"], spec, rng),
            register=place.labels["register"],
            turns=rng.randint(*spec.turns),
        ),
        background=MappingProxyType(dict(sorted(place.background.items()))),
    )


def _session_number(modality: str, spec: CohortSpec, rng: random.Random) -> int:
    if spec.session_number is not None:
        return rng.randint(*spec.session_number)
    return 1 if modality == "intake" else rng.randint(*LATER_SESSIONS)


def _symptoms(
    presentation: Presentation, wanted: Wanted, knowledge: KnowledgeBase, rng: random.Random
) -> dict[str, Symptom]:
    """Present ones first; beyond the number that one session can carry they are withheld."""
    silent = _withheld(presentation, wanted, knowledge, rng)
    symptoms = {}
    for name in presentation.present:
        said = "indirect" if rng.random() < INDIRECT_SHARE else "explicit"
        symptoms[name] = Symptom(
            state="present",
            severity=_strength(wanted.severity, rng),
            expression="withheld" if name in silent else said,
        )
    return symptoms | {name: Symptom(state="absent") for name in presentation.absent}


def _withheld(
    presentation: Presentation, wanted: Wanted, knowledge: KnowledgeBase, rng: random.Random
) -> frozenset[str]:
    """The excess over what one session can carry: additions first, what a rule turns on last."""
    core = {name for disorder in wanted.diagnoses for name in knowledge.core_symptoms(disorder)}
    candidates = [name for name in presentation.present if name not in wanted.present]
    rng.shuffle(candidates)
    candidates.sort(key=lambda name: (name in core, name in presentation.essential))
    return frozenset(candidates[: max(0, len(presentation.present) - MOST_PRESENT)])


def _strength(severity: Severity, rng: random.Random) -> int:
    usual = STRENGTH[severity]
    if rng.random() >= OFF_STRENGTH_SHARE:
        return usual
    return rng.choice([step for step in (usual - 1, usual + 1) if 1 <= step <= 3])
