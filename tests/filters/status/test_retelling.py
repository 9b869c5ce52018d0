"""Disowned clauses, retold as the speaker's own."""

import pytest

from filters.status.retelling import as_own


@pytest.mark.parametrize(
    ("clause", "own"),
    [
        ("Suppose I started seeing things.", "I started seeing things."),
        ("My brother can't sleep.", "I can't sleep."),
        ("I've a friend who checks her door all night.", "I checks my door all night."),
        ("I used to panic on buses.", "I panic on buses."),
        ("The leaflet says these tablets may make me feel sick.", "I feel sick."),
        ("They told me to expect that I'd be tired.", "I be tired."),
        ("A man who skips sleep, they say, some people may begin to see things.", "I see things."),
        ("The old me would have been up all night.", "I up all night."),
        ("I can't sleep.", "I can't sleep."),
    ],
)
def test_it_is_told_in_the_first_person(clause: str, own: str):
    assert as_own(clause) == own
