"""HiGHS through scipy, wrapped once: fixed limits by nodes, not by the clock, and an honest bound."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from matching.checks import Floats


@dataclass(frozen=True, eq=False)
class Rows:
    """Linear rows low ≤ A x ≤ high."""

    matrix: sparse.csr_array
    low: Floats
    high: Floats

    @classmethod
    def stack(cls, parts: "list[Rows]") -> "Rows":
        """Several sets of rows over the same columns."""
        return cls(
            sparse.csr_array(sparse.vstack([part.matrix for part in parts])),
            np.concatenate([part.low for part in parts]),
            np.concatenate([part.high for part in parts]),
        )


@dataclass(frozen=True, eq=False)
class Solved:
    """x: the best point found (None: there is none, or none was found); value and bound as in a maximum.

    ended: the search came to its end within the gap. Only then is HiGHS's bound handed on: stopped early,
    it has been seen to report one below a point it had found itself.
    """

    x: Floats | None
    value: float
    bound: float
    proven: bool
    infeasible: bool = False
    ended: bool = False


def maximise(
    gain: Floats,
    rows: Rows,
    whole: NDArray[np.bool_],
    upper: Floats,
    *,
    gap: float = 0.0,
    nodes: int | None = None,
    seconds: float | None = None,
    presolve: bool = True,
) -> Solved:
    """max gain · x with rows, 0 ≤ x ≤ upper, some x whole. HiGHS's own default gap is no proof: here 0."""
    options: Any = {"mip_rel_gap": gap, "presolve": presolve}
    if nodes is not None:
        options["node_limit"] = nodes
    if seconds is not None:
        options["time_limit"] = max(0.01, seconds)
    found: Any = milp(
        -gain,
        integrality=whole.astype(np.int8),
        bounds=Bounds(0.0, upper),
        constraints=LinearConstraint(rows.matrix, rows.low, rows.high),
        options=options,
    )
    infeasible, ended = found.status == 2, found.status == 0
    if found.x is None:
        return Solved(None, -np.inf, -np.inf if infeasible else np.inf, infeasible, infeasible)
    x = np.where(whole, np.rint(found.x), found.x)
    value = float(gain @ x)
    bound = value + gap * abs(value) if ended else np.inf
    return Solved(x, value, bound, ended and gap == 0.0, ended=ended)


@dataclass(frozen=True, eq=False)
class Relaxed:
    """A linear optimum with the price of every row (≥ 0 where more room would bring more)."""

    x: Floats | None
    value: float
    price: Floats


def relaxed(
    gain: Floats, rows: Rows, upper: Floats, method: Literal["highs-ds", "highs-ipm"] = "highs-ds"
) -> Relaxed:
    """max gain · x with rows, 0 ≤ x ≤ upper; x None if nothing fits."""
    same = rows.low == rows.high
    has_high, has_low = ~same & np.isfinite(rows.high), ~same & np.isfinite(rows.low)
    inner = sparse.vstack([rows.matrix[has_high], -rows.matrix[has_low]])
    bounds: Any = np.column_stack([np.zeros_like(upper), upper])
    found: Any = linprog(
        -gain,
        A_ub=inner if inner.shape[0] else None,
        b_ub=np.concatenate([rows.high[has_high], -rows.low[has_low]]) if inner.shape[0] else None,
        A_eq=rows.matrix[same] if same.any() else None,
        b_eq=rows.low[same] if same.any() else None,
        bounds=bounds,
        method=method,
    )
    price = np.zeros(len(rows.low))
    if found.x is None:
        return Relaxed(None, -np.inf, price)
    if same.any():
        price[same] = -found.eqlin.marginals
    if inner.shape[0]:
        split = int(has_high.sum())
        price[has_high] -= found.ineqlin.marginals[:split]
        price[has_low] += found.ineqlin.marginals[split:]
    return Relaxed(found.x, -float(found.fun), price)
