"""Refusals: every bad input is a ValueError that names the argument, the row and the rule."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
SUM_TOLERANCE = 1e-9


def refuse(argument: str, rule: str, row: object = None) -> ValueError:
    """The error to raise: argument, row (if one can be named) and the rule that was broken."""
    place = "" if row is None else f", row {row}"
    return ValueError(f"{argument}{place}: {rule}")


def numbers(argument: str, values: ArrayLike, ndim: int | None = None) -> Floats:
    """The values as float64, every one finite."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise refuse(argument, f"must be numbers in a full rectangle ({error})") from None
    if ndim is not None and array.ndim != ndim:
        raise refuse(argument, f"must have {ndim} dimension(s), has {array.ndim}")
    if not np.isfinite(array).all():
        raise refuse(argument, "must be finite numbers, no NaN and no infinity", first(~np.isfinite(array)))
    return array


def weights_of(argument: str, values: ArrayLike, length: int | None = None) -> Floats:
    """Weights: none negative, together 1."""
    weights = numbers(argument, values, ndim=1)
    if length is not None and len(weights) != length:
        raise refuse(argument, f"must have one weight for each of {length} criteria, has {len(weights)}")
    if (weights < 0).any():
        raise refuse(argument, "must not be negative", first(weights < 0))
    if abs(float(weights.sum()) - 1) > SUM_TOLERANCE:
        raise refuse(argument, f"must sum to 1, sum to {float(weights.sum()):.12g}")
    return weights


def whole(argument: str, value: Any, least: int) -> int:
    """A whole number that is not too small."""
    if isinstance(value, bool) or int(value) != value or value < least:
        raise refuse(argument, f"must be a whole number of at least {least}, is {value!r}")
    return int(value)


def first(wrong: NDArray[np.bool_]) -> int:
    """The first row in which something is wrong."""
    return int(np.argwhere(wrong)[0][0])


def unlike(argument: str, items: Sequence[Any]) -> None:
    """Ids must differ, or a result could not be told apart."""
    seen: set[Any] = set()
    for row, item in enumerate(items):
        if item in seen:
            raise refuse(argument, f"id {item!r} appears twice", row)
        seen.add(item)
