"""Given names typed without a capital, and the words that are names only sometimes."""

import pytest

from filters.pii.detector import find_identifiers
from filters.pii.identifier import STANDS_ALONE, WORTH_REMOVING

NAMES = [
    ("me and gareth went out after", ["gareth"]),
    ("I told my sister hannah and she laughed.", ["hannah"]),
    ("linda's mum rang", ["linda"]),
    ("It was dave and steph and me.", ["dave", "steph"]),
    ("My cousin xiomara is getting married.", ["xiomara"]),
    ("my name is brielle btw", ["brielle"]),
    ("my friend hope came over", ["hope"]),
    ("My brother mark drinks.", ["mark"]),
    ("my brother will said no", ["will"]),
    ("me and will went to the match", ["will"]),
    ("I asked grace to come with me.", ["grace"]),
    ("and sue said i should ring", ["sue"]),
    ("her name is joy", ["joy"]),
    ("i'm jack, we spoke last week", ["jack"]),
    ("mark is my brother", ["mark"]),
    ("mark and sue are splitting up", ["mark", "sue"]),
    ("my nan, ivy, brought me up", ["ivy"]),
    ("i had a row with nick again", []),
    ("had a row with nick.", ["nick"]),
]
WORDS = [
    "i will go, i may not stay",
    "mark my words, it will end badly",
    "my brother will come if he can, my mum may not",
    "my dad rose early and drew the curtains",
    "there's no hope, no joy, no faith in it",
    "me and art never got on, me and hope neither",
    "i do art on tuesdays and the bill came",
    "my mum and dad hope it passes",
    "they might sue, and pat themselves on the back",
    "say grace, jack it in, be frank",
    "the bill said forty pounds and the will said nothing",
    "i asked may i go",
    "in march or may or june, by dawn, in the rose garden",
    "i'm frank with people",
    "the heather and holly, an amber light, carol singing",
    "it petered out, in the nick of time",
    "my adam's apple hurts, i'm an average joe",
    "write to a file named dave.txt or @sophie_x",
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_a_name_needs_no_capital(text, names):
    found = find_identifiers(text, min_score=STANDS_ALONE)
    assert [item.text for item in found if item.entity == "PERSON"] == names
    assert all(text[item.start : item.end] == item.text for item in found)


@pytest.mark.parametrize("text", WORDS)
def test_a_word_that_is_also_a_name_stays_a_word(text):
    found = find_identifiers(text, min_score=WORTH_REMOVING)
    assert [item.text for item in found if item.entity == "PERSON"] == []


@pytest.mark.parametrize(
    "text",
    [
        "Oluwaseun said I should go.",
        "Kwabena and I split up.",
        "Thandiwe was there as well.",
        "Bronislav, my brother, never liked it.",
        "Vrelkin's boss found out.",
    ],
)
def test_a_rare_name_at_the_start_is_told_by_what_it_does(text):
    assert find_identifiers(text)[0].start == 0


@pytest.mark.parametrize(
    "text",
    [
        "Doomscrolling got me through.",
        "Housemate told me he bites.",
        "Fluoxetine helped a bit.",
        "Perimenopause is what she called it.",
        "Hooray is not the word.",
        "Wh-What makes you say that?",
        "Crosswords and I don't get on.",
        "Libido is low.",
    ],
)
def test_a_rare_word_at_the_start_is_no_name(text):
    assert find_identifiers(text) == ()


@pytest.mark.parametrize(
    ("text", "entity", "span"),
    [
        ("It's oh seven four double one, two nine eight, three seven six.", "PHONE_NUMBER",
         "oh seven four double one, two nine eight, three seven six"),
        ("We are at L S six, two A B.", "POSTCODE", "L S six, two A B"),
        ("It's B-R-Z-O-S-K-A, everyone gets it wrong.", "PERSON", "B-R-Z-O-S-K-A"),
        ("it's t h a n d i, no y", "PERSON", "t h a n d i"),
    ],
)  # fmt: skip
def test_what_is_said_sign_by_sign_is_found_whole(text, entity, span):
    assert [(item.entity, item.text) for item in find_identifiers(text)] == [(entity, span)]


@pytest.mark.parametrize(
    "text",
    [
        "One, two, three, four, five, six, seven, eight.",
        "In for four, hold two three four, out two three four five six.",
        "Ten, nine, eight, seven, six, five, four, three, two, one.",
        "Ninety-three, eighty-six, seventy-nine, seventy-two.",
        "I've got P-T-S-D, or A D H D, and had a C P A P.",
        "A, B, C, D, E. N-O means no. S-T-O-P.",
        "I, I, I don't know.",
    ],
)
def test_counting_and_abbreviations_name_nobody(text):
    assert find_identifiers(text, min_score=WORTH_REMOVING) == ()
