"""A request -> the list of patients it asks for: feasible or refused, exact where it says exact.

`knowledge.planning` deals out the quotas, `knowledge.presentation` draws each patient's symptoms,
`knowledge.arc` carries a patient from one session to the next; here they become profiles. What
cannot be had is refused with the reason and the nearest request that is feasible. Knows nothing of
text or of any private data.

Stated defaults of dimensions that a request does not name: severity and gender follow the verified
figures of the disorder where its record has them (depression has), else, as choices of this project
and not findings, severity 1/4, 1/2, 1/4, women and men in equal parts; four age bands in equal
parts; intake, cbt, mi, psychodynamic and supportive in equal parts; register transcript_edited;
background unstated; stance cooperative and style plain; an intake is session 1, others are session
2 to 12, with homework as in `knowledge.arc`.
"""

import random
from dataclasses import dataclass

from knowledge.arc import course
from knowledge.base import KnowledgeBase
from knowledge.cohort import CohortSpec
from knowledge.errors import GateRefused
from knowledge.planning.assignment import Assignment
from knowledge.planning.dealing import assigned
from knowledge.planning.feasibility import nearest_request, stratum_labels
from knowledge.planning.first_session import draw_first
from knowledge.planning.place import Place
from knowledge.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedProfile:
    """One patient to be made. `stratum` joins the labels of the named dimensions with `|`."""

    profile_id: str
    patient_id: str
    profile: Profile
    stratum: str


def plan(spec: CohortSpec, knowledge: KnowledgeBase) -> tuple[PlannedProfile, ...]:
    """Every session of every patient of the cohort; the same request gives the same plan.

    Raises:
        GateRefused: if the request is not feasible; the reasons and the nearest feasible request.
    """
    assignment = assigned(spec, knowledge)
    _refuse_infeasible(assignment)
    return tuple(
        session
        for number, place in enumerate(assignment.places, start=1)
        for session in _sessions(number, place, spec, knowledge)
    )


def _refuse_infeasible(assignment: Assignment) -> None:
    reasons = assignment.refusal.reasons
    if reasons:
        nearest = nearest_request(assignment)
        raise GateRefused(
            f"cohort not feasible: {'; '.join(reasons)}; "
            f"nearest: {dict(nearest) if nearest else 'none found'}"
        )


def _sessions(
    number: int, place: Place, spec: CohortSpec, knowledge: KnowledgeBase
) -> tuple[PlannedProfile, ...]:
    """All sessions of one patient."""
    rng = random.Random(f"patient {spec.seed} {number}")
    first = draw_first(place, spec, knowledge, rng)
    width = max(4, len(str(spec.n)))
    patient_id = f"p{number:0{width}d}"
    stratum = "|".join(filter(None, stratum_labels(place, spec).values()))
    return tuple(
        PlannedProfile(
            profile_id=f"{patient_id}-s{position}",
            patient_id=patient_id,
            profile=profile,
            stratum=stratum,
        )
        for position, profile in enumerate(
            course(first, place.labels["arc"], spec.sessions, rng, knowledge), start=1
        )
    )
