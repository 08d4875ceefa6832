"""A short secret for one reader: HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM) with facts bound to it."""

from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from bidding.sealing.suite.broken import BrokenSeal, Part
from marketplace.core.canonical import canonical

_HPKE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def seal_to(public: bytes, secret: bytes, facts: Mapping[str, object]) -> bytes:
    """Only the holder of the private half reads it, and only by saying the same facts."""
    return _HPKE.encrypt(secret, X25519PublicKey.from_public_bytes(public), canonical(facts))


def open_with(private: bytes, box: bytes, facts: Mapping[str, object]) -> bytes:
    """The secret, or `BrokenSeal` when key, box and facts do not belong together."""
    try:
        return _HPKE.decrypt(box, X25519PrivateKey.from_private_bytes(private), canonical(facts))
    except (InvalidTag, ValueError) as wrong:
        raise BrokenSeal(Part.KEY) from wrong


def public_half(private: bytes) -> bytes:
    """The public key of a private one, 32 bytes."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
