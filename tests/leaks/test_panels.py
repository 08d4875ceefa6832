"""A contest under review: blind members, members whose scores are not in, readers in a conflict."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from bidding.bids.actions import bar
from bidding.bids.models import Bid
from bidding.panels.models import Panel
from marketplace.core.db import db, transaction
from marketplace.people.models import Person, Role
from tests import make
from tests.leaks.table import OUTSIDE, STUDIOS
from tests.make import contest as deeds


@pytest.fixture
def panel(app: Any) -> Panel:
    """One member's scores are in, the others' are not."""
    made = deeds.scoring_panel()
    deeds.submit_scores(made, made.active[0])
    return db.session.get_one(Panel, made.id)


def _bids(panel: Panel) -> list[Bid]:
    return list(db.session.scalars(sa.select(Bid).where(Bid.challenge_id == panel.challenge_id)))


def test_a_blind_member_finds_no_name_beside_a_letter_on_any_page(app, panel):
    bids, member = _bids(panel), panel.active[1].person
    keys = {"challenge_id": [panel.challenge_id], "panel_id": [panel.id], "label": ["A", "B", "C"],
            "bid_id": [bid.id for bid in bids], "version": [1], "number": [1], "step": ["idea"]}  # fmt: skip
    names = {name for bid in bids for name in (bid.studio.name, bid.lead.name, f"/bids/{bid.id}")}
    client, found = make.browser(app, member), []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or not rule.arguments <= keys.keys():
            continue
        if rule.endpoint in OUTSIDE | STUDIOS | {"people.export_people", "people.export_skills_held"}:
            continue
        if rule.endpoint == "panels.step_down":
            continue  # the list of the declaration once more: studios without a letter beside them
        arguments = sorted(rule.arguments)
        for values in product(*(keys[name] for name in arguments)):
            url = rule.build(dict(zip(arguments, values, strict=True)), append_unknown=False)[1]
            text = client.get(url).get_data(as_text=True)
            found += [(url, name) for name in names if name in text and name not in url]
    assert found == []


def test_a_report_sent_back_shows_no_scores_to_a_member_whose_own_are_not_in(app, panel):
    member = panel.active[1].person
    answer = make.browser(app, member).post(f"/panels/{panel.id}/report/write", data={"text": ""})
    assert answer.status_code in (403, 409)
    handed_in = make.browser(app, panel.active[0].person)
    assert handed_in.post(f"/panels/{panel.id}/report/write", data={"text": ""}).status_code == 422


def test_the_list_of_bidders_is_for_members_also_beside_a_form_sent_back(app, panel):
    watcher = make.officer(Role.LEADING_GROUP, deeds.group_of(panel.challenge.department))
    answer = make.browser(app, watcher).post(f"/panels/{panel.id}/declare", data={"conflict": ""})
    assert answer.status_code == 403


def test_a_reader_in_conflict_sees_nothing_of_that_bid(app, panel):
    bid, watcher = _bids(panel)[0], make.officer(Role.SUPERVISOR, deeds.group_of(panel.challenge.department))
    studio, of = bid.studio.name, f"/challenges/{panel.challenge_id}"
    pages = [f"{of}/{page}" for page in ("ranking", "opening/record", "opening")]
    for page in pages:
        assert studio in make.browser(app, watcher).get(page).text
    with transaction():
        bar(db.session.get_one(Bid, bid.id), db.session.get_one(Person, watcher.id), "tie")
    for page in pages:
        assert studio not in make.browser(app, watcher).get(page).text
    for seat in panel.active[1:]:
        deeds.submit_scores(panel, seat)
    assert make.browser(app, watcher).get(f"/panels/{panel.id}/discussion").status_code == 403
