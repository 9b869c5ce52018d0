"""Who gave birth: nobody else is planned with what only mothers have."""

import pytest

from knowledge.planning.place import CHILDBEARING
from tests.knowledge.patients import assert_refused_with_a_feasible_nearest, profiles


def test_a_patient_with_postpartum_depression_is_never_a_man_and_at_most_fifty():
    chosen = profiles(
        n=60,
        conditions={"ppd": 0.4, "baby_blues": 0.2, "mdd": 0.4},
        gender={"woman": 0.6, "man": 0.3, "nonbinary": 0.1},
        age={"18-29": 0.3, "40-60": 0.6, "61-90": 0.1},
    )
    assert sum(p.patient.gender == "man" for p in chosen) == 18
    assert sum(p.patient.age >= 61 for p in chosen) == 6
    for profile in chosen:
        if profile.condition != "mdd":
            assert profile.patient.gender != "man"
            assert CHILDBEARING[0] <= profile.patient.age <= CHILDBEARING[1]


def test_postpartum_depression_as_a_second_diagnosis_is_no_mans_either():
    chosen = profiles(
        n=40, conditions="gad", comorbid={"gad+ppd": 0.5}, gender={"woman": 0.5, "man": 0.5}
    )
    mothers = [p for p in chosen if p.comorbid]
    assert len(mothers) == 20
    assert all(p.patient.gender == "woman" and p.patient.age <= 50 for p in mothers)


def test_unnamed_ages_and_genders_leave_out_what_cannot_be():
    for profile in profiles(n=40, conditions="ppd"):
        assert (profile.patient.gender, profile.patient.age <= 50) == ("woman", True)


def test_more_men_than_there_is_room_for_beside_mothers_are_refused():
    found, nearest = assert_refused_with_a_feasible_nearest(
        n=20, conditions={"ppd": 0.5, "mdd": 0.5}, gender={"man": 0.7, "woman": 0.3}
    )
    reason = next(text for text in found.reasons if text.startswith("gender.man"))
    assert "asked of 14 of 20 patients, possible at most 10" in reason
    assert nearest.gender == {"man": 0.5, "woman": 0.5}


@pytest.mark.parametrize("change", [{"gender": "man"}, {"age": "60-90"}], ids=["men", "over sixty"])
@pytest.mark.parametrize(
    "conditions", ["ppd", {"ppd": 0.5, "mdd": 0.5}], ids=["ppd alone", "ppd beside mdd"]
)
def test_mothers_who_are_men_or_over_sixty_are_refused(conditions, change):
    found, _ = assert_refused_with_a_feasible_nearest(n=10, conditions=conditions, **change)
    assert "ppd" in found.reasons[0]


@pytest.mark.parametrize(
    "asked",
    [{"conditions": "ppd"}, {"conditions": "gad", "comorbid": {"gad+ppd": 1.0}}],
    ids=["ppd", "ppd as the second"],
)
def test_an_onset_after_the_last_age_of_a_birth_is_refused(asked):
    found, _ = assert_refused_with_a_feasible_nearest(n=8, age="45-60", onset_age="51-60", **asked)
    assert "ppd" in found.reasons[0] and found.reasons[0].startswith("onset_age")


def test_an_onset_band_that_begins_by_the_last_age_of_a_birth_is_cut_there():
    for profile in profiles(n=8, conditions="ppd", age="45-60", onset_age="49-60"):
        assert profile.facts["onset_age"] <= profile.patient.age <= CHILDBEARING[1]
