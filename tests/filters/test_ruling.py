"""Rules judged on what was told: whom a silence is held against, and whom a symptom gives away."""

from typing import Any

from filters.ruling import further_diagnoses, shortfalls
from knowledge.base import load_knowledge
from knowledge.criteria import diagnoses
from knowledge.profile import Profile
from knowledge.profile_file import parse_profile

LOW = ("low_mood", "anhedonia", "sleep_change", "fatigue", "poor_concentration")
UNTOUCHED = (
    "appetite_weight_change",
    "psychomotor_change",
    "worthless_guilt",
    "poor_concentration",
    "death_suicide_thoughts",
    "distress_impairment",
)
WITHHELD = {"state": "present", "expression": "withheld"}


def depressed(**symptoms: Any) -> Profile:
    """Five signs of a low and its cost; the high is ruled out."""
    plan = dict.fromkeys((*LOW, "distress_impairment"), "present")
    return parse_profile(
        {
            "condition": "mdd",
            "symptoms": {**plan, "increased_energy": "absent", **symptoms},
            "facts": {"mde_duration_days": 40},
        }
    )


def below_threshold() -> Profile:
    """Two signs of a low, all facts of an episode, nobody's diagnosis."""
    return parse_profile(
        {
            "condition": "subthreshold_depression",
            "symptoms": {
                "low_mood": "present",
                "fatigue": "present",
                "increased_energy": "absent",
                **dict.fromkeys(UNTOUCHED, "absent"),
            },
            "facts": {"mde_duration_days": 40},
        }
    )


def test_a_rule_that_is_told_has_no_shortfall():
    knowledge = load_knowledge()
    assert diagnoses(depressed(), knowledge) == ("mdd",)
    assert shortfalls(depressed(), (), knowledge) == ()


def test_one_symptom_too_few_is_counted():
    found = shortfalls(depressed(), ("fatigue",), load_knowledge())
    assert [item.line() for item in found] == ["rule of mdd: 4 of 5 symptoms heard"]


def test_one_symptom_more_than_needed_may_be_missed():
    profile = depressed(worthless_guilt="present")
    assert shortfalls(profile, ("fatigue",), load_knowledge()) == ()


def test_a_symptom_the_rule_cannot_do_without_is_named():
    found = shortfalls(depressed(), ("distress_impairment",), load_knowledge())
    assert [item.line() for item in found] == ["rule of mdd: distress_impairment not heard"]


def test_what_the_plan_withholds_is_not_held_against_the_words():
    profile = depressed(fatigue=WITHHELD)
    assert shortfalls(profile, (), load_knowledge()) == ()
    found = shortfalls(profile, ("sleep_change",), load_knowledge())
    assert [item.line() for item in found] == [
        "rule of mdd: 4 of 5 symptoms heard (1 of them planned unsaid)"
    ]


def test_a_plan_that_meets_no_rule_cannot_fall_short_of_it():
    profile = parse_profile({"condition": "mdd", "symptoms": {"fatigue": "present"}})
    assert shortfalls(profile, ("fatigue",), load_knowledge()) == ()


def test_a_control_falls_short_of_its_own_rule_only():
    profile = below_threshold()
    found = shortfalls(profile, ("fatigue",), load_knowledge())
    assert {item.condition for item in found} == {"subthreshold_depression"}


def test_the_plans_own_way_through_a_rule_is_the_one_to_be_heard():
    signs = ("grandiosity", "talkative", "racing_thoughts", "high_marked_impairment")
    profile = parse_profile(
        {
            "condition": "bipolar1",
            "symptoms": dict.fromkeys((*signs, "mood_elevated", "increased_energy"), "present"),
            "facts": {"high_duration_days": 9},
        }
    )
    knowledge = load_knowledge()
    assert "bipolar1" in diagnoses(profile, knowledge)
    lines = [item.line() for item in shortfalls(profile, ("talkative",), knowledge)]
    assert lines == ["rule of bipolar1: 2 of 3 symptoms heard"]


def test_a_control_that_tells_a_whole_episode_meets_it():
    heard = ("low_mood", "fatigue")
    told = ("anhedonia", "worthless_guilt", "poor_concentration", "distress_impairment")
    knowledge = load_knowledge()
    assert further_diagnoses(below_threshold(), heard, told, knowledge) == ("mdd",)
    assert further_diagnoses(below_threshold(), heard, told[:2], knowledge) == ()


def test_what_the_plan_leaves_open_is_never_met():
    told = ("anhedonia", "worthless_guilt", "poor_concentration", "distress_impairment")
    open_facts = parse_profile({"symptoms": {"low_mood": "present", "fatigue": "present"}})
    assert further_diagnoses(open_facts, ("low_mood", "fatigue"), told, load_knowledge()) == ()


def test_ones_own_diagnoses_and_what_they_replace_are_no_surprise():
    profile = depressed()
    told = ("worthless_guilt", "psychomotor_change")
    assert further_diagnoses(profile, LOW, told, load_knowledge()) == ()


def test_the_over_endorser_may_meet_anything():
    profile = parse_profile(
        {
            "condition": "malingered_or_over_endorsed",
            "symptoms": {"low_mood": "present", "increased_energy": "absent"},
            "facts": {"mde_duration_days": 40},
        }
    )
    told = (*LOW[1:], "distress_impairment")
    assert further_diagnoses(profile, ("low_mood",), told, load_knowledge()) == ()
