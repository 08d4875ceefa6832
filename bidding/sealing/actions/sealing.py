"""Drafts, sealing, taking back, the bidder's own view. Takes plain ids; knows no bid."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from bidding.sealing import queries, suite
from bidding.sealing.models import (
    DraftDocument,
    DraftFile,
    KeyPair,
    SealedFile,
    SealedVersion,
    SealWithdrawal,
)
from bidding.sealing.queries import facts, server_keys
from bidding.sealing.terms import Handed
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import audit, canonical, chain, clock, files, outbox, reads
from marketplace.core.db import db, random_id
from marketplace.core.errors import WrongMoment
from marketplace.core.i18n import _
from marketplace.core.models import AuditHead
from marketplace.people.models import Person

RECEIPT_NUMBERS = 9 * 10**11


# --- drafts ------------------------------------------------------------------------------------


def save_draft(place: suite.DraftBinding, content: Mapping[str, object]) -> None:
    """Put the working copy under its key (the caller holds the bid's row)."""
    moment = clock.now()  # a look at the clock, like any other, would flush a row that is half filled
    kek, row = server_keys().kek, db.session.get(DraftDocument, place.bid)
    if row is None:
        row = DraftDocument(bid_id=place.bid, wrapped_key=suite.new_draft_key(place, kek))
        db.session.add(row)
    row.ciphertext = suite.lock_draft(content, place, suite.draft_key(row.wrapped_key, place, kek))
    row.saved_at = moment
    db.session.flush()


def keep_file(place: suite.DraftBinding, data: bytes) -> int:
    """Encrypt a file at once; gives its number, which is never used again."""
    row, number = db.session.get(DraftDocument, place.bid), _next_number(place.bid)
    if row is None:  # sealed in quorum mode: nothing was left here
        save_draft(place, {"steps": {}, "files": []})
        row = db.session.get_one(DraftDocument, place.bid)
    key = suite.draft_key(row.wrapped_key, place, server_keys().kek)
    sealed = suite.seal_file(data, key, place, number)
    db.session.add(
        DraftFile(
            bid_id=place.bid, number=number, place=files.write(sealed), digest=sha256(sealed).hexdigest()
        )
    )
    db.session.flush()
    return number


def _next_number(bid_id: int) -> int:
    """Numbers of files are never used again, also not for another version."""
    used = [
        db.session.scalar(sa.select(sa.func.max(kind.number)).where(kind.bid_id == bid_id)) or 0
        for kind in (DraftFile, SealedFile)
    ]
    return max(used) + 1


def drop_file(place: suite.DraftBinding, number: int) -> None:
    """Take a file out of the draft; one that was sealed stays where it is, only the document forgets it."""
    row = db.session.get(DraftFile, (place.bid, number))
    if row is not None and not row.sealed:
        outbox.put_off("sealing.forget_file", key=f"forget-{row.place}", place=row.place)
        db.session.delete(row)
        db.session.flush()


# --- sealing -----------------------------------------------------------------------------------


def seal(
    place: suite.DraftBinding, content: Mapping[str, object], *, terms_version: int, by: Person
) -> Handed:
    """Seal a bid, decided by the database's clock in the very statement that stores it.

    The caller holds the challenge's row, so that the close waits for us or we come after it.
    """
    version = queries.last_version(place.bid) + 1
    binding = suite.Binding(place.challenge, place.bid, version, place.studio)
    pair = db.session.get_one(KeyPair, place.challenge)
    made = suite.seal(content, binding, pair.public)
    at: datetime = db.session.execute(sa.select(clock.sql_now())).scalar_one()
    number = secrets.randbelow(RECEIPT_NUMBERS) + RECEIPT_NUMBERS // 9
    values = {
        "id": random_id(), "challenge_id": place.challenge, "studio_id": place.studio, "bid_id": place.bid,
        "version": version, "terms_version": terms_version, "suite": made.sealed.suite,
        "ciphertext": made.sealed.ct,
        "wrapped_key": made.sealed.wdek, "own_view_key": _own_view(pair, binding, made.dek),
        "commitment": made.sealed.commit, "sha256": made.sealed.digest, "receipt_no": str(number),
        "receipt": _receipt(binding, made.sealed, number, at), "submitted_at": at,
    }  # fmt: skip
    _while_open(SealedVersion, place.challenge, values)
    kept = _keep_files(place) if pair.mode == suite.Mode.CLOCK.value else None
    kept = kept if kept is not None else _leave_nothing(place, binding, made.dek)
    audit.record("sealed", f"bid/{place.bid}", by=by, files=kept, **facts.of_version(values))
    return Handed(values["id"], version, str(number), made.sealed.digest, at, made.r)  # type: ignore[arg-type]


def _keep_files(place: suite.DraftBinding) -> list[list[object]]:
    """Clock: the files stay where they are and are only marked; their numbers and digests for the log."""
    db.session.execute(sa.update(DraftFile).where(DraftFile.bid_id == place.bid).values(sealed=True))
    found = sa.select(DraftFile.number, DraftFile.digest).where(DraftFile.bid_id == place.bid)
    return [[number, digest] for number, digest in db.session.execute(found.order_by(DraftFile.number))]


def _leave_nothing(place: suite.DraftBinding, binding: suite.Binding, dek: bytes) -> list[list[object]]:
    """Quorum: the files go under the version's own key, and the draft, which the server can read, goes."""
    document = db.session.get_one(DraftDocument, place.bid)
    key = suite.draft_key(document.wrapped_key, place, server_keys().kek)
    kept: list[list[object]] = []
    of_bid = sa.select(DraftFile).where(DraftFile.bid_id == place.bid).order_by(DraftFile.number)
    for row in db.session.scalars(of_bid).all():
        clear = suite.unseal_file((files.folder() / row.place).read_bytes(), key, place, row.number)
        sealed = suite.seal_file(clear, dek, binding, row.number)
        kept.append([row.number, sha256(sealed).hexdigest()])
        db.session.add(
            SealedFile(bid_id=place.bid, version=binding.version, number=row.number,
                       place=files.write(sealed), digest=kept[-1][1])
        )  # fmt: skip
        outbox.put_off("sealing.forget_file", key=f"forget-{row.place}", place=row.place)
        db.session.delete(row)
    db.session.delete(document)
    db.session.flush()
    return kept


def _own_view(pair: KeyPair, binding: suite.Binding, dek: bytes) -> bytes | None:
    if pair.mode != suite.Mode.CLOCK.value:
        return None
    return suite.lock_for_bidder(dek, binding, server_keys().kek)


def _receipt(binding: suite.Binding, sealed: suite.SealedBid, number: int, at: datetime) -> str:
    head = db.session.execute(sa.select(AuditHead.seq, AuditHead.hash)).one_or_none()
    receipt = suite.Receipt(
        receipt_no=number, challenge=binding.challenge, bid=binding.bid, studio=binding.studio,
        version=binding.version, suite=sealed.suite, digest=sealed.digest, commit=sealed.commit,
        submitted_at=canonical.instant(at), audit_seq=head.seq if head else 0,
        audit_head=head.hash if head else chain.GENESIS,
    )  # fmt: skip
    keys = server_keys()
    return suite.receipt_file(receipt, suite.sign_receipt(receipt, keys.signing), keys.public).decode()


def _while_open(model: Any, challenge_id: int, values: dict[str, Any]) -> None:
    """Store a row if, and only if, the challenge takes bids at this moment: one statement decides."""
    table = model.__table__
    row = [sa.literal(value, table.c[name].type).label(name) for name, value in values.items()]
    still_open = (
        sa.select(*row)
        .select_from(Challenge.__table__)
        .where(
            Challenge.id == challenge_id,
            Challenge.state == ChallengeState.OPEN,
            Challenge.closes_at > clock.sql_now(),
        )
    )
    stored = sa.insert(table).from_select(list(values), still_open).returning(table.c.id)
    if db.session.execute(stored).one_or_none() is None:
        raise WrongMoment(
            _("Bidding has closed. Nothing was sealed or changed by this; what was sealed before counts.")
        )


def withdraw(challenge_id: int, bid_id: int, *, by: Person) -> None:
    """Take the sealed versions of a bid back, as long as bidding is open. The rows stay."""
    version = queries.last_version(bid_id)
    at = db.session.execute(sa.select(clock.sql_now())).scalar_one()
    values = {"id": random_id(), "bid_id": bid_id, "version": version, "at": at}
    _while_open(SealWithdrawal, challenge_id, values)
    audit.record("seal_withdrawn", f"bid/{bid_id}", by=by, row=values["id"], **facts.of_withdrawal(values))


def own_view(row: SealedVersion, *, by: Person) -> suite.OpenedBid:
    """The bidder reads their own sealed bid back; each look is a line in the log.

    In quorum mode nobody can before the opening.
    """
    reads.deed("own_view", f"bid/{row.bid_id}", by=by, version=row.version)
    try:
        key = queries.readable_key(row)
        if key is not None:
            return suite.unseal_with(queries.sealed_bid(row), queries.binding_of(row), key)
    except suite.BrokenSeal as broken:
        raise WrongMoment(
            _("This version no longer opens. Tell the supervisor; your receipt counts.")
        ) from broken
    raise WrongMoment(
        _("This bid lies under the keys of several holders; before the opening nobody reads it back.")
    )
