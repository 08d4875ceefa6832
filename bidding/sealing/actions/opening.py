"""The box at the close, and what the opening does with it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bidding.sealing import queries, suite
from bidding.sealing.models import BoxSeal, KeyPair, OpenedKey, SealedVersion
from bidding.sealing.queries import server_keys
from bidding.sealing.terms import Live, Opened
from marketplace.challenges.models import Challenge
from marketplace.core import audit, clock
from marketplace.core.db import db
from marketplace.core.errors import WrongMoment
from marketplace.core.i18n import _
from marketplace.people.models import Person


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
    said = {name: getattr(seal_, name) for name in ("digest", "count", "round", "at")}
    audit.record("box_sealed", challenge, by=by, **queries.facts.of_box(said))
    return seal_


def unlock(challenge: Challenge, shares: Sequence[suite.Share] = ()) -> bytes:
    """The private key of a challenge, in either mode, for the moment of the opening; never kept.

    `clock`: by the server's own key. `quorum`: by two shares. That the officers stand here is for the caller
    to know; that the hour has come is asked again.
    """
    if challenge.closes_at is None or db.session.scalar(sa.select(clock.sql_now() < challenge.closes_at)):
        raise WrongMoment(_("The bids stay sealed until bidding has closed."))
    key = queries.stored_key(db.session.get_one(KeyPair, challenge.id))
    keeper: suite.Keeper = suite.Quorum(shares=shares)
    if key.mode is suite.Mode.CLOCK:
        keeper = suite.Clock(server_keys().kek)
    try:
        return suite.unlock(key, keeper)
    except suite.BrokenSeal as broken:
        raise WrongMoment(
            _("The key of this challenge does not open. Nothing was changed; tell the supervisor.")
        ) from broken


def open_versions(
    challenge: Challenge, live: Sequence[Live], shares: Sequence[suite.Share] = ()
) -> list[Opened]:
    """Open these versions with the challenge's key; one that does not open does not hold up the others."""
    if not live:
        return []
    private = unlock(challenge, shares)
    return [_open(one, private) for one in live]


def _open(live: Live, private: bytes) -> Opened:
    row = db.session.get_one(SealedVersion, live.version_id)
    binding = suite.Binding(row.challenge_id, row.bid_id, row.version, row.studio_id)
    try:
        opened = suite.unseal(queries.sealed_bid(row), binding, private)
    except suite.BrokenSeal as broken:
        return Opened(live, None, broken.part.value)
    finally:
        db.session.expunge(row)
    if row.own_view_key is None:  # quorum: from now on its files and its proof may be read
        wrapped = suite.lock_for_bidder(opened.dek, binding, server_keys().kek)
        db.session.add(OpenedKey(bid_id=row.bid_id, version=row.version, wrapped_key=wrapped))
    content = dict(opened.content)
    return Opened(live, content, broken_files=queries.broken_files(binding, opened.dek, content))
