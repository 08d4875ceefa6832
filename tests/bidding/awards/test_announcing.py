"""Who is asked to announce a result, and who else once three calendar days have passed."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bidding.awards import actions, rules
from bidding.awards.due import call_for_results
from bidding.bids.actions import bar
from bidding.bids.models import Bid
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.inbox.models import Todo
from marketplace.studios.models import Membership
from tests import make
from tests.make import contest as deeds


def asked(kind):
    found = sa.select(Todo.person_id).where(Todo.kind == kind, Todo.settled_at.is_(None))
    return db.session.scalars(found).all()


def test_three_days_after_the_report_the_chair_is_asked_too(app):
    challenge = make.again(deeds.signed_panel()).challenge
    head, chair = deeds.head_of(challenge), deeds.leading(challenge.department)
    assert asked("award_propose") == [head.id]
    clock.freeze(clock.now() + timedelta(days=3) - timedelta(seconds=1))
    assert call_for_results() == 0
    clock.freeze(clock.now() + timedelta(seconds=1))
    assert (call_for_results(), call_for_results()) == (1, 0), "asked once"
    assert asked("award_late") == [chair.id]
    make.done(lambda: actions.propose(make.again(challenge), by=make.again(chair)))
    assert asked("award_late") == asked("award_propose") == []


def test_a_head_with_a_conflict_is_not_asked_but_the_chair(app):
    panel = deeds.discussing_panel()
    challenge = make.again(panel).challenge
    head, chair = deeds.head_of(challenge), deeds.leading(challenge.department)
    bid = db.session.scalars(sa.select(Bid).where(Bid.challenge_id == challenge.id)).first()
    make.done(lambda: bar(make.again(bid), make.again(head), "relative"))
    deeds.write_report(make.again(panel))
    assert asked("award_propose") == [chair.id]


def test_a_head_whose_studio_bids_announces_nothing(app):
    panel = deeds.discussing_panel()
    challenge = make.again(panel).challenge
    head, chair = deeds.head_of(challenge), deeds.leading(challenge.department)
    bid = db.session.scalars(sa.select(Bid).where(Bid.challenge_id == challenge.id)).first()
    joins = {"studio_id": bid.studio_id, "person_id": head.id, "since": clock.today()}
    make.done(lambda: db.session.add(Membership(**joins)))
    deeds.write_report(make.again(panel))
    assert asked("award_propose") == [chair.id]
    assert not rules.may_propose(make.again(head), make.again(challenge))
    assert rules.may_propose(make.again(chair), make.again(challenge))
