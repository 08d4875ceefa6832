"""The opening: one officer starts, another confirms, and only then a word of the bids becomes readable."""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping, Sequence
from string import ascii_uppercase
from typing import Any

import sqlalchemy as sa

from bidding.bids.models import Bid, BidContent, BidState
from bidding.bids.queries import texts_of
from bidding.openings.actions.close import officers
from bidding.openings.actions.scores import score
from bidding.openings.models import Opening, OpeningLine
from bidding.openings.queries.record import KIND, opening_of
from bidding.openings.rules import CONFIRM_WITHIN, may_confirm, may_start
from bidding.openings.words import FAILURES
from bidding.sealing.actions import open_versions
from bidding.sealing.queries import box_holds, box_seal_of, is_quorum, live_versions, server_keys
from bidding.sealing.suite import Share
from bidding.sealing.terms import Opened
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import audit, canonical, clock
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.signing import public_text, sign
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
from marketplace.secrecy.actions import call_officer, keep
from marketplace.secrecy.queries import found_in


def start(challenge: Challenge, *, by: Person, handed: bytes | None = None) -> Opening:
    """The first officer starts; from now on another one has 15 minutes to confirm.

    Quorum: `handed` is the first officer's share, sealed to the other holders.
    """
    opening = opening_of(challenge)
    require(may_start(by, challenge, opening, box_seal_of(challenge.id)))
    if handed is None and is_quorum(challenge.id):
        raise Invalid(_("Type your opening passphrase or the letters of the paper key."), "passphrase")
    if opening is None:
        opening = Opening(challenge=challenge, started_by=by, started_at=clock.now())
        db.session.add(opening)
    else:  # the earlier start ran out unconfirmed
        opening.started_by, opening.started_at = by, clock.now()
    opening.handed = handed
    db.session.flush()
    audit.record("start_opening", challenge, by=by)
    others = officers(challenge) - {by}
    settle(challenge, "confirm_opening")
    tell(others, "opening_started", challenge)
    ask(others, "confirm_opening", challenge, due=opening.started_at + CONFIRM_WITHIN)
    return opening


def confirm(challenge: Challenge, *, by: Person, shares: Sequence[Share] = ()) -> Opening:
    """The second officer confirms: seal checked, bids opened one by one, labelled, scored, recorded.

    Quorum: `shares` are the one handed on and the second officer's own.
    """
    opening = opening_of(challenge)
    require(may_confirm(by, challenge, opening))
    assert opening is not None
    live = [one for one in live_versions(challenge.id) if one.terms_version == challenge.terms_version]
    box = box_seal_of(challenge.id)
    opening.seal_digest = box.digest if box else None
    opening.seal_holds = box_holds(challenge.id, live)
    opening.confirmed_by, opening.confirmed_at = by, clock.now()
    _open_all(opening, open_versions(challenge, live, shares), by)
    opening.handed = None
    _reject_older(opening, {one.bid_id for one in live}, by)
    move(challenge, ChallengeState.OPENED, by=by, seal_holds=opening.seal_holds)
    opened = _label(opening)
    score(challenge, opened)
    opening.minutes = _minutes(opening)
    _announce(challenge, opening)
    return opening


def _open_all(opening: Opening, opened: Sequence[Opened], by: Person) -> None:
    bids = {
        bid.id: bid
        for bid in db.session.scalars(sa.select(Bid).where(Bid.challenge_id == opening.challenge_id))
    }
    for one in opened:
        bid = bids[one.live.bid_id]
        failure = one.failure or ("file" if one.broken_files else "")
        _line(opening, bid, one.live.receipt_no, failure, opened=one.content is not None)
        if one.content is None:
            _reject(bid, one.failure, by)
            continue
        db.session.add(BidContent(bid_id=bid.id, body=one.content, opened_at=clock.now()))
        move(bid, BidState.OPENED, by=by)
        if one.broken_files:
            audit.record("files_broken", bid, by=None, files=list(one.broken_files))
            tell([bid.lead], "bid_files_broken", bid, n=len(one.broken_files))
        _screen(bid, one.content, opening.challenge)


