#!/usr/bin/env python3
"""Check a receipt without the marketplace: was it given, is the bid in the box, is this the content?

    python3 verify_receipt.py receipt.json [--box box.json] [--key KEY] [--content bid.json]

receipt.json  the receipt file that was kept at the sealing
--box         the public record of the closed box, from the page "Opening" of the challenge
--key         the public key of the server in hexadecimal, from a place you trust (a printed notice, another
              bidder's receipt); without it receipt and record must at least name the same key
--content     the content of the bid as it was kept; with the secret `r` of the receipt file it is proven

Needs Python 3.11 and the library `cryptography`; nothing of the marketplace. Answers 0 if everything holds,
1 if not, 2 if a file cannot be read. How each line is reckoned stands beside it, so that anybody can write
this program again.
"""

import argparse
import hashlib
import hmac
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def canonical(value):
    """UTF-8 JSON, keys sorted, no blanks: the one spelling that is hashed and signed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def is_signed(kind, facts, signature, key):
    """Ed25519 over: kind, a zero byte, the facts in canonical JSON."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), kind.encode() + b"\0" + canonical(facts))
    except (InvalidSignature, ValueError):
        return False
    return True


def root(entries):
    """Merkle root (RFC 6962): leaves begin with byte 0, nodes with byte 1, an odd one goes up as it is."""
    level = [hashlib.sha256(b"\0" + entry).digest() for entry in entries]
    while len(level) > 1:
        pairs = [
            hashlib.sha256(b"\1" + level[n] + level[n + 1]).digest() for n in range(0, len(level) - 1, 2)
        ]
        level = pairs + level[len(pairs) * 2 :]
    return level[0] if level else hashlib.sha256(b"").digest()


def box_seal(facts):
    """SHA-256 over "box seal", a zero byte, and challenge, closing, count and root of the entries."""
    entries = sorted((int(one["receipt"]), str(one["digest"])) for one in facts["entries"])
    leaves = [b"box entry\0" + canonical({"digest": digest, "receipt": number}) for number, digest in entries]
    said = {"challenge": facts["challenge"], "closing": facts["closing"], "count": len(entries),
            "root": root(leaves).hex()}  # fmt: skip
    return hashlib.sha256(b"box seal\0" + canonical(said)).hexdigest()


def check_receipt(kept, key):
    """Lines (holds, words) about the receipt alone."""
    receipt = kept["receipt"]
    yield is_signed("receipt", receipt, kept["signature"], key), f"receipt {receipt['receipt_no']} is signed"


def check_box(kept, record, key):
    """Lines about the box: signed, the seal is that of its entries, this bid is one of them."""
    facts, receipt = record["facts"], kept["receipt"]
    yield is_signed("box record", facts, record["signature"], key), "the record of the box is signed"
    yield box_seal(facts) == facts["seal"], f"box seal {facts['seal'][:16]}… is that of its entries"
    yield len(facts["entries"]) == facts["count"], f"{facts['count']} bids are in the box"
    yield facts["challenge"] == receipt["challenge"], "receipt and box are of one challenge"
    mine = [one["digest"] for one in facts["entries"] if int(one["receipt"]) == receipt["receipt_no"]]
    yield mine == [receipt["digest"]], "this bid is in the box as it was sealed"


def check_content(kept, content):
    """A line about the content: HMAC-SHA256 with the secret r over its canonical JSON is the commitment."""
    if "r" not in kept:
        yield False, "the receipt file has no secret r; take it again after the opening"
        return
    said = hmac.new(bytes.fromhex(kept["r"]), canonical(content), "sha256").hexdigest()
    yield hmac.compare_digest(said, kept["receipt"]["commit"]), "the content is the one committed to"


def check(kept, record=None, content=None, key=None):
    """All lines (holds, words). `kept` and `record` are the two files, read."""
    named = {one["key"] for one in (kept, record) if one is not None}
    trusted = key or kept["key"]
    lines = [(named == {trusted}, f"the key of the server is {trusted[:16]}…")]
    lines += check_receipt(kept, trusted)
    if record is not None:
        lines += check_box(kept, record, trusted)
    if content is not None:
        lines += check_content(kept, content)
    return lines


def read(name):
    """A file of JSON."""
    return json.loads(Path(name).read_text(encoding="utf-8"))


def main(words=None):
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("receipt")
    parser.add_argument("--box")
    parser.add_argument("--key")
    parser.add_argument("--content")
    asked = parser.parse_args(words)
    try:
        kept = read(asked.receipt)
        record = read(asked.box) if asked.box else None
        content = read(asked.content) if asked.content else None
        lines = check(kept, record, content, asked.key)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        print(f"cannot be read: {wrong!r}")
        return 2
    for holds, text in lines:
        print("holds   " if holds else "BROKEN  ", text)
    if not asked.key:
        print("note     the key was taken from the receipt itself; compare it with one from elsewhere")
    return 0 if all(holds for holds, _text in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
