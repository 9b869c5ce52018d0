"""Every one of the 32 disorders: its rule turns where it should, and falls with any one symptom."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base import load_knowledge
from knowledge.criteria import Verdict3, diagnoses, verdicts
from knowledge.profile import Profile, Symptom
from knowledge.profile_file import parse_profile
from knowledge.rule import All, Any_, AtLeast, FactNode, None_, Ref, SymptomNode

KNOWLEDGE = load_knowledge()
DISORDERS = sorted(KNOWLEDGE.disorders)
MET, NOT_MET, UNDETERMINED = Verdict3.MET, Verdict3.NOT_MET, Verdict3.UNDETERMINED
HARMLESS = {
    "mde_duration_days": 0, "high_duration_days": 0, "low_mood_duration_days": 0,
    "mood_share_of_illness": 0.0, "active_psychosis_days": 0, "total_illness_days": 0,
    "ptsd_duration_days": 0, "longest_well_gap_days": 400,
}  # fmt: skip

# disorder, present symptoms, facts, and one change of a fact that turns the verdict.
LOW = ("low_mood", "sleep_change", "fatigue", "poor_concentration", "worthless_guilt")
HIGH = ("increased_energy", "mood_elevated", "grandiosity", "less_need_sleep", "talkative")
CASES = [
    ("mdd", (*LOW, "distress_impairment"), {"mde_duration_days": 14}, {"mde_duration_days": 13}),
    ("pdd", ("low_mood_chronic", "fatigue", "hopelessness", "distress_impairment"),
     {"low_mood_duration_days": 730, "longest_well_gap_days": 61},
     {"longest_well_gap_days": 62}),
    ("bipolar1", (*HIGH, "high_marked_impairment"), {"high_duration_days": 7},
     {"high_duration_days": 6}),
    ("bipolar2", (*HIGH, *LOW, "observable_change", "distress_impairment"),
     {"high_duration_days": 4, "mde_duration_days": 14}, {"high_duration_days": 3}),
    ("cyclothymic", ("mood_swings_sub", "distress_impairment"),
     {"swings_duration_days": 730, "swings_share_of_time": 0.5, "longest_well_gap_days": 61},
     {"swings_share_of_time": 0.4}),
    ("gad", ("worry_excess", "worry_uncontrolled", "keyed_up", "fatigue", "muscle_tension",
             "distress_impairment"), {"worry_duration_days": 180, "worry_domains": 2},
     {"worry_duration_days": 179}),
    ("panic", ("panic_abrupt", "palpitations", "sweating", "trembling", "dizziness",
               "panic_unexpected", "panic_worry"), {"panic_worry_days": 30},
     {"panic_worry_days": 29}),
    ("agoraphobia", ("fear_transit", "fear_crowds", "escape_fear", "avoids_feared",
                     "fear_disproportion", "distress_impairment"), {"fear_duration_days": 180},
     {"fear_duration_days": 179}),
    ("social_anxiety", ("fear_scrutiny", "fear_show_anxiety", "fear_immediate", "avoids_feared",
                        "fear_disproportion", "distress_impairment"),
     {"fear_duration_days": 180}, {"fear_duration_days": 100}),
    ("specific_phobia", ("fear_specific", "fear_immediate", "avoids_feared",
                         "fear_disproportion", "distress_impairment"),
     {"fear_duration_days": 180}, {"fear_duration_days": 30}),
    ("ocd", ("obsessions", "time_consuming"), {}, None),
    ("bdd", ("appearance_preoccupation", "appearance_rituals", "distress_impairment"), {}, None),
    ("ptsd", ("trauma_exposure", "flashbacks", "avoid_reminders", "negative_beliefs",
              "detachment", "startle", "hypervigilance", "distress_impairment"),
     {"ptsd_duration_days": 31}, {"ptsd_duration_days": 30}),
    ("acute_stress", ("trauma_exposure", "intrusive_memories", "trauma_nightmares", "flashbacks",
                      "cue_distress", "unreality", "avoid_thoughts", "avoid_reminders",
                      "hypervigilance", "startle", "distress_impairment"),
     {"ptsd_duration_days": 30}, {"ptsd_duration_days": 2}),
    ("adjustment", ("stressor_identified", "out_of_proportion_reaction"),
     {"onset_days_after_stressor": 92}, {"onset_days_after_stressor": 93}),
    ("pgd", ("close_death", "yearning", "identity_loss", "disbelief", "grief_pain",
             "exceeds_cultural_norm", "distress_impairment"),
     {"months_since_death": 12, "grief_daily_days": 30}, {"months_since_death": 11}),
    ("schizophrenia", ("hallucinations", "delusions", "functional_decline"),
     {"active_psychosis_days": 30, "total_illness_days": 180, "mood_share_of_illness": 0.1},
     {"total_illness_days": 150}),
    ("schizoaffective", ("hallucinations", "delusions", *LOW, "distress_impairment"),
     {"active_psychosis_days": 30, "psychosis_without_mood_days": 14,
      "mood_share_of_illness": 0.6, "mde_duration_days": 14},
     {"psychosis_without_mood_days": 13}),
    ("brief_psychotic", ("delusions",), {"active_psychosis_days": 12, "full_return": True},
     {"active_psychosis_days": 31}),
    ("delusional", ("delusions", "odd_function_only"), {"active_psychosis_days": 30},
     {"active_psychosis_days": 29}),
    ("bpd", ("abandonment_fear", "unstable_relationships", "identity_disturbance", "emptiness",
             "intense_anger", "distress_impairment"), {"pattern_since_age": 25},
     {"pattern_since_age": 26}),
    ("adhd_adult", ("inatt_careless", "inatt_sustain", "inatt_listen", "inatt_finish",
                    "inatt_organise", "childhood_onset_signs", "two_settings",
                    "distress_impairment"), {"adhd_duration_days": 180},
     {"adhd_duration_days": 179}),
    ("autism_adult", ("social_reciprocity", "nonverbal_comm", "relationships_understanding",
                      "sameness", "sensory", "early_development", "distress_impairment"), {},
     None),
    ("anorexia", ("low_weight", "fear_weight_gain", "body_image_disturbance"), {}, None),
    ("bulimia", ("binge_eating", "compensation", "shape_self_worth"),
     {"binge_per_week": 1, "compensation_per_week": 1, "eating_duration_days": 90},
     {"eating_duration_days": 89}),
    ("binge_eating_disorder", ("binge_eating", "eat_fast", "eat_too_full", "eat_disgust",
                               "binge_distress"),
     {"binge_per_week": 1, "eating_duration_days": 90}, {"binge_per_week": 0}),
    ("aud", ("su_craving", "su_time"), {"sud_window_days": 365, "substance": "alcohol"},
     {"substance": "opioid"}),
    ("oud", ("su_craving", "su_time"), {"sud_window_days": 365, "substance": "opioid"},
     {"sud_window_days": 367}),
    ("insomnia", ("sleep_onset", "sleep_daytime_cost", "adequate_sleep_chance"),
     {"sleep_nights_per_week": 3, "sleep_duration_days": 90}, {"sleep_nights_per_week": 2}),
    ("somatic_symptom", ("somatic_distressing", "somatic_anxiety"),
     {"somatic_duration_days": 180}, {"somatic_duration_days": 179}),
    ("illness_anxiety", ("illness_preoccupation", "somatic_absent_mild", "health_alarm_easy",
                         "health_checking"), {"somatic_duration_days": 180},
     {"somatic_duration_days": 179}),
    ("ppd", (*LOW, "distress_impairment"),
     {"mde_duration_days": 14, "onset_in_pregnancy": False, "onset_days_after_birth": 28},
     {"onset_days_after_birth": 29}),
]  # fmt: skip


def settled(present, facts):
    """Everything that is not present is absent; no other duration than those given."""
    states = dict.fromkeys(KNOWLEDGE.symptoms, "absent") | dict.fromkeys(present, "present")
    return parse_profile({"symptoms": states, "facts": {**HARMLESS, **facts}})


def verdict(disorder, profile):
    return verdicts(profile, KNOWLEDGE)[disorder]


def test_the_table_has_every_disorder():
    assert sorted(case[0] for case in CASES) == DISORDERS
    assert len(DISORDERS) == 32


@pytest.mark.parametrize(("disorder", "present", "facts", "turn"), CASES)
def test_a_minimal_profile_is_diagnosed_and_nothing_else_is(disorder, present, facts, turn):
    assert diagnoses(settled(present, facts), KNOWLEDGE) == (disorder,)


@pytest.mark.parametrize(("disorder", "present", "facts", "turn"), CASES)
def test_a_minimal_profile_falls_with_any_one_symptom(disorder, present, facts, turn):
    for dropped in present:
        rest = [name for name in present if name != dropped]
        assert verdict(disorder, settled(rest, facts)) is NOT_MET, dropped
        open_profile = {"symptoms": dict.fromkeys(rest, "present"), "facts": facts}
        assert verdict(disorder, parse_profile(open_profile)) is not MET, dropped


@pytest.mark.parametrize(("disorder", "present", "facts", "turn"), CASES)
def test_a_fact_on_the_other_side_turns_the_verdict(disorder, present, facts, turn):
    if turn is None:
        assert not KNOWLEDGE.rule_facts(disorder)
    else:
        assert verdict(disorder, settled(present, facts | turn)) is NOT_MET
        unknown = {name: value for name, value in facts.items() if name not in turn}
        states = dict.fromkeys(KNOWLEDGE.symptoms, "absent") | dict.fromkeys(present, "present")
        profile = parse_profile({"symptoms": states, "facts": unknown})
        assert verdict(disorder, profile) is UNDETERMINED


@pytest.mark.parametrize(
    ("winner", "loser"),
    [(winner, loser) for winner, row in KNOWLEDGE.precedence.items() for loser in row],
)
def test_where_one_is_met_the_other_is_not_coded(winner, loser):
    from knowledge.criteria import after_precedence

    assert after_precedence([loser, winner], KNOWLEDGE) == (winner,)


def test_low_weight_moves_bulimia_to_anorexia():
    present = ("binge_eating", "compensation", "shape_self_worth", "low_weight",
               "fear_weight_gain", "body_image_disturbance")  # fmt: skip
    facts = {"binge_per_week": 2, "compensation_per_week": 3, "eating_duration_days": 100}
    assert diagnoses(settled(present, facts), KNOWLEDGE) == ("anorexia",)


# Episodes.

OFTEN_ASKED = (*HIGH, *LOW, "distractible", "racing_thoughts", "irritable_mood", "anhedonia")


def episode(kind, present, *, days, **rest):
    denied = (*OFTEN_ASKED, "high_marked_impairment", "high_hospitalised", "high_psychosis",
              "delusions", "hallucinations")  # fmt: skip
    states = dict.fromkeys(denied, "absent") | dict.fromkeys(present, "present")
    times = {"start_days_ago": days + 10, "end_days_ago": 10}
    return {"kind": kind, **times, "symptoms": states, **rest}


LOW_EPISODE = episode("low", (*LOW, "distress_impairment"), days=30)
HYPOMANIC = episode("high", (*HIGH, "observable_change"), days=5)
MANIC = episode("high", (*HIGH, "high_marked_impairment"), days=9)


def of(*episodes, **rest):
    return parse_profile({"episodes": list(episodes), **rest})


def test_a_low_and_a_hypomanic_high_are_bipolar_two():
    assert diagnoses(of(LOW_EPISODE, HYPOMANIC), KNOWLEDGE) == ("bipolar2",)


def test_a_low_after_a_mania_is_bipolar_one_and_no_depression():
    found = verdicts(of(MANIC, LOW_EPISODE), KNOWLEDGE)
    assert (found["bipolar1"], found["bipolar2"], found["mdd"]) == (MET, NOT_MET, NOT_MET)


def test_psychosis_in_the_low_leaves_it_bipolar_two():
    low = episode("low", (*LOW, "distress_impairment", "delusions"), days=30)
    assert "bipolar2" in diagnoses(of(low, HYPOMANIC), KNOWLEDGE)


@pytest.mark.parametrize(("days", "wanted"), [(14, MET), (13, NOT_MET)])
def test_the_dates_of_an_episode_give_its_duration(days, wanted):
    low = episode("low", (*LOW, "distress_impairment"), days=days)
    never_high = {"symptoms": {"increased_energy": "absent"}}
    assert verdict("mdd", of(low, episode("high", (), days=1), **never_high)) is wanted


def test_a_duration_that_is_stated_counts_before_the_dates():
    low = episode("low", (*LOW, "distress_impairment"), days=30, facts={"mde_duration_days": 5})
    assert verdict("mdd", of(low, episode("high", (), days=1))) is NOT_MET


@pytest.mark.parametrize(("disorder", "present", "facts", "turn"), CASES)
def test_one_episode_of_no_kind_says_what_the_flat_form_says(disorder, present, facts, turn):
    flat = settled(present, facts)
    states = {name: item.state for name, item in flat.symptoms.items()}
    one = {"kind": "illness", "start_days_ago": 9, "symptoms": states, "facts": dict(flat.facts)}
    assert verdicts(of(one), KNOWLEDGE) == verdicts(flat, KNOWLEDGE)


# More evidence.

RULE_SYMPTOMS = sorted(set().union(*(KNOWLEDGE.rule_symptoms(d) for d in DISORDERS)))
RULE_FACTS = sorted(set().union(*(KNOWLEDGE.rule_facts(d) for d in DISORDERS)))
NUMBERS = [0, 1, 14, 31, 92, 180, 400, 800]
WORDS = {"substance": ["alcohol", "opioid", "none"], "full_return": [True, False],
         "onset_in_pregnancy": [True, False]}  # fmt: skip


@st.composite
def evidence(draw):
    """A full and consistent patient, and what of it is known at first."""
    present = draw(st.sets(st.sampled_from(RULE_SYMPTOMS)))
    present |= {wide for name in present for wide in KNOWLEDGE.wider[name]}
    facts = {name: draw(st.sampled_from(WORDS.get(name, NUMBERS))) for name in RULE_FACTS}
    return present, facts, draw(st.sets(st.sampled_from(RULE_SYMPTOMS + RULE_FACTS)))


@settings(max_examples=120, deadline=None)
@given(evidence())
def test_more_evidence_never_turns_a_verdict_round(drawn):
    present, facts, known = drawn
    whole = {n: Symptom(state="present" if n in present else "absent") for n in RULE_SYMPTOMS}
    part = Profile(
        symptoms={name: item for name, item in whole.items() if name in known},
        facts={name: value for name, value in facts.items() if name in known},
    )
    before = verdicts(part, KNOWLEDGE)
    after = verdicts(Profile(symptoms=whole, facts=facts), KNOWLEDGE)
    assert all(before[name] in (UNDETERMINED, after[name]) for name in before)


def satisfying(node):
    """Some symptoms and facts that make a rule hold, parts in order."""
    if isinstance(node, SymptomNode):
        return {node.symptom}, {}
    if isinstance(node, FactNode):
        value = node.eq if node.eq is not None else node.min if node.min is not None else node.max
        return set(), {node.name: value}
    if isinstance(node, Ref):
        return satisfying(KNOWLEDGE.blocks[node.block])
    if isinstance(node, None_):
        return set(), {}
    count = {All: len(node.of), Any_: 1}.get(type(node)) or node.count
    assert isinstance(node, All | Any_ | AtLeast)
    found = [satisfying(part) for part in node.of[:count]]
    symptoms = set().union(*(names for names, _ in found))
    return symptoms, {key: value for _, facts in found for key, value in facts.items()}


@pytest.mark.parametrize("name", sorted(KNOWLEDGE.disorders) + sorted(KNOWLEDGE.controls))
def test_every_rule_can_be_satisfied(name):
    symptoms, facts = satisfying(KNOWLEDGE.condition(name).rule)
    profile = settled(symptoms, facts)
    present = {n: item.state == "present" for n, item in profile.symptoms.items()}
    for symptom in symptoms:
        present |= dict.fromkeys(KNOWLEDGE.wider[symptom], True)
    assert KNOWLEDGE.judge_of(KNOWLEDGE.condition(name).rule)(present, profile.facts) is True
