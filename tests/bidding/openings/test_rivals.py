"""After the opening an office reads bids, unless its holder bids here too."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.bids.models import Bid, TeamMember, TeamRole
from bidding.openings.rules import reads_names
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.studios.models import Membership
from tests import make
from tests.make import again
from tests.make import contest as deeds


def test_whoever_bids_too_reads_no_rival_bid_whatever_office_they_hold(app):
    challenge = deeds.opened_challenge()
    mine, rival, third = db.session.scalars(sa.select(Bid).order_by(Bid.id)).all()
    chair = deeds.leading(challenge.department)
    assert {bid.id for bid in seen_by(chair)} == {mine.id, rival.id, third.id}

    with transaction():
        db.session.add(Membership(studio_id=mine.studio_id, person_id=chair.id, since=clock.today()))
    chair = again(chair)
    assert seen_by(chair) == []
    assert not reads_names(chair, again(challenge))
    reader = make.browser(app, chair)
    assert reader.get(f"/bids/{rival.id}").status_code == 404
    assert rival.studio.name not in reader.get(f"/challenges/{challenge.id}/opening").text
    assert reader.get(f"/challenges/{challenge.id}/ranking").status_code == 403


def test_being_asked_onto_a_team_takes_nothing_from_an_office(app):
    challenge = deeds.opened_challenge()
    bid = db.session.scalars(sa.select(Bid).order_by(Bid.id)).first()
    chair = deeds.leading(challenge.department)
    with transaction():
        asked = TeamMember(bid_id=bid.id, person_id=chair.id, role=TeamRole.CORE, days=1)
        asked.starts_on = asked.ends_on = clock.today()
        db.session.add(asked)
    assert len(seen_by(again(chair))) == 3
    assert reads_names(again(chair), again(challenge))


def seen_by(person):
    return db.session.scalars(sa.select(Bid).where(Bid.visible_to(person))).all()
