"""Stages of the contest up to the signed report."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.bids import actions as bids
from bidding.bids.models import Bid
from bidding.openings import actions as openings
from bidding.panels import actions as panels
from bidding.panels.models import Panel, PanelSeat
from bidding.panels.queries import blind_labels
from bidding.panels.queries.sheets import bid_of
from bidding.panels.terms import DeclareTerms, ReportTerms
from marketplace.core.db import db, find
from marketplace.people.models import Person, Role
from marketplace.secondments.models import Loan
from tests import make
from tests.make import contest
from tests.trust.arena.stages.frame import Stage, around
from tests.trust.arena.world import World


def bidding_stage(world: World) -> Stage:
    """An open challenge, two sealed bids on it, one being written with a supporter asked."""
    challenge = contest.contest(bids=2)
    bid = make.draft_bid(challenge)
    member = make.support(bid, released=False)
    loan = db.session.get_one(Loan, member.loan_id)
    ids = {"challenge_id": challenge.id, "bid_id": bid.id, "member_id": member.id, "loan_id": loan.id}
    dates = {"starts_on": str(loan.starts_on), "ends_on": str(loan.ends_on)}
    return around(world, ids, challenge, bid, fields=dates)


def sealing_stage(world: World) -> Stage:
    """A bid that only has to be sealed; its core member and its supporter have said yes."""
    challenge = contest.contest(bids=1)
    bid = make.ready_bid(challenge)
    loan_id = next(m.loan_id for m in bid.team if m.loan_id)
    core = next(m for m in bid.team if m.loan_id is None and m.person_id != bid.lead_id)
    ids = {"challenge_id": challenge.id, "bid_id": bid.id}
    lent = db.session.get_one(Loan, loan_id)
    more = {"core member": core.person, "lent": lent.person, "lender": make.manager(lent)}
    return around(world, ids, challenge, bid, more=more)


def swapping_stage(world: World) -> Stage:
    """Somebody of a sealed bid has won elsewhere; a stand-in of the own studio has been asked."""
    helper, made = make.lender(), []
    for _n in range(2):
        bid = make.write(make.draft_bid())
        make.core(bid)
        make.support(bid, helper, days=4)
        make.done(lambda bid=bid: bids.seal(find(Bid, bid.id), by=find(Bid, bid.id).lead))
        made.append(find(Bid, bid.id))
    winner, other = made
    change = make.done(lambda: bids.note_win(find(Bid, winner.id)))[0]
    ids = {"bid_id": other.id, "change_id": change.id}
    officers = {"winning lead": find(Bid, winner.id).lead, "helper": db.session.get_one(Person, helper.id)}
    other = find(Bid, other.id)
    return around(world, ids, other.challenge, other, more=officers)


def opening_stage(world: World) -> Stage:
    """Closed; the first officer has started, another one has to confirm."""
    challenge = contest.closed_challenge()
    first, second = contest.officers(challenge.department)
    make.done(lambda: openings.start(make.again(challenge), by=make.again(first)))
    bid = db.session.scalars(sa.select(Bid).order_by(Bid.id)).first()
    assert bid is not None
    more = {"second officer": second}
    return around(world, {"challenge_id": challenge.id}, make.again(challenge), bid, more=more)


def too_few_stage(world: World) -> Stage:
    """Too few bids a second time: the leading group has to choose."""
    challenge = contest.past_close(contest.past_close(contest.contest(bids=1)))
    bid = db.session.scalars(sa.select(Bid)).one()
    fields = {"studio_id": str(make.bidder().id)}
    return around(world, {"challenge_id": challenge.id}, challenge, bid, fields=fields)


def declaring_stage(world: World) -> Stage:
    """A panel just drawn; all but one have declared."""
    panel = contest.drawn_panel()
    mine, others = _apart(panel)
    for seat in others:
        make.done(
            lambda seat=seat: panels.declare(
                make.again(seat), DeclareTerms(conflict="no"), by=make.again(seat).person
            )
        )
    return _judging(world, panel, seat_id=mine.id)


def scoring_stage(world: World) -> Stage:
    """All but one have handed their scores in; that one has filled the sheets."""
    panel = contest.scoring_panel()
    mine, others = _apart(panel)
    for seat in others:
        contest.submit_scores(panel, seat)

    def fill() -> None:
        fresh, own = make.again(panel), make.again(mine)
        for _bid_id, label in blind_labels(fresh):
            panels.save_sheet(own, bid_of(fresh, label), contest.marks(fresh), by=own.person)

    make.done(fill)
    return _judging(world, panel)


def discussing_stage(world: World) -> Stage:
    """All scores are in; the report is to be written."""
    return _judging(world, contest.discussing_panel())


def signing_stage(world: World) -> Stage:
    """The report is written; all but one have signed."""
    panel = contest.discussing_panel()
    _mine, others = _apart(panel)

    def write() -> None:
        fresh = make.again(panel)
        chair = next(seat for seat in fresh.active if seat.id == fresh.chair_seat_id)
        words = ReportTerms(text="评审组逐项比对后形成一致意见，推荐如下候选。", candidates=2)
        panels.write_report(fresh, words, by=chair.person)
        for seat in others:
            panels.sign(make.again(seat), "", by=make.again(seat).person)

    make.done(write)
    return _judging(world, panel)


def judging_stage(world: World) -> Stage:
    """A panel that has signed."""
    return _judging(world, contest.signed_panel())


def _apart(panel: Panel) -> tuple[PanelSeat, list[PanelSeat]]:
    """A member who does not chair the panel, and the others."""
    seats = make.again(panel).active
    mine = next(seat for seat in seats if seat.id != panel.chair_seat_id)
    return mine, [seat for seat in seats if seat.id != mine.id]


def _judging(world: World, panel: Panel, **ids: int) -> Stage:
    panel = make.again(panel)
    bid = db.session.scalars(sa.select(Bid).order_by(Bid.id)).first()
    assert bid is not None
    mine, others = _apart(panel)
    ids |= {"challenge_id": panel.challenge_id, "panel_id": panel.id, "bid_id": bid.id}
    more = {"reviewer": mine.person, "second reviewer": others[-1].person}
    more["pool member"] = make.officer(Role.PANEL_MEMBER, contest.group_of(panel.challenge.department))
    chair = next((seat.person for seat in others if seat.id == panel.chair_seat_id), None)
    if chair is not None:
        more |= {"panel chair": chair}
        more["second reviewer"] = next(one.person for one in others if one.person_id != chair.id)
    return around(world, ids, panel.challenge, bid, more=more)
