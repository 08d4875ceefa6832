"""What comes too late: a file chosen before the close and sent after it; a member who does not sign."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bidding.bids.models import Bid
from bidding.bids.queries import document
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.people.models import Person
from tests import make
from tests.browser.screen import Screen, zh
from tests.journeys import contest
from tests.journeys.cast import Cast
from tests.journeys.test_race_and_remedies import panel_of, posted, scored
from tests.make import contest as deeds

pytestmark = pytest.mark.browser
At = Callable[[Person], Screen]
DRAWING = {"name": "冷铁图.pdf", "mimeType": "application/pdf", "buffer": contest.PDF}


def test_a_file_sent_after_the_close_and_a_member_who_does_not_sign_in_the_browser(
    cast: Cast, at: At
) -> None:
    late_upload(cast, at)
    silent_member(cast, at)


def late_upload(cast: Cast, at: At) -> None:
    """Chosen in time, sent a second too late: refused, and what was sealed before still counts."""
    key = cast.posted()
    bid = cast.bid(key, 0)
    lead = at(make.again(cast.studios[0]).lead).open(f"/bids/{bid}/files")
    lead.page.locator("main [type=file]").set_input_files([DRAWING])
    clock.freeze(contest.challenge(key).closes_at)
    lead.press("Upload").look("-late").sees(
        "Bidding has closed.", "What was sealed before the close counts, with its files."
    )
    lead.faults.clear()  # the console notes the refusal
    assert document(db.session.get_one(Bid, bid))["files"] == []
    lead.open(f"/bids/{bid}", "-kept").sees("Sealed")


def silent_member(cast: Cast, at: At) -> None:
    """The chair of the panel writes, one does not sign, the next of the draw takes the seat and scores."""
    key = posted(cast, "standard")
    panel = scored(cast, key)
    writer = next(s for s in panel.active if s.id == panel.chair_seat_id)
    silent = next(s for s in panel.active if s.id != panel.chair_seat_id)
    at(writer.person).open("/").open(f"/panels/{panel.id}/report/write").fill(
        text="评审组逐项比对后形成一致意见，推荐如下候选。", candidates=2
    ).press("Write and have it signed")
    for seat in panel_of(key).active:
        if seat.id not in (silent.id, writer.id):
            make.done(lambda seat=seat: deeds.panels.sign(make.again(seat), "", by=make.again(seat).person))
    at(writer.person).open(f"/panels/{panel.id}/report", "-to-sign").press("Sign", agree=True)
    cast.later(days=8)
    chair = at(cast.chair).open(f"/panels/{panel.id}", "-overdue").sees(zh("overdue"))
    chair.follow("Replace").fill(reason="逾期未签字，联系不上本人。").press("Replace").look("-replaced")
    at(make.again(silent).person).open("/inbox")
    follower = panel_of(key).active[-1]
    at(follower.person).open("/").follow("Declare").follow("Declare conflicts").fill(conflict="no").press(
        "Declare"
    )
    deeds.submit_scores(panel_of(key), make.again(follower), {"A": "8", "B": "7.5", "C": "7"})
    deeds.write_report(panel_of(key))
    assert panel_of(key).state == "signed"
    at(cast.head).open(f"/challenges/{key}/panel", "-signed")
