"""The lead paces a session: everything planned is told if the therapist explores, nothing else."""

import random
from types import MappingProxyType

import pytest

from knowledge.dimension import MODALITIES, STANCES
from knowledge.profile import RISKS, Encounter, Profile, Symptom
from knowledge.session import Evidence, Speaker
from prompts.acts import Act
from prompts.areas import ANYTHING, area_of, areas
from prompts.cue import ANSWER, BRIEF, STORY, Cue
from prompts.lead import Lead
from prompts.plan import session_plans
from prompts.therapist_cue import INVITING, act_of

HEARD = ("early_waking", "low_mood", "fatigue", "worthlessness_guilt", "distress_impairment")
TIERS = {"early_waking": 1, "fatigue": 1, "low_mood": 2, "worthlessness_guilt": 3}


def _lead(seed, *, heard=HEARD, denials=(), **session):
    symptoms = {name: Symptom(state="present") for name in heard}
    profile = Profile(
        symptoms=MappingProxyType(symptoms),
        condition="mdd",
        session=Encounter(**{"modality": "cbt", "turns": 36, **session}),
    )
    evidence = [Evidence(passage_id=name, symptom=name, text=name) for name in heard]
    return Lead(
        profile=profile,
        evidence=evidence,
        denials=denials,
        tiers=TIERS,
        rng=random.Random(seed),
    )


def _run(lead):
    while lead.next_cue() is not None:
        pass
    return lead.cues


@pytest.mark.parametrize("modality", MODALITIES)
def test_turns_alternate_begin_with_the_opening_and_end_with_the_closing(modality):
    for seed in range(5):
        cues = _run(_lead(seed, modality=modality))
        assert len(cues) == 36
        assert [cue.speaker for cue in cues[:2]] == [Speaker.THERAPIST, Speaker.PATIENT]
        assert cues[0].word == Act.OPENING and cues[-2].word == Act.CLOSING
        therapist = {cue.word for cue in cues[::2]}
        assert therapist & set(session_plans()[modality].needs)


@pytest.mark.parametrize("stance", STANCES)
def test_an_exploring_session_brings_out_nearly_everything_planned(stance):
    leads = [_lead(seed, stance=stance) for seed in range(40)]
    told = sum(len(lead.told) for lead in leads if _run(lead))
    assert told / (40 * len(HEARD)) >= 0.9


def test_what_is_hard_to_say_comes_after_what_is_easy():
    places = {name: [] for name in HEARD}
    for seed in range(60):
        cues = _run(_lead(seed))
        for place, cue in enumerate(cues):
            if cue.word in places:
                places[cue.word].append(place)
    mean = {name: sum(found) / len(found) for name, found in places.items()}
    assert mean["early_waking"] < mean["low_mood"] < mean["worthlessness_guilt"]


def test_an_unskilled_therapist_hears_less_of_what_is_hard_and_keeps_no_plan():
    def told_hard(skill):
        leads = [_lead(seed, therapist_skill=skill, stance="guarded") for seed in range(60)]
        return sum(bool(_run(lead)) and "worthlessness_guilt" in lead.told for lead in leads)

    assert told_hard("low") < told_hard("usual") / 2
    words = {cue.word for cue in _run(_lead(1, therapist_skill="low"))}
    assert not words & set(session_plans()["cbt"].needs)
    assert words & {Act.ADVICE, Act.CONFRONTATION}


@pytest.mark.parametrize("risk", sorted(RISKS))
def test_safety_is_asked_about_in_the_turn_after_a_risk_is_told(risk):
    told = 0
    for seed in range(20):
        cues = [cue.word for cue in _run(_lead(seed, heard=(*HEARD[:3], risk)))]
        if risk in cues and cues.index(risk) < len(cues) - 1:
            told += 1
            assert cues[cues.index(risk) + 1] == Act.RISK_QUESTION
    assert told > 15


def test_what_is_to_be_denied_is_asked_about_and_denied_at_once():
    for seed in range(20):
        cues = [cue.word for cue in _run(_lead(seed, denials=("self_harm",)))]
        asked = cues.index("self_harm")
        assert asked % 2 == 0 and cues[asked + 1] == "self_harm"


def test_a_symptom_is_told_where_its_part_of_life_is_asked_about_or_after_being_listened_to():
    for seed in range(40):
        cues = [cue.word for cue in _run(_lead(seed))]
        told = [place for place, word in enumerate(cues) if word in HEARD]
        assert told
        for place in told:
            assert cues[place - 1] in {area_of(cues[place]), ANYTHING, *INVITING}


def test_a_patient_who_is_not_listened_to_volunteers_nothing():
    for seed in range(40):
        cues = [cue.word for cue in _run(_lead(seed, therapist_skill="low"))]
        told = [place for place, word in enumerate(cues) if word in HEARD]
        assert told
        assert all(cues[place - 1] in {area_of(cues[place]), ANYTHING} for place in told)


def test_a_therapist_seldom_asks_what_else_there_is():
    words = [cue.word for seed in range(60) for cue in _run(_lead(seed))[::2]]
    assert words.count(ANYTHING) / len(words) < 0.2


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("How are the nights going?", "early_waking"),
        ("What wakes you before the alarm, and how early?", "early_waking"),
        ("Once in bed, do you nod off or drop off quickly?", None),
    ],
)
def test_what_is_told_fits_the_words_of_the_question(asked, told):
    lead = _lead(0, heard=("early_waking",))
    lead.cues.append(Cue(speaker=Speaker.THERAPIST, word="sleep"))
    lead.hear(asked)
    assert lead.next_cue().word in ((told,) if told else (BRIEF, ANSWER))


def test_the_therapist_is_never_cued_with_a_symptom_that_the_patient_has():
    for seed in range(20):
        cues = _run(_lead(seed, denials=("self_harm",)))
        assert not {cue.word for cue in cues[::2]} & set(HEARD)
        assert {cue.word for cue in cues[1::2]} <= {*HEARD, "self_harm", BRIEF, ANSWER, STORY}


def test_the_same_seed_leads_the_same_session():
    assert _run(_lead(7)) == _run(_lead(7)) != _run(_lead(8))


def test_every_symptom_belongs_to_one_area_and_areas_are_explored():
    from knowledge.base import load_knowledge

    names = load_knowledge().symptoms
    assert [name for name in names if area_of(name) is None] == []
    assert all(act_of(area) is Act.EXPLORE for area in areas())
