"""The rule engine: boundaries of the five disorders, three-valued logic, episodes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base import load_knowledge
from knowledge.criteria import Verdict3, deciding, diagnoses, evaluate, verdicts
from knowledge.errors import CallerMistake
from knowledge.profile import Profile, Symptom
from knowledge.profile_file import parse_profile
from knowledge.rule import All, AtLeast, None_, SymptomNode, parse_rule, walk

KNOWLEDGE = load_knowledge()
MET, NOT_MET, UNDETERMINED = Verdict3.MET, Verdict3.NOT_MET, Verdict3.UNDETERMINED

LOW = [
    "low_mood",
    "sleep_change",
    "fatigue",
    "poor_concentration",
    "worthless_guilt",
    "distress_impairment",
]
MANIC = [
    "increased_energy",
    "mood_elevated",
    "grandiosity",
    "less_need_sleep",
    "talkative",
    "high_marked_impairment",
]
TRAUMA = [
    "trauma_exposure",
    "flashbacks",
    "avoid_reminders",
    "negative_beliefs",
    "detachment",
    "startle",
    "hypervigilance",
    "distress_impairment",
]
WORRY = [
    "worry_excess",
    "worry_uncontrolled",
    "keyed_up",
    "fatigue",
    "muscle_tension",
    "distress_impairment",
]
PSYCHOTIC = ["hallucinations", "delusions", "functional_decline"]
ILL = {"active_psychosis_days": 40, "total_illness_days": 200, "mood_share_of_illness": 0.1}
LOW_FACTS = {"mde_duration_days": 14, "high_duration_days": 0}
WITHOUT_CORE = [*LOW[1:], "psychomotor_change"]

BOUNDARIES = [
    ("mdd", LOW, LOW_FACTS, MET),
    ("mdd", ["anhedonia", *LOW[1:]], LOW_FACTS, MET),
    ("mdd", [name for name in LOW if name != "worthless_guilt"], LOW_FACTS, NOT_MET),
    ("mdd", WITHOUT_CORE, LOW_FACTS, NOT_MET),
    ("mdd", LOW, LOW_FACTS | {"mde_duration_days": 13}, NOT_MET),
    ("mdd", LOW, {}, UNDETERMINED),
    ("mdd", LOW[:-1], LOW_FACTS, NOT_MET),
    ("mdd", LOW + MANIC, LOW_FACTS | {"high_duration_days": 8}, NOT_MET),
    ("bipolar1", MANIC, {"high_duration_days": 7}, MET),
    ("bipolar1", MANIC, {"high_duration_days": 6}, NOT_MET),
    ("bipolar1", [*MANIC, "high_hospitalised"], {"high_duration_days": 2}, MET),
    ("bipolar1", ["irritable_mood", *MANIC[:1], *MANIC[2:]], {"high_duration_days": 7}, NOT_MET),
    (
        "bipolar1",
        ["irritable_mood", "racing_thoughts", *MANIC[:1], *MANIC[2:]],
        {"high_duration_days": 7},
        MET,
    ),
    ("ptsd", TRAUMA, {"ptsd_duration_days": 31}, MET),
    ("ptsd", TRAUMA, {"ptsd_duration_days": 30}, NOT_MET),
    ("ptsd", [n for n in TRAUMA if n != "startle"], {"ptsd_duration_days": 60}, NOT_MET),
    ("gad", WORRY, {"worry_duration_days": 180, "worry_domains": 3}, MET),
    ("gad", WORRY, {"worry_duration_days": 165, "worry_domains": 3}, NOT_MET),
    ("gad", WORRY, {"worry_duration_days": 180, "worry_domains": 1}, NOT_MET),
    ("schizophrenia", PSYCHOTIC, ILL, MET),
    ("schizophrenia", PSYCHOTIC, ILL | {"total_illness_days": 150}, NOT_MET),
    ("schizophrenia", PSYCHOTIC, ILL | {"active_psychosis_days": 29}, NOT_MET),
    ("schizophrenia", PSYCHOTIC, ILL | {"mood_share_of_illness": 0.6}, NOT_MET),
    (
        "schizophrenia",
        ["negative_symptoms", "disorganised_behaviour", *PSYCHOTIC[2:]],
        ILL,
        NOT_MET,
    ),
]


def settled(present, facts):
    """Everything that is not present is absent."""
    states = dict.fromkeys(KNOWLEDGE.symptoms, "absent") | dict.fromkeys(present, "present")
    return parse_profile({"symptoms": states, "facts": facts})


def judge(disorder, profile):
    return evaluate(KNOWLEDGE.disorders[disorder].rule, profile, KNOWLEDGE)


@pytest.mark.parametrize(("disorder", "present", "facts", "wanted"), BOUNDARIES)
def test_a_rule_turns_at_its_boundary(disorder, present, facts, wanted):
    assert judge(disorder, settled(present, facts)) is wanted


def test_what_was_not_said_is_not_absent():
    profile = parse_profile({"symptoms": {"trauma_exposure": "present", "flashbacks": "present"}})
    assert judge("ptsd", profile) is UNDETERMINED
    assert set(verdicts(profile, KNOWLEDGE).values()) == {UNDETERMINED}


def test_waking_early_counts_as_a_change_of_sleep():
    present = ["early_waking" if name == "sleep_change" else name for name in LOW]
    profile = parse_profile({"symptoms": dict.fromkeys(present, "present"), "facts": LOW_FACTS})
    assert evaluate(parse_rule("sleep_change"), profile, KNOWLEDGE) is MET
    assert judge("mdd", settled(present, LOW_FACTS)) is MET


def test_who_denies_voices_of_any_kind_denies_commanding_ones():
    profile = parse_profile({"symptoms": {"hallucinations": "absent"}})
    assert evaluate(parse_rule("command_voices"), profile, KNOWLEDGE) is NOT_MET
    assert evaluate(parse_rule("delusions"), profile, KNOWLEDGE) is UNDETERMINED


def test_suspicion_is_not_yet_a_delusion():
    profile = parse_profile({"symptoms": {"paranoia": "present"}})
    assert evaluate(parse_rule("delusions"), profile, KNOWLEDGE) is UNDETERMINED


def test_mania_takes_the_place_of_depression():
    low = {"symptoms": dict.fromkeys(LOW, "present"), "facts": {"mde_duration_days": 30}}
    assert diagnoses(settled(LOW, LOW_FACTS), KNOWLEDGE) == ("mdd",)
    assert "mdd" in KNOWLEDGE.precedence["bipolar1"]
    assert diagnoses(settled(LOW + MANIC, low["facts"] | {"high_duration_days": 8}), KNOWLEDGE) == (
        "bipolar1",
    )


def test_the_deciding_part_is_named():
    rule = KNOWLEDGE.disorders["mdd"].rule
    short = settled(LOW, LOW_FACTS | {"mde_duration_days": 13})
    assert deciding(rule, short, KNOWLEDGE) == "mde > fact mde_duration_days >= 14"
    manic = settled(LOW + MANIC, LOW_FACTS | {"high_duration_days": 8})
    assert deciding(rule, manic, KNOWLEDGE).startswith("manic > ")


def episode(kind, present, facts):
    states = dict.fromkeys(KNOWLEDGE.symptoms, "absent") | dict.fromkeys(present, "present")
    return {"kind": kind, "start_days_ago": 90, "symptoms": states, "facts": facts}


def test_a_high_and_a_low_do_not_add_up_to_one_episode():
    split = [
        episode("low", LOW[:3] + ["distress_impairment"], {"mde_duration_days": 20}),
        episode("low", LOW[3:], {"mde_duration_days": 20}),
    ]
    assert judge("mdd", parse_profile({"symptoms": {}, "episodes": split})) is NOT_MET


def test_one_full_episode_is_enough():
    both = [episode("low", LOW, {"mde_duration_days": 20}), episode("high", [], {})]
    assert judge("mdd", parse_profile({"symptoms": {}, "episodes": both})) is MET


def test_a_lifetime_high_excludes_depression_in_another_episode():
    both = [
        episode("low", LOW, {"mde_duration_days": 20}),
        episode("high", MANIC, {"high_duration_days": 9}),
    ]
    profile = parse_profile({"symptoms": {}, "episodes": both})
    assert diagnoses(profile, KNOWLEDGE) == ("bipolar1",)


def test_an_episode_that_leaves_things_open_leaves_the_rule_open():
    half = {"kind": "low", "start_days_ago": 90, "symptoms": {"low_mood": "present"}}
    profile = parse_profile({"symptoms": {}, "episodes": [episode("high", [], {}), half]})
    assert judge("mdd", profile) is UNDETERMINED


def test_worry_in_one_episode_meets_the_rule_that_names_no_block():
    facts = {"worry_duration_days": 200, "worry_domains": 2}
    one = parse_profile({"symptoms": {}, "episodes": [episode("worry", WORRY, facts)]})
    two = parse_profile(
        {
            "symptoms": {},
            "episodes": [episode("worry", WORRY[:2], facts), episode("x", WORRY[2:], {})],
        }
    )
    assert (judge("gad", one), judge("gad", two)) == (MET, NOT_MET)


@pytest.mark.parametrize(
    "rule",
    [
        3,
        {},
        {"all": []},
        {"all": ["low_mood"], "any": ["low_mood"]},
        {"at_least": 3, "of": ["low_mood", "anhedonia"]},
        {"at_least": 0, "of": ["low_mood"]},
        {"fact": "days"},
        {"fact": "days", "mim": 3},
        {"some": ["low_mood"]},
    ],
)
def test_a_malformed_rule_is_refused(rule):
    with pytest.raises(CallerMistake):
        parse_rule(rule)


def test_a_fact_that_should_be_a_number_is_refused_when_it_is_not():
    profile = parse_profile({"symptoms": {}, "facts": {"mde_duration_days": "two weeks"}})
    with pytest.raises(CallerMistake, match="mde_duration_days"):
        judge("mdd", profile)


def test_a_symptom_that_has_no_record_is_refused():
    with pytest.raises(CallerMistake, match="low_moood"):
        verdicts(parse_profile({"symptoms": {"low_moood": "present"}}), KNOWLEDGE)


RULE_SYMPTOMS = sorted(set().union(*(KNOWLEDGE.rule_symptoms(d) for d in KNOWLEDGE.disorders)))
RULE_FACTS = sorted(set().union(*(KNOWLEDGE.rule_facts(d) for d in KNOWLEDGE.disorders)))


@st.composite
def consistent_evidence(draw):
    """A full and consistent patient, and what of it is known at first."""
    present = draw(st.sets(st.sampled_from(RULE_SYMPTOMS)))
    present |= {wide for name in present for wide in KNOWLEDGE.wider[name]}
    facts = {name: draw(st.sampled_from([0, 7, 14, 31, 180, 400])) for name in RULE_FACTS}
    known = draw(st.sets(st.sampled_from(RULE_SYMPTOMS + RULE_FACTS)))
    return present, facts, known


@settings(max_examples=150, deadline=None)
@given(consistent_evidence())
def test_more_evidence_never_turns_a_verdict_round(evidence):
    present, facts, known = evidence
    whole = {
        name: Symptom(state="present" if name in present else "absent") for name in RULE_SYMPTOMS
    }
    full = Profile(symptoms=whole, facts=facts)
    part = Profile(
        symptoms={name: item for name, item in whole.items() if name in known},
        facts={name: value for name, value in facts.items() if name in known},
    )
    before, after = verdicts(part, KNOWLEDGE), verdicts(full, KNOWLEDGE)
    assert UNDETERMINED not in after.values()
    assert all(before[d] in (UNDETERMINED, after[d]) for d in before)


MINIMAL = [
    ("mdd", LOW, LOW_FACTS),
    ("bipolar1", MANIC, {"high_duration_days": 7}),
    ("ptsd", TRAUMA, {"ptsd_duration_days": 31}),
    ("gad", WORRY, {"worry_duration_days": 180, "worry_domains": 2}),
    ("schizophrenia", PSYCHOTIC, ILL),
]


@pytest.mark.parametrize(("disorder", "present", "facts"), MINIMAL)
def test_a_minimal_profile_holds_and_falls_with_any_one_symptom(disorder, present, facts):
    assert diagnoses(settled(present, facts), KNOWLEDGE) == (disorder,)
    for dropped in present:
        rest = [name for name in present if name != dropped]
        assert judge(disorder, settled(rest, facts)) is NOT_MET
        unknown = parse_profile({"symptoms": dict.fromkeys(rest, "present"), "facts": facts})
        assert judge(disorder, unknown) is not MET


@given(st.lists(st.sampled_from(["present", "absent", "unknown"]), min_size=4, max_size=4))
def test_counting_agrees_with_trying_every_completion(states):
    """Kleene's count against brute force: all ways to fill in the unknowns."""
    names = RULE_SYMPTOMS[:4]
    node = AtLeast(2, tuple(SymptomNode(name) for name in names))
    known = [state == "present" for state in states if state != "unknown"]
    unknown = states.count("unknown")
    outcomes = {sum(known) + extra >= 2 for extra in range(unknown + 1)}
    wanted = UNDETERMINED if len(outcomes) == 2 else MET if outcomes.pop() else NOT_MET
    plain = {name: Symptom(state=state) for name, state in zip(names, states, strict=True)}
    assert all(not KNOWLEDGE.wider[name] for name in names)
    assert evaluate(node, Profile(symptoms=plain), KNOWLEDGE) is wanted


@given(st.sampled_from(["present", "absent", "unknown"]))
def test_none_is_the_opposite_and_all_of_one_is_the_same(state):
    profile = Profile(symptoms={"low_mood": Symptom(state=state)})
    leaf = SymptomNode("low_mood")
    same = evaluate(All((leaf,)), profile, KNOWLEDGE)
    opposite = evaluate(None_((leaf,)), profile, KNOWLEDGE)
    assert same is evaluate(leaf, profile, KNOWLEDGE)
    assert {MET: NOT_MET, NOT_MET: MET, UNDETERMINED: UNDETERMINED}[same] is opposite


def test_walking_a_rule_follows_references():
    names = {
        n.symptom
        for n in walk(KNOWLEDGE.disorders["mdd"].rule, KNOWLEDGE.blocks)
        if isinstance(n, SymptomNode)
    }
    assert {"low_mood", "grandiosity"} <= names
    assert "grandiosity" not in KNOWLEDGE.supporting_symptoms("mdd")
