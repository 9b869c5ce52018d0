"""Symptoms asked of a share: exact, absent in the rest, refused out of reach."""

from collections import Counter

from tests.knowledge.patients import assert_refused_with_a_feasible_nearest, assert_valid, profiles


def test_a_symptom_share_is_exact_and_absent_in_the_rest():
    chosen = profiles(
        n=50, conditions={"mdd": 0.5, "gad": 0.5}, symptoms={"sleep_onset": 0.34, "low_mood": 0.5}
    )
    for symptom, count in {"sleep_onset": 17, "low_mood": 25}.items():
        states = Counter(profile.symptoms[symptom].state for profile in chosen)
        assert states == {"present": count, "absent": 50 - count}
        assert all(p.symptoms[symptom].expression != "withheld" for p in chosen)
    for profile in chosen:
        assert_valid(profile)


def test_a_symptom_share_that_a_rule_forbids_is_refused_with_the_nearest():
    found, _ = assert_refused_with_a_feasible_nearest(
        n=10, conditions="mdd", symptoms={"distress_impairment": 0.5}
    )
    assert "10 to 10" in found.reasons[0]


def test_a_symptom_share_out_of_reach_is_refused_with_what_is_in_reach():
    found, nearest = assert_refused_with_a_feasible_nearest(
        n=20, conditions={"mdd": 0.5, "shyness": 0.5}, symptoms={"distress_impairment": 0.9}
    )
    assert found.reasons == (
        "symptoms.distress_impairment: asked of 18 of 20 patients, possible 10 to 10",
    )
    assert nearest.symptoms == {"distress_impairment": 0.5}
