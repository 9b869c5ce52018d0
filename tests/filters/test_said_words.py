"""Dates, addresses, handles and numbers that are said in words, and what sounds like them."""

import pytest

from filters.pii.detector import find_identifiers
from filters.pii.dialogue import find_in_turns
from filters.pii.identifier import STANDS_ALONE, WORTH_REMOVING
from filters.pii.listening import is_echo
from tests.filters.talk import build_talk

SAID = [
    ("She came on the third of April nineteen eighty.", "DATE_TIME",
     "the third of April nineteen eighty"),
    ("it was may the twelfth, sixty nine, i know it", "DATE_TIME", "may the twelfth, sixty nine"),
    ("We lost him on the tenth of June, two thousand and one.", "DATE_TIME",
     "the tenth of June, two thousand and one"),
    ("He came in forty-nine on Christmas Day.", "DATE_TIME", "forty-nine on Christmas Day"),
    ("Write to ada dot frost at posteo dot net.", "EMAIL_ADDRESS",
     "ada dot frost at posteo dot net"),
    ("it's r frost nineteen at gmail, that one", "EMAIL_ADDRESS", "r frost nineteen at gmail"),
    ("Send it to hello at oak hyphen mill dot co dot uk.", "EMAIL_ADDRESS",
     "hello at oak hyphen mill dot co dot uk"),
    ("on insta i'm quiet underscore heron", "HANDLE", "quiet underscore heron"),
    ("My username is heronfan12, sorry.", "HANDLE", "heronfan12"),
    ("he posts as u/quietheron on reddit", "HANDLE", "u/quietheron"),
    ("She lives at twenty-six Gannet Road.", "STREET_ADDRESS", "twenty-six Gannet Road"),
    ("we moved to eleven gannet street", "STREET_ADDRESS", "eleven gannet street"),
    ("It's Gannet Road, number thirty.", "STREET_ADDRESS", "Gannet Road, number thirty"),
    ("I kept Brzoska after the divorce.", "PERSON", "Brzoska"),
    ("Ring 700 900 oh O, any time.", "PHONE_NUMBER", "700 900 oh O"),
    ("my surname's carpenter, like the job", "PERSON", "carpenter"),
]  # fmt: skip
DAYS = ["the third of april", "the twenty-first of September", "June the second"]
LOOK_ALIKES = [
    "That's the fourth time this month.",
    "We march on the second whistle, every drill.",
    "I may the third time round.",
    "It may be the first of many.",
    "the third of the way through I walked out",
    "It was back in nineteen eighty-two.",
    "On Christmas Day I was alone, and on New Year's Day too.",
    "We do fireworks on the fourth of July like everyone.",
    "My birthday was the second worst day.",
    "I'm eighty two and I still drive.",
    "I'm at work underscore a lot of pressure.",
    "They underscore my faults at home, at work.",
    "I cried at the dot com thing, the advert.",
    "On Facebook it's all polka dot dresses.",
    "I'm on Reddit all night.",
    "It's a one way street, that marriage.",
    "We live at a fair old pace, eight of us.",
    "fourteen close friends and none of them rang",
    "I was a nurse before I married.",
    "My surname is hard to say.",
]
# Turns alternate and the therapist begins; below each, what should be found in it.
IN_PIECES = [
    (("Go on.", "Ring me on oh seven six", "Mm.", "double four", "Right.", "one nine two oh"),
     ("", "oh seven six", "", "double four", "", "one nine two oh")),
    (("Go on.", "You can call 0113", "0113, okay.", "496", "Mm.", "0771"),
     ("", "0113", "0113", "496", "", "0771")),
    (("Go on.", "I live at number forty", "Number forty.", "Gannet Grove, up the hill."),
     ("", "number forty", "", "Gannet Grove")),
    (("Go on.", "he lives at 12c", "ok", "gannet street, at the top"),
     ("", "12c", "", "gannet street")),
    (("Go on.", "My brother Imran phoned.", "Imran who?", "Brzoska. From work."),
     ("", "Imran", "Imran", "Brzoska")),
    (("So you're Dora...", "Whittlesea."), ("Dora", "Whittlesea")),
    (("Go on.", "My email's rosalind", "Yes.", "at fastmail dot fm."),
     ("", "rosalind", "", "at fastmail dot fm")),
]  # fmt: skip
NOT_IN_PIECES = [
    ("Count.", "one two three", "Mm-hm.", "four five six", "Yes.", "seven eight nine"),
    ("When?", "In 2018", "Mm.", "2019", "Yes.", "2020 as well."),
    ("How much?", "300", "Okay.", "400 maybe", "Right.", "500 on a bad day."),
    ("How often?", "I take two", "Okay.", "Three if it's bad", "Mm.", "Four, never more."),
    ("When?", "I was in bed at ten", "Mm-hm.", "Elm trees outside, wind all night."),
    ("Imran?", "Exhausted. He works nights."),
    ("Imran?", "Sertraline. That's what he takes."),
]


@pytest.mark.parametrize(("text", "entity", "span"), SAID)
def test_what_is_said_in_words_is_found_whole(text, entity, span):
    assert [(item.entity, item.text) for item in find_identifiers(text)] == [(entity, span)]


@pytest.mark.parametrize("day", DAYS)
def test_a_day_without_its_year_is_removed_and_refuses_no_draft(day):
    text = f"It began on {day}, I think."
    assert [item.text for item in find_identifiers(text, min_score=WORTH_REMOVING)] == [day]
    assert find_identifiers(text, min_score=STANDS_ALONE) == ()


def test_a_birthday_without_its_year_refuses_a_draft():
    turns = build_talk("Go on.", "My birthday is the third of april.").turns
    found = find_in_turns(turns, min_score=STANDS_ALONE)
    assert [item.text for item in found[1]] == ["the third of april"]


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_what_sounds_alike_stays(text):
    found = find_in_turns(build_talk("Go on.", text).turns, min_score=WORTH_REMOVING)
    assert [item.text for item in found[1]] == []


@pytest.mark.parametrize(("texts", "expected"), IN_PIECES)
def test_pieces_over_turns_are_found_each_in_its_turn(texts, expected):
    found = find_in_turns(build_talk(*texts).turns, min_score=STANDS_ALONE)
    for text, span, items in zip(texts, expected, found, strict=True):
        assert [item.text for item in items] == ([span] if span else [])
        assert all(text[item.start : item.end] == item.text for item in items)


@pytest.mark.parametrize("texts", NOT_IN_PIECES)
def test_amounts_years_and_counting_over_turns_stay(texts):
    found = find_in_turns(build_talk(*texts).turns, min_score=STANDS_ALONE)
    assert [item.text for items in found for item in items if item.text != "Imran"] == []


def test_reading_back_is_an_echo_and_an_answer_is_none():
    assert is_echo("Flat three, right.", "It's flat three")
    assert not is_echo("Flat four?", "It's flat three")
    assert not is_echo("", "It's flat three")
