"""Margins: every named share is met to the last patient, and every patient is valid."""

from collections import Counter

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge.cohort import parse_spec
from knowledge.planner import plan
from knowledge.planning.feasibility import check
from knowledge.planning.quota import largest_remainder
from knowledge.profile import SEVERITIES
from tests.knowledge.patients import (
    CONTROLS,
    DISORDERS,
    KNOWLEDGE,
    assert_valid,
    band_of,
    profiles,
    shares,
)

ONLY_OF_THE_ILL = ("severity", "risk_level")


def found_values(dimension, asked, chosen):
    """What each patient has of a dimension."""
    read = {
        "conditions": lambda p: p.condition,
        "severity": lambda p: p.severity,
        "risk_level": lambda p: p.risk_level,
        "age": lambda p: band_of(p.patient.age, asked),
        "gender": lambda p: p.patient.gender,
        "culture": lambda p: p.patient.culture or "unstated",
        "modality": lambda p: p.session.modality,
        "register": lambda p: p.session.register,
        "stance": lambda p: p.session.stance,
        "style": lambda p: p.session.style,
    }[dimension]
    return [read(profile) for profile in chosen]


@settings(max_examples=20, deadline=None)
@given(
    st.integers(1, 40),
    st.integers(0, 99),
    shares([*DISORDERS, *CONTROLS], most=8),
    st.fixed_dictionaries(
        {"severity": shares(SEVERITIES)},
        optional={
            "age": shares(["18-29", "30-59", "60-90"]),
            "gender": shares(["woman", "man", "nonbinary"]),
            "culture": shares(["unstated", "military", "korean"]),
            "modality": shares(["intake", "cbt", "mi"]),
            "register": shares(["transcript_edited", "asr", "chat"]),
            "stance": shares(["cooperative", "guarded", "hostile"]),
            "style": shares(["plain", "verbose", "reserved"]),
            "risk_level": shares(["none", "low"]),
        },
    ),
)
def test_every_named_margin_is_exact_and_every_patient_valid(n, seed, conditions, dimensions):
    spec = parse_spec({"n": n, "seed": seed, "conditions": conditions, **dimensions})
    found = check(spec, KNOWLEDGE)
    if not found.feasible:  # a parent of sixty, say: the nearest request is met exactly
        assume(found.nearest is not None)
        spec = parse_spec(dict(found.nearest))
    cohort = plan(spec, KNOWLEDGE)
    chosen = [item.profile for item in cohort]
    ill = [profile for profile in chosen if profile.condition in KNOWLEDGE.disorders]
    for name in ("conditions", *dimensions):
        asked = spec.dimension(name)
        if not asked:  # the nearest request leaves out what nobody in it can have
            continue
        whom = ill if name in ONLY_OF_THE_ILL else chosen
        counts = (spec.condition_counts() if name == "conditions" else None) or largest_remainder(
            asked, len(whom)
        )
        wanted = {value: count for value, count in counts.items() if count}
        assert Counter(found_values(name, asked, whom)) == wanted, name
    for profile in chosen:
        assert_valid(profile)
    assert [item.patient_id for item in cohort] == [f"p{i:04d}" for i in range(1, n + 1)]


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 30), shares(["20-29", "40-59"]), shares(["8-14", "15-20"]))
def test_the_margin_of_onset_age_is_exact_and_no_onset_lies_after_the_age(n, age, onset_age):
    chosen = profiles(n=n, conditions={"mdd": 0.6, "gad": 0.4}, age=age, onset_age=onset_age)
    found = Counter(band_of(p.facts["onset_age"], onset_age, youngest=1) for p in chosen)
    assert found == {k: v for k, v in largest_remainder(onset_age, n).items() if v}
    for profile in chosen:
        assert profile.facts["onset_age"] <= profile.patient.age
        assert_valid(profile)


def test_an_onset_is_raked_to_the_patients_old_enough_for_it():
    chosen = profiles(
        n=40,
        conditions="mdd",
        age={"18-29": 0.5, "60-79": 0.5},
        onset_age={"14-20": 0.5, "50-59": 0.5},
    )
    assert Counter(p.facts["onset_age"] >= 50 for p in chosen) == {True: 20, False: 20}
    assert all(p.patient.age >= 60 for p in chosen if p.facts["onset_age"] >= 50)


def test_negative_controls_have_no_severity_no_risk_level_and_no_onset():
    chosen = profiles(
        n=20,
        conditions={"shyness": 0.5, "mdd": 0.5},
        severity={"mild": 0.5, "severe": 0.5},
        risk_level={"none": 0.5, "low": 0.5},
        onset_age={"10-17": 1.0},
    )
    for profile in chosen:
        ill = profile.condition == "mdd"
        assert (profile.severity is not None, profile.risk_level is not None) == (ill, ill)
        assert ("onset_age" in profile.facts) is ill
    assert Counter(p.severity for p in chosen) == {"mild": 5, "severe": 5, None: 10}


def test_a_dimension_left_out_of_exact_is_drawn():
    request = {
        "n": 40,
        "conditions": {"mdd": 0.5, "gad": 0.5},
        "gender": {"woman": 0.5, "man": 0.5},
        "exact": ["conditions"],
    }
    cohorts = [profiles(**request, seed=seed) for seed in range(8)]
    assert len({sum(p.patient.gender == "woman" for p in chosen) for chosen in cohorts}) > 1
    assert {sum(p.condition == "mdd" for p in chosen) for chosen in cohorts} == {20}
