"""Composed sessions follow their profile, and the two pools share no long run of words."""

import random
import re
from dataclasses import replace

import pytest

from generator.base.composer import compose, takes_a_no
from generator.base.drawing import draw_conditions, draw_profile
from generator.base.examples import composed_examples
from generator.base.material import base_material, material_from_folder
from generator.base.speech import Manner
from generator.clinic import MATERIAL, clinic_sessions
from knowledge.base import load_knowledge
from knowledge.errors import CallerMistake
from knowledge.profile import RISKS, Symptom
from knowledge.session import Speaker
from prompts.acts import Act
from prompts.transcript import parse_transcript, render_transcript

KNOWLEDGE = load_knowledge()
BASE = base_material()


def _composed(seed):
    rng = random.Random(seed)
    known = frozenset(BASE.symptoms)
    conditions = draw_conditions(rng, KNOWLEDGE)
    profile = draw_profile(rng, knowledge=KNOWLEDGE, known=known, conditions=conditions)
    return profile, compose(profile, material=BASE, manner=Manner(), rng=rng)


@pytest.mark.parametrize("seed", range(12))
def test_a_session_alternates_and_says_every_heard_symptom_as_its_evidence_does(seed):
    profile, composed = _composed(seed)
    speakers = [turn.speaker for turn in composed.turns]
    assert speakers[0] == Speaker.THERAPIST
    assert all(one != two for one, two in zip(speakers, speakers[1:], strict=False))
    assert [item.symptom for item in composed.evidence] == list(profile.heard())
    said = " ".join(t.text for t in composed.turns if t.speaker == Speaker.PATIENT).lower()
    for item in composed.evidence:
        assert item.text.lower().rstrip(".")[1:] in said
    assert not re.search(r"[][{}|]", said)


def test_sessions_come_near_their_planned_length():
    gaps = []
    for seed in range(60):
        profile, composed = _composed(seed)
        gaps.append(abs(len(composed.turns) - profile.session.turns))
    assert sum(gaps) / len(gaps) <= 3


def _client_words(style):
    lengths = []
    for seed in range(40):
        profile, _ = _composed(seed)
        styled = replace(profile, session=replace(profile.session, style=style))
        composed = compose(styled, material=BASE, manner=Manner(), rng=random.Random(seed))
        said = [t.text.split() for t in composed.turns if t.speaker == Speaker.PATIENT]
        lengths += map(len, said)
    return sum(lengths) / len(lengths)


def test_a_reserved_patient_says_less_and_a_verbose_one_more():
    reserved, plain, verbose = map(_client_words, ("reserved", "plain", "verbose"))
    assert reserved < 0.8 * plain < 0.8 * 0.85 * verbose


@pytest.mark.parametrize(
    ("ask", "enough"),
    [
        ("Do you ever hear a voice?", True),
        ("I ask everyone. Have you hurt yourself?", True),
        ("How's your sleep?", False),
        ("What about your appetite?", False),
        ("Are you still able to enjoy things?", False),
        ("Is it at night, or in the mornings?", False),
    ],
)
def test_a_bare_no_answers_only_what_it_denies(ask, enough):
    assert takes_a_no(ask) is enough


@pytest.mark.parametrize("risk", sorted(RISKS))
def test_safety_is_asked_about_right_after_a_risk_is_told(risk):
    for seed in range(20):
        profile, _ = _composed(seed)
        told = replace(profile, symptoms={risk: Symptom(state="present", severity=2)})
        composed = compose(told, material=BASE, manner=Manner(), rng=random.Random(seed))
        place = max(composed.topics)
        assert composed.topics[place] == risk
        assert composed.cues[place + 1] == Act.RISK_QUESTION


def test_example_i_does_not_depend_on_where_the_stream_began():
    late = composed_examples(seed=1, start=5, material=BASE, knowledge=KNOWLEDGE)
    stream = composed_examples(seed=1, start=0, material=BASE, knowledge=KNOWLEDGE)
    assert [next(stream) for _ in range(6)][5] == next(late)


def test_a_transcript_of_the_composer_parses_back():
    _, composed = _composed(3)
    assert parse_transcript(render_transcript(composed.turns)) == composed.turns


def test_the_clinic_shares_no_13_gram_with_what_the_base_model_reads():
    base = composed_examples(seed=9, start=0, material=BASE, knowledge=KNOWLEDGE)
    public = set()
    for _ in range(800):
        item = next(base)
        public |= _grams(item.transcript)
        public |= _grams(item.header)
    shared = {
        " ".join(gram)
        for session in clinic_sessions(patients=150, seed=5)
        for gram in _grams(render_transcript(session.turns)) & public
    }
    assert not shared


def _grams(text, n=13):
    words = re.findall(r"[a-z0-9']+", re.sub(r"(?m)^(Therapist|Patient):", "", text).lower())
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}


def test_clinic_patients_come_several_times_and_name_people_places_and_numbers():
    sessions = list(clinic_sessions(patients=120))
    assert len({s.patient_id for s in sessions}) == 120
    assert len(sessions) > 150
    text = " ".join(turn.text for s in sessions for turn in s.turns)
    assert re.search(r"01632 960 \d{3}", text)
    assert ".example" in text
    assert not re.search(r"[{}]", text)


def test_the_clinic_marks_acts_and_the_area_that_question_and_answer_are_about():
    turns = [turn for s in clinic_sessions(patients=60) for turn in s.turns]
    asked = {turn.text: turn.labels for turn in turns if turn.speaker is Speaker.THERAPIST}
    told = [turn.labels for turn in turns if turn.speaker is Speaker.PATIENT]
    assert all("act" in labels and "tells_of" not in labels for labels in asked.values())
    assert not any({"act", "asks_about"} & labels.keys() for labels in told)
    assert {labels["tells_of"] for labels in told if "tells_of" in labels} == {
        labels["asks_about"] for labels in asked.values() if "asks_about" in labels
    }
    of_sleep = [t for t, labels in asked.items() if labels.get("asks_about") == "sleep"]
    of_others = [t for t, labels in asked.items() if labels.get("asks_about", "sleep") != "sleep"]
    assert _share_naming_the_night(of_sleep) > 0.5 > 10 * _share_naming_the_night(of_others)


def _share_naming_the_night(texts):
    return sum(bool(re.search(r"sleep|night|bed|wake", text, re.I)) for text in texts) / len(texts)


def test_a_clinic_patient_does_not_depend_on_how_many_there_are():
    few = [s.turns for s in clinic_sessions(patients=3)]
    many = [s.turns for s in clinic_sessions(patients=9)]
    assert many[: len(few)] == few


def test_a_missing_material_folder_is_named(tmp_path):
    with pytest.raises(CallerMistake, match="nowhere"):
        material_from_folder(tmp_path / "nowhere")
    assert material_from_folder(MATERIAL).symptoms
