"""Stand-ins keep a text readable and consistent and are never what they stand for."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.pii.gazetteers import fold
from filters.pii.identifier import Identifier
from generator.surrogates import Surrogates, pools
from tests.generator.test_deidentify import cleaned


def build(seed=0, taken=()):
    return Surrogates(rng=random.Random(seed), taken=frozenset(taken))


def item(entity, text):
    return Identifier(entity=entity, start=0, end=len(text), text=text, score=1.0)


def test_the_same_name_gets_the_same_stand_in_across_case_possessive_and_part():
    full, again, shouted, owned, formal = cleaned(
        "My sister is Anna Kowalska.",
        "I told Anna.",
        "ANNA! I said.",
        "It was Anna's idea.",
        "I saw Dr Kowalska.",
        mode="surrogates",
    )
    given_name, surname = re.findall(r"[A-Z]\w+", full)[1:]
    assert (given_name, surname) != ("Anna", "Kowalska")
    assert again == f"I told {given_name}."
    assert shouted == f"{given_name.upper()}! I said."
    assert owned == f"It was {given_name}'s idea."
    assert formal == f"I saw Dr {surname}."


def test_a_gendered_name_stays_in_its_gender():
    for seed in range(20):
        assert build(seed).stand_in(item("PERSON", "Siobhan")) in pools().women
        assert build(seed).stand_in(item("PERSON", "Gareth")) in pools().men


def test_small_words_and_initials_keep_the_form_of_a_name():
    assert re.fullmatch(
        r"[A-Z]\w+ van der [A-Z]\w+", build().stand_in(item("PERSON", "Jan van der Berg"))
    )
    assert re.fullmatch(r"[A-Z]\. [A-Z][\w'-]+", build().stand_in(item("PERSON", "T. Horiguchi")))


def test_places_become_places_and_organisations_stay_what_they_are():
    chosen = build()
    assert chosen.stand_in(item("GPE", "Leeds")) in pools().towns
    assert chosen.stand_in(item("GPE", "Spain")) in pools().countries
    assert chosen.stand_in(item("GPE", "leeds")) == chosen.stand_in(item("GPE", "Leeds")).lower()
    firm = chosen.stand_in(item("ORGANIZATION", "Northgate Logistics"))
    assert re.fullmatch(r"(?!Northgate)\w+ Logistics", firm)
    hospital = chosen.stand_in(item("ORGANIZATION", "St Mary's Hospital"))
    assert re.fullmatch(r"St (?!Mary)\w+'s Hospital", hospital)
    assert chosen.stand_in(item("ORGANIZATION", "Low Light Bakery Works")).endswith(
        " Light Bakery Works"
    )


def test_an_address_keeps_its_form():
    address = build().stand_in(item("STREET_ADDRESS", "12 Elm Street"))
    assert re.fullmatch(r"\d\d (?!Elm)[\w-]+ Street", address)


def test_all_dates_of_a_patient_move_by_the_same_whole_weeks():
    born, there = cleaned(
        "I was born on 3 May 1981.", "It happened on 05/05/1981.", mode="surrogates"
    )
    day, month, year = re.findall(r"\w+", born)[4:]
    assert (day, month) != ("3", "May")
    moved = re.search(r"(\d\d)/(\d\d)/(\d{4})", there)
    assert moved is not None
    assert year == moved[3] or {year, moved[3]} <= {"1980", "1981", "1982"}
    offsets = {build(seed)._days for seed in range(50)}
    assert all(days % 7 == 0 and 56 <= abs(days) <= 364 for days in offsets)


def test_a_number_is_exchanged_figure_for_figure_and_alike_however_it_is_spaced():
    chosen = build()
    spaced = chosen.stand_in(item("PHONE_NUMBER", "07700 900123"))
    assert re.fullmatch(r"\d{5} \d{6}", spaced)
    assert chosen.stand_in(item("PHONE_NUMBER", "07700900123")) == spaced.replace(" ", "")
    assert re.fullmatch(r"[A-Z]{2}\d \d[A-Z]{2}", chosen.stand_in(item("POSTCODE", "LS6 2AB")))


def test_mail_links_and_great_ages_stay_mail_links_and_great_ages():
    chosen = build()
    name = chosen.stand_in(item("PERSON", "Anna"))
    mail = chosen.stand_in(item("EMAIL_ADDRESS", "anna.kowalska@clinic.example"))
    assert re.fullmatch(rf"{name.lower()}\.[\w'-]+@example\.org", mail)
    assert chosen.stand_in(item("URL", "https://www.me.example/a")).startswith(
        "https://www.example.org/"
    )
    assert int(chosen.stand_in(item("AGE", "94"))) in set(range(90, 100)) - {94}


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    name=st.sampled_from(["Anna", "Olivia Smith", "David", "Leeds", "Zbigniew Nowak"]),
    entity=st.sampled_from(["PERSON", "GPE", "ORGANIZATION"]),
)
def test_a_stand_in_is_never_the_original_nor_a_word_of_the_patients_text(seed, name, entity):
    words = frozenset(map(fold, (*name.split(), *pools().women[::2], *pools().towns[::3])))
    new = build(seed, taken=words).stand_in(item(entity, name))
    assert not words & set(map(fold, new.split()))


def test_two_names_never_share_a_stand_in():
    chosen = build()
    names = [*pools().women[:80], *pools().men[:80]]
    assert len({chosen.stand_in(item("PERSON", name)) for name in names}) == len(set(names))


def test_one_patients_map_does_not_depend_on_another_patient():
    alone = cleaned("I told Anna.", mode="surrogates", seed=5)
    cleaned("I told Boris, Carla and Dmitri about Leeds.", mode="surrogates", seed=4)
    assert cleaned("I told Anna.", mode="surrogates", seed=5) == alone


@pytest.mark.parametrize("entity", ["PHONE_NUMBER", "CREDIT_CARD", "RECORD_NUMBER", "POSTCODE"])
def test_even_a_single_figure_changes(entity):
    for seed in range(30):
        assert build(seed).stand_in(item(entity, "7")) != "7"


def test_what_was_drawn_hides_from_repr():
    chosen = build()
    drawn = chosen.stand_in(item("PERSON", "Anna"))
    assert drawn not in repr(chosen)
    assert "Anna" not in repr(chosen)
    assert str(chosen._days) not in repr(chosen)
