"""What is said in words changes, and its form stays."""

import random
import re

import pytest

from generator.said import exchanged

MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"


@pytest.mark.parametrize("seed", range(5))
def test_a_date_in_words_stays_one_of_its_century(seed):
    said = exchanged("the fifteenth of March nineteen eighty-two", random.Random(seed))
    form = rf"the \w+(?:th|st|nd|rd) of (?i:{MONTHS}) nineteen \w+ty-\w+"
    assert re.fullmatch(form, said)
    assert not {"fifteenth", "March", "eighty", "two"} & set(re.findall(r"\w+", said))


def test_nineteen_in_a_number_is_exchanged_like_any_other():
    words = ["oh", "one", "nineteen", "eighty"]
    said = exchanged(" ".join(words), random.Random(1)).split()
    assert all(new != old for new, old in zip(said, words, strict=True))
