"""Severity: every condition is planned in every severity, and shows it."""

import pytest

from knowledge.profile import SEVERITIES
from tests.knowledge.patients import (
    CONTROLS,
    DISORDERS,
    KNOWLEDGE,
    assert_valid,
    present,
    profiles,
)


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("name", DISORDERS)
def test_every_disorder_is_planned_in_every_severity_and_shows_it(name, severity):
    basis = KNOWLEDGE.disorders[name].severity
    for profile in profiles(n=4, conditions=name, severity=severity):
        assert_valid(profile)
        assert profile.severity == severity
        if basis.counted:
            low, high = basis.counts[severity]
            assert low <= len(present(profile) & set(basis.counted)) <= high
        if basis.fact:
            low, high = basis.ranges[severity]
            assert low <= profile.facts[basis.fact] <= high
        elif basis.function:
            assert profile.facts["functional_band"] == severity


@pytest.mark.parametrize("name", CONTROLS)
def test_every_negative_control_is_planned_without_severity(name):
    for profile in profiles(n=6, conditions=name):
        assert profile.severity is None
        assert_valid(profile)


def test_severity_shows_in_the_strength_of_symptoms():
    def mean(severity):
        chosen = profiles(n=40, conditions="ptsd", severity=severity)
        steps = [s.severity for p in chosen for s in p.symptoms.values() if s.severity]
        return sum(steps) / len(steps)

    assert mean("mild") < 1.5 < mean("moderate") < 2.5 < mean("severe")
