"""Plain denials and claims that are taken back, each beside a complaint that looks like one."""

import pytest

from filters.status.denial import is_taken_back, says_not_so


@pytest.mark.parametrize(
    "clause",
    [
        "I've yet to lose sleep over it.",
        "I'm anything but gloomy.",
        "You'll never catch me going back to check.",
        "The last thing I'd do is cut myself.",
        "Nervous, no.",
        "I've never had any trouble dropping off.",
        "If you believe my mother I never eat.",
        "Pictures of the fire, nightmares, I've had none of that.",
        "As for drinking on my own, never.",
        "It isn't as if I hear anybody talking.",
        "Far from skipping meals, I have seconds.",
        "At no point did I think they were out to hurt me.",
    ],
)
def test_it_says_not_so(clause: str):
    assert says_not_so(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "I've no energy.",
        "I do nothing but cry.",
        "I can't find anything but fault with myself.",
        "The last thing at night I check the locks.",
        "I have nothing to look forward to.",
        "What is there to live for?",
        "You won't catch me in a lift.",
        "It isn't as if I never cry, I do it every day.",
        "Far from sleeping, I walk the landing.",
        "Sitting still through a film, I've never done it.",
    ],
)
def test_a_complaint_does_not(clause: str):
    assert not says_not_so(clause)


@pytest.mark.parametrize(
    ("clause", "rest"),
    [
        ("They say I'm depressed.", "I'm not, I'm worn out."),
        ("She thinks I hear things.", "Nonsense, I've never heard a thing."),
        ("He told them I drink.", "He got it all wrong."),
        ("He asked whether I wanted to die. I stared at him. Of course not.", ""),
    ],
)
def test_a_claim_is_taken_back(clause: str, rest: str):
    assert is_taken_back(clause, rest=rest)


@pytest.mark.parametrize(
    ("clause", "rest"),
    [
        ("I can't sleep.", "I'm not coping."),
        ("I feel guilty.", "I don't know why."),
        ("I can't bear it. He's gone. It isn't right.", ""),
    ],
)
def test_what_goes_on_complaining_takes_nothing_back(clause: str, rest: str):
    assert not is_taken_back(clause, rest=rest)


@pytest.mark.parametrize(
    ("clause", "rest"), [("Seeing things?", "Me? Never."), ("Panicky? Not me.", "")]
)
def test_a_question_back_to_oneself_is_answered(clause: str, rest: str):
    assert is_taken_back(clause, rest=rest)
    assert not is_taken_back("Can I sleep? Never.", rest="")
