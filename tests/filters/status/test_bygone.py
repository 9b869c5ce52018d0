"""What is over and what is only lost: tables of both sides."""

import pytest

from filters.status.bygone import is_bygone, says_no_longer


@pytest.mark.parametrize(
    "clause",
    [
        "At one time I checked every lock in the street.",
        "I got very dizzy in shops, but that cleared up.",
        "I no longer feel the urge to wash.",
        "I don't get the nightmares any more.",
        "It's been years since I last panicked.",
        "I grew out of it.",
        "The thoughts of harming him stopped once we had help.",
        "The last attack was in 2019.",
        "I worried over every mole, and after the scan I was my old self again.",
        "Younger me cried at every leaving do.",
        "I cut myself at school, not once since.",
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
        "The last attack was this morning.",
        "Not once since they moved me have I slept through.",
    ],
)
def test_what_is_lost_or_goes_on_is_not(clause: str):
    assert not is_bygone(clause)


def test_an_ending_elsewhere_in_the_turn_closes_a_story_in_the_past_tense():
    assert is_bygone("I was hearing a voice most nights.", rest="It's gone now.")
    assert not is_bygone("I'm hearing a voice most nights.", rest="It's gone now.")


@pytest.mark.parametrize(
    ("clause", "rest"),
    [
        ("My heart raced day and night.", "It went once the trial was over."),
        ("I was washing my hands all day.", "These days I'm like anyone else."),
        ("The fear of dogs left me years ago.", ""),
        ("I was jumpy until they changed my tablets.", ""),
        ("I've put the drinking behind me.", ""),
    ],
)
def test_what_ended_is_over(clause: str, rest: str):
    assert is_bygone(clause, rest=rest)


@pytest.mark.parametrize(
    ("clause", "rest"),
    [
        ("I cried all last week.", "I'm no better now."),
        ("The nightmares stopped for a year and then they started again.", ""),
        ("I was fine until they changed my tablets.", "Now I can't sleep."),
        ("I lay awake last night.", ""),
    ],
)
def test_what_goes_on_is_not_over(clause: str, rest: str):
    assert not is_bygone(clause, rest=rest)


def test_a_denial_may_let_hear_that_it_was_so_once():
    assert says_no_longer("I don't hear them any more.")
    assert not says_no_longer("I don't hear voices.")
