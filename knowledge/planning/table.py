"""Two-way tables with fixed margins: raked to them, and rounded to whole numbers that keep them.

Rows are groups of people, columns the values of one dimension. A seed says what goes with what: 0
where the two cannot stand together, an odds ratio where a figure is known, else 1. Raking keeps the
seed's odds ratios and its zeros. Knows nothing of what rows and columns mean.

Legend: G groups, V values.

Source: Deming and Stephan (1940) for iterative proportional fitting; Cox, J. Am. Stat. Assoc. 82
(1987) 520, for controlled rounding, here as a transport problem whose vertices are integral.
"""

import numpy as np
from numpy.typing import NDArray

SWEEPS = 2000
TOLERANCE = 1e-6


def rake(
    seed_GV: NDArray[np.float64], row_G: NDArray[np.int64], column_V: NDArray[np.int64]
) -> NDArray[np.float64] | None:
    """The table with these margins nearest to the seed; None if no table has them.

    Args:
        seed_GV: weights of 0 or more.
        row_G, column_V: counts of 0 or more with equal sums.
    """
    if _most(seed_GV, row_G, column_V) < row_G.sum():
        return None
    table_GV = np.where(seed_GV > 0, seed_GV, 0.0) * 1.0
    for _ in range(SWEEPS):
        table_GV *= _ratio(row_G, table_GV.sum(axis=1))[:, None]
        table_GV *= _ratio(column_V, table_GV.sum(axis=0))[None, :]
        if np.abs(table_GV.sum(axis=1) - row_G).max(initial=0) <= TOLERANCE:
            return table_GV
    # Zeros that only a limit reaches: any table with the margins, nearest cell by cell.
    return _transport(table_GV, seed_GV, row_G, column_V)


def _ratio(wanted: NDArray[np.int64], found: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(wanted, found, out=np.zeros(len(found)), where=found > 0)


def round_within(
    table_GV: NDArray[np.float64], row_G: NDArray[np.int64], column_V: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Whole numbers with exactly these margins, each cell the floor or the ceiling of the table's.

    The table must have the margins itself (to rounding error); cells of 0 stay 0.
    """
    whole_GV = np.floor(table_GV + TOLERANCE).astype(np.int64)
    rest_GV = np.clip(table_GV - whole_GV, 0.0, 1.0)
    open_GV = rest_GV > TOLERANCE
    extra_GV = _transport(
        rest_GV,
        open_GV.astype(float),
        row_G - whole_GV.sum(axis=1),
        column_V - whole_GV.sum(axis=0),
        most=1,
    )
    return whole_GV + np.rint(extra_GV).astype(np.int64)


def nearest_columns(
    seed_GV: NDArray[np.float64], row_G: NDArray[np.int64], column_V: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Column counts that some table has, as few people moved from the asked ones as possible."""
    from scipy.optimize import linprog

    num_groups, num_values = seed_GV.shape
    cells = num_groups * num_values
    # Variables: cells, then per column the excess over and the shortfall under what was asked.
    cost = np.r_[np.zeros(cells), np.ones(2 * num_values)]
    rows = np.kron(np.eye(num_groups), np.ones(num_values))
    columns = np.kron(np.ones(num_groups), np.eye(num_values))
    equal = np.block(
        [
            [rows, np.zeros((num_groups, 2 * num_values))],
            [columns, -np.eye(num_values), np.eye(num_values)],
        ]
    )
    bounds = [(0, None if seed > 0 else 0) for seed in seed_GV.ravel()]
    bounds += [(0, None)] * (2 * num_values)
    solved = linprog(
        cost, A_eq=equal, b_eq=np.r_[row_G, column_V], bounds=bounds, method="highs-ds"
    )
    if not solved.success:
        raise ValueError("nearest_columns: a group has no possible value")
    table_GV = np.rint(solved.x[:cells]).astype(np.int64).reshape(num_groups, num_values)
    return table_GV.sum(axis=0)


def _most(
    seed_GV: NDArray[np.float64], row_G: NDArray[np.int64], column_V: NDArray[np.int64]
) -> int:
    """How many people the margins can place at most where the seed allows it."""
    import scipy.sparse as sparse
    from scipy.sparse.csgraph import maximum_flow

    num_groups, num_values = seed_GV.shape
    source, sink = num_groups + num_values, num_groups + num_values + 1
    group, value = np.nonzero(seed_GV > 0)
    start = np.r_[group, np.full(num_groups, source), num_groups + np.arange(num_values)]
    end = np.r_[num_groups + value, np.arange(num_groups), np.full(num_values, sink)]
    room = np.r_[np.minimum(row_G[group], column_V[value]), row_G, column_V]
    graph = sparse.csr_matrix((room.astype(np.int32), (start, end)), shape=(sink + 1, sink + 1))
    return int(maximum_flow(graph, source, sink).flow_value)


def _transport(
    wanted_GV: NDArray[np.float64],
    seed_GV: NDArray[np.float64],
    row_G: NDArray[np.int64],
    column_V: NDArray[np.int64],
    *,
    most: float | None = None,
) -> NDArray[np.float64]:
    """An integral table with the margins that puts most where most is wanted."""
    import scipy.sparse as sparse
    from scipy.optimize import linprog

    num_groups, num_values = seed_GV.shape
    group, value = np.nonzero(seed_GV > 0)
    table_GV = np.zeros(seed_GV.shape)
    if not len(group):
        return table_GV
    cell = np.arange(len(group))
    equal = sparse.csr_matrix(
        (np.ones(2 * len(cell)), (np.r_[group, num_groups + value], np.r_[cell, cell])),
        shape=(num_groups + num_values, len(cell)),
    )
    solved = linprog(
        -wanted_GV[group, value],
        A_eq=equal,
        b_eq=np.r_[row_G, column_V],
        bounds=(0, most),
        method="highs-ds",
    )
    if not solved.success:
        raise ValueError("no whole table has these margins")
    table_GV[group, value] = solved.x
    return table_GV
