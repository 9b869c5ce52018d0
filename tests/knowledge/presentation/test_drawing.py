"""Presentations: what was wanted holds, what was not does not, and life has room for it."""

import random
from dataclasses import replace
from types import MappingProxyType

import pytest

from knowledge.criteria import diagnoses
from knowledge.presentation.circumstances import DAYS_A_YEAR, FIRST_MEMORY
from knowledge.presentation.drawing import draw_presentation
from knowledge.presentation.wanted import NoPresentation, Wanted
from knowledge.profile import SEVERITIES, Profile, Symptom
from tests.knowledge.patients import CONTROLS, DISORDERS, KNOWLEDGE, assert_valid

MDD = Wanted(conditions=("mdd",), severity="moderate")


def drawn(wanted, seed=0, **years):
    return draw_presentation(wanted, random.Random(seed), KNOWLEDGE, **years)


def profile_of(wanted, shown):
    """The profile with these symptoms, the first nine of them heard."""
    symptoms = {
        name: Symptom(state="present", expression="explicit" if place < 9 else "withheld")
        for place, name in enumerate(shown.present)
    }
    symptoms |= {name: Symptom(state="absent") for name in shown.absent}
    return Profile(
        condition=wanted.conditions[0],
        comorbid=wanted.conditions[1:],
        severity=wanted.severity,
        specifiers=tuple(sorted(wanted.specifiers)),
        symptoms=MappingProxyType(symptoms),
        facts=MappingProxyType(shown.facts),
    )


@pytest.mark.parametrize("name", DISORDERS)
def test_exactly_the_wanted_disorder_holds(name):
    for seed in range(3):
        wanted = Wanted(conditions=(name,), severity=SEVERITIES[seed])
        assert_valid(profile_of(wanted, drawn(wanted, seed)))


@pytest.mark.parametrize("name", CONTROLS)
def test_a_negative_control_meets_its_own_rule_and_no_disorder(name):
    wanted = Wanted(conditions=(name,), severity=None)
    for seed in range(3):
        assert_valid(profile_of(wanted, drawn(wanted, seed)))


@pytest.mark.parametrize("pair", [("mdd", "gad"), ("ptsd", "aud"), ("schizophrenia", "ptsd")])
def test_exactly_the_two_wanted_disorders_hold(pair):
    for seed in range(5):
        wanted = Wanted(conditions=pair, severity="moderate")
        shown = drawn(wanted, seed)
        assert diagnoses(profile_of(wanted, shown), KNOWLEDGE) == tuple(sorted(pair))


def test_the_same_draw_gives_the_same_presentation_and_another_another():
    assert drawn(MDD, 4) == drawn(MDD, 4)
    assert len({drawn(MDD, seed).present for seed in range(10)}) > 5


def test_symptoms_are_told_apart_and_what_a_rule_needs_is_marked():
    for seed in range(10):
        shown = drawn(replace(MDD, present=frozenset({"sleep_onset"})), seed)
        assert len(set(shown.present)) == len(shown.present)
        assert not set(shown.present) & set(shown.absent)
        assert {"sleep_onset", "distress_impairment"} <= shown.essential <= set(shown.present)


@pytest.mark.parametrize("symptom", ["sleep_onset", "low_mood", "suicide_plan_intent"])
def test_a_wanted_symptom_is_present_and_an_unwanted_one_denied(symptom):
    for seed in range(5):
        assert symptom in drawn(replace(MDD, present=frozenset({symptom})), seed).present
        assert symptom in drawn(replace(MDD, absent=frozenset({symptom})), seed).absent


@pytest.mark.parametrize(
    "wanted",
    [
        replace(MDD, absent=frozenset({"distress_impairment"})),
        replace(MDD, absent=frozenset({"low_mood", "anhedonia"})),
        replace(MDD, absent=frozenset({"sleep_onset"}), present=frozenset({"sleep_onset"})),
        replace(MDD, conditions=("mdd", "bipolar1")),
        replace(MDD, conditions=("aud", "oud")),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_reason(wanted):
    with pytest.raises(NoPresentation, match=r"\w+"):
        drawn(wanted)


@pytest.mark.parametrize("name", ["mdd", "bipolar2", "bipolar1", "cyclothymic", "pdd"])
def test_a_specifier_holds_or_does_not_as_wanted(name):
    specifier = frozenset({"anxious_distress"})
    rule = KNOWLEDGE.judge_of(KNOWLEDGE.specifiers["anxious_distress"].rule)
    wanted = Wanted(conditions=(name,), severity="moderate")
    for part, holds in (("specifiers", True), ("without", False)):
        shown = drawn(replace(wanted, **{part: specifier}))
        known = dict.fromkeys(shown.absent, False)
        for symptom in shown.absent:
            known |= dict.fromkeys(KNOWLEDGE.narrower[symptom], False)
        for symptom in shown.present:
            known |= dict.fromkeys((symptom, *KNOWLEDGE.wider[symptom]), True)
        assert rule(known, shown.facts) is holds


@pytest.mark.parametrize("name", [*DISORDERS, *CONTROLS])
def test_nothing_lasts_longer_than_since_childhood(name):
    severity = "moderate" if name in DISORDERS else None
    for age in (18, 30):
        shown = drawn(Wanted(conditions=(name,), severity=severity), age=age)
        for fact, value in shown.facts.items():
            if fact.endswith(("_days", "_months")) and not isinstance(value, bool | str):
                unit = DAYS_A_YEAR if fact.endswith("_days") else 12
                assert value <= (age - FIRST_MEMORY) * unit, fact
            if fact.endswith("_since_age"):
                assert value <= age, fact


@pytest.mark.parametrize("name", ["gad", "insomnia", "ptsd", "social_anxiety", "mdd"])
def test_nothing_lasts_longer_than_since_the_onset(name):
    for seed in range(5):
        shown = drawn(Wanted(conditions=(name,), severity="mild"), seed, age=40, onset_age=38)
        assert shown.facts["onset_age"] == 38
        for fact, value in shown.facts.items():
            if fact.endswith("_duration_days"):
                assert value <= 3 * DAYS_A_YEAR, fact


def test_an_onset_that_leaves_no_time_for_the_rule_is_refused():
    with pytest.raises(NoPresentation):
        drawn(Wanted(conditions=("pdd",), severity="mild"), age=40, onset_age=40)


def test_a_plan_to_die_is_never_left_open():
    for name in DISORDERS:
        shown = drawn(Wanted(conditions=(name,), severity="moderate"))
        assert "suicide_plan_intent" in {*shown.present, *shown.absent}
