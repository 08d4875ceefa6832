"""What every result of the library can do: become plain Python, ready for JSON."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

Id = str | int


def plain(value: Any) -> Any:
    """The same value in dicts, lists, strings, numbers, booleans and None only.

    Arrays become nested lists; a number that JSON cannot hold (NaN, infinity) becomes None.
    Keys of mappings become strings unless they are strings already.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, Mapping):
        return {key if isinstance(key, str) else str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


class Result:
    """Base of all results: frozen dataclasses that turn into JSON."""

    __slots__ = ()

    def to_json(self) -> dict[str, Any]:
        """A dict of plain Python values that `json.dumps` takes as it is."""
        shown: dict[str, Any] = plain(self)
        return shown
