"""What is over and what is only lost: tables of both sides."""

import pytest

from filters.bygone import is_bygone


@pytest.mark.parametrize(
    "clause",
    [
        "At one time I checked every lock in the street.",
        "I got very dizzy in shops, but that cleared up.",
        "I no longer feel the urge to wash.",
        "I don't get the nightmares any more.",
        "It's been years since I last panicked.",
        "I grew out of it.",
    ],
)
def test_what_has_ended_is_bygone(clause: str):
    assert is_bygone(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "I don't enjoy the garden any more.",
        "I used to love the choir, not any more.",
        "It's been years since I felt anything like joy.",
        "It started years ago and it's worse than ever.",
        "I've been on edge ever since.",
        "I panic until it's over.",
    ],
)
def test_what_is_lost_or_goes_on_is_not(clause: str):
    assert not is_bygone(clause)


def test_an_ending_elsewhere_in_the_turn_closes_a_story_in_the_past_tense():
    assert is_bygone("I was hearing a voice most nights.", rest="It's gone now.")
    assert not is_bygone("I'm hearing a voice most nights.", rest="It's gone now.")
