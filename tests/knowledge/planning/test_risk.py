"""Levels of risk: what they force on a patient and what they forbid."""

import pytest

from knowledge.planning.risk import RISK_SYMPTOMS
from tests.knowledge.patients import DISORDERS, assert_valid, present, profiles


@pytest.mark.parametrize("level", sorted(RISK_SYMPTOMS))
@pytest.mark.parametrize("name", DISORDERS)
def test_a_risk_level_forces_and_denies_its_symptoms(name, level):
    forced, denied = RISK_SYMPTOMS[level]
    for profile in profiles(n=2, conditions=name, risk_level=level):
        assert profile.risk_level == level
        assert forced <= present(profile)
        assert denied <= set(profile.denied())
        assert all(profile.symptoms[symptom].expression != "withheld" for symptom in forced)
        assert_valid(profile)


@pytest.mark.parametrize(
    ("level", "there", "not_there"),
    [
        ("none", (), ("death_suicide_thoughts", "suicide_plan_intent", "suicide_attempt_history")),
        ("low", ("death_suicide_thoughts",), ("suicide_plan_intent", "suicide_attempt_history")),
        ("moderate", ("death_suicide_thoughts", "suicide_attempt_history"),
         ("suicide_plan_intent",)),
        ("high", ("suicide_plan_intent",), ()),
    ],
)  # fmt: skip
def test_risk_levels_go_by_thoughts_attempts_and_plans(level, there, not_there):
    for profile in profiles(n=8, conditions={"mdd": 0.5, "bpd": 0.5}, risk_level=level):
        assert set(there) <= present(profile)
        assert not set(not_there) & present(profile)


def test_nobody_is_left_open_about_a_plan_to_die():
    for profile in profiles(n=40, conditions={"mdd": 0.5, "schizophrenia": 0.5}):
        assert profile.symptoms["suicide_plan_intent"].state == "absent"
