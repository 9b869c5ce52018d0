"""Onsets: none after the age, and refused where there is no room for them."""

import pytest

from tests.knowledge.patients import assert_refused_with_a_feasible_nearest


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
