"""Symptoms are heard from words alone, and then held against the plan, on both sides."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from filters.accusation import STRICT
from filters.fidelity import FidelityFilter
from filters.recogniser import FOUND, SymptomRecogniser
from filters.severity import SeverityScale
from knowledge.embedding import MiniLmEmbedder
from knowledge.expression import expanded, fill, load_expressions
from knowledge.profile_file import parse_profile
from knowledge.session import Session, Speaker, Turn
from tests.filters.talk import GOOD, build_talk

PLAN = {"sleep_onset": "present", "worry_uncontrolled": "present", "fatigue": "present"}
TOLD = {
    "sleep_onset": "Getting off to sleep takes me hours, I just lie there.",
    "worry_uncontrolled": "I can't stop the worrying, once it starts I can't switch it off.",
    "fatigue": "I'm tired all the time, I've got no energy for anything.",
}


def session_telling(*lines: str, profile: dict | None = None, ask: str = "Go on?") -> Session:
    """Twelve turns, in which the patient says these lines."""
    texts = list(GOOD)
    texts[3] = "Yeah, where do I start."
    for position, line in enumerate(lines):
        texts[2 + 2 * position] = ask
        texts[3 + 2 * position] = line
    return build_talk(*texts, profile=parse_profile(profile) if profile else None)


@pytest.fixture(scope="session")
def fidelity(recogniser: SymptomRecogniser) -> FidelityFilter:
    return FidelityFilter(recogniser=recogniser)


def test_a_told_plan_passes_with_its_words_as_evidence(fidelity: FidelityFilter):
    session = session_telling(*TOLD.values(), profile={"symptoms": PLAN})
    verdict = fidelity.judge(session)
    assert verdict.passed is True and verdict.score == 1.0
    for item in verdict.evidence:
        symptom, span = item.split(": ", 1)
        assert symptom in PLAN
        assert any(span in text for text in session.texts(Speaker.PATIENT))


def test_an_untold_symptom_is_named_and_too_many_fail(fidelity: FidelityFilter):
    verdict = fidelity.judge(session_telling(TOLD["fatigue"], profile={"symptoms": PLAN}))
    assert verdict.passed is False
    assert verdict.score is not None and verdict.score < 0.8
    assert "not heard" in verdict.reason and "worry_uncontrolled" in verdict.reason


def test_without_a_profile_it_does_not_apply(fidelity: FidelityFilter):
    assert fidelity.judge(build_talk(*GOOD)).passed is None


def test_a_specific_symptom_tells_the_one_it_implies(fidelity: FidelityFilter):
    plan = {"symptoms": {"sleep_change": "present"}}
    assert fidelity.judge(session_telling(TOLD["sleep_onset"], profile=plan)).score == 1.0


@pytest.mark.parametrize("item", ["absent", {"state": "present", "expression": "withheld"}])
def test_what_was_planned_unsaid_must_not_be_heard(fidelity: FidelityFilter, item: object):
    plan = {"symptoms": {"fatigue": "present", "voices": item}}
    line = "There's a voice that talks about me all day, nobody else hears it."
    verdict = fidelity.judge(session_telling(TOLD["fatigue"], line, profile=plan))
    assert verdict.passed is False
    assert "heard against the plan: voices" in verdict.reason


@pytest.mark.parametrize(
    ("line", "unsaid", "passed"),
    [
        ("Counting.", "compulsions", True),
        ("Empty.", "emptiness", True),
        ("They go quiet.", "voices", True),
        ("Up and down.", "affective_instability", True),
        ("I hear voices.", "voices", False),
        ("They're following me.", "paranoia", False),
    ],
)
def test_few_words_accuse_only_when_they_are_plain(fidelity, line, unsaid, passed):
    plan = {"symptoms": {"fatigue": "present", unsaid: "absent"}}
    session = session_telling(TOLD["fatigue"], line, profile=plan)
    assert fidelity.judge(session).passed is passed


def test_a_planned_denial_may_be_asked_and_denied(fidelity: FidelityFilter):
    plan = {"symptoms": {"fatigue": "present", "voices": "absent"}}
    line = "No, I don't hear any voices, nothing like that."
    session = session_telling(
        TOLD["fatigue"], line, profile=plan, ask="Do you ever hear voices that others don't?"
    )
    assert fidelity.judge(session).passed is True


@pytest.mark.parametrize(
    ("asked", "said", "passes"),
    [
        ("Are you thinking of ending your life?", "Very nearly, yeah.", False),
        ("Have you thought of hurting yourself?", "Sometimes.", False),
        ("Are you thinking of ending your life?", "No.", True),
        ("Are you safe right now?", "Yes.", True),
        ("Would you like to come again?", "Yeah, I would.", True),
        ("How much does it hurt, what it's doing to your life?", "A lot.", True),
        ("What kept you from ending your life?", "Yes, well. The dog.", True),
    ],
)
def test_a_risk_that_nobody_planned_must_not_be_agreed_to(fidelity, asked, said, passes):
    plan = {"symptoms": {"fatigue": "present"}}
    talk = [("t", "How are you?"), ("p", TOLD["fatigue"]), ("t", asked), ("p", said)]
    speakers = {"t": Speaker.THERAPIST, "p": Speaker.PATIENT}
    turns = tuple(Turn(speaker=speakers[who], text=text) for who, text in talk)
    session = replace(session_telling(TOLD["fatigue"], profile=plan), turns=turns)
    verdict = fidelity.judge(session)
    assert verdict.passed is passes
    assert passes or "agreed to a risk" in verdict.reason


def test_a_condition_licenses_only_its_own(fidelity: FidelityFilter):
    line = "There's a voice that talks about me all day, nobody else hears it."
    plan = {"condition": "mdd", "symptoms": {"fatigue": "present"}}
    licensed = {**plan, "comorbid": ["schizophrenia"]}
    assert fidelity.judge(session_telling(TOLD["fatigue"], line, profile=plan)).passed is False
    assert fidelity.judge(session_telling(TOLD["fatigue"], line, profile=licensed)).passed is True


def test_a_batch_gets_the_verdicts_of_one_by_one(fidelity: FidelityFilter):
    sessions = [
        session_telling(*TOLD.values(), profile={"symptoms": PLAN}),
        build_talk(*GOOD),
        session_telling(TOLD["fatigue"], profile={"symptoms": PLAN}),
    ]
    together = fidelity.judge_all(sessions)
    alone = [fidelity.judge(session) for session in sessions]
    assert [v.passed for v in together] == [v.passed for v in alone] == [True, None, False]
    assert [v.evidence for v in together] == [v.evidence for v in alone]


@pytest.mark.parametrize(
    ("line", "symptom", "status"),
    [
        ("I'm tired all the time, I've got no energy for anything.", "fatigue", "present"),
        ("No, I'm not tired, I've got plenty of energy.", "fatigue", "denied"),
        ("I don't hear voices.", "voices", "denied"),
        ("My brother hears voices.", "voices", "other_person"),
        ("My mum can't fall asleep, she lies there for hours.", "sleep_onset", "other_person"),
        ("I used to be tired all the time, with no energy.", "fatigue", "past"),
        ("If I ever heard a voice talking about me, I'd tell you.", "voices", "hypothetical"),
    ],
)
def test_a_mention_has_a_status(
    recogniser: SymptomRecogniser, line: str, symptom: str, status: str
):
    assert recogniser.statuses([line])[0].get(symptom) == status


def test_a_bare_no_denies_what_was_asked(recogniser: SymptomRecogniser):
    session = session_telling(
        "No, nothing like that.", ask="Do you hear voices when you are alone?"
    )
    denied = {item.symptom for item in recogniser.recognise(session) if item.status == "denied"}
    assert denied & {"voices", "hallucinations"}


def test_scores_are_shares_and_the_right_symptom_leads(recogniser: SymptomRecogniser):
    rows = recogniser.symptom_scores(list(TOLD.values()))
    for symptom, row in zip(TOLD, rows, strict=True):
        assert set(row) == set(recogniser.symptoms)
        assert all(0 <= score <= 1 for score in row.values())
        assert row[symptom] >= FOUND


def test_nothing_in_a_session_gives_nothing(recogniser: SymptomRecogniser):
    assert recogniser.recognise_all([]) == ()
    assert recogniser.symptom_scores([]) == []


def test_held_out_lines_are_told_apart_far_better_than_by_chance(recogniser: SymptomRecogniser):
    """Measured .68 over 193 symptoms, and .88 among the first three, when this was written."""
    bank = load_expressions()
    values = {name: options[0] for name, options in bank.slots.items()}
    held_out = [p for s in bank.symptoms for p in bank.expressions(s) if p.held_out]
    reading = recogniser.prototypes.read([fill(p.template, values) for p in held_out])
    ranked = np.argsort(-reading.present_NS, axis=1)
    own = [recogniser.symptoms.index(phrase.symptom) for phrase in held_out]
    assert np.mean(ranked[:, 0] == own) > 0.62
    assert np.mean([index in row[:3] for index, row in zip(own, ranked, strict=True)]) > 0.82


def test_unrelated_talk_seldom_accuses(recogniser: SymptomRecogniser):
    """A wrong symptom is strictly present in fewer than 1 in 500 pairs of line and symptom."""
    path = Path(__file__).resolve().parents[2] / "generator" / "base" / "material.yaml"
    material = yaml.safe_load(path.read_text(encoding="utf-8"))
    bank = load_expressions()
    values = {name: options[0] for name, options in bank.slots.items()}
    rng = random.Random(0)
    lines = material["life_context"] + material["digression"]
    talk = [fill(expanded(line, rng), values) for line in lines]
    scores = np.array([list(row.values()) for row in recogniser.symptom_scores(talk)])
    assert (scores >= STRICT).mean() < 0.002
    assert (scores >= FOUND).mean() < 0.01


EPISODE = {
    "low_mood": "I'm down and tearful most days, I can't shake it.",
    "anhedonia": "Nothing gives me any pleasure any more, I've lost interest in everything.",
    "fatigue": TOLD["fatigue"],
    "poor_concentration": "I can't concentrate, I read the same page three times.",
}


def test_a_symptom_that_the_rule_turns_on_must_be_heard(fidelity: FidelityFilter):
    plan = {
        "condition": "mdd",
        "symptoms": {
            **dict.fromkeys(EPISODE, "present"),
            "sleep_change": {"state": "present", "expression": "withheld"},
            "distress_impairment": {"state": "present", "expression": "withheld"},
            "increased_energy": "absent",
        },
        "facts": {"mde_duration_days": 40},
    }
    told = session_telling(*EPISODE.values(), profile=plan)
    assert fidelity.judge(told).passed is True
    less = session_telling(*list(EPISODE.values())[:3], profile=plan)
    verdict = FidelityFilter(recogniser=fidelity.recogniser, min_recall=0.5).judge(less)
    assert verdict.passed is False
    assert "rule of mdd: 4 of 5 symptoms heard (1 of them planned unsaid)" in verdict.reason


def test_a_short_yes_verifies_but_never_accuses(fidelity: FidelityFilter):
    ask = "Is it hard to fall asleep at night?"
    for state, passed in (("present", True), ("absent", True)):
        plan = {"symptoms": {"fatigue": "present", "sleep_onset": state}}
        session = session_telling(TOLD["fatigue"], "Yeah, most nights.", profile=plan, ask=ask)
        assert fidelity.judge(session).passed is passed


def test_the_reason_gives_the_figures_of_a_session_that_passes(fidelity: FidelityFilter):
    plan = {"symptoms": PLAN, "severity": "moderate"}
    verdict = fidelity.judge(session_telling(*TOLD.values(), profile=plan))
    assert "heard 3 of 3 planned symptoms" in verdict.reason
    assert ", planned moderate" in verdict.reason


@pytest.mark.parametrize(
    "profile",
    [
        {"condition": "left_knee", "symptoms": {"knee_pain": "present"}},
        {"symptoms": {"fatigue": "present"}, "facts": {"mde_duration_days": "long"}},
        {"condition": "no_such", "comorbid": ["nor_this"], "symptoms": {"fatigue": "present"}},
    ],
)
def test_a_profile_from_elsewhere_stops_nothing(fidelity: FidelityFilter, profile: dict):
    foreign = session_telling(TOLD["fatigue"], profile=profile)
    own = session_telling(*TOLD.values(), profile={"symptoms": PLAN})
    first, second = fidelity.judge_all([foreign, own])
    assert first.passed in (None, True)
    assert second.passed is True


@pytest.mark.parametrize(("planned", "passed"), [("mild", False), ("moderate", True)])
def test_severity_two_bands_off_is_rejected_and_one_is_not(
    recogniser: SymptomRecogniser, planned: str, passed: bool
):
    always_severe = SeverityScale(
        weight_BD=np.zeros((3, MiniLmEmbedder.dimension), dtype=np.float32),
        bias_B=np.array([0, 0, 9], dtype=np.float32),
        embedder=MiniLmEmbedder(),
    )
    judge = FidelityFilter(recogniser=recogniser, scale=always_severe)
    verdict = judge.judge(
        session_telling(*TOLD.values(), profile={"symptoms": PLAN, "severity": planned})
    )
    assert verdict.passed is passed
    assert ("two bands off" in verdict.reason) is not passed
