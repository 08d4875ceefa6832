"""At the deadline, twice at once, and late: the database's clock and its locks decide."""

import threading
from datetime import timedelta

import sqlalchemy as sa

from bidding.bids import actions, queries
from bidding.bids.models import Bid, BidState, Consent, TeamMember
from bidding.sealing import actions as sealing
from bidding.sealing import queries as sealed
from bidding.sealing.models import SealedVersion
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import clock
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import DomainError, WrongMoment
from tests import make
from tests.make import bids as making


def at_once(app, *deeds):
    """Run deeds at the same moment, each in a transaction of its own; what each came to."""
    gate, came_to = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(n):
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    deeds[n]()
                came_to[n] = "done"
            except DomainError as refused:
                came_to[n] = type(refused).__name__
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came_to


def closes_in(challenge, **ahead):
    with transaction():
        at = db.session.execute(sa.select(clock.sql_now())).scalar_one() + timedelta(**ahead)
        db.session.execute(sa.update(Challenge).where(Challenge.id == challenge.id).values(closes_at=at))
    return at


def sealing_of(bid):
    def deed():
        found = find(Bid, bid.id, lock=True)
        actions.seal(found, by=found.lead)

    return deed


def test_the_close_and_the_seals_at_one_moment_never_disagree(app):
    challenge = make.open_challenge()
    bids = [make.ready_bid(challenge) for _ in range(3)]

    def close():
        found = find(Challenge, challenge.id, lock=True)
        found.state = ChallengeState.CLOSED
        sealing.close_box(found, queries.live_versions_on(found))

    came_to = at_once(app, *(sealing_of(bid) for bid in bids), close)
    db.session.rollback()
    assert came_to[3] == "done"
    assert set(came_to[:3]) <= {"done", "WrongMoment", "Busy"}
    # whoever was told "sealed" is in the box, and nobody else is
    live = queries.live_versions_on(find(Challenge, challenge.id))
    assert {one.bid_id for one in live} == {
        b.id for b, said in zip(bids, came_to, strict=False) if said == "done"
    }
    assert sealed.box_holds(challenge.id, live)


def test_a_seal_that_began_in_time_and_arrives_late_is_late(app):
    bid = make.ready_bid()
    clock.freeze(None)
    try:
        with transaction():
            # the offset makes the database's clock stand a little before the close
            challenge = find(Challenge, bid.challenge_id)
            ahead = challenge.closes_at - db.session.execute(sa.select(clock.sql_now())).scalar_one()
            clock.move_forward(ahead - timedelta(seconds=1))
        closes_at = closes_in(challenge, milliseconds=350)
        terms, _gaps = queries.assembled(find(Bid, bid.id), queries.document(find(Bid, bid.id)))
        refused = False
        with transaction():
            found = find(Bid, bid.id, lock=True)
            assert db.session.execute(sa.select(clock.sql_now())).scalar_one() < closes_at  # began in time
            threading.Event().wait(0.5)
            try:
                sealing.seal(queries.place(found), terms.body(), terms_version=1, by=found.lead)
            except WrongMoment:
                refused = True
        assert refused
    finally:
        clock.freeze(None)
    assert db.session.scalars(sa.select(SealedVersion.id)).all() == []


def test_a_bid_goes_its_whole_way_by_the_clock_of_the_database(app):
    clock.freeze(None)
    bid = make.sealed_bid()
    assert abs(bid.sealed_at - clock.real()) < timedelta(minutes=2)
    with transaction():
        actions.take_back(find(Bid, bid.id), by=bid.lead)
    assert find(Bid, bid.id).state is BidState.DRAFT


def test_one_bid_sealed_from_two_windows_has_two_versions_and_one_counts(app):
    bid = make.ready_bid()
    came_to = at_once(app, sealing_of(bid), sealing_of(bid))
    db.session.rollback()
    assert "done" in came_to and set(came_to) <= {"done", "WrongMoment", "Busy"}
    versions = [one.version for one in sealed.receipts(bid.id)]
    assert versions == list(range(came_to.count("done"), 0, -1))
    assert [one.version for one in sealed.live_versions(bid.challenge_id)] == [max(versions)]


def test_the_seal_form_sent_twice_gives_one_receipt(app):
    bid = make.ready_bid()
    client = make.browser(app, bid.lead)
    first = client.post(f"/bids/{bid.id}/seal", data={"form_key": "same"})
    second = client.post(f"/bids/{bid.id}/seal", data={"form_key": "same"})
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location == f"/bids/{bid.id}/receipt/1"
    assert [one.version for one in sealed.receipts(bid.id)] == [1]


def test_two_drafts_of_one_studio_at_once_are_one(app):
    challenge, studio = make.open_challenge(), make.bidder()
    lead = studio.lead

    def begin():
        actions.draft(
            find(Challenge, challenge.id), find(type(studio), studio.id), by=find(type(lead), lead.id)
        )

    came_to = at_once(app, begin, begin)
    db.session.rollback()
    assert sorted(came_to) == ["WrongMoment", "done"]
    assert len(db.session.scalars(sa.select(Bid.id)).all()) == 1


def test_saying_yes_to_two_bids_at_once_is_one_yes(app):
    first = make.draft_bid()
    other = make.draft_bid(first.challenge)
    one = making.core(first, agrees=False)
    make.saved(make.membership(other.studio, one.person))
    with transaction():
        fresh = find(Bid, other.id)
        two = actions.add_core(fresh, making.wanted(fresh, one.person), by=fresh.lead).id

    def yes(key):
        return lambda: actions.agree(find(TeamMember, key), by=find(TeamMember, key).person)

    came_to = at_once(app, yes(one.id), yes(two))
    db.session.rollback()
    assert sorted(came_to) == ["WrongMoment", "done"]
    said = db.session.scalars(
        sa.select(TeamMember.consent).where(TeamMember.person_id == one.person_id)
    ).all()
    assert sorted(said) == [Consent.ASKED, Consent.YES]


def test_replacing_supersedes_and_taking_back_leaves_nothing_that_counts(app):
    bid = make.sealed_bid()
    with transaction():
        sealing_of(bid)()
    assert [one.version for one in sealed.live_versions(bid.challenge_id)] == [2]
    with transaction():
        actions.take_back(find(Bid, bid.id), by=bid.lead)
    assert find(Bid, bid.id).state is BidState.DRAFT
    assert list(sealed.live_versions(bid.challenge_id)) == []
    with transaction():
        sealing_of(bid)()
    assert [one.version for one in sealed.live_versions(bid.challenge_id)] == [3]


def test_an_amended_challenge_makes_a_sealed_bid_invalid_until_it_is_sealed_anew(app):
    bid = make.sealed_bid()
    with transaction():
        find(Challenge, bid.challenge_id).terms_version += 1
    bid = find(Bid, bid.id)
    assert bid.is_invalid
    assert queries.live_versions_on(bid.challenge) == []
    with transaction():
        sealing_of(bid)()
    bid = find(Bid, bid.id)
    assert not bid.is_invalid
    assert [one.bid_id for one in queries.live_versions_on(bid.challenge)] == [bid.id]
