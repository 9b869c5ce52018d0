"""Planted identifiers are found; the capitals of everyday talk are left alone."""

import time

import pytest

from filters.identifiers import IdentifierFilter
from filters.pii.detector import find_identifiers
from tests.filters.talk import GOOD, build_talk, replaced

PLANTED = [
    ("You can write to jo.bloggs@example.com any time.", "EMAIL_ADDRESS", "jo.bloggs@example.com"),
    ("My number is 07700 900123 if you need it.", "PHONE_NUMBER", "07700 900123"),
    ("Ring me on (212) 555-0198 after six.", "PHONE_NUMBER", "(212) 555-0198"),
    ("It was all on www.example.com last week.", "URL", "www.example.com"),
    ("They posted it at https://forum.example.org/thread again.", "URL", "https://forum.example.org/thread"),
    ("The router said 192.168.1.20 and I froze.", "IP_ADDRESS", "192.168.1.20"),
    ("They took it off 4111 1111 1111 1111 again.", "CREDIT_CARD", "4111 1111 1111 1111"),
    ("My social is 219-09-9998, they wanted that.", "US_SSN", "219-09-9998"),
    ("It happened on 14/03/2019, I think.", "DATE_TIME", "14/03/2019"),
    ("He died on 12 March 2019, in the night.", "DATE_TIME", "12 March 2019"),
    ("She was born May 3rd, 1987.", "DATE_TIME", "May 3rd, 1987"),
    ("My name is Agnieszka Kowalska.", "PERSON", "Agnieszka Kowalska"),
    ("My name's Tarek, hello.", "PERSON", "Tarek"),
    ("I'm called Bronwen by everybody.", "PERSON", "Bronwen"),
    ("Hello, this is Odalys speaking.", "PERSON", "Odalys"),
    ("I saw Dr Ferreira about it.", "PERSON", "Ferreira"),
    ("It was Mrs. O'Neill next door.", "PERSON", "O'Neill"),
    ("I am Siobhan, by the way.", "PERSON", "Siobhan"),
    ("My sister Xiomara came round.", "PERSON", "Xiomara"),
    ("I ran into Grzegorz Nowak at the shop.", "PERSON", "Grzegorz Nowak"),
    ("Then I told Sarah about it.", "PERSON", "Sarah"),
    ("I asked May Robinson to help.", "PERSON", "May Robinson"),
    ("We lived at 12 Harbour Street back then.", "STREET_ADDRESS", "12 Harbour Street"),
    ("It's 4b Old Mill Lane, the blue door.", "STREET_ADDRESS", "4b Old Mill Lane"),
    ("The postcode was LS6 2AB, I remember.", "POSTCODE", "LS6 2AB"),
    ("My patient number is 4839201 on the letter.", "RECORD_NUMBER", "4839201"),
    ("It says MRN 00482913 on the letter.", "RECORD_NUMBER", "00482913"),
    ("Hospital number: 00482913, it says.", "RECORD_NUMBER", "00482913"),
]  # fmt: skip

EVERYDAY = [
    "It was the first of May, or maybe June.",
    "I hope it will be better by Monday.",
    "Will it, though? Hope doesn't pay the bills.",
    "At Christmas my English teacher used to say that.",
    "On New Year's Eve we stayed in. Boxing Day too.",
    "I'm English, she's Catholic, and it's the NHS either way.",
    "My mum and I had a row on Bank Holiday Monday.",
    "I told Mum that I'd rather not.",
    "I'm Monday to Friday at the depot.",
    "Thanks, God knows I needed that.",
    "I saw my GP about it. My GP, not A&E.",
    "I slept three hours, woke at 4.30, gave up at 5:15.",
    "I paid 12.50 for two coffees and 3 buses.",
    "I went home.So that was that.",
    "In 2019 I moved, and in 2021 I moved back.",
    "I scored 7 out of 10, or 70 per cent.",
    'They said, "You will be fine." I said, "Will I?"',
    "Dr. I don't know, some doctor.",
    "We did 12 Mondays in a row.",
    "My brother Monday nights plays darts.",
    "There were 15 of us in the house, 4 in one room.",
    "I work nights, 10 to 6, 5 days out of 7.",
    "Hello. Good to see you again.",
    "Hi, Yeah, alright.",
    "It was 10: 30 by then, page: 12.",
    "I know the policy: 3 strikes and out.",
    "I only kept the policy: 2019-2020, and for 2021-22 I had none.",
    "Then the insurance: 100-200 a month, or 20 - 30 if you're lucky.",
    "In that case: 2020 was worse. Patient: 10am, they wrote.",
]

SIGNED = [
    ("It says MRN: 00482913 on the letter.", "00482913"),
    ("My MRN: 00482913.", "00482913"),
    ("MRN: 482913.", "482913"),
    ("mrn:4829-1332, I think.", "4829-1332"),
    ("Passport: 533401372", "533401372"),
    ("Policy: 77123456.", "77123456"),
    ("MRN#00482913", "00482913"),
    ("MRN-00482913", "00482913"),
]
"""Right behind the word for a number stands a sign, and no space."""


@pytest.mark.parametrize(("text", "entity", "span"), PLANTED)
def test_a_planted_identifier_is_found_where_it_stands(text: str, entity: str, span: str):
    found = {(item.entity, item.text) for item in find_identifiers(text)}
    assert (entity, span) in found
    for item in find_identifiers(text):
        assert text[item.start : item.end] == item.text


@pytest.mark.parametrize(("text", "span"), SIGNED)
def test_a_number_behind_a_colon_is_one_that_the_gate_rejects(text: str, span: str):
    verdict = IdentifierFilter().judge(build_talk(*replaced(3, text)))
    assert (verdict.passed, verdict.reason) == (False, "identifiers: RECORD_NUMBER")
    assert verdict.evidence == (span,)


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_talk_holds_none(text: str):
    assert [item.text for item in find_identifiers(text)] == []


def test_found_spans_never_overlap():
    found = find_identifiers("I'm Sarah Connor, my name is Sarah Connor, and Dr Sarah Connor too.")
    assert len(found) == 3
    assert all(first.end <= second.start for first, second in zip(found, found[1:], strict=False))


def test_an_identifier_hides_its_words():
    (found,) = find_identifiers("My name is Agnieszka.")
    assert "Agnieszka" not in repr(found)


def test_a_session_passes_without_and_fails_with_an_identifier():
    clean = IdentifierFilter().judge(build_talk(*GOOD))
    planted = IdentifierFilter().judge(build_talk(*replaced(3, "My name is Tarek Aziz, hello.")))
    assert (clean.passed, clean.evidence) == (True, ())
    assert (planted.passed, planted.reason) == (False, "identifiers: PERSON")
    assert planted.evidence == ("Tarek Aziz",)


def test_a_turn_takes_less_than_five_milliseconds():
    turns = [text for text, _, _ in PLANTED] + EVERYDAY
    find_identifiers("warm 1 up")
    start = time.perf_counter()
    for text in turns:
        find_identifiers(text)
    assert (time.perf_counter() - start) / len(turns) < 0.005
