"""Reading what is sealed: drafts for their team, receipts, what counts at the close. Knows only ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from flask import current_app

from bidding.sealing import suite
from bidding.sealing.models import BoxSeal, DraftDocument, DraftFile, SealedVersion, SealWithdrawal
from bidding.sealing.terms import Live
from marketplace.core import files
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.keys import Keys, load_keys


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
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    key = suite.draft_key(document.wrapped_key, place, server_keys().kek)
    return suite.unseal_file((files.folder() / row.place).read_bytes(), key, place, number)


# --- sealed ------------------------------------------------------------------------------------


def last_version(bid_id: int) -> int:
    """The number of the newest sealing of a bid, withdrawn or not."""
    newest = sa.select(sa.func.max(SealedVersion.version)).where(SealedVersion.bid_id == bid_id)
    return db.session.scalar(newest) or 0


_columns = (
    SealedVersion.id, SealedVersion.bid_id, SealedVersion.version, SealedVersion.terms_version,
    SealedVersion.receipt_no, SealedVersion.sha256, SealedVersion.submitted_at,
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
    return sorted((Live(*row) for row in db.session.execute(found)), key=lambda live: int(live.receipt_no))


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
    return suite.Entry(int(live.receipt_no), live.sha256)


def box_holds(challenge_id: int, live: Sequence[Live]) -> bool:
    """Is the box as it was when it was closed? A bid added, dropped or changed since breaks it."""
    seal = box_seal_of(challenge_id)
    return (
        seal is not None
        and seal.count == len(live)
        and digest_of(challenge_id, seal.round, live) == seal.digest
    )
