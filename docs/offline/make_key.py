#!/usr/bin/env python3
"""Make the key of one challenge on a computer that is connected to nothing.

    python3 make_key.py order.json key.json

`order.json` comes from the key page of the challenge and names four holders with their public keys.
`key.json` goes back to that page: it holds the public half and four shares of the private half, each of which
only its holder can read; two of them open. The private half itself is written nowhere and ends with this
program. The page shows the same fingerprint that is printed at the end.

Needs Python 3.11 and the library `cryptography` (50 or later), nothing else. Shares: Shamir over GF(256);
boxes: HPKE (RFC 9180, X25519, HKDF-SHA256, AES-256-GCM).
"""

import hashlib
import json
import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def times(a, b):
    """The product in GF(256) with x^8 + x^4 + x^3 + x + 1."""
    found = 0
    while b:
        found ^= a if b & 1 else 0
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return found


def split(secret):
    """Four shares on a straight line through the secret; any two give it back."""
    slope = os.urandom(len(secret))
    return [bytes(s ^ times(k, x) for s, k in zip(secret, slope, strict=True)) for x in range(1, 5)]


def make(order):
    """The answer to an order: nothing in it is secret to anybody but the holder of a share."""
    holders = order["holders"]
    if len(holders) != 4 or len({holder["public"] for holder in holders}) != 4:
        raise SystemExit("The order must name four different holders.")
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw().hex()
    about = {"c": order["challenge"], "mode": "quorum", "public": public, "suite": "HX1"}
    shares = []
    for x, (values, holder) in enumerate(
        zip(split(private.private_bytes_raw()), holders, strict=True), start=1
    ):
        info = canonical({**about, "to": holder["name"], "use": "share"})
        reader = X25519PublicKey.from_public_bytes(bytes.fromhex(holder["public"]))
        box = SUITE.encrypt(bytes([x]) + values, reader, info)
        shares.append({"box": box.hex(), "to": holder["name"], "x": x})
    return {"challenge": order["challenge"], "public": public, "shares": shares}


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    made = make(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    Path(sys.argv[2]).write_bytes(canonical(made))
    print(f"Written: {sys.argv[2]}")
    print(f"Fingerprint: {hashlib.sha256(bytes.fromhex(made['public'])).hexdigest()[:16]}")


if __name__ == "__main__":
    main()
