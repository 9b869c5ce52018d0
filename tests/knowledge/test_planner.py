"""Cohorts: exact margins, valid patients, refusals with the nearest request."""

import itertools
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base import load_knowledge
from knowledge.cohort import band, parse_spec
from knowledge.criteria import Verdict3, diagnoses, verdicts
from knowledge.errors import GateRefused
from knowledge.planner import check, feasibility_json, plan
from knowledge.profile import parse_profile, profile_json
from knowledge.quota import largest_remainder

KNOWLEDGE = load_knowledge()
CONDITIONS = sorted(KNOWLEDGE.disorders)
ZERO_PAIRS = {("mdd", "bipolar1"), ("bipolar1", "mdd")}
PAIRS = [pair for pair in itertools.permutations(CONDITIONS, 2) if pair not in ZERO_PAIRS]


def planned(**request):
    return plan(parse_spec(request), KNOWLEDGE)


def assert_valid(item):
    profile = item.profile
    wanted = tuple(sorted((profile.condition, *profile.comorbid)))
    assert diagnoses(profile, KNOWLEDGE) == wanted
    for name, verdict in verdicts(profile, KNOWLEDGE).items():
        assert verdict is (Verdict3.MET if name in wanted else Verdict3.NOT_MET)
    needed = {s for name in wanted for s in KNOWLEDGE.supporting_symptoms(name)}
    for name in wanted:
        for symptom in set(KNOWLEDGE.disorders[name].must_not) - needed:
            assert profile.symptoms[symptom].state == "absent"
    assert profile.symptoms["distress_impairment"].state == "present"
    assert 5 <= len(profile.heard()) <= 9
    assert parse_profile(profile_json(profile)) == profile


def band_of(years, bands):
    return next(name for name in bands if band(name)[0] <= years <= band(name)[1])


def shares(values):
    """Shares of some of the values, in hundredths."""
    return st.lists(st.sampled_from(values), unique=True, min_size=1).flatmap(
        lambda names: st.lists(
            st.integers(1, 97), min_size=len(names) - 1, max_size=len(names) - 1, unique=True
        ).map(lambda cuts: dict(zip(names, _gaps(sorted(cuts)), strict=True)))
    )


def _gaps(cuts):
    edges = [0, *cuts, 100]
    return [(high - low) / 100 for low, high in itertools.pairwise(edges)]


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 40),
    st.integers(0, 99),
    shares(CONDITIONS),
    shares(["mild", "moderate", "severe"]),
    shares(["18-29", "30-59", "60-90"]),
    shares(["woman", "man", "nonbinary"]),
    shares(["intake", "cbt", "mi"]),
)
def test_every_named_margin_is_exact_and_every_patient_valid(
    n, seed, conditions, severity, age, gender, modality
):
    cohort = planned(
        n=n, seed=seed, conditions=conditions, severity=severity, age=age, gender=gender,
        modality=modality,
    )  # fmt: skip
    profiles = [item.profile for item in cohort]
    seen = {
        "conditions": (conditions, [p.condition for p in profiles]),
        "severity": (severity, [p.severity for p in profiles]),
        "gender": (gender, [p.patient.gender for p in profiles]),
        "modality": (modality, [p.session.modality for p in profiles]),
        "age": (age, [band_of(p.patient.age, age) for p in profiles]),
    }  # fmt: skip
    for asked, found in seen.values():
        wanted = {name: count for name, count in largest_remainder(asked, n).items() if count}
        assert Counter(found) == wanted
    for item in cohort:
        assert_valid(item)
    assert [item.patient_id for item in cohort] == [f"p{i:04d}" for i in range(1, n + 1)]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_two_disorders_that_may_go_together_do(first, second):
    cohort = planned(n=10, conditions=first, comorbid={f"{first}+{second}": 0.3})
    assert Counter(item.profile.comorbid for item in cohort) == {(): 7, (second,): 3}
    for item in cohort:
        assert_valid(item)


@pytest.mark.parametrize(("first", "second"), sorted(ZERO_PAIRS))
def test_depression_beside_mania_is_refused_and_the_nearest_request_works(first, second):
    pairs = {f"{first}+{second}": 0.5}
    spec = parse_spec({"n": 10, "conditions": first, "comorbid": pairs, "exact": ["comorbid"]})
    with pytest.raises(GateRefused, match="bipolar1.*nearest"):
        plan(spec, KNOWLEDGE)
    found = feasibility_json(check(spec, KNOWLEDGE))
    assert not found["feasible"]
    assert "bipolar1" in found["reasons"][0]
    assert check(parse_spec(found["nearest"]), KNOWLEDGE).feasible


def test_a_thousand_patients_are_planned_in_seconds():
    before = time.perf_counter()
    cohort = planned(n=1000, conditions={"mdd": 0.6, "gad": 0.4}, comorbid={"mdd+gad": 0.3})
    assert time.perf_counter() - before < 15
    assert Counter(item.profile.comorbid for item in cohort)[("gad",)] == 180


