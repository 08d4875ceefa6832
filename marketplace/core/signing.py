"""Statements of the server under its Ed25519 signature: receipts, minutes, checkpoints.

The kind of statement is part of what is signed, so a signed checkpoint can never pass for a receipt.
"""

from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from marketplace.core.canonical import canonical


def spelled(kind: str, facts: Mapping[str, object]) -> bytes:
    """The bytes that are signed: kind, a zero byte, the facts in canonical JSON."""
    if "\0" in kind:
        raise ValueError("a kind of statement is a plain word")
    return kind.encode() + b"\0" + canonical(facts)


def sign(kind: str, facts: Mapping[str, object], key: Ed25519PrivateKey) -> str:
    """The signature under a statement, in hexadecimal."""
    return key.sign(spelled(kind, facts)).hex()


def is_signed(kind: str, facts: Mapping[str, object], signature: str, public: Ed25519PublicKey) -> bool:
    """Was exactly this statement, of this kind, signed by the owner of the public key?"""
    try:
        public.verify(bytes.fromhex(signature), spelled(kind, facts))
    except (InvalidSignature, ValueError):
        return False
    return True


def public_text(public: Ed25519PublicKey) -> str:
    """A public key as it is printed on receipts."""
    return public.public_bytes_raw().hex()


def public_of(text: str) -> Ed25519PublicKey:
    """The public key from its printed form."""
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))
