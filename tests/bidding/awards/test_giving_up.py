"""The winner falls out: the studio says that it cannot take the work."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.awards.models import Award, AwardState
from bidding.bids.models import Bid, BidState
from marketplace.challenges.models import ChallengeState
from marketplace.core.db import db
from marketplace.inbox.models import Notice, Todo
from tests import make
from tests.make import contest as deeds
from tests.visitor import Visitor

POINTS = {"A": "8", "B": "7", "C": "6"}
WHY = "关键设备大修，半年内无法开展试验。"


def bid_of(label):
    return db.session.scalars(sa.select(Bid).where(Bid.blind_label == label)).one()


def test_the_next_candidate_follows_at_once_and_the_department_is_told(app):
    award = deeds.final_award(points=POINTS)
    letter, challenge = deeds.letter(award), award.challenge
    lead, other = Visitor(app, bid_of("A").lead), make.browser(app, bid_of("B").lead)
    assert other.post(f"/commitments/{letter.id}/decline", data={"reason": WHY}).status_code == 403
    lead.open(f"/commitments/{letter.id}")
    lead.follow("Give the award up")
    lead.press("Give it up", reason="", status=422)
    lead.press("Give it up", reason=WHY)
    lead.sees("Given up; the department has been told.")
    db.session.rollback()
    assert (make.again(award).state, bid_of("A").state) == (AwardState.ANNULLED, BidState.LOST)
    assert make.again(challenge).state is ChallengeState.REVIEW
    told = sa.select(Notice.to_id).where(Notice.kind == "letter_declined").order_by(Notice.to_id)
    head = deeds.head_of(challenge)
    assert db.session.scalars(told).all() == sorted({make.again(challenge).contact_id, head.id})
    waits = sa.select(Todo.person_id).where(Todo.kind == "award_propose", Todo.settled_at.is_(None))
    assert db.session.scalars(waits).all() == [head.id]
    assert deeds.next_award(award).bid_id == bid_of("B").id
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Award)) == 2


def test_what_both_have_signed_is_not_given_up(app):
    award = deeds.final_award(points=POINTS)
    deeds.sign_letter(award)
    letter = deeds.letter(award)
    lead = make.browser(app, bid_of("A").lead)
    assert lead.post(f"/commitments/{letter.id}/decline", data={"reason": WHY}).status_code == 409
    assert "Give the award up" not in lead.get(f"/commitments/{letter.id}").text
