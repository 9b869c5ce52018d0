"""Tables: raked to their margins, rounded within them, and the nearest margins that can be had."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.planning.table import nearest_columns, rake, round_within

FEW = settings(max_examples=20, deadline=None)


@st.composite
def tables(draw, *, least=0):
    """A table of whole numbers, and weights of the same shape that are 0.1 to 10."""
    shape = draw(st.tuples(st.integers(1, 5), st.integers(1, 4)))
    size = shape[0] * shape[1]
    counts = draw(st.lists(st.integers(least, 40), min_size=size, max_size=size))
    weights = draw(st.lists(st.integers(1, 100), min_size=size, max_size=size))
    return np.array(counts).reshape(shape), np.array(weights).reshape(shape) / 10


@st.composite
def requests(draw, *, columns=None):
    """A seed with a possible value in every row, and margins that it may not allow."""
    groups = draw(st.integers(1, 5))
    values = columns or draw(st.integers(1, 4))
    rows = st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=values, max_size=values)
    seed = draw(st.lists(rows.filter(any), min_size=groups, max_size=groups))
    row = draw(st.lists(st.integers(0, 30), min_size=groups, max_size=groups))
    cuts = draw(st.lists(st.integers(0, sum(row)), min_size=values - 1, max_size=values - 1))
    column = np.diff([0, *sorted(cuts), sum(row)])
    return np.array(seed), np.array(row), column


def margins(table):
    return table.sum(axis=1), table.sum(axis=0)


@FEW
@given(tables())
def test_raking_keeps_the_margins_and_the_zeros(drawn):
    counts, weights = drawn
    seed = np.where(counts > 0, weights, 0.0)
    row, column = margins(counts)
    raked = rake(seed, row, column)
    assert raked is not None
    np.testing.assert_allclose(raked.sum(axis=1), row, atol=1e-5)
    np.testing.assert_allclose(raked.sum(axis=0), column, atol=1e-5)
    assert (raked >= 0).all() and (raked[seed == 0] == 0).all()


@FEW
@given(tables(least=1))
def test_raking_keeps_the_odds_ratios(drawn):
    counts, weights = drawn
    raked = rake(weights, *margins(counts))
    assert raked is not None
    num_groups, num_values = counts.shape
    for i, k in itertools.combinations(range(num_groups), 2):
        for j, m in itertools.combinations(range(num_values), 2):
            found = raked[i, j] * raked[k, m] / (raked[i, m] * raked[k, j])
            asked = weights[i, j] * weights[k, m] / (weights[i, m] * weights[k, j])
            assert found == pytest.approx(asked, rel=1e-6)


def raked_within_limits(drawn, rng, *, share_open):
    """(weights, raked, margins): cells of the table may be filled, of the others a share."""
    counts, weights = drawn
    wide = np.array([[rng.random() < share_open for _ in row] for row in counts])
    seed = np.where((counts > 0) | wide, weights, 0.0)
    raked = rake(seed, *margins(counts))
    assert raked is not None
    return seed, raked, margins(counts)


@FEW
@given(tables(), st.randoms(use_true_random=False))
def test_raking_keeps_the_margins_where_only_a_limit_reaches_them(drawn, rng):
    seed, raked, (row, column) = raked_within_limits(drawn, rng, share_open=0.5)
    np.testing.assert_allclose(raked.sum(axis=1), row, atol=1e-5)
    np.testing.assert_allclose(raked.sum(axis=0), column, atol=1e-5)
    assert (raked[seed == 0] == 0).all()


@FEW
@given(tables(), st.randoms(use_true_random=False))
def test_rounding_keeps_both_margins_and_moves_no_cell_by_a_whole_one(drawn, rng):
    seed, raked, (row, column) = raked_within_limits(drawn, rng, share_open=0.3)
    whole = round_within(raked, row, column)
    assert whole.dtype == np.int64
    assert (whole.sum(axis=1) == row).all() and (whole.sum(axis=0) == column).all()
    assert (whole >= np.floor(raked - 1e-5)).all() and (whole <= np.ceil(raked + 1e-5)).all()
    assert (whole[seed == 0] == 0).all()


@FEW
@given(tables())
def test_a_table_of_whole_numbers_is_rounded_to_itself(drawn):
    counts, _ = drawn
    assert (round_within(counts.astype(float), *margins(counts)) == counts).all()


@FEW
@given(requests())
def test_the_nearest_columns_can_be_had(request_):
    seed, row, column = request_
    nearest = nearest_columns(seed, row, column)
    assert nearest.sum() == row.sum() and (nearest >= 0).all()
    raked = rake(seed, row, nearest)
    assert raked is not None
    whole = round_within(raked, row, nearest)
    assert (whole.sum(axis=0) == nearest).all()
    if rake(seed, row, column) is not None:
        assert (nearest == column).all()


@FEW
@given(requests(columns=2))
def test_the_nearest_of_two_columns_moves_as_few_people_as_it_can(request_):
    seed, row, column = request_
    only = row[seed[:, 1] == 0].sum()
    able = row[seed[:, 0] > 0].sum()
    nearest = nearest_columns(seed, row, column)
    assert nearest[0] == min(max(column[0], only), able)


def test_margins_that_no_table_has_are_refused():
    seed = np.array([[1.0, 0.0], [1.0, 1.0]])
    assert rake(seed, np.array([6, 4]), np.array([5, 5])) is None
    assert nearest_columns(seed, np.array([6, 4]), np.array([5, 5])).tolist() == [6, 4]


def test_a_group_without_a_possible_value_is_refused():
    seed = np.array([[0.0, 0.0], [1.0, 1.0]])
    with pytest.raises(ValueError, match="no possible value"):
        nearest_columns(seed, np.array([6, 4]), np.array([5, 5]))


def test_a_known_table_is_raked_to_its_odds_ratio():
    seed = np.array([[0.5, 1.0], [1.0, 1.0]])
    raked = rake(seed, np.array([50, 50]), np.array([50, 50]))
    assert raked is not None
    share = 0.5**0.5 / (1 + 0.5**0.5)
    expected = 50 * np.array([[share, 1 - share], [1 - share, share]])
    np.testing.assert_allclose(raked, expected, atol=1e-4)
