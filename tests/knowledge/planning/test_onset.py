"""Onsets: none after the age, and refused where there is no room for them."""

import random

import pytest

from knowledge.planning import first_session
from tests.knowledge.patients import (
    DISORDERS,
    assert_refused_with_a_feasible_nearest,
    assert_valid,
    checked,
    profiles,
)


@pytest.mark.parametrize(
    "age", ["18-29", {"18-29": 0.5, "60-79": 0.5}], ids=["all too young", "half too young"]
)
def test_an_onset_after_the_age_band_is_refused(age):
    found, _ = assert_refused_with_a_feasible_nearest(
        n=10, conditions={"mdd": 0.5, "gad": 0.5}, age=age, onset_age="40-50"
    )
    assert found.reasons[0].startswith("onset_age")


def test_more_late_onsets_than_old_patients_are_refused():
    found, nearest = assert_refused_with_a_feasible_nearest(
        n=20,
        conditions="mdd",
        age={"18-29": 0.5, "60-79": 0.5},
        onset_age={"12-17": 0.3, "50-59": 0.7},
    )
    assert any(text.startswith("onset_age.50-59") for text in found.reasons)
    assert nearest.onset_age == {"12-17": 0.5, "50-59": 0.5}


@pytest.mark.parametrize("conditions", ["pdd", {"pdd": 0.5, "cyclothymic": 0.5}])
def test_ages_leave_the_years_that_the_rule_needs(conditions):
    request = {"conditions": conditions, "age": "50-51", "onset_age": "50-60", "seed": 1}
    assert checked(n=6, **request).feasible
    for profile in profiles(n=6, **request):
        assert_valid(profile)
        assert (profile.facts["onset_age"], profile.patient.age) == (50, 51)


def test_a_second_diagnosis_has_the_years_that_its_rule_needs():
    request = {"conditions": "gad", "comorbid": {"gad+pdd": 1.0}, "age": "40-41", "seed": 2}
    assert checked(n=4, **request, onset_age="40-45").feasible
    for profile in profiles(n=4, **request, onset_age="40-45"):
        assert_valid(profile)
        assert (profile.facts["onset_age"], profile.patient.age) == (40, 41)


def test_where_no_redraw_fits_the_ages_furthest_apart_are_taken(monkeypatch):
    monkeypatch.setattr(first_session, "REDRAWS", 0)
    request = {"conditions": "pdd", "age": "50-52", "onset_age": "50-52", "seed": 1}
    ages = {(p.facts["onset_age"], p.patient.age) for p in profiles(n=12, **request)}
    assert (50, 52) in ages
    assert all(onset < age for onset, age in ages)


def test_no_year_at_all_for_a_rule_that_needs_years_is_refused():
    found, _ = assert_refused_with_a_feasible_nearest(
        n=5, conditions="pdd", age="50-50", onset_age="50-60"
    )
    assert found.reasons[0].startswith("onset_age")


@pytest.mark.parametrize("condition", ["bulimia", "binge_eating_disorder"])
def test_a_rule_that_goes_by_a_figure_of_severity_can_have_an_onset(condition):
    for profile in profiles(n=4, conditions=condition, onset_age="14-20"):
        assert_valid(profile)
        assert 14 <= profile.facts["onset_age"] <= 20


NEED_YEARS_OR_YOUTH = ("pdd", "cyclothymic", "ppd")
AGES = ("18-19", "20-50", "45-60", "50-51", "61-61")
ONSETS = ("1-12", "18-60", "45-52", "50-51", "51-90")


@pytest.mark.parametrize("seed", range(9))
def test_what_is_found_feasible_is_planned(seed):
    rng = random.Random(seed)
    first, second = rng.choice(NEED_YEARS_OR_YOUTH), rng.choice(DISORDERS)
    request = {"n": 3, "seed": seed, "conditions": {first: 1}}
    if first != second:
        request["conditions"] = {first: 2, second: 1}
    if rng.random() < 0.5 and first == "ppd":
        request["comorbid"] = {"ppd+gad": 1.0}
    request |= {"age": rng.choice(AGES), "onset_age": rng.choice(ONSETS)}
    found = checked(**request)
    asked = request if found.feasible else dict(found.nearest or {})
    for profile in profiles(**asked):
        assert_valid(profile)
        assert profile.facts.get("onset_age", 0) <= profile.patient.age
