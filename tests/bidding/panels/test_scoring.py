"""Scoring blind, handing in, seeing the others, revising, reporting, signing."""

import pytest
import sqlalchemy as sa

from bidding.panels import actions, queries, rules
from bidding.panels.models import PanelState, Report, Score, ScoreSheet
from bidding.panels.queries import blind_bid, blind_labels, board, calibration, latest
from bidding.panels.queries.sheets import bid_of
from bidding.panels.terms import MarkTerms, ReportTerms, ReviseTerms
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.inbox.models import Todo
from tests.make import contest as deeds

WORDS = "评审组逐项比对后形成一致意见，推荐候选。"


def again(thing):
    return db.session.get_one(type(thing), thing.id)


def test_a_blind_bid_has_no_field_for_studio_or_person(app):
    panel = deeds.scoring_panel()
    shown = repr(blind_bid(panel, "A"))
    bid = bid_of(panel, "A")
    names = {bid.studio.name, bid.lead.name, *(member.person.name for member in bid.team)}
    assert [name for name in names if name in shown] == []


def test_a_sheet_is_kept_unfinished_and_seen_by_nobody_else(app):
    panel = deeds.scoring_panel()
    seat, other = panel.active[:2]
    with transaction():
        panel, seat = again(panel), again(seat)
        actions.save_sheet(seat, bid_of(panel, "A"), {"feasibility": MarkTerms(points="7.5")}, by=seat.person)
    assert db.session.scalars(sa.select(ScoreSheet)).one().marks == {"feasibility": [15, ""]}
    assert not rules.may_see_scores(again(other).person, again(panel))


def test_half_a_sheet_cannot_be_handed_in(app):
    panel = deeds.scoring_panel()
    seat = panel.active[0]
    with pytest.raises(Invalid, match="not scored to the end"), transaction():
        actions.submit(again(seat), by=again(seat).person)
    assert db.session.scalars(sa.select(Score)).all() == []


@pytest.mark.parametrize("points", ["5.5", "9.5"])
def test_a_mark_below_six_or_above_nine_needs_a_reason(app, points):
    panel = deeds.scoring_panel()
    seat = panel.active[0]

    def sheet(reason):
        fresh, mine = again(panel), again(seat)
        for _bid_id, label in blind_labels(fresh):
            marks = {code: MarkTerms(points=points, reason=reason) for code in deeds.CODES}
            actions.save_sheet(mine, bid_of(fresh, label), marks, by=mine.person)
        actions.submit(mine, by=mine.person)

    with pytest.raises(Invalid, match="needs a reason"), transaction():
        sheet("")
    with transaction():
        sheet("方案缺少验证数据")
    assert again(seat).submitted_at is not None


def test_scores_of_others_are_seen_only_after_the_own_are_in(app):
    panel = deeds.scoring_panel()
    first, second = panel.active[:2]
    deeds.submit_scores(panel, first)
    panel = again(panel)
    assert rules.may_see_scores(again(first).person, panel)
    assert (
        str(rules.may_see_scores(again(second).person, panel))
        == "You see the others' scores once your own are in."
    )
    chair = deeds.leading(panel.challenge.department)
    assert str(rules.may_see_scores(chair, panel)) == "Not all scores are in yet."


def test_a_submitted_score_never_changes_even_by_sql(app):
    panel = deeds.scoring_panel()
    deeds.submit_scores(panel, panel.active[0])
    with pytest.raises(Exception, match="frozen"), transaction():
        db.session.execute(sa.update(Score).values(half_points=20))
    seat = again(panel.active[0])
    with pytest.raises(WrongMoment), transaction():
        actions.submit(again(seat), by=again(seat).person)


def test_a_revision_is_a_new_row_with_its_reason_and_the_first_stays(app):
    panel = deeds.discussing_panel()
    seat = panel.active[0]
    bid_id = bid_of(panel, "A").id
    before = board(panel).totals[bid_id][seat.id]
    with transaction():
        seat = again(seat)
        terms = ReviseTerms(bid_id=bid_id, criterion="feasibility", points="9", why="讨论后认同工艺窗口可行")
        actions.revise(seat, terms, by=seat.person)
    rows = db.session.execute(
        sa.select(Score.half_points, Score.revision)
        .where(Score.seat_id == seat.id, Score.bid_id == bid_id, Score.criterion == "feasibility")
        .order_by(Score.revision)
    ).all()
    assert [tuple(row) for row in rows] == [(16, 0), (18, 1)]
    assert board(again(panel)).totals[bid_id][seat.id] == before + 3


