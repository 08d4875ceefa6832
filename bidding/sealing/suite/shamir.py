"""Shamir's sharing over GF(256), the field of AES (x^8 + x^4 + x^3 + x + 1): any `need` shares suffice.

Every byte of the secret is the constant of a random polynomial of degree need - 1; share x holds the values
at x. Fewer shares than needed tell nothing at all, however much is computed. Source: A. Shamir, How to share
a secret, CACM 22 (1979); the field: FIPS 197, section 4.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

LARGEST = 255  # shares are numbered by the field's elements but zero, which is the secret itself


@dataclass(frozen=True)
class Share:
    """One part: its number (1–255) and a value for every byte of the secret."""

    x: int
    values: bytes = field(repr=False)


def _tables() -> tuple[bytes, bytes]:
    exp, log, value = bytearray(510), bytearray(256), 1
    for power in range(255):
        exp[power] = exp[power + 255] = value
        log[value] = power
        doubled = value << 1 ^ (0x11B if value & 0x80 else 0)
        value ^= doubled  # times 3, which generates the field
    return bytes(exp), bytes(log)


_EXP, _LOG = _tables()


def times(a: int, b: int) -> int:
    """The product of two elements."""
    return _EXP[_LOG[a] + _LOG[b]] if a and b else 0


def over(a: int, b: int) -> int:
    """The quotient; nothing is divided by zero."""
    if not b:
        raise ZeroDivisionError
    return _EXP[_LOG[a] - _LOG[b] + 255] if a else 0


def split(
    secret: bytes, need: int, count: int, random: Callable[[int], bytes] = os.urandom
) -> tuple[Share, ...]:
    """`count` shares, numbered from 1, of which any `need` give the secret back."""
    if not 1 <= need <= count <= LARGEST:
        raise ValueError("so many shares cannot be made")
    higher = [random(len(secret)) for _degree in range(need - 1)]
    return tuple(Share(x, _values(secret, higher, x)) for x in range(1, count + 1))


def _values(secret: bytes, higher: Sequence[bytes], x: int) -> bytes:
    found = bytearray(len(secret))
    for coefficients in [*reversed(higher), secret]:  # Horner
        found = bytearray(times(value, x) ^ part for value, part in zip(found, coefficients, strict=True))
    return bytes(found)


def combine(shares: Sequence[Share]) -> bytes:
    """The secret from as many shares as it needs. Too few, or of two secrets: some other bytes."""
    numbers = [share.x for share in shares]
    if not shares or len(set(numbers)) != len(numbers) or not all(1 <= x <= LARGEST for x in numbers):
        raise ValueError("shares of different numbers are needed")
    if len({len(share.values) for share in shares}) != 1:
        raise ValueError("these shares are not of one secret")
    secret = bytearray(len(shares[0].values))
    for share in shares:
        weight = 1
        for x in numbers:
            if x != share.x:
                weight = times(weight, over(x, x ^ share.x))
        secret = bytearray(s ^ times(weight, v) for s, v in zip(secret, share.values, strict=True))
    return bytes(secret)
