"""Named replacement with void scores, conflicts dismissed, stepping down late, bids shown with names."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bidding.bids.models import Bid, BidBar
from bidding.panels import actions, rules
from bidding.panels.models import PanelState, Recusal, Score, SeatState
from bidding.panels.queries import board, latest, shown_bid
from bidding.panels.queries.panels import who_follows
from bidding.panels.queries.shown import conflicts_of
from bidding.panels.terms import DeclareTerms, DismissTerms, ReportTerms
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.inbox.models import Todo
from marketplace.people.actions import declare_relative
from marketplace.people.models import Person
from marketplace.people.terms import RelativeTerms
from tests.make import contest as deeds

WORDS = "评审组逐项比对后形成一致意见，推荐候选。"
NO = DeclareTerms(conflict="no")


def again(thing):
    return db.session.get_one(type(thing), thing.id)


def replace(seat, by, why="逾期未签字，联系不上本人"):
    with transaction():
        return actions.replace(again(seat), why, by=again(by)).person_id


def open_todos(panel):
    rows = sa.select(Todo.person_id, Todo.kind).where(
        Todo.about == f"panel/{panel.id}", Todo.settled_at.is_(None)
    )
    return {(person, kind) for person, kind in db.session.execute(rows)}


def signing_panel():
    panel = deeds.discussing_panel()
    with transaction():
        fresh = again(panel)
        chair = next(seat for seat in fresh.active if seat.id == fresh.chair_seat_id)
        actions.write_report(fresh, ReportTerms(text=WORDS, candidates=2), by=chair.person)
    return again(panel)


def test_who_does_not_sign_is_replaced_by_name_and_the_new_member_scores_anew(app):
    panel = signing_panel()
    chair = deeds.leading(panel.challenge.department)
    silent = panel.active[1]
    for seat in panel.active:
        if seat.id != silent.id:
            with transaction():
                actions.sign(again(seat), "", by=again(seat).person)
    with pytest.raises(WrongMoment, match="once a date has passed"):
        replace(silent, chair)
    clock.freeze(clock.now() + timedelta(days=10))
    named = who_follows(again(panel), again(silent))["person"]
    before = board(again(panel)).totals
    assert replace(silent, chair) == named
    panel = again(panel)
    assert panel.state is PanelState.SCORING
    assert [seat.signed_at for seat in panel.active] == [None] * 5
    assert open_todos(panel) == {(named, "panel_declare")}
    kept = board(panel).totals
    assert all(silent.id not in seats and len(seats) == 4 for seats in kept.values())
    assert all(silent.id in seats for seats in before.values()), "there were scores to void"
    follower = next(seat for seat in panel.active if seat.person_id == named)
    with transaction():
        actions.declare(again(follower), NO, by=again(follower).person)
    assert not rules.may_see_scores(again(follower).person, again(panel)), "own scores first"
    deeds.submit_scores(panel, follower)
    assert again(panel).state is PanelState.DISCUSSION
    deeds.write_report(again(panel))
    assert again(panel).state is PanelState.SIGNED
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Score)) == 6 * 3 * len(deeds.CODES)


def test_nobody_is_moved_off_a_panel_for_how_they_judge(app):
    panel = deeds.discussing_panel()
    chair = deeds.leading(panel.challenge.department)
    clock.freeze(clock.now() + timedelta(days=30))
    writer = next(seat for seat in panel.active if seat.id == panel.chair_seat_id)
    for seat in again(panel).active:
        assert bool(rules.may_replace(again(chair), again(seat))) is (seat.id == writer.id)
    replace(writer, chair, "评审组长逾期未写报告")
    assert again(panel).chair_seat_id == again(panel).active[0].id


def test_a_member_who_left_is_replaced_at_once(app):
    panel = deeds.scoring_panel()
    seat, chair = panel.active[2], deeds.leading(panel.challenge.department)
    with transaction():
        again(seat).person.left_on = clock.today()
    replace(seat, chair, "已调离集团")
    assert again(seat).state is SeatState.REPLACED


def test_a_conflict_noticed_in_the_discussion_voids_the_scores_and_bars_that_bid(app):
    panel = deeds.discussing_panel()
    seat, bid = panel.active[0], db.session.scalars(sa.select(Bid).where(Bid.blind_label == "B")).one()
    with transaction():
        terms = DeclareTerms(conflict="yes", studio=bid.studio_id, reason="去年在该室挂职")
        actions.step_down(again(seat), terms, by=again(seat).person)
    assert again(panel).state is PanelState.SCORING
    assert db.session.get(BidBar, (bid.id, seat.person_id)).reason == "declared"
    kept = db.session.scalars(sa.select(Recusal).where(Recusal.person_id == seat.person_id)).one()
    assert (kept.kind, kept.bid_id, kept.reason) == ("declared", bid.id, "去年在该室挂职")


def test_a_studio_that_did_not_bid_is_no_answer(app):
    panel = deeds.drawn_panel()
    with pytest.raises(Invalid), transaction():
        seat = again(panel.active[0])
        actions.declare(seat, DeclareTerms(conflict="yes", studio=10**6, reason="有合作"), by=seat.person)


def related_panel():
    """A panel whose pool knows a declared relative of a bid's lead, and a spare chair."""
    challenge = deeds.closed_challenge()
    reviewer = db.session.scalars(sa.select(Person).where(Person.name == "评审3")).one()
    bid = db.session.scalars(sa.select(Bid).order_by(Bid.id).limit(1)).one()
    with transaction():
        declare_relative(RelativeTerms(employee_no=again(bid).lead.employee_no), by=again(reviewer))
    deeds.open_bids(challenge)
    with transaction():
        actions.draw(again(challenge), by=None)
    return latest(again(challenge)), again(reviewer), again(bid)


