"""Somebody else brought up first, beside words about others that are the speaker's own."""

import pytest

from filters.status.introduction import brings_up_another, is_pointed_at


@pytest.mark.parametrize(
    "clause",
    [
        "I live with a lad who hears things.",
        "I've a cousin who can't go near water.",
        "With my uncle it was the pills, he couldn't stop.",
        "Since the fall my mother shakes.",
        "Half our street is worn out.",
        "You should see my boss, no patience at all.",
        "They say my gran never slept.",
        "Colin from work gets these attacks.",
        "Her next door checks the gas all day.",
    ],
)
def test_what_follows_is_theirs(clause: str):
    assert brings_up_another(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "I keep thinking of the man who hit me.",
        "I can't be near men who shout.",
        "I've a daughter who I can't bear to hold.",
        "Since Dad died I can't sleep.",
        "Since the crash my hands shake.",
        "Before my mother came I cleaned for hours.",
        "I saw a man who wasn't there.",
        "Letters from the bank go in the drawer unopened.",
        "Drunk at work again.",
    ],
)
def test_what_the_speaker_goes_through_is_not(clause: str):
    assert not brings_up_another(clause)


def test_a_question_is_answered_by_naming_somebody():
    assert is_pointed_at("Guess who never sleeps?", rest="My brother.")
    assert not is_pointed_at("Guess who never sleeps?", rest="Me.")
