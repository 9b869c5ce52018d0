"""What several turns say together is found in each, where it stands; listening turns stay."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.identifiers import IdentifierFilter
from filters.pii.dialogue import find_in_turns
from filters.pii.identifier import STANDS_ALONE, WORTH_REMOVING
from filters.pii.listening import is_murmur
from knowledge.session import Speaker, Turn
from tests.filters.talk import GOOD, build_talk

# Turns alternate and the therapist begins; below each, what should be found in it.
TOGETHER = [
    (("Your number?", "Oh seven seven double nine", "Mm-hm.", "one two three four five six."),
     ("", "Oh seven seven double nine", "", "one two three four five six")),
    (("Have you a mobile?", "Sure, 07412", "Okay, go on.", "663 018, I think."),
     ("", "07412", "", "663 018")),
    (("Right.", "You can call 0113 496", "Mm.", "0117 after six."), ("", "0113 496", "", "0117")),
    (("Your NHS number?", "Four five one", "So four five one.", "double two, three oh oh six"),
     ("", "Four five one", "four five one", "double two, three oh oh six")),
    (("And your surname?", "Przybylski."), ("", "Przybylski")),
    (("what was her name", "grace"), ("", "grace")),
    (("Names of your children?", "Elowen, Caspian and Max."), ("", "Elowen", "")),
    (("How do you spell that?", "P, R, Z", "Yes.", "Y, B, Y."), ("", "P, R, Z", "", "Y, B, Y")),
    (("And the postcode?", "EH12", "Yep.", "7TB."), ("", "EH12", "", "7TB")),
    (("What's the postcode?", "B one, four N S."), ("", "B one, four N S")),
    (("Your e-mail?", "nora dot finch", "At?", "gmail dot com."),
     ("", "nora dot finch", "", "gmail dot com")),
    (("Where's that?", "I wrote to t.finch@", "Mm.", "posteo.net again."),
     ("", "t.finch@", "", "posteo.net")),
    (("Your address?", "Nine Wharf Lane, the top flat."), ("", "Nine Wharf Lane")),
    (("Where did you grow up?", "Sunderland."), ("", "Sunderland")),
    (("Date of birth?", "Second of the tenth", "Okay.", "seventy-six."),
     ("", "Second of the tenth", "", "seventy-six")),
    (("Go on.", "It was my sister Anna", "Mm.", "Przybylska, she rang."),
     ("", "Anna", "", "Przybylska")),
    (("Go on.", "My name is", "Yes?", "Ismene, sorry."), ("", "", "", "Ismene")),
]  # fmt: skip

LOOK_ALIKES = [
    ("What's your number, nought to ten?", "Seven. Maybe eight."),
    ("Say it with me.", "One, two, three, four, five, six, seven, eight, nine."),
    ("And then?", "It was 2018", "Mm.", "2019 was no better."),
    ("How many?", "Two, three, four at most."),
    ("And your surname?", "I'd rather not say."),
    ("What's the name of the tablet?", "Mirtazapine."),
    ("What was his name for it?", "Sulking."),
    ("Who do you talk to?", "Nobody. My teachers, once."),
    ("Where do you feel it?", "Chest. Throat."),
    ("When did it begin?", "Spring. Before the move."),
    ("Did you email her?", "Drafted it. Deleted it."),
    ("How do you spell relief?", "B, E, E, R."),
    ("Go on.", "I've got P-T-S-D and A D H D, and a U T I.", "Mm.", "I, I, I don't know."),
    ("Go on.", "I was up at 4", "Mm.", "Then Monday came."),
]


@pytest.mark.parametrize(("texts", "expected"), TOGETHER)
def test_what_turns_say_together_is_found_where_each_says_it(texts, expected):
    found = find_in_turns(build_talk(*texts).turns, min_score=WORTH_REMOVING)
    for text, span, items in zip(texts, expected, found, strict=False):
        assert (span in {item.text for item in items}) or (not span and not items)
        assert all(text[item.start : item.end] == item.text for item in items)


@pytest.mark.parametrize(("texts", "expected"), TOGETHER)
def test_the_filter_refuses_a_session_with_it(texts, expected):
    verdict = IdentifierFilter().judge(build_talk(*GOOD[:4], *texts))
    assert verdict.passed is False and verdict.evidence


@pytest.mark.parametrize("texts", LOOK_ALIKES)
def test_its_look_alikes_pass(texts):
    found = find_in_turns(build_talk(*texts).turns, min_score=WORTH_REMOVING)
    assert [item.text for items in found for item in items] == []


def test_a_question_is_answered_by_the_other_speaker_and_only_murmurs_may_come_between():
    asked = "What's your phone number?"
    said = Turn(speaker=Speaker.THERAPIST, text="Three four five, that's what I wrote.")
    (_, found) = find_in_turns(
        (Turn(speaker=Speaker.THERAPIST, text=asked), said), min_score=WORTH_REMOVING
    )
    assert found == ()
    texts = (asked, "I forget.", "No matter. How was work?", "Three four five calls a day.")
    assert not any(find_in_turns(build_talk(*texts).turns, min_score=WORTH_REMOVING))


def test_few_figures_point_at_nobody_and_more_of_them_do():
    few = build_talk("What's your number?", "Nine one four two.")
    more = build_talk("What's your number?", "Nine one four two.", "Mm.", "Eight eight oh.")
    assert IdentifierFilter().judge(few).passed
    assert not IdentifierFilter().judge(more).passed
    assert find_in_turns(few.turns, min_score=WORTH_REMOVING)[1]


@pytest.mark.parametrize("text", ["Mm-hm.", "Okay, and then?", "Yes.", "Just a second."])
def test_a_listening_turn_is_a_murmur(text):
    assert is_murmur(text)


@pytest.mark.parametrize("text", ["", "...", "900", "Okay, how was work?", "No."])
def test_a_turn_that_says_something_is_none(text):
    assert not is_murmur(text)


PIECES = st.sampled_from(
    ["What's your name?", "your number", " oh", " seven", " double", " K,", " O,", "Anna", " dot",
     " at", "gmail dot com", " 07", "700 900", ".", ",", " Mm", "é", "ß", "İ", "\n", "'s", "LS6 "]
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=6).map("".join), max_size=6))
def test_whatever_is_said_spans_lie_in_their_turn_in_order(texts):
    turns = build_talk(*texts).turns
    for bar in (WORTH_REMOVING, STANDS_ALONE):
        found = find_in_turns(turns, min_score=bar)
        assert len(found) == len(turns)
        for turn, items in zip(turns, found, strict=True):
            assert all(turn.text[item.start : item.end] == item.text for item in items)
            assert all(item.text and item.score >= bar for item in items)
            assert all(a.end <= b.start for a, b in zip(items, items[1:], strict=False))