def _screen(bid: Bid, content: Mapping[str, Any], challenge: Challenge) -> None:
    """Words of the list go to the secrecy officer before anybody judges the bid."""
    found = keep(bid, found_in(texts_of(content)), unit=challenge.department, by=bid.lead)
    if found:
        call_officer(found, unit=challenge.department, by=bid.lead)
        tell([bid.lead], "bid_looked_at", bid)


def _reject_older(opening: Opening, live: set[int], by: Person) -> None:
    """Sealed for older terms and not renewed, or gone from the box: not opened, and the bidder learns why."""
    receipts = {one.bid_id: one.receipt_no for one in live_versions(opening.challenge_id)}
    sealed = sa.select(Bid).where(Bid.challenge_id == opening.challenge_id, Bid.state == BidState.SEALED)
    for bid in db.session.scalars(sealed).all():
        if bid.id not in live:
            cause = "older_terms" if bid.id in receipts else "missing"
            _line(opening, bid, receipts.get(bid.id, "–"), cause)
            _reject(bid, cause, by)


def _line(opening: Opening, bid: Bid, receipt_no: str, failure: str, *, opened: bool = False) -> None:
    opening.lines.append(OpeningLine(bid_id=bid.id, receipt_no=receipt_no, opened=opened, failure=failure))


def _reject(bid: Bid, failure: str, by: Person) -> None:
    bid.decision = str(FAILURES[failure])
    move(bid, BidState.REJECTED, by=by, note=bid.decision)
    tell([bid.lead], "bid_not_opened", bid)


def _label(opening: Opening) -> list[Bid]:
    """Letters in an order that a fresh seed decides; who is behind them the panel does not learn."""
    opened = sa.select(Bid).where(Bid.challenge_id == opening.challenge_id, Bid.state == BidState.OPENED)
    bids = sorted(db.session.scalars(opened), key=lambda bid: bid.id)
    opening.label_seed = secrets.token_hex(32)
    # the seed is secret and random, the order replayable
    random.Random(opening.label_seed).shuffle(bids)  # noqa: S311  # nosec B311
    for n, bid in enumerate(bids):
        bid.blind_label = letters(n)
    db.session.flush()
    return bids


def letters(n: int) -> str:
    """A … Z, AA … for the n-th bid."""
    first, last = divmod(n, 26)
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[last]


def _minutes(opening: Opening) -> str:
    assert opening.confirmed_at is not None
    assert opening.confirmed_by is not None
    facts: dict[str, Any] = {
        "challenge": opening.challenge.number,
        "started_by": opening.started_by.name,
        "started_at": canonical.instant(opening.started_at),
        "confirmed_by": opening.confirmed_by.name,
        "confirmed_at": canonical.instant(opening.confirmed_at),
        "box_seal": opening.seal_digest,
        "sealing": "quorum" if is_quorum(opening.challenge_id) else "clock",
        "seal_holds": opening.seal_holds,
        "lines": [
            {"receipt": line.receipt_no, "opened": line.opened, "failure": line.failure}
            for line in sorted(opening.lines, key=lambda line: line.receipt_no)
        ],
    }
    keys = server_keys()
    signed = {
        "facts": facts,
        "signature": sign(KIND, facts, keys.signing),
        "public_key": public_text(keys.public),
    }
    return canonical.canonical(signed).decode()


def _announce(challenge: Challenge, opening: Opening) -> None:
    settle(challenge, "open_bids", "confirm_opening")
    leads = {
        bid.lead
        for bid in db.session.scalars(
            sa.select(Bid).where(Bid.challenge_id == challenge.id, Bid.state == BidState.OPENED)
        )
    }
    heads = holders(Role.UNIT_MANAGER, challenge.department)[:1]
    tell({challenge.contact, *heads, *leads}, "challenge_bids_opened", challenge)
    if not opening.seal_holds:
        watchers = {
            *holders(Role.SUPERVISOR, challenge.department),
            *holders(Role.CHAIR, challenge.department),
        }
        tell(watchers, "box_broken", challenge)