def test_the_same_seed_gives_the_same_plan_and_another_seed_another():
    request = {"n": 30, "conditions": {"mdd": 0.5, "ptsd": 0.5}, "symptoms": {"sleep_onset": 0.4}}
    turned = {"symptoms": {"sleep_onset": 0.4}, "conditions": {"ptsd": 0.5, "mdd": 0.5}, "n": 30}
    assert planned(**request, seed=3) == planned(**turned, seed=3)
    assert planned(**request, seed=3) != planned(**request, seed=4)


@pytest.mark.parametrize(
    "disorder", [d for d in CONDITIONS if KNOWLEDGE.disorders[d].severity.counted]
)
@pytest.mark.parametrize("severity", ["mild", "moderate", "severe"])
def test_severity_sets_how_many_counted_symptoms_there_are(disorder, severity):
    basis = KNOWLEDGE.disorders[disorder].severity
    low, high = basis.counts[severity]
    for item in planned(n=25, conditions=disorder, severity=severity):
        present = {name for name, s in item.profile.symptoms.items() if s.state == "present"}
        present |= {wide for name in present for wide in KNOWLEDGE.wider[name]}
        assert low <= len(present & set(basis.counted)) <= high


def test_severity_shows_in_the_strength_of_symptoms():
    def mean(severity):
        cohort = planned(n=40, conditions="ptsd", severity=severity)
        steps = [s.severity for i in cohort for s in i.profile.symptoms.values() if s.severity]
        return sum(steps) / len(steps)

    assert mean("mild") < 1.5 < mean("moderate") < 2.5 < mean("severe")


def test_a_symptom_share_is_exact_and_absent_in_the_rest():
    cohort = planned(
        n=50, conditions={"mdd": 0.5, "gad": 0.5}, symptoms={"sleep_onset": 0.34, "low_mood": 0.5}
    )
    for symptom, count in {"sleep_onset": 17, "low_mood": 25}.items():
        states = Counter(item.profile.symptoms[symptom].state for item in cohort)
        assert states == {"present": count, "absent": 50 - count}
        assert all(i.profile.symptoms[symptom].expression != "withheld" for i in cohort)
    for item in cohort:
        assert_valid(item)


def test_a_symptom_share_that_a_rule_forbids_is_refused_with_the_nearest():
    spec = parse_spec({"n": 10, "conditions": "mdd", "symptoms": {"distress_impairment": 0.5}})
    found = check(spec, KNOWLEDGE)
    assert not found.feasible and "10 to 10" in found.reasons[0]
    assert check(parse_spec(dict(found.nearest)), KNOWLEDGE).feasible


def test_more_second_diagnoses_than_patients_are_refused():
    spec = parse_spec({"n": 20, "conditions": "mdd", "comorbid": {"mdd+gad": 0.7, "mdd+ptsd": 0.6}})
    found = check(spec, KNOWLEDGE)
    assert not found.feasible
    assert check(parse_spec(dict(found.nearest)), KNOWLEDGE).feasible


def test_strata_add_up_and_stay_near_the_product_of_the_margins():
    spec = parse_spec(
        {"n": 200, "conditions": {"mdd": 0.5, "gad": 0.5}, "gender": {"woman": 0.6, "man": 0.4}}
    )
    strata = feasibility_json(check(spec, KNOWLEDGE))["strata"]
    assert sum(row["count"] for row in strata) == 200
    counts = {(row["condition"], row["gender"]): row["count"] for row in strata}
    assert abs(counts["mdd", "woman"] - 60) <= 1


def test_a_dimension_left_out_of_exact_is_drawn():
    request = {
        "n": 40,
        "conditions": {"mdd": 0.5, "gad": 0.5},
        "gender": {"woman": 0.5, "man": 0.5},
    }
    women = {
        sum(
            i.profile.patient.gender == "woman"
            for i in planned(**request, seed=s, exact=["conditions"])
        )
        for s in range(8)
    }
    assert len(women) > 1
    assert all(
        sum(i.profile.condition == "mdd" for i in planned(**request, seed=s, exact=["conditions"]))
        == 20
        for s in range(3)
    )


def test_nobody_is_left_open_about_a_plan_to_die():
    for item in planned(n=40, conditions={"mdd": 0.5, "schizophrenia": 0.5}):
        assert item.profile.symptoms["suicide_plan_intent"].state == "absent"


def test_background_and_turns_are_as_asked():
    cohort = planned(n=20, conditions="ptsd", background={"veteran": 0.25}, turns=[20, 22])
    assert sum(item.profile.background["veteran"] for item in cohort) == 5
    assert {item.profile.session.turns for item in cohort} <= {20, 21, 22}


@given(st.integers(1, 500), shares(list("abcde")))
def test_largest_remainder_misses_no_share_by_a_whole_one(n, asked):
    counts = largest_remainder(asked, n)
    assert sum(counts.values()) == n
    assert all(abs(counts[name] - share * n) < 1 + 1e-9 for name, share in asked.items())
