"""One spelling for every fact that is hashed, signed or bound to a ciphertext.

Two programs that agree on the facts must agree on the bytes, in fifteen years too. So: UTF-8 JSON,
keys sorted, no blanks; and no floats, because 0.1 has more than one spelling and none is exact.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn

LARGEST = 2**53 - 1  # beyond it other languages' JSON readers round
DEEPEST = 64

_SPELL = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False
).encode


class NotCanonical(ValueError):
    """The value has no single spelling; the message says where in the document and why."""


def canonical(value: object) -> bytes:
    """The one spelling of a document made of texts, whole numbers, booleans, lists and mappings."""
    if not _plain(value, 0):
        _check(value, "$", 0)
    try:
        return _SPELL(value).encode()
    except UnicodeEncodeError:
        _check(value, "$", 0)
        raise


def read(spelling: bytes) -> Any:
    """The document back from its spelling; any other spelling of the same document is refused."""
    try:
        value = json.loads(spelling, parse_float=_no_float, parse_constant=_no_float)
        same = canonical(value) == spelling
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as wrong:
        raise NotCanonical("this is not canonical JSON") from wrong
    if not same:
        raise NotCanonical("this JSON is not in its canonical spelling")
    return value


def instant(moment: datetime) -> str:
    """A moment as text: UTC, always with microseconds, so that both databases spell it alike."""
    if moment.tzinfo is None:
        raise NotCanonical("a moment without a time zone has no canonical form")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _no_float(text: str) -> NoReturn:
    raise NotCanonical(f"{text} is a float: floats have no canonical form, use whole numbers or text")


def _plain(value: object, depth: int) -> bool:
    """The quick look, for the log is long: surely canonical, or worth the slow look that names the place."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return -LARGEST <= value <= LARGEST  # type: ignore[operator]
    if depth == DEEPEST:
        return False
    if isinstance(value, dict):
        return all(type(key) is str and _plain(part, depth + 1) for key, part in value.items())
    return kind is list and all(_plain(part, depth + 1) for part in value)  # type: ignore[attr-defined]


def _check(value: object, where: str, depth: int) -> None:
    if depth > DEEPEST:
        raise NotCanonical(f"deeper than {DEEPEST} levels at {where}")
    if isinstance(value, dict):
        _check_mapping(value, where, depth)
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            _check(part, f"{where}[{index}]", depth + 1)
    elif isinstance(value, str):
        _check_text(value, where)
    elif value is not None:
        _check_number(value, where)


def _check_number(value: object, where: str) -> None:
    if isinstance(value, float):
        raise NotCanonical(f"float at {where}: floats have no canonical form, use whole numbers or text")
    if not isinstance(value, int):
        raise NotCanonical(f"{type(value).__name__} at {where} has no canonical form")
    if abs(value) > LARGEST:
        raise NotCanonical(f"whole number beyond 2^53 at {where}")


def _check_text(value: str, where: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as wrong:
        raise NotCanonical(f"half a character at {where}") from wrong


def _check_mapping(value: Mapping[Any, object], where: str, depth: int) -> None:
    for key, part in value.items():
        if not isinstance(key, str):
            raise NotCanonical(f"key {key!r} at {where} is not text")
        _check_text(key, where)
        _check(part, f"{where}.{key}", depth + 1)
