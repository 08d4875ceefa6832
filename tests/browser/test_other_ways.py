"""Side ways on the screens: taken back, too few, sealed anew, a team that changes, a result that falls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bidding.awards.queries import live_award, standing
from bidding.bids.models import Bid, BidShare, TeamChange
from marketplace.challenges.models import Challenge
from marketplace.core.db import db
from marketplace.people.models import Person
from tests import make
from tests.browser.screen import Screen
from tests.journeys import contest, verdicts
from tests.journeys.cast import Cast
from tests.journeys.test_race_and_remedies import panel_of, posted, scored
from tests.journeys.test_teams import judged_best, other_member, shared_helper
from tests.journeys.ways import twice_too_few
from tests.make import contest as deeds

pytestmark = pytest.mark.browser
At = Callable[[Person], Screen]
AMENDED = "The challenge was amended after you sealed. Your bid counts again once you seal it anew."


def lead_of(cast: Cast, n: int) -> Person:
    """The lead of a studio."""
    return make.again(cast.studios[n]).lead


def test_taken_back_and_too_few_bids_in_the_browser(cast: Cast, at: At) -> None:
    gone, poster, chair = cast.posted(), at(cast.poster), at(cast.chair)
    cast.bid(gone, 0)
    poster.open(f"/challenges/{gone}").follow("Withdraw").fill(why="产品停产，问题随之消失。")
    poster.press("Withdraw it").look("-withdrawn")
    at(lead_of(cast, 0)).open("/inbox").open(f"/challenges/{gone}/bid", "-withdrawn")
    key = twice_too_few(cast)
    poster.open(f"/challenges/{key}/opening", "-too-few")
    chair.open("/").open(f"/challenges/{key}/opening", "-to-decide")
    for way in ("Entrust to a studio", "End without a bid", "Have it rewritten"):
        chair.open(f"/challenges/{key}/opening").follow(way)
    chair.fill(reason="指标过严，放宽后重新发榜。").press("Send back for rewriting", agree=True).look(
        "-rewritten"
    )
    poster.open("/").follow("Rewrite")
    again = db.session.query(Challenge.id).filter(Challenge.reposts_id == key).one().id
    poster.open(f"/challenges/{again}", "-again")


def test_bids_on_their_side_ways_in_the_browser(cast: Cast, at: At) -> None:
    key, lead, poster = cast.posted(), at(lead_of(cast, 0)), at(cast.poster)
    bid = cast.bid(key, 0)
    poster.open(f"/challenges/{key}/amend").fill(budget="33", why="预算核增。")
    poster.press("Show the difference").press("Amend it")
    lead.open("/").open(f"/bids/{bid}", "-invalid").sees(AMENDED)
    lead.follow("Check and seal").press("Submit under seal", agree=True)
    refuses(cast, at, key)
    carries_a_share(cast, at, key)
    for _round in range(2):  # one bid of three is waited for once more
        cast.until(contest.challenge(key).closes_at + timedelta(minutes=1))
    lead.open(f"/bids/{bid}", "-closed").open(f"/bids/{bid}/seal", "-late").sees("Bidding has closed.")


def refuses(cast: Cast, at: At, key: int) -> None:
    """A colleague says no, a home unit keeps its person, a request runs out."""
    bid = make.write(make.draft_bid(contest.challenge(key), make.again(cast.studios[1]))).id
    lead, (asked, forgotten) = at(lead_of(cast, 1)), cast.lenders
    mate = other_member(cast, 1, {lead_of(cast, 1).id})
    for who, purpose in ((mate, {}), (asked, {"purpose": "磁粉检测"}), (forgotten, {"purpose": "数据统计"})):
        lead.open(f"/bids/{bid}/team/people?q={who.employee_no}").follow("Ask to join")
        lead.fill(days=6, **purpose).press("Ask to join")
    at(mate).open("/").follow("Reply").follow("Decline").fill(reason="在外地调试。").press("Decline")
    at(asked).open("/").follow("Reply").press("Agree to join")
    manager = at(cast.manager(make.again(asked).unit_id))
    manager.open("/").follow("Release or refuse").follow("Decline").fill(reason="所里大修。").press("Decline")
    loan = next(m.loan for m in db.session.get_one(Bid, bid).team if m.person_id == forgotten.id)
    cast.until(loan.answer_due + timedelta(minutes=1))
    lead.open("/inbox").open(f"/bids/{bid}/team", "-refused").open(f"/bids/{bid}/seal", "-refused")


def carries_a_share(cast: Cast, at: At, key: int) -> None:
    """A studio is asked for a share: one reads what is asked and joins, another declines."""
    bid = make.draft_bid(contest.challenge(key), make.again(cast.studios[2])).id
    lead, name = at(lead_of(cast, 2)), make.again(cast.studios[3]).name
    lead.open(f"/bids/{bid}/consortium").open(f"/bids/{bid}/consortium?q={name}", "-found")
    lead.follow("Ask for a share").fill(percent=35).press("Ask for a share")
    at(lead_of(cast, 3)).open("/").follow("Reply").look("-asked")
    share = db.session.query(BidShare.id).filter(BidShare.studio_id == cast.studios[3].id).one().id
    at(lead_of(cast, 3)).open(f"/bids/shares/{share}/decline").open(f"/bids/shares/{share}")
    at(lead_of(cast, 3)).press("Agree to the share").look("-joined")


def test_a_team_changes_after_its_seal_in_the_browser(cast: Cast, at: At) -> None:
    keys, shared = [cast.posted(), cast.posted()], make.lender()
    first, second = shared_helper(cast, keys, shared)
    judged_best(cast, keys[0], first)
    verdicts.becomes_final(cast, keys[0])
    lead, who = at(lead_of(cast, 1)), make.again(cast.lenders[0])
    lead.open(f"/bids/{second}", "-changed")
    change = db.session.query(TeamChange).one().id
    lead.open("/").open(f"/bids/swaps/{change}").open(f"/bids/swaps/{change}?q={who.employee_no}", "-found")
    lead.follow("Ask to stand in").fill(purpose="磁粉检测").press("Ask to stand in").look("-asked")
    at(who).open("/").follow("Reply").press("Agree to join")
    at(cast.manager(who.unit_id)).open("/").follow("Release or refuse").follow("Release").press("Release")
    cast.later(minutes=1)
    lead.open(f"/bids/{second}/history", "-changed")


def test_a_result_falls_twice_in_the_browser(cast: Cast, at: At) -> None:
    key = posted(cast, "standard")
    deeds.write_report(scored(cast, key))
    make.done(lambda: deeds.awards.propose(contest.challenge(key), by=make.again(cast.head)))
    falls(cast, at, key, "rereview", "一位评审与得标室有合作未申报，复评。")
    cast.later(hours=1)
    assert panel_of(key).round == 2
    at(cast.head).open(f"/challenges/{key}/award", "-annulled").open(f"/challenges/{key}/panel", "-again")
    deeds.write_report(scored(cast, key))
    make.done(lambda: deeds.awards.propose(contest.challenge(key), by=make.again(cast.head)))
    first = live_award(contest.challenge(key)).bid_id
    falls(cast, at, key, "next", "揭榜书中的业绩不实。")
    make.done(lambda: deeds.awards.propose(contest.challenge(key), by=make.again(cast.head)))
    assert live_award(contest.challenge(key)).bid_id != first
    at(cast.head).open(f"/challenges/{key}/award", "-next")


def falls(cast: Cast, at: At, key: int, outcome: str, answer: str) -> None:
    """Whoever comes third objects; the chair upholds."""
    won = standing(contest.challenge(key))[0].bid.lead_id
    loser = at(next(lead_of(cast, n) for n in range(3) if lead_of(cast, n).id != won))
    loser.open(f"/challenges/{key}/award").follow("Raise an objection")
    loser.fill(about="得标书的数据来源不明，请核对。", remedy="请复核。").press("Raise the objection")
    at(cast.chair).open("/").follow("Reply").fill(outcome=outcome, answer=answer).press("Reply", agree=True)
    loser.open("/inbox").open(f"/challenges/{key}/award").follow("Read").look(f"-{outcome}")