def test_standings_follow_the_final_score_and_the_ranks_stand_side_by_side(app):
    panel = deeds.discussing_panel(points={"A": "6", "B": "8.5", "C": "7"})
    found = board(panel)
    assert [one.label for one in found.standings] == ["B", "C", "A"]
    top = found.standings[0]
    assert top.panel == 8500
    assert top.final == round((top.panel * 70 + top.objective * 30) / 100)
    beside = calibration(found)
    assert [(one.bid.label, one.rank, one.levelled_rank) for one in beside.rows] == [
        ("B", 1, 1),
        ("C", 2, 2),
        ("A", 3, 3),
    ]
    assert not beside.levelled  # three bids tell nothing about a habit
    assert all(one.levelled_points == one.points for one in beside.rows)


def test_an_outlier_must_give_a_reason_before_the_panel_closes(app):
    panel = deeds.scoring_panel()
    *others, odd = panel.active
    for seat in others:
        deeds.submit_scores(panel, seat, {"A": "8", "B": "7", "C": "7"})
    deeds.submit_scores(panel, odd, {"A": "5", "B": "7", "C": "7"})
    panel = again(panel)
    assert board(panel).outliers(odd.id) == ["A"]
    chair = next(seat for seat in panel.active if seat.id == panel.chair_seat_id)
    with pytest.raises(WrongMoment, match="More than 20 points"), transaction():
        actions.write_report(again(panel), ReportTerms(text=WORDS, candidates=1), by=again(chair).person)
    with transaction():
        actions.explain_outlier(again(odd), "认为热处理变形风险被低估", by=again(odd).person)
    with transaction():
        actions.write_report(again(panel), ReportTerms(text=WORDS, candidates=1), by=again(chair).person)
    assert again(panel).state is PanelState.SIGNING


def test_only_the_chair_writes_and_everybody_signs_with_dissent_if_any(app):
    panel = deeds.discussing_panel()
    chair = next(seat for seat in panel.active if seat.id == panel.chair_seat_id)
    member = next(seat for seat in panel.active if seat is not chair)
    with pytest.raises(NotAllowed), transaction():
        actions.write_report(again(panel), ReportTerms(text=WORDS, candidates=2), by=again(member).person)
    with transaction():
        actions.write_report(again(panel), ReportTerms(text=WORDS, candidates=2), by=again(chair).person)
    with transaction():
        actions.sign(again(member), "第二名的验证周期偏乐观", by=again(member).person)
    with pytest.raises(WrongMoment), transaction():
        actions.sign(again(member), "", by=again(member).person)
    for seat in again(panel).active:
        if seat.id != member.id:
            with transaction():
                actions.sign(again(seat), "", by=again(seat).person)
    panel = again(panel)
    assert panel.state is PanelState.SIGNED
    assert [seat.dissent for seat in panel.active if seat.dissent] == ["第二名的验证周期偏乐观"]
    open_todos = db.session.scalars(
        sa.select(Todo.kind).where(Todo.settled_at.is_(None), Todo.about == f"panel/{panel.id}")
    )
    assert open_todos.all() == []


def test_a_report_taken_back_drops_the_signatures(app):
    panel = deeds.discussing_panel()
    chair = next(seat for seat in panel.active if seat.id == panel.chair_seat_id)
    with transaction():
        actions.write_report(again(panel), ReportTerms(text=WORDS, candidates=2), by=again(chair).person)
        actions.sign(again(chair), "", by=again(chair).person)
    with transaction():
        actions.reopen(again(panel), by=again(chair).person)
    assert [seat.signed_at for seat in again(panel).active] == [None] * 5
    assert latest(panel.challenge).state is PanelState.DISCUSSION


def test_a_sheet_counts_as_marked_only_with_the_reasons_it_needs(app):
    panel = deeds.scoring_panel()
    seat = panel.active[0]
    with transaction():
        fresh, mine = again(panel), again(seat)
        label = blind_labels(fresh)[0][1]
        marks = {code: MarkTerms(points="7") for code in deeds.CODES}
        marks[deeds.CODES[0]] = MarkTerms(points="9.5")
        sheet = actions.save_sheet(mine, bid_of(fresh, label), marks, by=mine.person)
    assert (queries.marked(sheet, deeds.CODES), queries.complete(sheet, deeds.CODES)) == (
        len(deeds.CODES) - 1,
        False,
    )


def test_telling_the_time_does_not_write_a_report_that_is_still_being_filled_in(app):
    clock.freeze(None)
    half = Report(panel_id=1)
    db.session.add(half)
    clock.now()
    assert half in db.session.new
    db.session.rollback()
