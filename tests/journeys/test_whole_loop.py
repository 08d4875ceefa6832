"""The whole circle as one story: letter, post, bid, score, award, deliver, accept, count, evaluate."""

from __future__ import annotations

from datetime import date

from bidding.bids.models import Bid
from marketplace.core.db import db
from marketplace.ledger.models import Metric
from marketplace.ledger.queries import count
from tests import make
from tests.journeys import contest, verdicts, work, year
from tests.journeys.cast import Cast


def test_one_challenge_goes_the_whole_way_and_counts_in_the_year(cast: Cast) -> None:
    year.sign_letters(cast)
    own = year.own_project(cast, 0)
    year.pair(cast, 0, date(2030, 2, 1))
    cast.until(make.at(2030, 3, 5, 12))
    key = contest.post(cast)
    contest.question(cast, key)
    bid = bid_with_a_team(cast, key)
    rivals(cast, key)
    work.nobody_else_knows(cast, key, bid)
    verdicts.close(cast, key)
    work.too_late(cast, key, bid)
    verdicts.open_box(cast, key)
    verdicts.ranking(cast.at(cast.head), key)
    verdicts.judge(cast, key, best=bid, names=("领衔人", "创新工作室", "检测师"))
    verdicts.announce(cast, key)
    losers(cast, key)
    verdicts.becomes_final(cast, key)
    project = verdicts.sign_commitment(cast, key, cast.lead(0), cast.at(cast.head))
    work.carry_out(cast, project)
    assert count(make.again(cast.studios[0]), Metric.TACKLED, 2030) == 1
    year.exchange(cast, 0, date(2030, 10, 15))
    year.finish_project(
        cast.lead(0), cast.at(cast.manager(cast.studios[0].home_unit_id)), own, {"换型时间": "14"}
    )
    year.end(cast, met=0, missed=1)
    work.books_hold()


def bid_with_a_team(cast: Cast, key: int) -> int:
    """Steps 3, 4: written, a colleague and two people of other units, one booked beyond their free days."""
    bid = contest.write_bid(cast, key, 0)
    mate = contest.ask_core(cast, bid, 0)
    contest.ask_support(cast, bid, 0, cast.lenders[0])
    contest.ask_support(cast, bid, 0, cast.lenders[1], days=120)
    contest.is_overbooked(cast, bid, 0, cast.lenders[1])
    first = contest.seal(cast, bid, 0)
    mate.open(f"/bids/{bid}")
    mate.sees("Sealed", "Receipts")
    cast.later(hours=1)
    second = contest.replace(cast, bid, 0)
    assert first["receipt"]["digest"] != second["receipt"]["digest"]
    return bid


def rivals(cast: Cast, key: int) -> None:
    """Two others seal, a third begins and withdraws."""
    for n in (1, 2):
        make.sealed_bid(contest.challenge(key), make.again(cast.studios[n]), amount=150_000 + n * 10_000)
    given_up = contest.begin(cast, key, 3)
    lead = cast.lead(3)
    lead.open(f"/bids/{given_up}")
    lead.follow("Withdraw the bid")
    lead.press(lead.page.forms[-1].buttons[-1].words, why="人手排不开。")
    lead.sees("The bid was withdrawn.")
    assert db.session.get_one(Bid, given_up).state == "withdrawn"


def losers(cast: Cast, key: int) -> None:
    """Each is told at the same moment, with scores and a reason; one objects, the objection is answered."""
    for n in (1, 2):
        lead = cast.lead(n)
        lead.told("is on public notice until")
        lead.open(f"/challenges/{key}/award")
        lead.follow("My scores and reasons")
        lead.sees("Final score", "Feasibility", "points apart")
    cast.lead(0).told("is to win. The public notice runs until")
    verdicts.object_to(cast, key, cast.lead(1), "rejected", "评分表已复核，计算无误，理由见附件。")
    cast.lead(1).told("was rejected, with reasons")
