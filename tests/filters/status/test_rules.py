"""What a mention says: tables of both sides for every rule that looks at words alone."""

import pytest

from filters.clauses import clauses_of, without_hesitation
from filters.status.rules import opens_with_denial, status_of, without_negation
from tests.filters.talk import GOOD, build_talk


@pytest.mark.parametrize(
    ("clause", "status"),
    [
        ("I can't fall asleep.", "present"),
        ("My sister has panic attacks.", "other_person"),
        ("She can't sleep at all.", "other_person"),
        ("My dad hears voices.", "other_person"),
        ("My sister says I look worn out.", "present"),
        ("My heart pounds when the phone rings.", "present"),
        ("My partner noticed that I never laugh.", "present"),
        ("If I ever heard voices I'd tell somebody.", "hypothetical"),
        ("If I lie down I can't breathe.", "present"),
        ("I used to worry about everything.", "past"),
        ("I cried a lot years ago.", "past"),
        ("When I was a kid I had nightmares.", "past"),
        ("I used to love the garden and now I can't be bothered.", "present"),
        ("I'm half the person I used to be.", "present"),
        ("It started years ago and it still wakes me.", "present"),
        ("I never used to snap at people.", "present"),
        ("You won't see me on a bus, I'm too scared.", "present"),
        ("Two winters ago I had it all planned.", "past"),
        ("The tablets have seen them off.", "past"),
        ("I never did, not as a boy and not now.", "present"),
        ("I worry about the kids, the rent and the bus times.", "present"),
        ("I worry about my sister, she can't sleep.", "other_person"),
    ],
)
def test_the_words_give_the_status(clause: str, status: str):
    assert status_of(clause) == status


def test_what_happened_once_in_a_lifetime_is_never_merely_past():
    clause = "Years ago there was a crash."
    assert status_of(clause) == "past"
    assert status_of(clause, lifetime=True) == "present"


@pytest.mark.parametrize(
    "turn",
    ["No, nothing like that.", "Nope.", "Well, not really.", "Not at all, I sleep fine.", "Never."],
)
def test_a_no_opens_with_denial(turn: str):
    assert opens_with_denial(turn)


@pytest.mark.parametrize(
    "turn",
    [
        "No energy at all.",
        "No matter what I do.",
        "Nobody asked.",
        "Yeah, no sleep.",
        "Not an hour goes by.",
        "No, yeah, I do.",
    ],
)
def test_a_complaint_does_not(turn: str):
    assert not opens_with_denial(turn)


@pytest.mark.parametrize(
    ("clause", "positive"),
    [
        ("I don't hear voices.", "I do hear voices."),
        ("No, I've never wished I was dead.", "I've wished I was dead."),
        ("I can't sleep.", "I can sleep."),
        ("I sleep well.", "I sleep well."),
    ],
)
def test_negations_come_out(clause: str, positive: str):
    assert without_negation(clause) == positive


def test_every_clause_is_a_verbatim_span_of_a_patient_turn():
    session = build_talk(*GOOD)
    clauses = clauses_of(session)
    assert clauses
    for clause in clauses:
        turn = session.turns[clause.turn_index]
        assert turn.speaker == "patient"
        assert turn.text[clause.start :].startswith(clause.text)
        assert turn.text[: clause.start] == clause.before
        assert session.turns[clause.turn_index - 1].text == clause.asked


def test_hesitation_is_taken_out_for_reading_only():
    assert without_hesitation("Um, I I can't, uh, sleep.") == "I can't, sleep."
    assert without_hesitation("Um.") == "Um."
    assert without_hesitation("I'm not hungry, um. I can't eat.").endswith(". I can't eat.")
