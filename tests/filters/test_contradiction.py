"""Which of several readings of the same words stands."""

from filters.recogniser import SymptomRecogniser
from tests.filters.talk import build_talk


def statuses(recogniser: SymptomRecogniser, said: str, asked: str = "Go on?") -> dict[str, set]:
    found: dict[str, set] = {}
    for mention in recogniser.recognise(build_talk(asked, said), at_least=0.35):
        found.setdefault(mention.symptom, set()).add(mention.status)
    return found


def test_the_sides_of_a_contrast_are_read_apart(recogniser: SymptomRecogniser):
    found = statuses(recogniser, "My appetite is fine, but I wake up far too early every morning.")
    assert "present" in found["early_waking"]
    assert "present" not in found.get("appetite_weight_change", set())


def test_a_sentence_about_somebody_else_is_not_undone_by_the_whole_turn(
    recogniser: SymptomRecogniser,
):
    found = statuses(recogniser, "My sister has it. She hears voices all day.")
    assert found["voices"] == {"other_person"}


def test_what_is_said_next_may_put_it_in_the_past(recogniser: SymptomRecogniser):
    said = "I was tired all the time, with no energy. That was years ago, though."
    assert "present" not in statuses(recogniser, said)["fatigue"]


def test_a_short_answer_inherits_what_was_asked(recogniser: SymptomRecogniser):
    asked = "Is it hard to fall asleep at night?"
    assert "present" in statuses(recogniser, "Yeah, most nights.", asked)["sleep_onset"]
    assert "denied" in statuses(recogniser, "Not really.", asked)["sleep_onset"]
    assert "past" in statuses(recogniser, "I used to. Not these days.", asked)["sleep_onset"]
    assert "sleep_onset" not in statuses(recogniser, "Hm.", asked)
    assert "sleep_onset" not in statuses(recogniser, "Yeah, most nights.", "So it's hard to sleep.")


def test_an_inherited_symptom_is_never_the_likeliest_reading(recogniser: SymptomRecogniser):
    talk = build_talk("Do you hear voices that other people can't hear?", "Yeah, most nights.")
    asked = [m for m in recogniser.recognise(talk) if m.was_asked]
    assert asked and not any(m.is_likeliest for m in asked)