def test_a_conflict_is_explained_and_dismissed_by_the_chair_with_a_reason(app):
    panel, reviewer, bid = related_panel()
    challenge, chair = panel.challenge, deeds.leading(panel.challenge.department)
    rows = conflicts_of(challenge, seen_by=chair)
    assert [(one.person_id, one.kind, one.studio, one.dismissed) for one in rows] == [
        (reviewer.id, "relative", bid.studio.name, "")
    ]
    assert db.session.get(BidBar, (bid.id, reviewer.id)) is not None
    terms = DismissTerms(
        person_id=reviewer.id, kind="relative", bid_id=bid.id, reason="经核实为同名不同人，不构成亲属关系"
    )
    with pytest.raises(NotAllowed), transaction():
        actions.dismiss(again(challenge), terms, by=again(deeds.head_of(again(challenge))))
    with transaction():
        actions.dismiss(again(challenge), terms, by=again(chair))
    assert db.session.get(BidBar, (bid.id, reviewer.id)) is None
    row = next(one for one in again(panel).pool if one["person"] == reviewer.id)
    assert row["out"] == []
    (shown,) = conflicts_of(again(challenge), seen_by=again(chair))
    assert (shown.dismissed, shown.dismissed_by) == (terms.reason, again(chair).name)
    with pytest.raises(Invalid, match="dismissed already"), transaction():
        actions.dismiss(again(challenge), terms, by=again(chair))


def test_what_is_no_question_of_judgement_cannot_be_dismissed(app):
    panel = deeds.drawn_panel()
    chair = deeds.leading(panel.challenge.department)
    for kind in ("bidder", "studio", "posting", "insider", "officer", "served"):
        assert not rules.may_dismiss(chair, panel.challenge, kind, 10**6), kind
    assert rules.may_dismiss(chair, panel.challenge, "workshop", 10**6)


def test_where_the_preset_is_not_blind_the_sheet_names_studio_and_people(app):
    panel = deeds.scoring_panel(preset="urgent")
    shown = shown_bid(panel, "A")
    bid = db.session.scalars(sa.select(Bid).where(Bid.blind_label == "A")).one()
    assert (shown.studio, shown.lead) == (bid.studio.name, bid.lead.name)
    assert sorted(shown.people) == sorted(member.person.name for member in bid.team)
    assert board(panel).share == 0


def test_an_outlier_has_a_duty_of_their_own(app):
    panel = deeds.scoring_panel()
    *others, odd = panel.active
    for seat in others:
        deeds.submit_scores(panel, seat, {"A": "8", "B": "7", "C": "7"})
    deeds.submit_scores(panel, odd, {"A": "5", "B": "7", "C": "7"})
    assert (odd.person_id, "panel_outlier") in open_todos(panel)
    with transaction():
        actions.explain_outlier(again(odd), "热处理变形风险被低估", by=again(odd).person)
    assert (odd.person_id, "panel_outlier") not in open_todos(panel)
