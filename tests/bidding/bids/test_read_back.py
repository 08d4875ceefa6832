"""The content that was kept as a file comes back into a draft."""

from __future__ import annotations

from io import BytesIO

from bidding.bids import queries
from bidding.bids.models import Bid
from marketplace.core.db import db, find
from tests import make


def test_what_was_kept_fills_the_steps_again(app):
    bid = make.ready_bid()
    browser = make.browser(app, bid.lead)
    kept = browser.get(f"/bids/{bid.id}/keep").data
    db.session.rollback()
    before = queries.assembled(find(Bid, bid.id), queries.document(find(Bid, bid.id)))[0].body()
    make.bids.write(make.again(bid), mark="改过")
    form = {"content": (BytesIO(kept), "bid.json")}
    page = browser.post(f"/bids/{bid.id}/read-back", data=form, follow_redirects=True)
    assert "The content is back in the draft: 7 steps." in page.text
    db.session.rollback()
    after = queries.assembled(find(Bid, bid.id), queries.document(find(Bid, bid.id)))[0].body()
    assert after == before


def test_other_files_and_other_challenges_are_refused_and_change_nothing(app):
    bid, other = make.ready_bid(), make.ready_bid()
    browser = make.browser(app, bid.lead)
    for data in (b"", b"{}", b"[1, 2]", "不是文件".encode(), b"\xff\xfe"):
        page = browser.post(f"/bids/{bid.id}/read-back", data={"content": (BytesIO(data), "bid.json")})
        assert page.status_code == 422 and "not the content of a bid" in page.text
    stranger = make.browser(app, other.lead)
    assert stranger.get(f"/bids/{bid.id}/read-back").status_code == 404
    assert browser.get(f"/bids/{bid.id}/read-back").status_code == 200
