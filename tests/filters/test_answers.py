"""What a short answer says of the question before it: tables of every side."""

import pytest

from filters.answers import answer_to, asks_of_well_being, is_short, question_in


@pytest.mark.parametrize(
    "turn",
    [
        "Yeah, most nights.",
        "Um, yes.",
        "All the time.",
        "Every morning.",
        "I do, yeah.",
        "More than I'd like.",
        "Doesn't everybody?",
        "Who wouldn't be?",
    ],
)
def test_an_affirming_answer_is_a_yes(turn: str):
    assert answer_to(turn) == "yes"


@pytest.mark.parametrize(
    "turn",
    [
        "Nope.",
        "Oh no, nothing of the kind.",
        "Not really.",
        "Hardly ever.",
        "Why would I?",
        "Never.",
    ],
)
def test_a_refusing_answer_is_a_no(turn: str):
    assert answer_to(turn) == "no"


@pytest.mark.parametrize(
    "turn",
    [
        "Hm.",
        "Go on.",
        "I'm not sure.",
        "Nobody asked.",
        "It was my sister's birthday.",
        "Nevertheless, I went.",
    ],
)
def test_what_neither_affirms_nor_refuses_is_no_answer(turn: str):
    assert answer_to(turn) is None


def test_a_long_turn_speaks_for_itself():
    assert is_short("Yeah, most nights.")
    assert not is_short(
        "Yeah, well, on Monday I went to see my cousin and we had a long talk about the house."
    )


def test_the_question_is_what_the_therapist_asked_last():
    turn = "Thanks. Is work all right? And let me ask this: do you wake at night?"
    assert question_in(turn) == "And let me ask this: do you wake at night?"
    assert question_in("Tell me more.") == "Tell me more."


@pytest.mark.parametrize(
    ("question", "is_well"),
    [
        ("Are you eating properly?", True),
        ("Do you still enjoy your garden?", True),
        ("Is it hard to enjoy things?", False),
        ("Do you wake in the night?", False),
    ],
)
def test_some_questions_ask_whether_all_is_well(question: str, is_well: bool):
    assert asks_of_well_being(question) is is_well
