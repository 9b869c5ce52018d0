"""A date moves and keeps the way it was written."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.dates import shift_date


@pytest.mark.parametrize(
    ("text", "days", "expected"),
    [
        ("3 May 1981", 7, "10 May 1981"),
        ("May 3rd, 2019", 21, "May 24th, 2019"),
        ("the 1st of February, 2020", -1, "the 31st of January, 2020"),
        ("Sept. 28, 1999", 7, "Oct. 5, 1999"),
        ("12/05/2020", 7, "19/05/2020"),
        ("5/9/20", 7, "12/9/20"),
        ("05/28/2020", 7, "06/04/2020"),
        ("2018-02-24 12:45", 7, "2018-03-03 12:45"),
        ("31.12.99", 1, "1.1.00"),
        ("29 February", 7, "7 March"),
        ("28 december", 7, "4 january"),
        ("11th June", 1, "12th June"),
    ],
)
def test_a_date_is_written_as_it_was(text, days, expected):
    assert shift_date(text, days) == expected


@pytest.mark.parametrize("text", ["31 February 2020", "99/99/2020", "Monday", "May"])
def test_what_is_no_date_is_left_to_others(text):
    assert shift_date(text, 7) is None


@given(st.dates(date(1900, 1, 1), date(2099, 1, 1)), st.integers(-364, 364))
def test_moving_forth_and_back_gives_the_date_again(day, days):
    for text in (
        f"{day.day:02d}/{day.month:02d}/{day.year}",
        f"{day:%Y-%m-%d}",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%b}. {day.day}, {day.year}",
    ):
        there = shift_date(text, days)
        assert there is not None
        back = shift_date(there, -days)
        assert back is not None
        # "10/10" does not say whether one figure would have been written as two.
        assert re.sub(r"\b0", "", back) == re.sub(r"\b0", "", text)
