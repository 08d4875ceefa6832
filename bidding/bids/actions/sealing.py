"""Sealing a bid, replacing it, taking the seal back, and looking at one's own."""

from __future__ import annotations

from collections.abc import Sequence

from bidding.bids import queries, rules
from bidding.bids.actions.changes import close_changes
from bidding.bids.models import Bid, BidState, TeamMember
from bidding.bids.terms import BidTerms
from bidding.sealing import actions as sealing
from bidding.sealing import queries as sealed
from bidding.sealing.models import SealedVersion
from bidding.sealing.suite import OpenedBid
from bidding.sealing.terms import Handed
from marketplace.challenges.models import Challenge
from marketplace.core import reads
from marketplace.core.canonical import canonical
from marketplace.core.canonical import read as read_canonical
from marketplace.core.db import db, find
from marketplace.core.errors import WrongMoment
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import tell
from marketplace.people.models import Person
from marketplace.secondments import actions as secondments
from marketplace.secondments.models import LoanState
from marketplace.secrecy.actions import refuse
from marketplace.secrecy.models import Severity

S = BidState


def seal(bid: Bid, *, by: Person) -> Handed:
    """Seal the bid as it stands, for the first time or in place of the version before."""
    find(Challenge, bid.challenge_id, lock=True)  # the close waits for us, or we come after it
    db.session.refresh(bid.challenge)
    require(rules.may_seal_now(by, bid))
    team = queries.team_of(bid)
    terms, gaps = queries.assembled(bid, queries.document(bid), team)
    for condition in queries.conditions(bid, gaps, team):
        if not condition.met:
            raise WrongMoment(_("%(what)s: %(why)s", what=condition.label, why=condition.reasons[0]))
    if terms is None:
        raise WrongMoment(_("The bid is not complete."))
    # nobody may look into a sealed bid: words that need a look get it at the opening, before anybody reads
    refuse(queries.texts_of(terms.body()), only=Severity.STOP)
    _note_files(bid, terms)
    version = bid.challenge.terms_version
    handed = sealing.seal(queries.place(bid), terms.body(), terms_version=version, by=by)
    bid.sealed_version, bid.sealed_at, bid.terms_version = handed.version, handed.submitted_at, version
    was_sealed = bid.state is S.SEALED
    if not was_sealed:
        move(bid, S.SEALED, by=by, version=handed.version)
        _hold(team, by=by)
    tell(
        queries.core_of(bid, team),
        "bid_replaced" if was_sealed else "bid_sealed",
        bid,
        receipt=handed.receipt_no,
    )
    return handed


def _note_files(bid: Bid, terms: BidTerms) -> None:
    """The list of files goes with the receipt; names stand nowhere in the clear, so the bid's own encrypted
    document keeps it, by version."""
    document = queries.document(bid)
    number = str(sealed.last_version(bid.id) + 1)
    document["sealed"] = {**document.get("sealed", {}), number: [f.model_dump() for f in terms.files]}
    sealing.save_draft(queries.place(bid), document)


def _hold(team: Sequence[TeamMember], *, by: Person) -> None:
    for member in team:
        if member.loan is not None and member.loan.state is LoanState.RELEASED:
            secondments.hold(member.loan, by=by)
            member.days, member.starts_on = member.loan.days, member.loan.starts_on
            member.ends_on = member.loan.ends_on


def take_back(bid: Bid, *, by: Person) -> None:
    """Take the seal back and go on writing: until it is sealed again nothing counts."""
    require(rules.may_take_back(by, bid))
    _unseal(bid, by=by)
    close_changes(bid)  # in a draft the team is changed freely
    move(bid, S.DRAFT, by=by)
    team = queries.team_of(bid)
    for member in team:
        if member.loan is not None and member.loan.state is LoanState.HELD:
            secondments.unhold(member.loan, by=by)
    tell(queries.core_of(bid, team), "bid_taken_back", bid)


def _unseal(bid: Bid, *, by: Person) -> None:
    find(Challenge, bid.challenge_id, lock=True)
    sealing.withdraw(bid.challenge_id, bid.id, by=by)


def view_sealed(bid: Bid, version: SealedVersion, *, by: Person) -> OpenedBid:
    """The core team reads its own sealed version back; each look is a line in the log."""
    require(rules.may_view_sealed(by, bid))
    return sealing.own_view(version, by=by)


def receipt_with_proof(bid: Bid, version: SealedVersion, *, by: Person) -> bytes:
    """The receipt as a file to keep, with the secret that proves the content after the opening.

    In quorum mode the secret was handed out at the sealing; the server has it again from the opening on.
    """
    require(rules.may_view_sealed(by, bid))
    if sealed.readable_key(version) is None:
        reads.deed("receipt_taken", bid, by=by, version=version.version)
        return version.receipt.encode()
    opened = view_sealed(bid, version, by=by)
    facts = read_canonical(version.receipt.encode())
    reads.deed("receipt_taken", bid, by=by, version=version.version)
    return canonical({**facts, "r": opened.r.hex(), "files": opened.content["files"]})
