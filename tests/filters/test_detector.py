"""What the de-identifier finds beyond the filter, and what it must leave in a clinical text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.pii.detector import find_identifiers
from filters.pii.identifier import STANDS_ALONE, WORTH_REMOVING
from filters.pii.known import Known, known_names

NAMES = [
    ("My sister Anna rang.", "PERSON", "Anna"),
    ("Then I told Jake.", "PERSON", "Jake"),
    ("Nerys said it was fine.", "PERSON", "Nerys"),
    ("Oluchi lives on her own now.", "PERSON", "Oluchi"),
    ("Zbigniew, can you hear me?", "PERSON", "Zbigniew"),
    ("I saw Dr Okafor yesterday.", "PERSON", "Okafor"),
    ("I saw dr. okafor yesterday.", "PERSON", "okafor"),
    ("my name is jake", "PERSON", "jake"),
    ("We met Mei-Ling at the fair.", "PERSON", "Mei-Ling"),
    ("Ask O'Neill about it.", "PERSON", "O'Neill"),
    ("It was Jan van der Berg who called.", "PERSON", "Jan van der Berg"),
    ("I wrote to Łukasz Żółć.", "PERSON", "Łukasz Żółć"),
    ("It was T. Horiguchi again.", "PERSON", "T. Horiguchi"),
    ("Yesterday Sarah's school rang.", "PERSON", "Sarah"),
    ("I asked NICOLA to stop.", "PERSON", "NICOLA"),
    ("We live in Leeds.", "GPE", "Leeds"),
    ("I moved from Porto.", "GPE", "Porto"),
    ("We came from Nether Corrin.", "GPE", "Nether Corrin"),
    ("Spain was too hot.", "GPE", "Spain"),
    ("I was born in the United States.", "GPE", "United States"),
    ("I work at Northgate Logistics.", "ORGANIZATION", "Northgate Logistics"),
    ("They took her to St Mary's Hospital.", "ORGANIZATION", "St Mary's Hospital"),
    ("I work for Lopez, Santos and Coleman.", "ORGANIZATION", "Lopez, Santos and Coleman"),
    ("She left Pixia Corp. last year.", "ORGANIZATION", "Pixia Corp"),
    ("It's on 14 Oystergate now.", "STREET_ADDRESS", "14 Oystergate"),
    ("Meet me at ul. Zamkowa 33 Apt. 406", "STREET_ADDRESS", "ul. Zamkowa 33 Apt. 406"),
    ("Send it to Koskikatu 25 Apt. 864\nPori\n, Finland 64677", "STREET_ADDRESS",
     "Koskikatu 25 Apt. 864\nPori\n, Finland 64677"),
    ("I walked down Kelpmonger Lane.", "STREET_ADDRESS", "Kelpmonger Lane"),
    ("The funeral was on 12 December.", "DATE_TIME", "12 December"),
    ("My nan is 94 years old.", "AGE", "94"),
    ("I’m 93 next week.", "AGE", "93"),
    ("ZIP: 6280", "POSTCODE", "6280"),
]  # fmt: skip

# A word that is also a name, and whether the sentence uses it as one.
DOUBTFUL = [
    ("I hope so.", None),
    ("Hope so.", None),
    ("Hope is all I have.", None),
    ("My friend Hope came.", "Hope"),
    ("Hope said that.", "Hope"),
    ("I told Hope.", "Hope"),
    ("Will it help?", None),
    ("Will Sarah come?", "Sarah"),
    ("Dr Will Hope.", "Will Hope"),
    ("Will Robinson came.", "Will Robinson"),
    ("May I?", None),
    ("It was in May, or between May and June.", None),
    ("April weather, my mum called it.", None),
    ("My daughter June is ill.", "June"),
    ("Joy is a big word.", None),
    ("Rose told me to wait.", "Rose"),
    ("Mark my words.", None),
    ("My brother Mark drinks.", "Mark"),
    ("Frank admission, that.", None),
    ("Sue, my neighbour, knocked.", "Sue"),
    ("Grace Kelly was on.", "Grace Kelly"),
    ("Nice to see you.", None),
    ("We went to Nice.", "Nice"),
    ("Reading helps.", None),
    ("I moved to Reading.", "Reading"),
    ("We had a bath and some turkey.", None),
    ("She was born in Turkey.", "Turkey"),
    ("China cups, all of them.", None),
    ("I slept badly in Autumn and in Summer.", None),
]

CLINICAL = [
    "I take 20 mg of Sertraline, and Wellbutrin before that.",
    "She's on Quetiapine and Mirtazapine. Clozapine didn't help.",
    "My PHQ-9 was 14 and my GAD-7 was 9; the Beck Depression Inventory said 30.",
    "CBT, EMDR and DBT at the NHS. Then A&E.",
    "Cognitive Behavioural Therapy for my PTSD.",
    "I'm 34 years old and she's 89.",
    "It has been 6 weeks, 3 times a week, since Monday.",
    "At Christmas, on New Year's Eve, on Boxing Day, at Ramadan.",
    "I'm English, she's Polish, he's a Catholic.",
    "The Doctor said so, and Mum agreed.",
    "Alzheimer's runs in the family, and Parkinson's.",
    "Alcoholics Anonymous on Tuesdays, Tai Chi on Fridays.",
    "I watch Netflix and shop at Tesco.",
    "So-so. I've-I've been better. T-shirt weather.",
    "In 2019 I moved, in 2021 I moved back.",
    "I can count: 100, 93, 86, 79. And 10 20 30 40 50.",
    "I woke at 10.30 11.45 12.15, in Room 4.",
    "At 10 Dr. I don't know who came.",
    "Plain Jane, that's me. Steady Eddie.",
]


@pytest.mark.parametrize(("text", "entity", "span"), NAMES)
def test_what_private_text_should_lose_is_found_where_it_stands(text, entity, span):
    found = find_identifiers(text, min_score=WORTH_REMOVING)
    assert (entity, span) in {(item.entity, item.text) for item in found}


@pytest.mark.parametrize(("text", "name"), DOUBTFUL)
def test_a_word_that_is_also_a_name_needs_a_cue(text, name):
    found = [item.text for item in find_identifiers(text, min_score=WORTH_REMOVING)]
    assert found == ([] if name is None else [name])


@pytest.mark.parametrize("text", CLINICAL)
def test_clinical_content_stays(text):
    assert [item.text for item in find_identifiers(text, min_score=WORTH_REMOVING)] == []


@pytest.mark.parametrize("text", ["In Spain it rained.", "London is loud.", "Back in America."])
def test_a_country_is_worth_removing_but_rejects_no_draft(text):
    assert find_identifiers(text, min_score=WORTH_REMOVING)
    assert not find_identifiers(text, min_score=STANDS_ALONE)


def test_an_address_swallows_the_names_and_numbers_it_is_made_of():
    text = "We lived at 12 Sarah Robinson Street, Leeds."
    kinds = [item.entity for item in find_identifiers(text, min_score=WORTH_REMOVING)]
    assert kinds == ["STREET_ADDRESS"] or kinds == ["STREET_ADDRESS", "GPE"]


def test_a_name_heard_elsewhere_is_found_without_a_cue():
    found = find_identifiers("I asked Qorvindal and Hope.", min_score=WORTH_REMOVING)
    known = known_names([*found, *find_identifiers("My friend Hope.")])
    assert known == Known(people=frozenset({"qorvindal", "hope"}))
    for text, name in (("Qorvindal. Again.", "Qorvindal"), ("so qorvindal, Right", "qorvindal"),
                       ("Hope is late.", "Hope")):  # fmt: skip
        assert not find_identifiers(text, min_score=WORTH_REMOVING)
        assert [item.text for item in find_identifiers(text, min_score=0.3, known=known)] == [name]
    assert not find_identifiers("Hope so.", min_score=WORTH_REMOVING, known=known)


@pytest.mark.parametrize(
    "text", ["We saw Katie 4 times.", "I was there at 10 Sarah said.", "Room 4 is Anna's."]
)
def test_a_number_beside_a_name_makes_no_address(text):
    found = find_identifiers(text, min_score=WORTH_REMOVING)
    assert [item.entity for item in found] == ["PERSON"]


def test_known_names_hide_from_repr():
    assert "qorvindal" not in repr(Known(people=frozenset({"qorvindal"})))


@pytest.mark.parametrize(
    "text",
    [text for text, *_ in (*NAMES, *DOUBTFUL) if "'" in text]
    + ["Hope won't come.", "Onyekachi doesn't ring.", "my ex, who's called Hope", "It's Tembo."],
)
def test_a_curly_apostrophe_is_read_like_a_straight_one(text):
    straight = find_identifiers(text, min_score=WORTH_REMOVING)
    curly = find_identifiers(text.replace("'", "’"), min_score=WORTH_REMOVING)
    assert [(item.entity, item.start, item.end) for item in curly] == [
        (item.entity, item.start, item.end) for item in straight
    ]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aAbB .,'’-0123456789@/\n:ÉßǅŁ", max_size=60), st.floats(0.0, 1.0))
def test_whatever_the_text_spans_lie_in_it_in_order_and_a_higher_bar_finds_no_new_places(text, bar):
    found = find_identifiers(text, min_score=bar)
    assert all(text[item.start : item.end] == item.text and item.text for item in found)
    assert all(item.score >= bar for item in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
