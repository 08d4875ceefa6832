"""Options of which only one can win because together they ask too much of one resource."""

import numpy as np
from scipy import sparse

from matching.awards.model import Problem


def cliques(problem: Problem) -> sparse.csr_array:
    """cliques × options of 0 and 1: at most one of each row.

    For one resource, options that each ask more than half exclude each other; a smaller one joins those it
    does not fit beside. (Sherali, Adams style lifting is left to the solver.)
    """
    row: list[int] = []
    column: list[int] = []
    count = 0
    use = problem.use.tocsr()
    for resource, room in enumerate(problem.room.tolist()):
        where = slice(use.indptr[resource], use.indptr[resource + 1])
        order = np.argsort(-use.data[where], kind="stable")
        amount, option = use.data[where][order], use.indices[where][order]
        for size, last in _sizes(amount, room + 1e-9 * max(1.0, room)):
            members = option[:size].tolist() + ([] if last is None else [int(option[last])])
            row += [count] * len(members)
            column += members
            count += 1
    return sparse.csr_array((np.ones(len(row)), (row, column)), shape=(count, len(problem)))


def _sizes(
    amount: "np.ndarray[tuple[int], np.dtype[np.float64]]", room: float
) -> list[tuple[int, int | None]]:
    """(how many of the largest, and which smaller one with them)."""
    big = int((2 * amount > room).sum())
    found: list[tuple[int, int | None]] = [(big, None)] if big > 1 else []
    for last in range(big, len(amount)):
        size = int((amount[:big] + amount[last] > room).sum())
        if size:
            found.append((size, last))
    return found
