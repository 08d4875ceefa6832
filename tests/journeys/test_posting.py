"""Ways of posting: every preset, an amendment with re-sealing, an objection, a suggestion taken up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bidding.bids.models import Bid
from marketplace.core import clock
from marketplace.core.db import db
from tests import make
from tests.journeys import contest
from tests.journeys.cast import TITLE, Cast
from tests.journeys.ways import invited


@pytest.mark.parametrize(
    ("preset", "name", "hours"), [("fast", "Fast", 168), ("urgent", "Emergency", 48), ("race", "Race", 480)]
)
def test_each_preset_is_posted_with_its_own_rules(cast: Cast, preset: str, name: str, hours: int) -> None:
    poster, lead = cast.at(cast.poster), cast.lead(0)
    key = contest.draft(cast, preset=preset, budget="6")
    poster.open(f"/challenges/{key}")
    if preset == "fast":
        assert "above what this preset allows" in poster.closed("Submit for approval")
        poster.open(f"/challenges/{key}/edit")
        poster.press("Save and look at it", budget="5")
    contest.hand_on(cast, key)
    made = contest.challenge(key)
    assert made.closes_at - made.opened_at == timedelta(hours=hours)
    lead.open(f"/market?preset={preset}")
    lead.sees(TITLE, name)
    lead.follow(TITLE)
    lead.follow("The rules it is posted with")
    lead.sees("Version 1", "Fewest bids")


def test_by_invitation_the_named_studios_bid_and_nobody_else(cast: Cast) -> None:
    named, other = cast.lead(0), cast.lead(3)
    key = invited(cast)
    named.told("Your studio is invited to bid on")
    other.open(f"/challenges/{key}/bid")
    other.sees("Only studios that the department has invited may bid here.")
    assert contest.begin(cast, key, 0)


def test_an_amendment_is_seen_before_it_holds_and_bids_are_sealed_anew(
    cast: Cast,
) -> None:
    key = cast.posted()
    bid = cast.bid(key, 0)
    poster, lead = cast.at(cast.poster), cast.lead(0)
    cast.until(contest.challenge(key).closes_at - timedelta(days=1))
    poster.open(f"/challenges/{key}")
    poster.follow("Amend this challenge")
    poster.press("Show the difference", budget="33", why="预算核增。")
    poster.sees("What will change", "28.0 万元", "33.0 万元")
    poster.press("Amend it")
    poster.sees("Amended; followers and bidders have been told.")
    now = contest.challenge(key)
    assert now.closes_at == clock.now() + timedelta(days=15), "the amendment floor is left"
    lead.told("was amended: 预算核增。")
    lead.open(f"/challenges/{key}")
    lead.sees("Amended, version 2")
    lead.follow("See what was changed")
    lead.sees("28.0 万元", "33.0 万元")
    lead.open(f"/bids/{bid}")
    lead.sees("The challenge was amended after you sealed.")
    assert db.session.get_one(Bid, bid).is_invalid
    lead.open(f"/bids/{bid}/seal")
    lead.press("Submit under seal")
    lead.sees("Sealed. Keep the receipt file")
    db.session.expire_all()
    assert not db.session.get_one(Bid, bid).is_invalid


def test_an_objection_to_the_documents_holds_the_clock_until_it_is_answered(cast: Cast) -> None:
    key = cast.posted()
    poster, lead, follower = cast.at(cast.poster), cast.lead(0), cast.lead(1)
    closes = contest.challenge(key).closes_at
    follower.open(f"/challenges/{key}")
    follower.press("Follow")
    lead.open(f"/challenges/{key}/questions")
    lead.follow("Object to the documents")
    lead.press("Raise the objection", text="验收方法没有写抽样数量。", remedy="补充抽样数量。")
    lead.sees("Objection to the documents", "waiting for an answer", "the clock stands")
    follower.told("Somebody objects to the documents")
    cast.later(hours=30)
    poster.todo("Answer an objection to your documents")
    poster.press("Answer", upheld="yes", text="补充抽样数量，另行变更。")
    poster.sees("Amend this challenge")
    poster.no_todo("Answer an objection to your documents")
    assert contest.challenge(key).closes_at == closes + timedelta(hours=30)
    lead.told("was upheld: 补充抽样数量")
    poster.open(f"/challenges/{key}/amend")
    poster.press("Show the difference", acceptance="每批抽 200 件，连续 3 批。", why="按异议补充。")
    poster.press("Amend it")
    follower.told("was amended: 按异议补充。")


def test_a_suggestion_from_the_workshop_becomes_a_challenge(cast: Cast) -> None:
    worker, poster = cast.at(make.person(make.again(cast.department), name="张师傅")), cast.at(cast.poster)
    worker.open("/")
    worker.follow("Suggestions")
    worker.follow("Raise a problem")
    worker.press("Send it", title=TITLE, text="打箱后转角有裂纹，天天补焊。", place="打箱线")
    worker.sees("Waits for the department")
    poster.todo("Answer a suggestion of an employee")
    poster.press("Make a draft of it")
    key = contest.challenge_of(poster)
    poster.press("Save draft", contest.PROBLEM)
    poster.press("Save and look at it", {**contest.PROBLEM, **contest.need(0, cast.casting.id, 3, 5, 1)})
    poster.no_todo("Answer a suggestion of an employee")
    worker.told("was taken up")
    contest.hand_on(cast, key)
    worker.told("is open for bids")
    worker.open("/suggestions/")
    worker.follow(TITLE)
    worker.sees("Taken up")
    worker.follow("Look at the challenge")
    worker.sees(TITLE)
