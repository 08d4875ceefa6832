"""Somebody stands in on a team after the draw: conflicts with them are looked for again."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bidding.bids.models import Bid, ChangeState, TeamChange
from bidding.panels.models import Recusal, SeatState
from bidding.panels.queries import latest
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.jobs import run_due
from marketplace.inbox.models import Notice
from marketplace.people.models import Tie
from tests import make
from tests.make import contest as deeds


def stood_in(panel, who):
    """A place of the first bid is in other hands, as `agree_to_stand_in` leaves it."""

    def deed():
        bid = db.session.scalars(sa.select(Bid).where(Bid.blind_label == "A")).one()
        other = db.session.scalars(sa.select(Bid).where(Bid.blind_label == "B")).one()
        member = bid.team[-1]
        change = TeamChange(
            bid_id=bid.id, member_id=member.id, person_id=member.person_id, because_of_id=other.id,
            found_at=clock.now(), due_at=clock.now() + timedelta(days=3),
            done_at=clock.now() + timedelta(seconds=1), state=ChangeState.SWAPPED,
        )  # fmt: skip
        member.person_id = who.id
        db.session.add(change)
        return bid

    return make.done(deed)


def test_a_member_related_to_the_stand_in_leaves_and_the_next_of_the_draw_follows(app):
    panel = deeds.scoring_panel(reviewers=12)
    fresh, member = make.person(make.unit(make.company())), panel.active[1].person
    make.saved(Tie(person_id=member.id, other_id=fresh.id, kind="mentor", since=clock.today()))
    bid = stood_in(panel, fresh)
    run_due()
    db.session.rollback()
    now = latest(make.again(panel).challenge)
    assert member.id not in {seat.person_id for seat in now.active}
    assert len(now.active) == now.size
    gone = next(seat for seat in now.seats if seat.person_id == member.id)
    assert gone.state is SeatState.REPLACED
    kept = db.session.scalars(sa.select(Recusal).where(Recusal.person_id == member.id)).one()
    assert (kept.kind, kept.bid_id) == ("mentor", bid.id)
    told = sa.select(Notice.kind).where(Notice.to_id == member.id, Notice.kind == "panel_stranger")
    assert db.session.scalars(told).all() == ["panel_stranger"]
    assert next(row for row in now.pool if row["person"] == member.id)["out"] == [["mentor", bid.id]]
    run_due()
    db.session.rollback()
    assert len(latest(make.again(panel).challenge).seats) == now.size + 1, "looked at once"


def test_nobody_leaves_if_nobody_is_in_conflict(app):
    panel = deeds.scoring_panel(reviewers=12)
    stood_in(panel, make.person(make.unit(make.company())))
    run_due()
    db.session.rollback()
    assert all(seat.state is SeatState.DECLARED for seat in latest(make.again(panel).challenge).seats)
