"""`Kin`: patients without a symptom that was asked for who have one that a reader may take for it.

`symptoms: {sleep_onset: 0.33}` keeps trouble falling asleep from two thirds of the cohort. Sleeping
too little in general, which it is a kind of, stays open to them unless the request names it, too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.base import KnowledgeBase
from knowledge.cohort import CohortSpec
from knowledge.planner import PlannedProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """Of `without` patients who never have `symptom`, `num_like` have one of `like`."""

    symptom: str
    without: int
    num_like: int
    like: tuple[str, ...]


def kin_of_planned(
    spec: CohortSpec, planned: Sequence[PlannedProfile], knowledge: KnowledgeBase
) -> Iterator[Kin]:
    """One for every named symptom whose like some of the others have in a session.

    Alike are what it implies, what implies it, and what implies the same.
    """
    present: dict[str, set[str]] = {}
    for item in planned:
        symptoms = item.profile.symptoms.items()
        found = {name for name, symptom in symptoms if symptom.state == "present"}
        present.setdefault(item.patient_id, set()).update(found)
    named = spec.dimension("symptoms")
    for symptom in named:
        alike = _alike(symptom, knowledge) - set(named)
        without = [had for had in present.values() if symptom not in had]
        like = [had & alike for had in without if had & alike]
        if like:
            yield Kin(
                symptom=symptom,
                without=len(without),
                num_like=len(like),
                like=tuple(sorted(set().union(*like))),
            )


def _alike(symptom: str, knowledge: KnowledgeBase) -> set[str]:
    wider = knowledge.wider.get(symptom, ())
    around = [*knowledge.narrower.get(symptom, ()), *wider]
    around += [narrow for wide in wider for narrow in knowledge.narrower.get(wide, ())]
    return set(around) - {symptom}
