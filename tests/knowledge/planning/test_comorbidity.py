"""Second diagnoses: pairs that go together, and pairs that are refused."""

from collections import Counter

import pytest

from knowledge.criteria import diagnoses
from knowledge.errors import GateRefused
from knowledge.planning.feasibility import feasibility_json
from tests.knowledge.patients import (
    KNOWLEDGE,
    assert_refused_with_a_feasible_nearest,
    assert_valid,
    planned,
    profiles,
    recorded_pairs,
)

DROPPED = [(a, b) for a, names in sorted(KNOWLEDGE.precedence.items()) for b in names]


@pytest.mark.parametrize(("first", "second"), recorded_pairs())
def test_two_disorders_that_may_go_together_do(first, second):
    chosen = profiles(n=10, conditions=first, comorbid={f"{first}+{second}": 0.3})
    assert Counter(profile.comorbid for profile in chosen) == {(): 7, (second,): 3}
    for profile in chosen:
        assert_valid(profile)


@pytest.mark.parametrize(("winner", "loser"), DROPPED)
def test_a_pair_of_which_one_replaces_the_other_is_refused(winner, loser):
    for first, second in ((winner, loser), (loser, winner)):
        found, _ = assert_refused_with_a_feasible_nearest(
            n=10, conditions=first, comorbid={f"{first}+{second}": 0.5}
        )
        assert f"where {winner} is met, {loser} is not coded" in found.reasons[0]


@pytest.mark.parametrize(("first", "second"), [("aud", "oud"), ("oud", "aud")])
def test_two_substances_in_one_patient_are_refused(first, second):
    found, _ = assert_refused_with_a_feasible_nearest(
        n=10, conditions=first, comorbid={f"{first}+{second}": 0.5}
    )
    assert found.reasons[0].startswith(f"{first} with {second}: no patient can meet both rules")


@pytest.mark.parametrize(("first", "second"), [("mdd", "bipolar1"), ("bipolar1", "mdd")])
def test_depression_beside_mania_is_refused_and_the_nearest_request_works(first, second):
    pairs = {f"{first}+{second}": 0.5}
    request = {"n": 10, "conditions": first, "comorbid": pairs, "exact": ["comorbid"]}
    with pytest.raises(GateRefused, match="bipolar1.*nearest"):
        planned(**request)
    found, _ = assert_refused_with_a_feasible_nearest(**request)
    assert "bipolar1" in feasibility_json(found)["reasons"][0]


def test_a_pair_that_can_be_had_is_kept_beside_one_that_cannot():
    _, nearest = assert_refused_with_a_feasible_nearest(
        n=10, conditions="mdd", comorbid={"mdd+bipolar1": 0.2, "mdd+gad": 0.3}
    )
    assert nearest.comorbid == {"mdd+gad": 0.3}


def test_more_second_diagnoses_than_patients_are_refused():
    found, nearest = assert_refused_with_a_feasible_nearest(
        n=20, conditions="mdd", comorbid={"mdd+gad": 0.7, "mdd+ptsd": 0.6}
    )
    assert "comorbid shares of mdd add up to 1.3" in found.reasons[0]
    assert sum(nearest.comorbid.values()) == pytest.approx(1, abs=1e-4)


def test_a_pair_asked_of_nobody_stays_so_beside_too_many_others():
    _, nearest = assert_refused_with_a_feasible_nearest(
        n=20, conditions="mdd", comorbid={"mdd+gad": 0.7, "mdd+ptsd": 0.6, "mdd+ocd": 0.0}
    )
    assert nearest.comorbid["mdd+ocd"] == 0


def test_the_recorded_rate_of_a_pair_is_planned():
    chosen = profiles(n=100, conditions="schizophrenia", comorbid={"schizophrenia+ptsd": "rate"})
    assert Counter(p.comorbid for p in chosen) == {("ptsd",): 29, (): 71}


def test_a_thousand_patients_keep_the_share_of_a_pair():
    chosen = profiles(n=1000, conditions={"mdd": 0.6, "gad": 0.4}, comorbid={"mdd+gad": 0.3})
    pairs = Counter(diagnoses(profile, KNOWLEDGE) for profile in chosen)
    assert pairs == {("gad", "mdd"): 180, ("mdd",): 420, ("gad",): 400}
