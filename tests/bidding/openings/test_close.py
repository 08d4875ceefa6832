"""The close, too few bids, and what follows."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bidding.bids.models import Bid, BidState
from bidding.fit.models import Fit
from bidding.openings import actions
from bidding.openings.terms import CloseTerms, EntrustTerms
from bidding.sealing.models import BoxSeal
from bidding.sealing.queries import box_seal_of
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.core.jobs import run_due
from marketplace.inbox.models import Notice, Todo
from marketplace.people.models import SecrecyLevel
from marketplace.projects.models import ProjectOrigin
from marketplace.secondments.models import Hold
from tests import make
from tests.make import contest as deeds

WHY = CloseTerms(reason="两轮揭榜均不足，按规则处理")


def again(thing):
    return db.session.get_one(type(thing), thing.id)


def notices(kind):
    return set(db.session.scalars(sa.select(Notice.to_id).where(Notice.kind == kind)))


def test_nothing_closes_before_the_hour(app):
    challenge = deeds.contest()
    clock.freeze(again(challenge).closes_at - timedelta(seconds=1))
    run_due()
    assert again(challenge).state is ChallengeState.OPEN
    with pytest.raises(WrongMoment), transaction():
        actions.close(again(challenge))


def test_at_the_hour_the_box_is_sealed_with_its_number_and_the_officers_are_asked(app):
    challenge = deeds.closed_challenge()
    assert challenge.state is ChallengeState.CLOSED
    assert box_seal_of(challenge.id).count == 3
    officers = {one.id for one in deeds.officers(challenge.department)}
    assert set(db.session.scalars(sa.select(Todo.person_id).where(Todo.kind == "open_bids"))) == officers


def test_a_single_urgent_bid_is_opened_once_the_chair_says_why(app):
    skill = make.needed_skill()
    challenge = make.open_challenge(skills=[skill], preset="urgent")
    first, second = deeds.officers(challenge.department)
    chair = deeds.leading(challenge.department)
    make.sealed_bid(challenge, make.bidder(skills={skill: 3}))
    challenge = deeds.past_close(challenge)
    assert challenge.state is ChallengeState.CLOSED
    kinds = Todo.kind.in_(["single_bid", "open_bids"])
    waits = sa.select(Todo.person_id).where(Todo.settled_at.is_(None), kinds)
    assert db.session.scalars(waits).all() == [chair.id]
    with pytest.raises(WrongMoment, match="the chair first says why"), transaction():
        actions.start(again(challenge), by=again(first))
    with pytest.raises(NotAllowed), transaction():
        actions.accept_single(again(challenge), WHY, by=again(first))
    make.done(lambda: actions.accept_single(again(challenge), WHY, by=again(chair)))
    assert set(db.session.scalars(waits)) == {first.id, second.id}
    assert deeds.open_bids(again(challenge)).state is ChallengeState.OPENED
    with pytest.raises(WrongMoment), transaction():
        actions.accept_single(again(challenge), WHY, by=again(chair))


def test_an_extension_asks_those_who_were_named_and_nobody_else(app):
    named = [make.bidder() for _n in range(3)]
    best = make.bidder()
    challenge = make.invited_challenge(*named)
    with transaction():
        known = {"challenge_id": challenge.id, "studio_id": best.id, "computed_at": clock.now()}
        db.session.add(Fit(score=9000, parts=[], **known))
    deeds.past_close(challenge)
    assert again(challenge).state is ChallengeState.OPEN
    assert notices("studio_invited") == {studio.lead_id for studio in named}
    assert notices("challenge_invited") == set()


def test_too_few_bids_extend_once_by_the_same_length_and_invite_the_best_fitting(app):
    challenge = deeds.contest(bids=1)
    studio = make.bidder()
    with transaction():
        known = {"challenge_id": challenge.id, "studio_id": studio.id, "computed_at": clock.now()}
        db.session.add(Fit(score=9000, parts=[], **known))
    first_close = again(challenge).closes_at
    challenge = deeds.past_close(challenge)
    assert (challenge.state, challenge.extended) == (ChallengeState.OPEN, 1)
    assert challenge.closes_at == first_close + timedelta(hours=480, minutes=1)
    assert notices("challenge_invited") == {again(studio).lead_id}
    assert db.session.scalars(sa.select(Bid.state)).one() is BidState.SEALED


def test_the_second_close_brings_a_new_seal_and_enough_bids_may_be_opened(app):
    challenge = deeds.past_close(deeds.contest(bids=2))
    make.sealed_bid(challenge)
    challenge = deeds.past_close(challenge)
    assert challenge.state is ChallengeState.CLOSED
    seals = db.session.execute(sa.select(BoxSeal.round, BoxSeal.count).order_by(BoxSeal.round)).all()
    assert [tuple(one) for one in seals] == [(1, 2), (2, 3)]
    assert deeds.open_bids(challenge).state is ChallengeState.OPENED


def twice_too_few():
    return deeds.past_close(deeds.past_close(deeds.contest(bids=1)))


def test_too_few_a_second_time_the_chair_is_asked_and_nobody_may_open(app):
    challenge = twice_too_few()
    chair = deeds.leading(challenge.department)
    assert set(db.session.scalars(sa.select(Todo.person_id).where(Todo.kind == "too_few_bids"))) == {chair.id}
    first, _second = deeds.officers(challenge.department)
    with pytest.raises(WrongMoment, match="fewer bids"), transaction():
        actions.start(again(challenge), by=again(first))


def test_the_leading_group_entrusts_with_a_reason_and_a_project_begins(app):
    challenge = twice_too_few()
    studio, chair = make.bidder(), deeds.leading(challenge.department)
    terms = EntrustTerms(studio_id=studio.id, reason="该工作室已有同类设备改造经验")
    with transaction():
        project = actions.entrust(again(challenge), terms, by=again(chair))
        key = project.id
    project = db.session.get_one(type(project), key)
    assert again(challenge).state is ChallengeState.ENTRUSTED
    assert (project.origin, project.studio_id) == (ProjectOrigin.ENTRUSTED, studio.id)
    bid = db.session.scalars(sa.select(Bid)).one()
    assert (bid.state, bid.decision) == (BidState.LOST, terms.reason)
    assert db.session.scalars(sa.select(Hold).where(Hold.about == f"bid/{bid.id}")).all() == []


def test_nobody_is_entrusted_who_may_not_know_it_nor_by_themselves(app):
    challenge = twice_too_few()
    studio, chair = make.bidder(), deeds.leading(challenge.department)

    def entrusted(to):
        terms = EntrustTerms(studio_id=to.id, reason="该工作室已有同类设备改造经验")
        with pytest.raises(Invalid) as refused, transaction():
            actions.entrust(again(challenge), terms, by=again(chair))
        assert refused.value.field == "studio_id"
        return str(refused.value.reason)

    assert "of their own" in entrusted(make.studio(make.unit(), again(chair)))
    with transaction():
        again(challenge).secrecy = SecrecyLevel.ORDINARY
    assert "valid clearance" in entrusted(studio)
    assert again(challenge).state is ChallengeState.CLOSED


def test_rewriting_puts_a_copy_on_the_departments_desk_that_names_the_old_one(app):
    challenge = twice_too_few()
    chair = deeds.leading(challenge.department)
    with transaction():
        draft = actions.rewrite(again(challenge), WHY, by=again(chair))
        key = draft.id
    draft, challenge = db.session.get_one(Challenge, key), again(challenge)
    assert (draft.state, draft.reposts_id) == (ChallengeState.DRAFT, challenge.id)
    assert challenge.state is ChallengeState.NO_BID
    assert [(t.metric, t.wanted) for t in draft.targets] == [(t.metric, t.wanted) for t in challenge.targets]
    assert (draft.number, draft.closes_at) == (None, None)


def test_ending_it_tells_why_and_only_the_leading_group_decides(app):
    challenge = twice_too_few()
    head = deeds.head_of(challenge)
    with pytest.raises(NotAllowed), transaction():
        actions.end_without_bid(again(challenge), WHY, by=again(head))
    with transaction():
        actions.end_without_bid(again(challenge), WHY, by=again(deeds.leading(challenge.department)))
    assert again(challenge).state is ChallengeState.NO_BID


def test_with_enough_bids_there_is_nothing_to_decide(app):
    challenge = deeds.closed_challenge()
    with pytest.raises(WrongMoment), transaction():
        actions.end_without_bid(again(challenge), WHY, by=again(deeds.leading(challenge.department)))
