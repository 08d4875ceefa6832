"""Refusals: every bad input is a ValueError that names the argument, the row and the rule."""

import sys
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
    except (TypeError, ValueError, OverflowError) as error:
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


def number(argument: str, value: Any, low: float, high: float = np.inf, row: object = None) -> float:
    """One finite number in low..high."""
    real = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    if not real or not low <= value <= min(high, sys.float_info.max):
        reach = f"not be below {low:g}" if high == np.inf else f"lie in {low:g}..{high:g}"
        raise refuse(argument, f"must be a finite number and {reach}, is {value!r}", row)
    return float(value)


def whole(argument: str, value: Any, least: int, row: object = None) -> int:
    """A whole number that is not too small."""
    real = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    if not real or not least <= value < np.inf or int(value) != value:
        raise refuse(argument, f"must be a whole number of at least {least}, is {value!r}", row)
    return int(value)


def listed(argument: str, value: Any, row: object = None) -> Sequence[Any]:
    """A list or tuple (an array will do), not one string."""
    if isinstance(value, str) or not isinstance(value, Sequence | np.ndarray):
        raise refuse(argument, f"must be a list, is {type(value).__name__}", row)
    return value  # type: ignore[return-value]


def truths(argument: str, values: ArrayLike) -> NDArray[np.bool_]:
    """True or false (1 or 0) in a full rectangle."""
    array = numbers(argument, values)
    if not np.isin(array, (0, 1)).all():
        raise refuse(argument, "must be true or false", first(~np.isin(array, (0, 1))))
    return array.astype(bool)


def first(wrong: NDArray[np.bool_]) -> int | None:
    """The first row in which something is wrong; None if it is one number without rows."""
    return int(np.argwhere(wrong)[0][0]) if wrong.ndim else None


def unlike(argument: str, items: Sequence[Any]) -> None:
    """Ids must differ, or a result could not be told apart."""
    seen: set[Any] = set()
    for row, item in enumerate(items):
        if item in seen:
            raise refuse(argument, f"id {item!r} appears twice", row)
        seen.add(item)
