"""Quotas: counts that add up and miss no share."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.planning.quota import largest_remainder
from tests.knowledge.patients import shares


@given(st.integers(1, 500), shares(list("abcde")))
def test_largest_remainder_misses_no_share_by_a_whole_one(n, asked):
    counts = largest_remainder(asked, n)
    assert sum(counts.values()) == n
    assert all(abs(counts[name] - share * n) < 1 + 1e-9 for name, share in asked.items())
