"""The lines people say: they load, name known symptoms and slots, and fill into sentences."""

import random

import pytest

from knowledge.base import load_knowledge
from knowledge.errors import CallerMistake
from knowledge.expression import (
    draw_slots,
    expanded,
    fill,
    load_expressions,
    read_expressions,
    slots_in,
)

BANK = load_expressions()
ENTRY = 'low_mood: {{tier: {tier}, mild: ["{line}"], moderate: [], severe: []}}'


def test_every_line_stands_under_a_known_symptom_and_fills():
    rng = random.Random(1)
    slots = draw_slots(rng, BANK)
    assert set(BANK.symptoms) <= set(load_knowledge().symptoms)
    for symptom in BANK.symptoms:
        lines = [phrase.template for phrase in BANK.expressions(symptom)]
        denials = [expanded(line, rng) for line in BANK.denials(symptom)]
        for line in (*lines, *BANK.details(symptom), *denials):
            assert not set("{[|]}") & set(fill(line, slots)), line


RISKS = (
    "death_suicide_thoughts", "suicide_plan_intent", "self_harm", "harm_to_others_thoughts",
    "command_voices",
)  # fmt: skip


@pytest.mark.parametrize("symptom", RISKS)
def test_a_risk_is_denied_in_many_wordings(symptom):
    rng = random.Random(2)
    drawn = {expanded(rng.choice(BANK.denials(symptom)), rng) for _ in range(400)}
    assert len(BANK.denials(symptom)) >= 24 and len(drawn) >= 120


def test_one_alternative_is_drawn_at_each_place_and_it_may_be_empty():
    rng = random.Random(3)
    drawn = {expanded("[No|Nope], [never|] (really).", rng) for _ in range(60)}
    assert drawn == {f"{one}, {two} (really)." for one in ("No", "Nope") for two in ("never", "")}


def test_about_a_tenth_is_held_out_and_it_never_changes():
    phrases = [phrase for symptom in BANK.symptoms for phrase in BANK.phrases[symptom]]
    share = sum(phrase.held_out for phrase in phrases) / len(phrases)
    assert 0.06 < share < 0.14
    assert len({phrase.passage_id for phrase in phrases}) == len(phrases)


def test_severity_narrows_and_an_unknown_symptom_has_no_lines():
    symptom = BANK.symptoms[0]
    by_severity = [BANK.expressions(symptom, s) for s in ("mild", "moderate", "severe")]
    assert sum(map(len, by_severity)) == len(BANK.expressions(symptom))
    assert {p.severity for p in by_severity[2]} == {"severe"}
    assert BANK.expressions("nothing") == BANK.details("nothing") == BANK.denials("nothing") == ()


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{relative} says I'm quiet.", "My sister says I'm quiet."),
        ("I stay in. {relative} goes.", "I stay in. My sister goes."),
        ("I don't know... {relative} might.", "I don't know... my sister might."),
        ("I told {relative}, at {hour}.", "I told my sister, at two o'clock."),
        ("Is it? {relative} asked.", "Is it? My sister asked."),
    ],
)
def test_filling_starts_sentences_with_a_capital(template, filled):
    assert fill(template, {"relative": "my sister", "hour": "two o'clock"}) == filled


def test_a_slot_without_a_value_is_refused():
    with pytest.raises(CallerMistake, match="colour"):
        fill("It is {colour}.", {"hour": "two"})


def test_a_session_has_one_value_for_every_slot():
    first, again = (draw_slots(random.Random(5), BANK) for _ in range(2))
    assert first == again
    assert set(first) == set(BANK.slots) and slots_in("{hour} at {work}") == ("hour", "work")


@pytest.mark.parametrize(
    "text", [ENTRY.format(tier=4, line="a"), "low_mood: {}", "a: [", "low_mood: 3"]
)
def test_a_malformed_file_is_refused(tmp_path, text):
    (tmp_path / "mood.yaml").write_text(text)
    with pytest.raises(CallerMistake, match="mood.yaml"):
        read_expressions(tmp_path)


def test_a_symptom_in_two_files_is_refused(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(ENTRY.format(tier=1, line="It's grey."))
    with pytest.raises(CallerMistake, match="b.yaml low_mood"):
        read_expressions(tmp_path)


def test_an_empty_folder_gives_an_empty_bank(tmp_path):
    assert read_expressions(tmp_path).symptoms == ()


COMMONEST = (
    "low_mood", "anhedonia", "irritable_mood", "hopelessness", "low_self_esteem",
    "worthless_guilt", "poor_concentration", "appetite_weight_change", "fatigue", "sleep_change",
    "sleep_onset", "sleep_maintenance", "early_waking", "distress_impairment", "worry_excess",
    "worry_uncontrolled", "keyed_up", "cant_relax", "muscle_tension", "dread",
    "death_suicide_thoughts", "intrusive_memories", "avoid_reminders", "hypervigilance", "startle",
    "negative_emotions", "detachment", "mood_elevated", "increased_energy", "delusions",
)  # fmt: skip


def test_every_symptom_can_be_said_in_every_severity_and_denied():
    assert set(BANK.symptoms) == set(load_knowledge().symptoms)
    for symptom in BANK.symptoms:
        assert len(BANK.expressions(symptom)) >= 12, symptom
        for severity in ("mild", "moderate", "severe"):
            assert BANK.expressions(symptom, severity), (symptom, severity)
            assert 1 <= BANK.tier(symptom, severity) <= 3
        assert len(BANK.denials(symptom)) >= 3, symptom
        assert len(BANK.details(symptom)) >= 5, symptom


def test_every_symptom_can_be_typed_in_a_chat():
    for symptom in BANK.symptoms:
        for severity in ("mild", "moderate", "severe"):
            assert BANK.expressions(symptom, severity, medium="chat"), (symptom, severity)


@pytest.mark.parametrize("symptom", COMMONEST)
def test_the_commonest_symptoms_have_eighty_variants(symptom):
    assert BANK.variants(symptom) >= 80


def test_only_somebody_who_drinks_names_drink():
    own = {p.condition for p in BANK.phrases["su_craving"]}
    assert own == {None, "aud", "oud"}
    assert all(p.condition is None for p in BANK.expressions("su_craving"))


def test_signs_that_nobody_says_of_themselves_have_what_others_notice():
    for symptom in ("disorganised_speech", "negative_symptoms", "nonverbal_comm"):
        assert len(BANK.observed(symptom)) >= 3, symptom
