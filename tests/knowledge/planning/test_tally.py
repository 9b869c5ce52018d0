"""Tallies: what was asked beside what was planned."""

import json
from collections import Counter

import pytest

from knowledge.cohort import parse_spec
from knowledge.errors import GateRefused
from knowledge.planner import plan
from knowledge.planning.tally import tally
from tests.knowledge.patients import KNOWLEDGE

REQUEST = {
    "n": 100,
    "seed": 5,
    "conditions": {"mdd": 0.5, "gad": 0.3, "shyness": 0.2},
    "comorbid": {"mdd+gad": 0.3, "mdd+ptsd": 0.1},
    "severity": {"mild": 0.2, "moderate": 0.5, "severe": 0.3},
    "gender": {"woman": 0.6, "man": 0.4},
    "age": {"18-29": 0.35, "30-59": 0.65},
    "risk_level": {"none": 0.8, "low": 0.2},
    "stance": {"cooperative": 0.75, "guarded": 0.25},
    "symptoms": {"sleep_onset": 0.33},
    "specifiers": {"mdd+anxious_distress": 0.5},
    "background": {"lives_alone": 0.4},
}
SPEC = parse_spec(REQUEST)
FOUND = tally(SPEC, KNOWLEDGE)
PARTS = ("comorbid", "specifiers", "symptoms", "background")
MIXES = ("conditions", "severity", "gender", "age", "risk_level", "stance")


def test_a_tally_has_a_margin_for_every_value_of_a_named_mix_and_every_symptom():
    rows = Counter((row.dimension, row.value) for row in FOUND.margins)
    wanted = [(name, value) for name in (*MIXES, *PARTS) for value in REQUEST[name]]
    assert rows == Counter(wanted)
    assert FOUND.patients == 100


@pytest.mark.parametrize("dimension", [*MIXES, *PARTS])
def test_no_margin_is_off_by_a_whole_patient(dimension):
    rows = [row for row in FOUND.margins if row.dimension == dimension]
    for row in rows:
        assert row.share == pytest.approx(REQUEST[dimension][row.value])
        assert abs(row.planned - row.requested) < 1


@pytest.mark.parametrize(
    ("dimension", "people"), [("severity", 80), ("risk_level", 80), ("gender", 100)]
)
def test_severity_and_risk_are_asked_of_patients_with_a_disorder_only(dimension, people):
    rows = [row for row in FOUND.margins if row.dimension == dimension]
    assert sum(row.planned for row in rows) == people
    assert sum(row.requested for row in rows) == pytest.approx(people)


def test_a_tally_counts_what_the_plan_has():
    cohort = [item.profile for item in plan(SPEC, KNOWLEDGE)]
    planned = {(row.dimension, row.value): row.planned for row in FOUND.margins}
    for value, count in Counter(p.patient.gender for p in cohort).items():
        assert planned["gender", value] == count
    for value, count in Counter(p.severity for p in cohort if p.severity).items():
        assert planned["severity", value] == count
    falling = sum(p.symptoms["sleep_onset"].state == "present" for p in cohort)
    assert planned["symptoms", "sleep_onset"] == falling == 33


def test_the_worst_cell_is_the_one_with_the_greatest_error():
    worst = FOUND.worst_cell
    assert worst is not None
    assert worst.error == abs(worst.planned - worst.expected)
    assert worst.dimension != "condition"
    assert worst.error < 2


@pytest.mark.parametrize(("patients", "share", "error"), [(100, 0.3, 0), (10, 0.25, 0.05)])
def test_the_comorbidity_error_is_that_of_rounding(patients, share, error):
    spec = parse_spec({"n": patients, "conditions": "mdd", "comorbid": {"mdd+gad": share}})
    assert tally(spec, KNOWLEDGE).comorbidity_error == pytest.approx(error, abs=1e-9)


def test_dimensions_that_are_drawn_may_miss_their_margins():
    spec = parse_spec({**REQUEST, "exact": ["conditions"]})
    missed = [row for row in tally(spec, KNOWLEDGE).margins if row.dimension != "conditions"]
    assert any(abs(row.planned - row.requested) >= 1 for row in missed)


def test_a_tally_is_plain_data():
    data = json.loads(json.dumps(FOUND.as_json()))
    assert sorted(data) == ["comorbidity_error", "margins", "patients", "worst_cell"]
    assert data["margins"][0] == {
        "dimension": "conditions", "value": "mdd", "share": 0.5, "requested": 50.0, "planned": 50,
    }  # fmt: skip


def test_a_request_that_cannot_be_met_has_no_tally():
    spec = parse_spec({"n": 10, "conditions": "mdd", "comorbid": {"mdd+bipolar1": 0.5}})
    with pytest.raises(GateRefused, match="mdd with bipolar1"):
        tally(spec, KNOWLEDGE)
