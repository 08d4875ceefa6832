"""Ends without an award, and loans that come to nothing: told to everybody, with the way forward."""

from __future__ import annotations

from datetime import timedelta

from bidding.bids.models import Bid
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core.audit import ref
from marketplace.core.db import db
from marketplace.people.models import Person
from marketplace.secondments.models import Loan, LoanState
from tests import make
from tests.journeys import contest
from tests.journeys.cast import TITLE, Cast
from tests.journeys.ways import twice_too_few
from tests.visitor import Visitor


def test_the_department_takes_a_challenge_back_and_every_team_is_free_again(cast: Cast) -> None:
    key = cast.posted()
    bid = cast.bid(key, 0)
    poster, lead, follower = cast.at(cast.poster), cast.lead(0), cast.lead(1)
    follower.open(f"/challenges/{key}")
    follower.press("Follow")
    poster.open(f"/challenges/{key}")
    poster.follow("Withdraw")
    poster.press("Withdraw it", why="", status=422)
    poster.press("Withdraw it", why="产品停产，问题随之消失。")
    poster.sees("Withdrawn")
    for one in (lead, follower):
        one.told("was withdrawn: 产品停产，问题随之消失。")
    assert contest.challenge(key).state is ChallengeState.WITHDRAWN
    cast.later(minutes=1)
    assert db.session.get_one(Bid, bid).state in ("withdrawn", "lost")
    lead.open(f"/bids/{bid}")
    lead.open(f"/challenges/{key}/bid")
    assert lead.closed("Bid for it") == lead.word("Bidding has closed.")


def decided(cast: Cast, way: str, button: str, why: str) -> tuple[int, Visitor]:
    """Too few bids twice, and the leading group chooses this way."""
    key, chair = twice_too_few(cast), cast.at(cast.chair)
    chair.todo("Too few bids a second time")
    chair.open(f"/challenges/{key}/opening")
    chair.follow(way)
    chair.press(button, reason="短", status=422)
    chair.press(button, reason=why)
    chair.sees("Decided; everybody concerned has been told.")
    chair.no_todo("Too few bids a second time")
    return key, cast.lead(0)


def test_too_few_bids_twice_and_it_is_rewritten_and_posted_again(cast: Cast) -> None:
    key, lead = decided(cast, "Have it rewritten", "Send back for rewriting", "指标过严，放宽后重新发榜。")
    lead.told("指标过严，放宽后重新发榜。")
    assert contest.challenge(key).state is ChallengeState.NO_BID
    draft = db.session.query(Challenge.id).filter(Challenge.reposts_id == key).one().id
    poster = cast.at(cast.poster)
    poster.todo("post it again")
    poster.open(f"/challenges/{draft}")
    poster.sees(TITLE, "Draft", "the earlier challenge")
    poster.open(f"/challenges/{draft}/edit")
    poster.press("Save and look at it", {"targets-0-wanted": "3"})
    contest.hand_on(cast, draft)
    assert contest.begin(cast, draft, 0), "whoever was left sealed bids anew"


def test_too_few_bids_twice_and_it_ends_without_a_suitable_bid(cast: Cast) -> None:
    key, lead = decided(cast, "End without a bid", "End it", "两轮均不足，改由年度检修解决。")
    lead.told("两轮均不足，改由年度检修解决。")
    cast.at(cast.poster).told("两轮均不足，改由年度检修解决。")
    lead.open(f"/challenges/{key}")
    lead.sees("No suitable bid")


def loan_of(bid: int, who: Person) -> Loan:
    """The last loan of this person that was asked for this bid."""
    of_bid = Loan.about == ref(db.session.get_one(Bid, bid)), Loan.person_id == who.id
    return db.session.query(Loan).filter(*of_bid).order_by(Loan.created_at.desc()).first()


def test_a_loan_nobody_answers_lapses_and_another_is_asked_in_its_place(cast: Cast) -> None:
    skills = [make.again(cast.casting), make.again(cast.ndt)]
    posted = make.open_challenge(make.again(cast.department), title=TITLE, skills=skills)
    bid = make.write(make.draft_bid(posted, make.again(cast.studios[0]))).id
    lead, asked, instead = cast.lead(0), *cast.lenders
    contest.ask(lead, bid, asked, days=6, purpose="磁粉检测")
    cast.until(loan_of(bid, asked).answer_due + timedelta(minutes=1))
    lead.told("The request lapsed")
    cast.at(asked).no_todo("You are asked to support")
    lead.open(f"/bids/{bid}/team")
    lead.sees("Expired")
    lead.press(f"Take off {asked.name}")
    contest.ask_support(cast, bid, 0, instead)
    lead.open(f"/bids/{bid}/team")
    lead.press(f"Take off {instead.name}")
    cast.at(instead).told("No longer needed")
    cast.at(cast.manager(instead.unit_id)).told("No longer needed")
    assert loan_of(bid, instead).state is LoanState.REPLACED
    contest.ask_support(cast, bid, 0, asked, days=4)
    contest.ask_core(cast, bid, 0)
    assert contest.seal(cast, bid, 0)
    assert loan_of(bid, asked).state is LoanState.HELD
