"""Cohorts: exact margins, valid patients, refusals with the nearest request."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge.assignment import CHILDBEARING, RISKS
from knowledge.cohort import parse_spec, read_spec
from knowledge.criteria import Verdict3, diagnoses, evaluate
from knowledge.errors import GateRefused
from knowledge.planner import check, feasibility_json, plan
from knowledge.quota import largest_remainder
from tests.knowledge.patients import (
    CONTROLS,
    DISORDERS,
    KNOWLEDGE,
    SEVERITIES,
    assert_refused_with_a_feasible_nearest,
    assert_valid,
    band_of,
    checked,
    planned,
    present,
    profiles,
    recorded_pairs,
    shares,
)

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "cohorts").glob("*.yaml"))
ONLY_OF_THE_ILL = ("severity", "risk_level")
DROPPED = [(a, b) for a, names in sorted(KNOWLEDGE.precedence.items()) for b in names]
SPECIFIERS = [
    (name, specifier)
    for name in DISORDERS
    for specifier in KNOWLEDGE.disorders[name].specifiers
    if KNOWLEDGE.specifiers[specifier].rule is not None
]


def found_values(dimension, asked, chosen):
    """What each patient has of a dimension."""
    read = {
        "conditions": lambda p: p.condition,
        "severity": lambda p: p.severity,
        "risk_level": lambda p: p.risk_level,
        "age": lambda p: band_of(p.patient.age, asked),
        "gender": lambda p: p.patient.gender,
        "culture": lambda p: p.patient.culture or "unstated",
        "modality": lambda p: p.session.modality,
        "register": lambda p: p.session.register,
        "stance": lambda p: p.session.stance,
        "style": lambda p: p.session.style,
    }[dimension]
    return [read(profile) for profile in chosen]


# Margins.


@settings(max_examples=20, deadline=None)
@given(
    st.integers(1, 40),
    st.integers(0, 99),
    shares([*DISORDERS, *CONTROLS], most=8),
    st.fixed_dictionaries(
        {"severity": shares(SEVERITIES)},
        optional={
            "age": shares(["18-29", "30-59", "60-90"]),
            "gender": shares(["woman", "man", "nonbinary"]),
            "culture": shares(["unstated", "military", "korean"]),
            "modality": shares(["intake", "cbt", "mi"]),
            "register": shares(["transcript_edited", "asr", "chat"]),
            "stance": shares(["cooperative", "guarded", "hostile"]),
            "style": shares(["plain", "verbose", "reserved"]),
            "risk_level": shares(["none", "low"]),
        },
    ),
)
def test_every_named_margin_is_exact_and_every_patient_valid(n, seed, conditions, dimensions):
    spec = parse_spec({"n": n, "seed": seed, "conditions": conditions, **dimensions})
    found = check(spec, KNOWLEDGE)
    if not found.feasible:  # a parent of sixty, say: the nearest request is met exactly
        assume(found.nearest is not None)
        spec = parse_spec(dict(found.nearest))
    cohort = plan(spec, KNOWLEDGE)
    chosen = [item.profile for item in cohort]
    ill = [profile for profile in chosen if profile.condition in KNOWLEDGE.disorders]
    for name in ("conditions", *dimensions):
        asked = spec.dimension(name)
        if not asked:  # the nearest request leaves out what nobody in it can have
            continue
        whom = ill if name in ONLY_OF_THE_ILL else chosen
        counts = (spec.condition_counts() if name == "conditions" else None) or largest_remainder(
            asked, len(whom)
        )
        wanted = {value: count for value, count in counts.items() if count}
        assert Counter(found_values(name, asked, whom)) == wanted, name
    for profile in chosen:
        assert_valid(profile)
    assert [item.patient_id for item in cohort] == [f"p{i:04d}" for i in range(1, n + 1)]


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 30), shares(["20-29", "40-59"]), shares(["8-14", "15-20"]))
def test_the_margin_of_onset_age_is_exact_and_no_onset_lies_after_the_age(n, age, onset_age):
    chosen = profiles(n=n, conditions={"mdd": 0.6, "gad": 0.4}, age=age, onset_age=onset_age)
    found = Counter(band_of(p.facts["onset_age"], onset_age, youngest=1) for p in chosen)
    assert found == {k: v for k, v in largest_remainder(onset_age, n).items() if v}
    for profile in chosen:
        assert profile.facts["onset_age"] <= profile.patient.age
        assert_valid(profile)


def test_an_onset_is_raked_to_the_patients_old_enough_for_it():
    chosen = profiles(
        n=40,
        conditions="mdd",
        age={"18-29": 0.5, "60-79": 0.5},
        onset_age={"14-20": 0.5, "50-59": 0.5},
    )
    assert Counter(p.facts["onset_age"] >= 50 for p in chosen) == {True: 20, False: 20}
    assert all(p.patient.age >= 60 for p in chosen if p.facts["onset_age"] >= 50)


def test_negative_controls_have_no_severity_no_risk_level_and_no_onset():
    chosen = profiles(
        n=20,
        conditions={"shyness": 0.5, "mdd": 0.5},
        severity={"mild": 0.5, "severe": 0.5},
        risk_level={"none": 0.5, "low": 0.5},
        onset_age={"10-17": 1.0},
    )
    for profile in chosen:
        ill = profile.condition == "mdd"
        assert (profile.severity is not None, profile.risk_level is not None) == (ill, ill)
        assert ("onset_age" in profile.facts) is ill
    assert Counter(p.severity for p in chosen) == {"mild": 5, "severe": 5, None: 10}


# Every condition in every severity.


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


# Two disorders.


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


# Birth parents.


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


# Other refusals.


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


# Unnamed dimensions and recorded rates.


@pytest.mark.parametrize("seed", [0, 1])
def test_gender_and_severity_of_depression_follow_its_verified_figures(seed):
    figures = {
        row.name: row.value for row in KNOWLEDGE.disorders["mdd"].epidemiology if row.verified
    }
    chosen = profiles(n=1000, seed=seed, conditions="mdd")
    severities = Counter(p.severity for p in chosen)
    assert severities["moderate"] == pytest.approx(1000 * figures["share_moderate"], abs=1)
    assert severities["severe"] == pytest.approx(1000 * figures["share_severe"], abs=1)
    genders = Counter(p.patient.gender for p in chosen)
    odds = figures["odds_ratio_men"]
    assert genders["man"] == pytest.approx(1000 * odds / (1 + odds), abs=1)
    assert genders["man"] + genders["woman"] == 1000


@pytest.mark.parametrize("name", ["gad", "panic", "social_anxiety"])
def test_other_disorders_follow_the_defaults(name):
    chosen = profiles(n=200, conditions=name)
    assert Counter(p.severity for p in chosen) == {"mild": 50, "moderate": 100, "severe": 50}
    assert Counter(p.patient.gender for p in chosen) == {"woman": 100, "man": 100}
    assert {(p.session.stance, p.session.style) for p in chosen} == {("cooperative", "plain")}
    assert {p.session.register for p in chosen} == {"transcript_edited"}
    bands = dict.fromkeys(("18-29", "30-44", "45-59", "60-79"), 0.25)
    assert Counter(band_of(p.patient.age, bands) for p in chosen) == dict.fromkeys(bands, 50)


def test_depression_keeps_its_figures_beside_another_disorder():
    chosen = profiles(n=600, conditions={"mdd": 0.5, "gad": 0.5})
    men = Counter(p.condition for p in chosen if p.patient.gender == "man")
    assert men["mdd"] == pytest.approx(100, abs=1)
    assert men["gad"] == pytest.approx(150, abs=1)


def test_a_named_gender_margin_keeps_the_verified_odds_ratio():
    chosen = profiles(n=600, conditions={"mdd": 0.5, "gad": 0.5}, gender={"woman": 0.5, "man": 0.5})
    cells = Counter((p.condition, p.patient.gender) for p in chosen)
    assert cells["mdd", "man"] + cells["gad", "man"] == 300
    odds = (cells["mdd", "man"] * cells["gad", "woman"]) / (
        cells["mdd", "woman"] * cells["gad", "man"]
    )
    assert odds == pytest.approx(0.5, rel=0.03)


def test_the_recorded_rate_of_a_pair_is_planned():
    chosen = profiles(n=100, conditions="schizophrenia", comorbid={"schizophrenia+ptsd": "rate"})
    assert Counter(p.comorbid for p in chosen) == {("ptsd",): 29, (): 71}


def test_the_recorded_rate_of_a_specifier_is_planned():
    chosen = profiles(n=500, conditions="mdd", specifiers={"mdd+anxious_distress": "rate"})
    assert Counter(p.specifiers for p in chosen) == {("anxious_distress",): 373, (): 127}


# Specifiers and risk.


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


@pytest.mark.parametrize("level", sorted(RISKS))
@pytest.mark.parametrize("name", DISORDERS)
def test_a_risk_level_forces_and_denies_its_symptoms(name, level):
    forced, denied = RISKS[level]
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


# What else is asked.


def test_the_same_seed_gives_the_same_plan_and_another_seed_another():
    request = {
        "n": 30,
        "conditions": {"mdd": 0.5, "ptsd": 0.3, "shyness": 0.2},
        "symptoms": {"sleep_onset": 0.4},
        "sessions": 3,
        "arc": {"improving": 0.5, "drop_out": 0.5},
    }
    turned = {key: request[key] for key in reversed(request)}
    turned["conditions"] = {"shyness": 0.2, "ptsd": 0.3, "mdd": 0.5}
    assert planned(**request, seed=3) == planned(**turned, seed=3)
    assert planned(**request, seed=3) != planned(**request, seed=4)


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


def test_strata_add_up_and_go_by_the_verified_odds_ratio():
    found = checked(n=200, conditions={"ocd": 0.5, "gad": 0.5}, gender={"woman": 0.6, "man": 0.4})
    strata = feasibility_json(found)["strata"]
    assert sum(row["count"] for row in strata) == 200
    counts = {(row["condition"], row["gender"]): row["count"] for row in strata}
    assert abs(counts["ocd", "woman"] - 60) <= 1


def test_a_dimension_left_out_of_exact_is_drawn():
    request = {
        "n": 40,
        "conditions": {"mdd": 0.5, "gad": 0.5},
        "gender": {"woman": 0.5, "man": 0.5},
        "exact": ["conditions"],
    }
    cohorts = [profiles(**request, seed=seed) for seed in range(8)]
    assert len({sum(p.patient.gender == "woman" for p in chosen) for chosen in cohorts}) > 1
    assert {sum(p.condition == "mdd" for p in chosen) for chosen in cohorts} == {20}


def test_background_and_turns_are_as_asked():
    cohort = planned(n=20, conditions="ptsd", background={"veteran": 0.25}, turns=[20, 22])
    assert sum(item.profile.background["veteran"] for item in cohort) == 5
    assert {item.profile.session.turns for item in cohort} <= {20, 21, 22}


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_every_example_cohort_plans_its_number_of_patients(path):
    spec = read_spec(path)
    cohort = plan(spec, KNOWLEDGE)
    assert len({item.patient_id for item in cohort}) == spec.n
    assert len({item.profile_id for item in cohort}) == len(cohort)
    for item in cohort:
        if item.profile_id.endswith("-s1"):
            assert_valid(item.profile)


def test_a_thousand_patients_keep_the_share_of_a_pair():
    chosen = profiles(n=1000, conditions={"mdd": 0.6, "gad": 0.4}, comorbid={"mdd+gad": 0.3})
    pairs = Counter(diagnoses(profile, KNOWLEDGE) for profile in chosen)
    assert pairs == {("gad", "mdd"): 180, ("mdd",): 420, ("gad",): 400}


def test_a_refusal_is_one_line():
    with pytest.raises(GateRefused) as caught:
        planned(n=10, conditions="aud", comorbid={"aud+oud": 0.5})
    assert re.match(r"cohort not feasible: aud with oud.*nearest: ", str(caught.value))
    assert "\n" not in str(caught.value)


@given(st.integers(1, 500), shares(list("abcde")))
def test_largest_remainder_misses_no_share_by_a_whole_one(n, asked):
    counts = largest_remainder(asked, n)
    assert sum(counts.values()) == n
    assert all(abs(counts[name] - share * n) < 1 + 1e-9 for name, share in asked.items())
