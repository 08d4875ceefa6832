"""The receipt: the server's signed word that this ciphertext came in at this time.

It names no content. With `r`, which only the bidder gets, it proves the content after the opening.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from marketplace.core.canonical import NotCanonical, canonical, read
from marketplace.core.signing import is_signed, public_text, sign

KIND = "receipt"


@dataclass(frozen=True)
class Receipt:
    """What the bidder can hold against the house; `audit_seq` and `audit_head` fix its place in the log."""

    receipt_no: int
    challenge: int
    bid: int
    studio: int
    version: int
    suite: str
    digest: str
    commit: str
    submitted_at: str
    audit_seq: int
    audit_head: str


def sign_receipt(receipt: Receipt, key: Ed25519PrivateKey) -> str:
    """The server's signature under the receipt, hexadecimal."""
    return sign(KIND, asdict(receipt), key)


def verify_receipt(receipt: Receipt, signature: str, public: Ed25519PublicKey) -> bool:
    """Did this server give exactly this receipt?"""
    return is_signed(KIND, asdict(receipt), signature, public)


def receipt_file(receipt: Receipt, signature: str, public: Ed25519PublicKey, r: bytes | None = None) -> bytes:
    """The file the bidder keeps. `r` is in it only for the bidder: who has it can test guesses."""
    facts: dict[str, Any] = {"receipt": asdict(receipt), "signature": signature, "key": public_text(public)}
    return canonical(facts if r is None else {**facts, "r": r.hex()})


def read_receipt_file(text: bytes, public: Ed25519PublicKey) -> Receipt | None:
    """The receipt in a kept file, or None if we never gave it; the key named inside proves nothing."""
    try:
        facts: Mapping[str, Any] = read(text)
        receipt, signature = Receipt(**facts["receipt"]), str(facts["signature"])
    except (NotCanonical, TypeError, KeyError):
        return None
    return receipt if verify_receipt(receipt, signature, public) else None
