"""Keys, drafts, sealing, taking back, closing the box, opening. Takes plain ids; knows no bid."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from bidding.sealing import queries, suite
from bidding.sealing.models import BoxSeal, DraftDocument, DraftFile, KeyPair, SealedVersion, SealWithdrawal
from bidding.sealing.queries import server_keys
from bidding.sealing.terms import Handed, Live, Opened
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import audit, canonical, chain, clock, files, outbox
from marketplace.core.db import db, random_id
from marketplace.core.errors import NotFound, WrongMoment
from marketplace.core.i18n import _
from marketplace.core.models import AuditHead
from marketplace.people.models import Person

RECEIPT_NUMBERS = 9 * 10**11


def ensure_key(challenge: Challenge) -> None:
    """The challenge's key pair, made when its first draft asks (the caller holds the challenge's row)."""
    if db.session.get(KeyPair, challenge.id) is not None:
        return
    pair = suite.new_pair(challenge.id, suite.Clock(server_keys().kek))
    db.session.add(
        KeyPair(
            challenge_id=challenge.id,
            mode=pair.mode.value,
            public=pair.public,
            wrapped=pair.wrapped,
            made_at=clock.now(),
        )
    )
    # Not through the object: its version would rise, and a stale form would tell that somebody drafts.
    db.session.execute(
        sa.update(Challenge).where(Challenge.id == challenge.id).values(public_key=pair.public)
    )
    db.session.flush()


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
    kek, row = server_keys().kek, db.session.get_one(DraftDocument, place.bid)
    newest = sa.select(sa.func.max(DraftFile.number)).where(DraftFile.bid_id == place.bid)
    number = (db.session.scalar(newest) or 0) + 1
    sealed = suite.seal_file(data, suite.draft_key(row.wrapped_key, place, kek), place, number)
    db.session.add(
        DraftFile(
            bid_id=place.bid, number=number, place=files.write(sealed), digest=sha256(sealed).hexdigest()
        )
    )
    db.session.flush()
    return number


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
    db.session.execute(sa.update(DraftFile).where(DraftFile.bid_id == place.bid).values(sealed=True))
    audit.record(
        "sealed", f"bid/{place.bid}", by=by, version=version, receipt=str(number), sha256=made.sealed.digest
    )
    return Handed(values["id"], version, str(number), made.sealed.digest, at, made.r)  # type: ignore[arg-type]


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
    _while_open(
        SealWithdrawal, challenge_id, {"id": random_id(), "bid_id": bid_id, "version": version, "at": at}
    )
    audit.record("seal_withdrawn", f"bid/{bid_id}", by=by, version=version)


def own_view(bid_id: int, version: int, *, by: Person) -> suite.OpenedBid:
    """The bidder reads their own sealed bid back (clock mode); each look is a line in the log."""
    found = sa.select(SealedVersion).where(SealedVersion.bid_id == bid_id, SealedVersion.version == version)
    row = db.session.scalars(found).one_or_none()
    if row is None or row.own_view_key is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    audit.record("own_view", f"bid/{bid_id}", by=by, version=version)
    binding = suite.Binding(row.challenge_id, row.bid_id, row.version, row.studio_id)
    return suite.unseal_with(
        _sealed(row), binding, suite.unlock_for_bidder(row.own_view_key, binding, server_keys().kek)
    )


def _sealed(row: SealedVersion) -> suite.SealedBid:
    return suite.SealedBid(row.suite, row.ciphertext, row.wrapped_key, row.commitment, row.sha256)


# --- close and opening -------------------------------------------------------------------------


def close_box(challenge: Challenge, live: Sequence[Live], *, by: Person | None = None) -> BoxSeal:
    """Put the box under one seal that everybody sees (in the deed that closes the challenge)."""
    before = sa.select(sa.func.max(BoxSeal.round)).where(BoxSeal.challenge_id == challenge.id)
    closing = (db.session.scalar(before) or 0) + 1
    seal_ = BoxSeal(
        challenge_id=challenge.id, round=closing, count=len(live), at=clock.now(),
        digest=queries.digest_of(challenge.id, closing, live),
    )  # fmt: skip
    db.session.add(seal_)
    db.session.flush()
    audit.record("box_sealed", challenge, by=by, digest=seal_.digest, count=seal_.count, round=closing)
    return seal_


def open_versions(challenge: Challenge, live: Sequence[Live]) -> list[Opened]:
    """Open these versions with the challenge's key; one that does not open does not hold up the others.

    That two officers stand here is for the caller to know; that the hour has come is asked again.
    """
    if challenge.closes_at is None or db.session.scalar(sa.select(clock.sql_now() < challenge.closes_at)):
        raise WrongMoment(_("The bids stay sealed until bidding has closed."))
    pair = db.session.get_one(KeyPair, challenge.id) if live else None
    if pair is None:
        return []
    stored = suite.ChallengeKey(challenge.id, suite.Mode(pair.mode), pair.public, pair.wrapped)
    private = suite.unlock(stored, suite.Clock(server_keys().kek))
    return [_open(one, private) for one in live]


def _open(live: Live, private: bytes) -> Opened:
    row = db.session.get_one(SealedVersion, live.version_id)
    try:
        binding = suite.Binding(row.challenge_id, row.bid_id, row.version, row.studio_id)
        opened = suite.unseal(_sealed(row), binding, private)
    except suite.BrokenSeal as broken:
        return Opened(live, None, broken.part.value)
    finally:
        db.session.expunge(row)
    return Opened(live, dict(opened.content))
