"""Passwords and one-time codes (argon2id; slow on purpose, so never inside a transaction)."""

from __future__ import annotations

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# An unknown name takes as long as a known one. Of a password nobody kept; made here, at each start, it would
# cost a fiftieth of it.
DUMMY = "$argon2id$v=19$m=19456,t=2,p=1$4WH+bbyCQY+g8zhSLcd3kA$SofYtp9Ln754ruOOoSEcUOh+kDyfp+D3zFrm4eyxlrk"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike on paper


def hash_of(password: str) -> str:
    """What is stored of a password."""
    return HASHER.hash(password)


def fits(password: str, stored: str | None) -> bool:
    """Is this the password? Takes the same time when there is none."""
    try:
        return HASHER.verify(stored or DUMMY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def new_code() -> str:
    """A one-time code for paper: two groups of five."""
    code = "".join(secrets.choice(LETTERS) for _ in range(10))
    return f"{code[:5]}-{code[5:]}"


def code_hash(code: str) -> str:
    """What is stored of a one-time code."""
    return hashlib.sha256(code.upper().replace("-", "").replace(" ", "").encode()).hexdigest()
