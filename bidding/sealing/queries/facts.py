"""What the log keeps of every sealed row, and what a row says now: one spelling for writing and checking."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from marketplace.core import canonical

Row = Mapping[str, Any]
HASHED = ("ciphertext", "wrapped_key", "own_view_key", "receipt")
PLAIN = ("version", "challenge_id", "studio_id", "terms_version", "suite", "sha256", "commitment")


def of_version(row: Row) -> dict[str, Any]:
    """A sealed version: enough to find any edit of its row."""
    hashed = {f"{name}_hash": _hash(row[name]) for name in HASHED if row[name] is not None}
    plain = {name: row[name] for name in PLAIN}
    return {
        **plain, **hashed, "row": row["id"], "receipt": row["receipt_no"],
        "at": canonical.instant(row["submitted_at"]),
    }  # fmt: skip


def of_withdrawal(row: Row) -> dict[str, Any]:
    """A seal taken back (without its number, which names it)."""
    return {"version": row["version"], "at": canonical.instant(row["at"])}


def of_box(row: Row) -> dict[str, Any]:
    """A box seal."""
    return {
        "digest": row["digest"], "count": row["count"], "round": row["round"],
        "at": canonical.instant(row["at"]),
    }  # fmt: skip


def of_key(row: Row) -> dict[str, Any]:
    """A pair, so that it cannot be exchanged."""
    return {
        "challenge": row["challenge_id"], "public": bytes(row["public"]).hex(),
        "shares": _hash(row["wrapped"]),
    }  # fmt: skip


def _hash(value: str | bytes) -> str:
    return sha256(value.encode() if isinstance(value, str) else bytes(value)).hexdigest()
