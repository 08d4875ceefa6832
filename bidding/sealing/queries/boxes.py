"""Reading what is sealed: drafts for their team, receipts, what counts at the close. Knows only ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from flask import current_app

from bidding.sealing import suite
from bidding.sealing.models import (
    BoxSeal,
    DraftDocument,
    DraftFile,
    OpenedKey,
    SealedFile,
    SealedVersion,
    SealWithdrawal,
)
from bidding.sealing.terms import Live
from marketplace.challenges.models import Challenge
from marketplace.core import canonical, files
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.keys import Keys, load_keys
from marketplace.core.signing import public_text, sign

BOX = "box record"


def server_keys() -> Keys:
    """The keys beside the database."""
    return load_keys(current_app.config["DATA"])


# --- drafts ------------------------------------------------------------------------------------


def read_draft(place: suite.DraftBinding) -> dict[str, Any]:
    """The working copy as it was saved last; empty before the first save."""
    row = db.session.get(DraftDocument, place.bid)
    if row is None:
        return {}
    key = suite.draft_key(row.wrapped_key, place, server_keys().kek)
    return dict(suite.open_draft(row.ciphertext, place, key))


def saved_at(bid_id: int) -> Any:
    """When the working copy was saved last."""
    row = db.session.get(DraftDocument, bid_id)  # at no cost where the document has just been read
    return None if row is None else row.saved_at


def read_file(place: suite.DraftBinding, number: int) -> bytes:
    """One file of a bid in the clear. Whoever calls has asked who may."""
    row = db.session.get(DraftFile, (place.bid, number))
    document = db.session.get(DraftDocument, place.bid)
    if row is None or document is None:
        return _sealed_file(place.bid, number)
    key = suite.draft_key(document.wrapped_key, place, server_keys().kek)
    return suite.unseal_file((files.folder() / row.place).read_bytes(), key, place, number)


def broken_files(bound: suite.Binding, dek: bytes, content: Mapping[str, Any]) -> tuple[int, ...]:
    """Which of the files that an opened bid names do not come out as its sealed list has them: each is read
    from the disk, decrypted and compared, one after another."""
    lines = content.get("files", ())
    return tuple(int(line["number"]) for line in lines if not _comes_out(bound, dek, line))


def _comes_out(bound: suite.Binding, dek: bytes, line: Mapping[str, Any]) -> bool:
    number = int(line["number"])
    try:
        row = db.session.get(SealedFile, (bound.bid, bound.version, number))
        if row is None:  # clock: it still lies under the key of the working copy
            data = read_file(suite.DraftBinding(bound.challenge, bound.bid, bound.studio), number)
        else:
            data = suite.unseal_file((files.folder() / row.place).read_bytes(), dek, bound, number)
    except (OSError, suite.BrokenSeal, NotFound):
        return False
    return sha256(data).hexdigest() == str(line["sha256"])


def _sealed_file(bid_id: int, number: int) -> bytes:
    """A file sealed in quorum mode: readable since the opening of its version."""
    found = sa.select(SealedFile).where(SealedFile.bid_id == bid_id, SealedFile.number == number)
    row = db.session.scalars(found.order_by(SealedFile.version.desc()).limit(1)).one_or_none()
    version = version_of(bid_id, row.version) if row is not None else None
    key = readable_key(version) if version is not None else None
    if row is None or version is None or key is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    sealed = (files.folder() / row.place).read_bytes()
    return suite.unseal_file(sealed, key, binding_of(version), number)


# --- sealed ------------------------------------------------------------------------------------


def last_version(bid_id: int) -> int:
    """The number of the newest sealing of a bid, withdrawn or not."""
    newest = sa.select(sa.func.max(SealedVersion.version)).where(SealedVersion.bid_id == bid_id)
    return db.session.scalar(newest) or 0


def version_of(bid_id: int, version: int) -> SealedVersion:
    """One sealing of a bid with its ciphertext, or 404."""
    found = sa.select(SealedVersion).where(SealedVersion.bid_id == bid_id, SealedVersion.version == version)
    row = db.session.scalars(found).one_or_none()
    if row is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return row


def sealed_bid(row: SealedVersion) -> suite.SealedBid:
    """A stored version as the suite knows it."""
    return suite.SealedBid(row.suite, row.ciphertext, row.wrapped_key, row.commitment, row.sha256)


def binding_of(row: SealedVersion) -> suite.Binding:
    """What a stored version is bound to."""
    return suite.Binding(row.challenge_id, row.bid_id, row.version, row.studio_id)


def readable_key(row: SealedVersion) -> bytes | None:
    """The data key of a version that the server may read: in clock mode its bidder's view, in quorum mode
    what the opening left. None: nobody here can."""
    wrapped = row.own_view_key
    if wrapped is None:
        opened = db.session.get(OpenedKey, (row.bid_id, row.version))
        wrapped = opened.wrapped_key if opened is not None else None
    if wrapped is None:
        return None
    return suite.unlock_for_bidder(wrapped, binding_of(row), server_keys().kek)


_columns = (
    SealedVersion.id, SealedVersion.bid_id, SealedVersion.version, SealedVersion.terms_version,
    SealedVersion.receipt_no, SealedVersion.sha256, SealedVersion.submitted_at,
    SealedVersion.own_view_key.is_not(None),
)  # fmt: skip


def receipts(bid_id: int) -> Sequence[Live]:
    """All sealings of a bid, newest first."""
    found = sa.select(*_columns).where(SealedVersion.bid_id == bid_id).order_by(SealedVersion.version.desc())
    return [Live(*row) for row in db.session.execute(found)]


def receipt_text(bid_id: int, version: int) -> str:
    """The signed receipt as it was handed out (without `r`)."""
    found = sa.select(SealedVersion.receipt).where(
        SealedVersion.bid_id == bid_id, SealedVersion.version == version
    )
    said = db.session.scalar(found)
    if said is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return said


def live_versions(challenge_id: int) -> Sequence[Live]:
    """The version that counts of each bid: the newest, unless it was taken back. In order of receipts."""
    newest = (
        sa.select(SealedVersion.bid_id, sa.func.max(SealedVersion.version).label("version"))
        .where(SealedVersion.challenge_id == challenge_id)
        .group_by(SealedVersion.bid_id)
        .subquery()
    )
    taken_back = sa.exists().where(
        SealWithdrawal.bid_id == SealedVersion.bid_id, SealWithdrawal.version >= SealedVersion.version
    )
    found = (
        sa.select(*_columns)
        .join(
            newest,
            sa.and_(newest.c.bid_id == SealedVersion.bid_id, newest.c.version == SealedVersion.version),
        )
        .where(~taken_back)
    )
    return sorted(
        (Live(*row) for row in db.session.execute(found)), key=lambda live: _number(live.receipt_no)
    )


def box_seal_of(challenge_id: int) -> BoxSeal | None:
    """The seal of the last close."""
    found = (
        sa.select(BoxSeal).where(BoxSeal.challenge_id == challenge_id).order_by(BoxSeal.round.desc()).limit(1)
    )
    return db.session.scalars(found).one_or_none()


def digest_of(challenge_id: int, closing: int, live: Iterable[Live]) -> str:
    """The box seal over these versions at this close."""
    return suite.box_seal(challenge_id, closing, (entry(one) for one in live))


def entry(live: Live) -> suite.Entry:
    """A version as the box knows it."""
    return suite.Entry(_number(live.receipt_no), live.sha256)


def _number(receipt_no: str) -> int:
    """A receipt's number; what somebody has put in its place counts as none and breaks the seal."""
    return int(receipt_no) if receipt_no.isascii() and receipt_no.isdigit() else 0


def box_record(challenge: Challenge, seal: BoxSeal) -> bytes:
    """The closed box for everybody: receipt numbers and digests without names, the seal over them, signed.

    With it `docs/offline/verify_receipt.py` checks a receipt without this server.
    """
    live = [one for one in live_versions(challenge.id) if one.terms_version == challenge.terms_version]
    facts = {
        "challenge": challenge.id, "number": challenge.number, "closing": seal.round, "count": seal.count,
        "seal": seal.digest, "at": canonical.instant(seal.at),
        "entries": [{"digest": one.sha256, "receipt": _number(one.receipt_no)} for one in live],
    }  # fmt: skip
    keys = server_keys()
    signed = {"facts": facts, "key": public_text(keys.public), "signature": sign(BOX, facts, keys.signing)}
    return canonical.canonical(signed)


def box_holds(challenge_id: int, live: Sequence[Live]) -> bool:
    """Is the box as it was when it was closed? A bid added, dropped or changed since breaks it."""
    seal = box_seal_of(challenge_id)
    if seal is None or seal.count != len(live):
        return False
    try:
        return digest_of(challenge_id, seal.round, live) == seal.digest
    except ValueError:  # two rows under one receipt number
        return False
