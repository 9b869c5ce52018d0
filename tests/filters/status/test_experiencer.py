"""Whose experience it is: tables of both sides."""

import pytest

from filters.status.experiencer import excepts_the_speaker, is_anothers


@pytest.mark.parametrize(
    "clause",
    [
        "Our manager panics before every audit.",
        "A girl I was at college with heard voices.",
        "It's my cousin who counts the stairs.",
        "Her hands shake when she pours the tea.",
        "I know a man who hasn't slept since March.",
        "Only my gran.",
        "He says he can't feel a thing, my brother.",
    ],
)
def test_what_somebody_else_goes_through_is_theirs(clause: str):
    assert is_anothers(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "My husband tells me I shake all night.",
        "My brother stopped eating and so have I.",
        "My wife says it's like living with a stone.",
        "My neighbours are listening through the wall.",
        "My husband died in the spring.",
        "Like my mother, I worry about everything.",
        "My partner can't cope with my temper.",
        "My chest hurts when he shouts.",
    ],
)
def test_what_the_patient_shares_or_others_see_in_them_is_the_patients(clause: str):
    assert not is_anothers(clause)


def test_a_speaker_may_except_themselves():
    assert excepts_the_speaker("Some people dread it. I don't, I leave it be.")
    assert excepts_the_speaker("Some people dread it.", rest="I don't.")
    assert not excepts_the_speaker("My sister dreads it and I don't sleep either.")
