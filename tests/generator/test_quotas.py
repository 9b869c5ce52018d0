"""Requested, planned and accepted stand beside each other, value by value."""

from dataclasses import replace

from generator.releasing.quotas import quotas
from knowledge.cohort import parse_spec
from knowledge.planner import plan
from tests.generator.test_pipeline import KNOWLEDGE

SPEC = parse_spec(
    {
        "n": 8,
        "seed": 1,
        "conditions": {"mdd": 6, "gad": 2},
        "gender": {"woman": 0.75, "man": 0.25},
        "age": {"18-29": 0.5, "60-79": 0.5},
        "severity": {"mild": 0.5, "severe": 0.5},
    }
)
PLANNED = [item.profile for item in plan(SPEC, KNOWLEDGE)]


def rows(accepted):
    return {(row.dimension, row.value): row for row in quotas(SPEC, PLANNED, accepted)}


def test_every_value_the_request_names_has_a_row_and_no_other():
    found = rows(PLANNED)
    assert {dimension for dimension, _ in found} == {"conditions", "gender", "age", "severity"}
    assert found["conditions", "mdd"].share == 0.75
    assert found["conditions", "mdd"].planned == 6
    assert found["age", "60-79"].planned == found["severity", "mild"].planned == 4
    assert all(row.planned == row.accepted for row in found.values())


def test_what_rejection_took_is_missing_where_it_was_taken():
    women = [profile for profile in PLANNED if profile.patient.gender == "woman"]
    found = rows(women)
    assert (found["gender", "man"].planned, found["gender", "man"].accepted) == (2, 0)
    assert found["gender", "woman"].accepted == 6


def test_a_patient_without_an_age_is_in_no_band():
    first = PLANNED[0]
    ageless = replace(first, patient=replace(first.patient, age=None))
    assert sum(row.accepted for key, row in rows([ageless]).items() if key[0] == "age") == 0
