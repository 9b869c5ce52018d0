"""The order in which the dimensions of a request are dealt out to its patients."""

from knowledge.base import KnowledgeBase
from knowledge.cohort import CohortSpec
from knowledge.planning.assignment import Assignment
from knowledge.planning.comorbidity import deal_comorbid
from knowledge.planning.default import DEFAULTS
from knowledge.planning.margin import deal_dimension
from knowledge.planning.quota import yes_or_no
from knowledge.planning.specifier import deal_specifiers
from knowledge.planning.symptom_share import deal_symptom


def assigned(spec: CohortSpec, knowledge: KnowledgeBase) -> Assignment:
    """Every dimension dealt out, in random order of the patients; its `refusal` says what cannot
    be had, and what came after that is then left out."""
    assignment = Assignment(spec, knowledge)
    counts = spec.condition_counts() or spec.conditions
    exact = spec.is_exact("conditions")
    assignment.deal("condition", assignment.places, counts, exact=exact)
    deal_comorbid(assignment)
    deal_specifiers(assignment)
    for name in DEFAULTS:
        if not assignment.refusal.reasons:
            deal_dimension(name, assignment)
    for symptom in sorted(spec.symptoms):
        if not assignment.refusal.reasons:
            deal_symptom(symptom, assignment)
    _deal_background(assignment)
    assignment.rng.shuffle(assignment.places)
    return assignment


def _deal_background(assignment: Assignment) -> None:
    spec, places = assignment.spec, assignment.places
    for name in sorted(spec.background):
        shares = yes_or_no(spec.background[name])
        answers = assignment.draw(places, shares, exact=spec.is_exact("background"))
        for place, answer in zip(places, answers, strict=True):
            place.background[name] = answer == "yes"
