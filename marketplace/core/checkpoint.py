"""Witnesses of the log: what stood in it at some moment, signed and kept where the database cannot reach."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from marketplace.core.canonical import canonical, read
from marketplace.core.chain import Head
from marketplace.core.merkle import root
from marketplace.core.signing import is_signed, sign

KIND = "checkpoint"


@dataclass(frozen=True)
class Checkpoint:
    """The log `log` had `seq` events and the hash `head`; `root` is over the hashes since the last one."""

    log: str
    seq: int
    head: str
    root: str
    at: str


def take(log: str, head: Head, hashes: Iterable[str], at: str) -> Checkpoint:
    """The checkpoint to sign now; `hashes` are those of the events since the last checkpoint."""
    return Checkpoint(log, head.seq, head.hash, root([bytes.fromhex(each) for each in hashes]).hex(), at)


def sign_checkpoint(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The server's signature under it."""
    return sign(KIND, asdict(checkpoint), key)


def verify_checkpoint(checkpoint: Checkpoint, signature: str, public: Ed25519PublicKey) -> bool:
    """Is this what the server signed?"""
    return is_signed(KIND, asdict(checkpoint), signature, public)


def line(checkpoint: Checkpoint, signature: str) -> str:
    """One line for the file of witnesses."""
    return canonical({**asdict(checkpoint), "signature": signature}).decode()


def witnesses(lines: Iterable[str], log: str, public: Ed25519PublicKey) -> Mapping[int, str]:
    """Hashes by seq from a file of witnesses, for `chain.verify`; a line not signed by us is refused."""
    seen: dict[int, str] = {}
    for number, text in enumerate(lines, start=1):
        checkpoint = _from_line(text, public)
        if checkpoint is None:
            raise ValueError(f"the checkpoint in line {number} was not signed with this key")
        if checkpoint.log == log:
            seen[checkpoint.seq] = checkpoint.head
    return seen


def _from_line(text: str, public: Ed25519PublicKey) -> Checkpoint | None:
    try:
        facts = dict(read(text.strip().encode()))
        signature = str(facts.pop("signature"))
        checkpoint = Checkpoint(**facts)
    except (TypeError, KeyError, ValueError):
        return None
    return checkpoint if verify_checkpoint(checkpoint, signature, public) else None
