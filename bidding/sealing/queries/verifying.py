"""Are the sealed bids, receipts, boxes and keys as they were written? Each row against the log and itself.

A thief of the database can change rows, but not the log without breaking its chain (`audit.faults` walks
that), and not a receipt without the signing key, which is no row. Nothing is opened for this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from bidding.sealing import suite
from bidding.sealing.models import (
    BoxSeal,
    DraftFile,
    KeyPair,
    SealedFile,
    SealedVersion,
    SealWithdrawal,
)
from bidding.sealing.queries import facts
from bidding.sealing.queries.boxes import digest_of, server_keys
from bidding.sealing.terms import Live
from marketplace.challenges.models import Challenge
from marketplace.core import canonical, files
from marketplace.core.db import db
from marketplace.core.models import AuditEvent

AT_ONCE = 50  # ciphertexts in memory


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is not as it was: whose challenge, which row (`sealed_version/17`), what is wrong."""

    challenge: int
    row: str
    what: str


@dataclass
class Report:
    """What was looked at, and what was found."""

    versions: int = 0
    boxes: int = 0
    keys: int = 0
    files: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass
class _Kept:
    """What the log says there must be, by row; what was met is taken out, the rest is gone."""

    facts: dict[str, Mapping[str, Any]]
    challenges: dict[int, int]  # bid → challenge, for what is gone

    def take(self, row: str) -> Mapping[str, Any] | None:
        return self.facts.pop(row, None)


def verify() -> Report:
    """Everything that was ever sealed."""
    report, kept = Report(), _from_log()
    live: dict[int, list[tuple[Live, Any]]] = {}
    for row in _rows(SealedVersion):
        report.versions += 1
        report.findings += _version(row, kept)
        live.setdefault(row["challenge_id"], []).append((_as_live(row), row["submitted_at"]))
    taken = [dict(row) for row in _rows(SealWithdrawal)]
    for row in taken:
        challenge = kept.challenges.get(row["bid_id"], 0)
        report.findings += _against(kept, f"seal_withdrawal/{row['id']}", challenge,
                                    facts.of_withdrawal(row) | {"bid": row["bid_id"]})  # fmt: skip
    _boxes(report, kept, live, taken)
    _keys(report, kept)
    _files(report)
    for name, said in kept.facts.items():
        challenge = (
            said.get("challenge_id") or said.get("challenge") or kept.challenges.get(said.get("bid", 0), 0)
        )
        report.findings.append(Finding(challenge, name, "is gone"))
    return report


def _rows(model: Any) -> Any:
    found = sa.select(*model.__table__.c).execution_options(yield_per=AT_ONCE)
    return db.session.execute(found.order_by(*model.__table__.primary_key)).mappings()


# --- what the log says ---------------------------------------------------------------------------


def _from_log() -> _Kept:
    wanted = ("sealed", "seal_withdrawn", "box_sealed", "key_made")
    found = sa.select(AuditEvent.action, AuditEvent.about, AuditEvent.payload).where(
        AuditEvent.action.in_(wanted)
    )
    kept = _Kept({}, {})
    for action, about, payload in db.session.execute(found.order_by(AuditEvent.seq)):
        key = about.partition("/")[2]
        said = {k: v for k, v in payload.items() if k != "offline"}
        if action == "sealed":
            said["bid"] = int(key)
            kept.challenges[int(key)] = said.get("challenge_id", 0)
            kept.facts[f"sealed_version/{said.pop('row', 0)}"] = said
        elif action == "seal_withdrawn":
            said["bid"] = int(key)
            kept.facts[f"seal_withdrawal/{said.pop('row', 0)}"] = said
        elif action == "box_sealed":
            kept.facts[f"box_seal/{key}/{said['round']}"] = said | {"challenge": int(key)}
        else:
            kept.facts[f"key_pair/{said['challenge']}"] = said
    return kept


def _against(kept: _Kept, name: str, challenge: int, now: Mapping[str, Any]) -> Iterator[Finding]:
    """Every fact of a row that the log says otherwise."""
    said = kept.take(name)
    if said is None:
        yield Finding(challenge, name, "is not in the log: put in later")
        return
    for fact in sorted(said.keys() | now.keys()):
        if fact in said and said.get(fact) != now.get(fact):
            yield Finding(challenge, name, f"{fact.removesuffix('_hash')} was changed")


# --- rows ----------------------------------------------------------------------------------------


