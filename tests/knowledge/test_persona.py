"""Personas: who somebody is says nothing of the diagnosis."""

import functools
import random
from collections import Counter

import numpy as np
import pytest
import yaml
from scipy.stats import chi2_contingency

from knowledge.expression import load_expressions
from knowledge.persona import FILE, draw_persona
from tests.knowledge.patients import profiles

LISTS = yaml.safe_load(FILE.read_text(encoding="utf-8"))


@functools.cache
def cohort():
    """Two conditions, all women of working age: names go by gender, and work by age."""
    mix = {"gad": 0.5, "schizophrenia": 0.5}
    return profiles(n=2000, conditions=mix, gender="woman", age="18-60")


@pytest.mark.parametrize("what", ["name", "work", "home", "relative", "hobby"])
def test_who_somebody_is_is_independent_of_the_diagnosis(what):
    counts = Counter((p.condition, getattr(p.patient, what)) for p in cohort())
    values = sorted({value for _, value in counts})
    assert len(values) > 5
    table = np.array(
        [[counts[name, value] for value in values] for name in ("gad", "schizophrenia")]
    )
    assert table.sum() == 2000
    assert chi2_contingency(table).pvalue > 0.001


@pytest.mark.parametrize(
    ("gender", "names"), [("woman", "woman"), ("man", "man"), ("nonbinary", "any")]
)
def test_a_name_fits_the_gender(gender, names):
    found = {draw_persona(gender, 40, random.Random(i)).name for i in range(300)}
    assert found <= set(LISTS["names"][names])
    assert len(found) > 10


@pytest.mark.parametrize(("age", "works"), [(18, True), (66, True), (67, False), (90, False)])
def test_nobody_works_from_retirement_age_on(age, works):
    for seed in range(20):
        work = draw_persona("woman", age, random.Random(seed)).work
        assert (work in load_expressions().slots["work"]) if works else work is None


def test_a_home_is_one_of_the_list_and_the_same_draw_gives_the_same_person():
    people = [draw_persona("man", 30, random.Random(seed)) for seed in range(100)]
    assert {person.home for person in people} <= set(LISTS["homes"])
    assert people == [draw_persona("man", 30, random.Random(seed)) for seed in range(100)]


@pytest.mark.parametrize(
    ("words", "first", "last"), [("my dad", 18, 64), ("my oldest", 40, 90), ("my sister", 18, 90)]
)
def test_a_relative_is_somebody_whom_one_may_still_or_already_have(words, first, last):
    ages = {
        age
        for age in range(18, 91)
        for seed in range(120)
        if draw_persona("man", age, random.Random(seed)).relative == words
    }
    assert (min(ages), max(ages)) == (first, last)
