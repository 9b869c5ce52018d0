"""Specifiers: exactly the asked number has one, and nobody is left open."""

from collections import Counter

import pytest

from knowledge.criteria import Verdict3, evaluate
from tests.knowledge.patients import (
    DISORDERS,
    KNOWLEDGE,
    assert_refused_with_a_feasible_nearest,
    assert_valid,
    checked,
    planned,
    profiles,
)

SPECIFIERS = [
    (name, specifier)
    for name in DISORDERS
    for specifier in KNOWLEDGE.disorders[name].specifiers
    if KNOWLEDGE.specifiers[specifier].rule is not None
]


@pytest.mark.parametrize(("name", "specifier"), SPECIFIERS)
def test_exactly_the_asked_number_meets_the_rule_of_a_specifier(name, specifier):
    rule = KNOWLEDGE.specifiers[specifier].rule
    request = {"n": 10, "conditions": name, "specifiers": {f"{name}+{specifier}": 0.3}}
    if not checked(**request).feasible:
        pytest.skip("refused, with a nearest: see the test after this one")
    chosen = profiles(**request)
    assert Counter(p.specifiers for p in chosen) == {(specifier,): 3, (): 7}
    for profile in chosen:
        verdict = evaluate(rule, profile, KNOWLEDGE)
        assert (verdict is Verdict3.MET) == bool(profile.specifiers)
        if specifier != "peripartum_onset":  # a date of birth cannot be denied
            assert verdict is not Verdict3.UNDETERMINED
        assert_valid(profile)


@pytest.mark.parametrize(("name", "specifier"), SPECIFIERS)
def test_a_specifier_that_is_found_feasible_can_be_planned(name, specifier):
    request = {"n": 4, "conditions": name, "specifiers": {f"{name}+{specifier}": 0.5}}
    if checked(**request).feasible:
        assert len(planned(**request)) == 4
    else:
        assert_refused_with_a_feasible_nearest(**request)


def test_two_specifiers_go_together_in_some_patients():
    chosen = profiles(
        n=20,
        conditions="ptsd",
        specifiers={"ptsd+dissociative_ptsd": 0.5, "ptsd+delayed_expression": 0.5},
    )
    assert sum("dissociative_ptsd" in p.specifiers for p in chosen) == 10
    assert sum("delayed_expression" in p.specifiers for p in chosen) == 10
    for profile in chosen:
        assert_valid(profile)


def test_the_recorded_rate_of_a_specifier_is_planned():
    chosen = profiles(n=500, conditions="mdd", specifiers={"mdd+anxious_distress": "rate"})
    assert Counter(p.specifiers for p in chosen) == {("anxious_distress",): 373, (): 127}