def _version(row: Mapping[str, Any], kept: _Kept) -> Iterator[Finding]:
    name, challenge = f"sealed_version/{row['id']}", row["challenge_id"]
    now = facts.of_version(row)
    now.pop("row")
    said = kept.facts.get(name, {})
    yield from _against(kept, name, challenge, {**now, "bid": row["bid_id"], "files": said.get("files")})
    if suite.digest(row["ciphertext"]) != row["sha256"]:
        yield Finding(challenge, name, "the digest is not that of the ciphertext")
    receipt = suite.read_receipt_file(row["receipt"].encode(), server_keys().public)
    if receipt is None:
        yield Finding(challenge, name, "the receipt was not signed by this server")
    elif _of_receipt(receipt) != _on_row(row):
        yield Finding(challenge, name, "the receipt is of another bid, version or time")


def _of_receipt(receipt: suite.Receipt) -> tuple[object, ...]:
    return (
        str(receipt.receipt_no), receipt.challenge, receipt.bid, receipt.studio, receipt.version,
        receipt.suite, receipt.digest, receipt.commit, receipt.submitted_at,
    )  # fmt: skip


def _on_row(row: Mapping[str, Any]) -> tuple[object, ...]:
    return (
        row["receipt_no"], row["challenge_id"], row["bid_id"], row["studio_id"], row["version"],
        row["suite"], row["sha256"], row["commitment"], canonical.instant(row["submitted_at"]),
    )  # fmt: skip


def _as_live(row: Mapping[str, Any]) -> Live:
    names = ("bid_id", "version", "terms_version", "receipt_no", "sha256", "submitted_at")
    return Live(row["id"], *(row[name] for name in names))


def _boxes(
    report: Report, kept: _Kept, live: Mapping[int, list[tuple[Live, Any]]], taken: list[dict[str, Any]]
) -> None:
    for row in _rows(BoxSeal):
        report.boxes += 1
        challenge, name = row["challenge_id"], f"box_seal/{row['challenge_id']}/{row['round']}"
        now = facts.of_box(row) | {"challenge": challenge}
        report.findings += _against(kept, name, challenge, now)
        if not _closes(row, [one for one, _at in live.get(challenge, [])], taken):
            report.findings.append(Finding(challenge, name, "the seal is not that of the bids in the box"))


def _closes(box: Mapping[str, Any], versions: list[Live], taken: list[dict[str, Any]]) -> bool:
    """Is the seal that of the bids that counted at the close, for the terms in force then?"""
    before = [one for one in versions if one.submitted_at <= box["at"]]
    back = [(row["bid_id"], row["version"]) for row in taken if row["at"] <= box["at"]]
    newest: dict[int, Live] = {}
    for one in sorted(before, key=lambda one: one.version):
        newest[one.bid_id] = one
    standing = [
        one
        for one in newest.values()
        if not any(bid == one.bid_id and version >= one.version for bid, version in back)
    ]
    for terms in {one.terms_version for one in standing} | {0}:
        counted = [one for one in standing if one.terms_version == terms]
        if len(counted) == box["count"] and _digest(box, counted) == box["digest"]:
            return True
    return False


def _digest(box: Mapping[str, Any], counted: list[Live]) -> str:
    try:
        return digest_of(box["challenge_id"], box["round"], counted)
    except ValueError:  # a receipt number that is none, or twice the same
        return ""


def _keys(report: Report, kept: _Kept) -> None:
    found = db.session.execute(sa.select(Challenge.id, Challenge.public_key))
    publics = {challenge_id: public for challenge_id, public in found}  # noqa: C416 - rows are no pairs
    for row in _rows(KeyPair):
        report.keys += 1
        challenge, name = row["challenge_id"], f"key_pair/{row['challenge_id']}"
        now = facts.of_key(row) | {"mode": row["mode"]}
        report.findings += _against(kept, name, challenge, now)
        if publics.get(challenge) != row["public"]:
            report.findings.append(Finding(challenge, name, "bids are sealed to another public key"))


def _files(report: Report) -> None:
    """Files on the disk against the digests that the log keeps."""
    sealed = sa.select(AuditEvent.about, AuditEvent.payload).where(AuditEvent.action == "sealed")
    places = _places()
    for about, payload in db.session.execute(sealed):
        bid = int(about.partition("/")[2])
        for number, digest in payload.get("files", ()):
            report.files += 1
            place = places(bid, payload["version"], number)
            if place is None or _of_file(place) != digest:
                what = f"file {number} of version {payload['version']} was changed or is gone"
                report.findings.append(Finding(payload["challenge_id"], f"bid/{bid}", what))


def _places() -> Callable[[int, int, int], str | None]:
    drafts = {(row.bid_id, row.number): row.place for row in db.session.scalars(sa.select(DraftFile))}
    sealed = {
        (row.bid_id, row.version, row.number): row.place for row in db.session.scalars(sa.select(SealedFile))
    }
    return lambda bid, version, number: sealed.get((bid, version, number), drafts.get((bid, number)))


def _of_file(place: str) -> str:
    try:
        return sha256((files.folder() / place).read_bytes()).hexdigest()
    except OSError:
        return ""
