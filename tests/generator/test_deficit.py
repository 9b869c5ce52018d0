"""The deficit of every label follows from its count and the target, and the target is then met."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.augmenting.deficit import Target, deficits, parse_target
from knowledge.errors import CallerMistake

COUNTS = {"mdd": 20, "gad": 12, "ptsd": 3}


def _added(counts, target, factor=100):
    found = deficits(counts, parse_target(target), factor=factor)
    return {item.label: item.added for item in found}


def test_balance_fills_every_label_up_to_the_largest():
    assert _added(COUNTS, "balance") == {"ptsd": 17, "gad": 8}


def test_a_count_fills_only_what_is_below_it():
    assert _added(COUNTS, "15") == {"ptsd": 12, "gad": 3}


def test_a_share_is_one_of_the_enlarged_whole():
    added = _added({"mdd": 80, "ptsd": 20}, "30%")
    assert added == {"ptsd": 15}  # 35 of 115, not 30 of 100
    assert _added({"mdd": 80, "ptsd": 20}, "0.3") == added


@given(
    st.lists(st.integers(1, 200), min_size=2, max_size=6),
    st.floats(0.01, 1.0),
)
def test_no_label_is_below_the_share_and_none_grows_past_what_it_needs(sizes, part):
    counts, share = {str(at): size for at, size in enumerate(sizes)}, part / len(sizes)
    try:
        found = deficits(counts, Target(share=share), factor=1e9)
    except CallerMistake:
        assert all(size >= share * sum(sizes) - 1e-6 for size in sizes)
        return
    after = counts | {item.label: item.wanted for item in found}
    whole = sum(after.values())
    assert all(size >= share * whole - 1e-6 for size in after.values())
    assert all(item.wanted < share * whole + 1 for item in found)
    assert max(after.values()) == max(sizes) or max(after.values()) <= share * whole + 1


def test_a_label_grows_by_the_factor_at_most_and_says_so():
    found = deficits(COUNTS, Target(), factor=2)
    assert [(item.label, item.added, item.capped) for item in found] == [
        ("ptsd", 3, True),
        ("gad", 8, False),
    ]


@pytest.mark.parametrize("text", ["", "0", "-3", "1.5", "all", "120%", "0%", "0.0", "1e3", "50.0"])
def test_what_is_no_target_is_refused_with_what_is_allowed(text):
    with pytest.raises(CallerMistake, match="allowed is balance"):
        parse_target(text)


def test_a_target_that_nothing_is_below_is_refused():
    with pytest.raises(CallerMistake, match="nothing to add"):
        deficits({"a": 5, "b": 5}, Target(), factor=10)
    with pytest.raises(CallerMistake, match="nothing to add"):
        deficits(COUNTS, Target(count=3), factor=10)


def test_a_share_that_so_many_labels_cannot_have_is_refused():
    with pytest.raises(CallerMistake, match="at most 0.333"):
        deficits(COUNTS, Target(share=0.4), factor=10)


@pytest.mark.parametrize("share", [0.3333333334, 0.33333333339, 1 / 3])
def test_a_share_rounded_to_just_above_the_largest_possible_is_balance(share):
    found = deficits(COUNTS, Target(share=share), factor=100)
    assert found == deficits(COUNTS, Target(), factor=100)


def test_a_factor_without_end_is_refused():
    with pytest.raises(CallerMistake, match="factor inf"):
        deficits(COUNTS, Target(), factor=float("inf"))
