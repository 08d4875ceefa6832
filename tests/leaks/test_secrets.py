"""What came of a core trade secret stays in its circle; letters of others are for their readers."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bidding.bids.models import Bid
from marketplace.core import mail
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import NotFound
from marketplace.core.jobs import run_outbox
from marketplace.core.models import Outbox
from marketplace.inbox.actions import tell
from marketplace.people.models import Role, SecrecyLevel
from tests import make


def test_an_opened_bid_on_a_core_secret_is_missing_for_the_leading_group_outside_the_circle(app):
    studio = make.bidder()
    with transaction():
        studio.lead.clearance = SecrecyLevel.CORE
    group, cleared = make.company().parent, SecrecyLevel.CORE
    inside, outside = (make.officer(Role.SUPERVISOR, group, clearance=cleared) for _ in "12")
    core = make.secret_challenge(SecrecyLevel.CORE, studio.lead, inside)
    bid_id = make.draft_bid(core, studio).id
    with transaction():
        find(Bid, bid_id).blind_label = "A"
    assert find(Bid, bid_id, seen_by=inside).id == bid_id
    with pytest.raises(NotFound):
        find(Bid, bid_id, seen_by=outside)


def test_the_administrator_reads_no_word_of_a_letter_about_a_challenge_and_sees_none_about_a_bid(app):
    for place in mail.folder().glob("*.eml"):
        place.unlink()
    bid = make.draft_bid()
    with transaction():
        tell([bid.challenge.contact], "challenge_closed", bid.challenge)
        tell([bid.lead], "bid_withdrawn", bid)
    for row_id in db.session.scalars(sa.select(Outbox.id).where(Outbox.topic == "inbox.mail_notice")).all():
        run_outbox(row_id)
    page = make.browser(app, make.officer(Role.SYSTEM_ADMIN, make.company().parent)).get("/mail").text
    assert bid.challenge.contact.email in page
    assert bid.challenge.title not in page and bid.lead.email not in page
