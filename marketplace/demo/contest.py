"""One challenge from its draft to where it stands today."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from bidding.awards import actions as awards
from bidding.awards.models import Award
from bidding.awards.queries import letter_of, live_award
from bidding.bids import actions as bids
from bidding.bids import rules as bid_rules
from bidding.bids.actions.life import likely_period
from bidding.bids.models import Bid
from bidding.bids.queries import content as bid_content
from bidding.bids.terms import MemberTerms, PlanTerms, ShareTerms, StepTyped
from bidding.openings import actions as openings
from bidding.panels import actions as panels
from bidding.panels.models import Panel
from bidding.panels.queries import blind_labels, latest
from bidding.panels.queries.sheets import bid_of
from bidding.panels.terms import DeclareTerms, MarkTerms, ReportTerms
from marketplace.challenges import actions as challenges
from marketplace.challenges.models import Challenge
from marketplace.challenges.rules import needs_quorum
from marketplace.challenges.terms import AnswerTerms, QuestionTerms
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.jobs import run_due
from marketplace.demo import cast, remedies, texts
from marketplace.demo.holders import make_key
from marketplace.demo.stage import Story, again, transaction
from marketplace.people.models import Person, Role
from marketplace.rulebook.queries import weights_of
from marketplace.secondments import actions as secondments
from marketplace.secondments.rules import releasers
from marketplace.secondments.terms import ReleaseTerms
from marketplace.studios.models import Studio
from marketplace.studios.queries import members

# how far a tale goes before it is left for the living
ENDS = (
    "draft", "approval", "secrecy", "open", "closed", "opened", "scoring", "discussion", "notice",
    "contested", "complaint", "letter", "race", "project",
)  # fmt: skip


@dataclass(frozen=True)
class Plot:
    """What is to happen with one challenge."""

    challenge: int
    begins: datetime
    end: str
    winner: int | None = None
    bidders: int = 3
    marks: tuple[str, ...] = ("8", "7", "6.5", "6")
    quorum: bool = False  # its key lies with several holders
    preset: str = "standard"
    joint: str = ""  # the round in which it is decided together with others

    def at(self, days: int, hours: int = 0) -> datetime:
        """So long after the begin; where two days are all there is, an hour for a day."""
        if self.preset == "urgent":
            return self.begins + timedelta(days=1, hours=2 + 2 * days)
        return self.begins + timedelta(days=days, hours=hours)


def reaches(plot: Plot, stage: str) -> bool:
    """Does the tale go on to this stage?"""
    return ENDS.index(plot.end) >= ENDS.index(stage)


def tell(plot: Plot, dice: random.Random) -> Story:
    """The whole way, hour by hour."""
    yield from _post(plot)
    if not reaches(plot, "open"):
        return
    if plot.preset != "urgent":
        yield from _ask(plot, dice)
    yield from _bid(plot, dice)
    if not reaches(plot, "closed"):
        return
    yield from _close_and_open(plot)
    if reaches(plot, "scoring"):
        yield from _judge(plot)
    if plot.joint:
        yield clock.now() + timedelta(hours=1)
        run_due()  # the last report lets the worker weigh the round
    elif reaches(plot, "notice"):
        yield from _award(plot)


def _post(plot: Plot) -> Story:
    yield plot.begins
    with transaction():
        one = again(Challenge, plot.challenge)
        one.preset, one.joint_round = plot.preset, plot.joint
        one.created_at = plot.begins - timedelta(days=3)  # written a few days before it is handed in
        if plot.end != "draft":
            challenges.submit(one, by=one.contact)
    if not reaches(plot, "secrecy"):
        return
    yield plot.begins + timedelta(hours=5)
    with transaction():
        one = again(Challenge, plot.challenge)
        challenges.approve(one, by=cast.holder(Role.UNIT_MANAGER, one.department))
    if not reaches(plot, "open"):
        return
    yield plot.begins + timedelta(days=1)
    with transaction():
        one = again(Challenge, plot.challenge)
        officer = cast.holder(Role.SECRECY_OFFICER, one.department)
        if plot.quorum or needs_quorum(one):
            make_key(one, by=officer)
            db.session.refresh(one)
        challenges.release(one, cast.as_it_is(one), by=officer)


def _ask(plot: Plot, dice: random.Random) -> Story:
    yield plot.begins + timedelta(days=2)
    with transaction():
        one = again(Challenge, plot.challenge)
        studio = again(Studio, cast.Strength(dice).bidders(one, 1, plot.winner)[0])
        question = challenges.ask(one, QuestionTerms(text=dice.choice(texts.QUESTIONS)), by=studio.lead)
        key = question.id
    yield plot.begins + timedelta(days=3)
    with transaction():
        challenges.answer(
            again(type(question), key),
            AnswerTerms(text=dice.choice(texts.ANSWERS)),
            by=again(Challenge, plot.challenge).contact,
        )


def _bid(plot: Plot, dice: random.Random) -> Story:
    chosen = cast.Strength(dice).bidders(again(Challenge, plot.challenge), plot.bidders, plot.winner)
    if plot.end == "open":
        chosen.reverse()  # the last draft stays open
    drafts: list[int] = []
    for n, studio_id in enumerate(chosen):
        yield plot.at(4 + 2 * n, n)
        with transaction():
            drafts.append(_draft(plot, studio_id, n, settled=plot.end != "open" or n < len(chosen) - 1))
    if plot.end == "open":  # one is still being written, and its lead looks for more people
        with transaction():
            bid = again(Bid, drafts.pop())
            first, last = likely_period(bid.challenge)
            bids.plan_team(bid, PlanTerms(days=8, seats=4, starts_on=first, ends_on=last), by=bid.lead)
    if plot.challenge % 4 == 0 and drafts:
        with transaction():
            _bid_together(again(Bid, drafts[0]), {*chosen}, dice)
    for n, bid_id in enumerate(drafts):
        yield plot.at(12 + n, n)
        with transaction():
            bid = again(Bid, bid_id)
            bids.seal(bid, by=bid.lead)


def _bid_together(bid: Bid, taken: set[int], dice: random.Random) -> None:
    """A second studio carries a share."""
    ranked = cast.Strength(dice).bidders(bid.challenge, len(taken) + 1, None)
    for studio_id in ranked:
        studio = again(Studio, studio_id)
        if studio_id not in taken and bid_rules.may_be_asked(studio, bid):
            share = bids.ask_studio(bid, studio, ShareTerms(percent=35), by=bid.lead)
            bids.agree_share(share, by=studio.lead)
            return


def _draft(plot: Plot, studio_id: int, n: int, *, settled: bool) -> int:
    """A bid with its team; `settled`: everybody has answered."""
    challenge, studio = again(Challenge, plot.challenge), again(Studio, studio_id)
    bid = bids.draft(challenge, studio, by=studio.lead)
    begun = bid_content.document(bid)
    for key, values in texts.bid(challenge, studio, n).items():
        typed, seen = texts.as_typed(values), bid_content.step_in(begun, key).n
        bids.save_step(bid, StepTyped(key, typed, values, seen), by=bid.lead)
    first, last = likely_period(challenge)
    taken = {m.person_id for m in bid.team}
    others = [m.person for m in members(studio) if m.person_id not in taken]
    core = bids.add_core(
        bid,
        MemberTerms(person_id=others[n % len(others)].id, days=10, starts_on=first, ends_on=last),
        by=bid.lead,
    )
    bids.agree(core, by=core.person)
    helper = cast.supporter(challenge, studio, taken)
    if helper is not None:
        terms = MemberTerms(
            person_id=helper.id, days=5, starts_on=first, ends_on=last, purpose="现场试验与数据统计"
        )
        loan = bids.add_support(bid, terms, by=bid.lead).loan
        if loan is not None and (settled or plot.challenge % 2):
            secondments.consent(loan, by=loan.person)
        if loan is not None and settled:
            manager = releasers(loan.person, loan.home_unit)[0]
            secondments.release(
                loan, ReleaseTerms(days=loan.days, starts_on=loan.starts_on, ends_on=loan.ends_on), by=manager
            )
    return bid.id


def _close_and_open(plot: Plot) -> Story:
    closes = again(Challenge, plot.challenge).closes_at
    assert closes is not None
    yield closes + timedelta(minutes=1)
    run_due()
    if not reaches(plot, "opened"):
        return
    yield closes + timedelta(hours=20)
    with transaction():
        one = again(Challenge, plot.challenge)
        openings.start(one, by=cast.officers(one)[0])
    yield closes + timedelta(hours=20, minutes=6)
    with transaction():
        one = again(Challenge, plot.challenge)
        openings.confirm(one, by=cast.officers(one)[1])


def _panel(plot: Plot) -> Panel:
    found = latest(again(Challenge, plot.challenge))
    assert found is not None
    return found


def _judge(plot: Plot) -> Story:
    opened = clock.now()
    yield opened + timedelta(hours=2)
    with transaction():
        one = again(Challenge, plot.challenge)
        if latest(one) is None:
            panels.draw(one, by=None)
    yield opened + timedelta(hours=22)
    with transaction():
        for seat in list(_panel(plot).active):
            panels.declare(seat, DeclareTerms(conflict="no"), by=seat.person)
    seats = [seat.id for seat in _panel(plot).active]
    for n, seat_id in enumerate(seats):
        if plot.end == "scoring" and n >= 2:
            return
        yield opened + timedelta(days=2, hours=n)
        with transaction():
            _score(plot, seat_id, n)
    if not reaches(plot, "notice"):
        return
    yield opened + timedelta(days=4)
    with transaction():
        _report(_panel(plot))


def _score(plot: Plot, seat_id: int, n: int) -> None:
    panel = _panel(plot)
    seat = next(seat for seat in panel.active if seat.id == seat_id)
    codes = weights_of(panel.challenge, "panel_criteria")
    for _bid_id, label in blind_labels(panel):
        bid = bid_of(panel, label)
        wins = plot.winner is not None and bid.studio_id == plot.winner
        base = 8.5 if wins else 6.5 + (bid.studio_id % 3) * 0.5
        given = {
            code: MarkTerms(points=f"{base + ((n + k) % 3 - 1) * 0.5:g}", reason="方案写得清楚，数据有出处。")
            for k, code in enumerate(codes)
        }
        panels.save_sheet(seat, bid, given, by=seat.person)
    panels.submit(seat, by=seat.person)


def _report(panel: Panel) -> None:
    chair = next(seat for seat in panel.active if seat.id == panel.chair_seat_id)
    panels.post(chair, "三份方案都到过现场，第一名的措施最落地，第二名的检测手段可借鉴。", by=chair.person)
    panels.write_report(panel, ReportTerms(text=texts.REPORT, candidates=2), by=chair.person)
    for seat in panel.active:
        panels.sign(seat, "", by=seat.person)


def _award(plot: Plot) -> Story:
    yield clock.now() + timedelta(days=1)
    with transaction():
        one = again(Challenge, plot.challenge)
        awards.propose(one, by=cast.holder(Role.UNIT_MANAGER, one.department))
    if plot.end in ("contested", "complaint"):
        yield from remedies.contest(plot.challenge, complain=plot.end == "complaint")
        return
    if not reaches(plot, "letter"):
        return
    award = _standing(plot)
    yield award.notice_ends_at + timedelta(minutes=1)
    run_due()
    if plot.end == "race":
        yield from remedies.race(plot.challenge)
    if not reaches(plot, "project"):
        return
    yield clock.now() + timedelta(days=2)
    with transaction():
        letter = letter_of(_standing(plot))
        assert letter is not None
        awards.sign(letter, by=again(Person, letter.award.bid.lead_id))
    yield clock.now() + timedelta(days=1)
    with transaction():
        letter = letter_of(_standing(plot))
        assert letter is not None
        awards.sign(letter, by=cast.holder(Role.UNIT_MANAGER, letter.award.challenge.department))


def _standing(plot: Plot) -> Award:
    found = live_award(again(Challenge, plot.challenge))
    assert found is not None
    return found
