"""A lead has teams proposed, takes one, and the people proposed are asked: over HTTP, by button and link."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bidding.bids.models import TeamMember
from marketplace.core.db import db
from tests import make
from tests.visitor import Visitor


@pytest.mark.parametrize("locale", ["en", "zh_Hans"])
def test_a_lead_has_teams_proposed_and_asks_the_people_of_one(app, locale):
    welding, data = make.needed_skill(), make.needed_skill()
    bid = make.draft_bid(make.open_challenge(skills=[welding, data]))
    one = make.lender(skills={welding: 4, data: 3})
    lead = Visitor(app, bid.lead, locale)
    lead.open(f"/bids/{bid.id}/team")
    lead.follow("Have three teams proposed")
    lead.press("Work out proposals", days="999", status=422)
    lead.press("Work out proposals", days="10", seats="2")
    lead.sees("Looking for teams", "waiting for its turn")
    make.teams()
    lead.open(lead.page.url)
    lead.sees("Cheapest team", one.name, "It closes every gap.")
    lead.follow("Ask these people")
    lead.press("Ask these people", purpose="焊", status=422)
    lead.sees(one.name)
    lead.press("Ask these people", purpose="内腔补焊与三批统计")
    lead.sees(one.name, "Temporary support")
    member = db.session.scalars(sa.select(TeamMember).where(TeamMember.person_id == one.id)).one()
    assert (member.bid_id, member.days, member.loan.state) == (bid.id, 20, "asked")

    asked = Visitor(app, one, locale)
    asked.open(f"/loans/{member.loan_id}")
    asked.sees("内腔补焊与三批统计")
    asked.press("Agree to join")
    make.teams()
    lead.open(f"/bids/{bid.id}/team/proposals")
    lead.sees("Every needed skill is covered at its level.")


def test_nobody_else_finds_the_proposals(app):
    bid = make.draft_bid(make.open_challenge(skills=[make.needed_skill()]))
    stranger = Visitor(app, make.bidder().lead)
    stranger.open(f"/bids/{bid.id}/team/proposals", status=404)
    stranger.open(f"/bids/{bid.id}/team/proposals/cheapest", status=404)
