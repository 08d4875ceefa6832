"""Scoring, handing in, discussing, revising."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from bidding.bids.models import Bid
from bidding.panels.models import Panel, PanelPost, PanelSeat, PanelState, Score, ScoreSheet
from bidding.panels.queries.board import board
from bidding.panels.queries.sheets import blind_labels, sheets_of
from bidding.panels.rules import may_discuss, may_revise, may_score
from bidding.panels.terms import MarkTerms, ReviseTerms, lacks_reason
from marketplace.core import audit, clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person
from marketplace.rulebook.queries import weights_of

WRITE_WD, EXPLAIN_WD = 5, 2


def save_sheet(seat: PanelSeat, bid: Bid, marks: Mapping[str, MarkTerms], *, by: Person) -> ScoreSheet:
    """Keep an unfinished sheet; nobody else sees it."""
    require(may_score(by, seat))
    known = weights_of(seat.panel.challenge, "panel_criteria")
    kept = {
        code: [None if mark.points is None else int(mark.points * 2), mark.reason]
        for code, mark in marks.items()
        if code in known
    }
    same = (ScoreSheet.seat_id == seat.id, ScoreSheet.bid_id == bid.id)
    sheet = db.session.scalars(sa.select(ScoreSheet).where(*same)).one_or_none()
    if sheet is None:
        sheet = ScoreSheet(seat_id=seat.id, bid_id=bid.id, marks=kept, saved_at=clock.now())
        db.session.add(sheet)
    elif sheet.marks != kept:
        sheet.marks, sheet.saved_at = kept, clock.now()
    db.session.flush()
    return sheet


def submit(seat: PanelSeat, *, by: Person) -> None:
    """Hand in all scores. From here on they only change by revisions that everybody sees."""
    require(may_score(by, seat))
    criteria = weights_of(seat.panel.challenge, "panel_criteria")
    sheets, given = sheets_of(seat), []
    for bid_id, label in blind_labels(seat.panel):
        marks = sheets[bid_id].marks if bid_id in sheets else {}
        for code in criteria:
            half_points, reason = marks.get(code, [None, ""])
            _check(label, half_points, reason)
            given.append({"bid_id": bid_id, "criterion": code, "half_points": half_points, "reason": reason})
    if given:
        same = {"seat_id": seat.id, "at": clock.now()}
        db.session.execute(sa.insert(Score), [{**same, **mark} for mark in given])
    seat.submitted_at, seat.act_by = clock.now(), None
    audit.record("submit", seat, by=by, bids=len(sheets))
    settle(seat.panel, "panel_score", person=by)
    _all_in(seat.panel)


def _check(label: str, half_points: int | None, reason: str) -> None:
    if half_points is None:
        raise Invalid(_("Bid %(label)s is not scored to the end yet.", label=label))
    if lacks_reason(half_points, reason):
        raise Invalid(_("Bid %(label)s: a mark below 6 or above 9 needs a reason.", label=label))


def _all_in(panel: Panel) -> None:
    if any(seat.submitted_at is None for seat in panel.active):
        return
    move(panel, PanelState.DISCUSSION, by=None)
    tell([seat.person for seat in panel.active], "panel_scores_in", panel)
    chair = next(seat for seat in panel.active if seat.id == panel.chair_seat_id)
    chair.act_by = after_workdays(clock.now(), WRITE_WD)
    ask(chair.person, "panel_write", panel, due=chair.act_by)
    _ask_outliers(panel)


def _ask_outliers(panel: Panel) -> None:
    """Who stands far from the median is asked why; the panel cannot close before they answer."""
    db.session.flush()
    found = board(panel)
    due = after_workdays(clock.now(), EXPLAIN_WD)
    for seat in panel.active:
        if found.outliers(seat.id) and not seat.outlier_reason:
            seat.act_by = min(seat.act_by, due) if seat.act_by else due
            ask(seat.person, "panel_outlier", panel, due=due)


def revise(seat: PanelSeat, terms: ReviseTerms, *, by: Person) -> Score:
    """Change a submitted mark by a new row with its reason; the first one stays."""
    require(may_revise(by, seat))
    same = (Score.seat_id == seat.id, Score.bid_id == terms.bid_id, Score.criterion == terms.criterion)
    last = db.session.scalars(
        sa.select(Score).where(*same).order_by(Score.revision.desc()).limit(1)
    ).one_or_none()
    if last is None:
        raise Invalid(_("There is no such mark of yours."), field="criterion")
    half_points = int(terms.points * 2)
    if half_points == last.half_points:
        raise Invalid(_("The mark is the same as before."), field="points")
    if lacks_reason(half_points, terms.reason):
        raise Invalid(_("A mark below 6 or above 9 needs a reason."), field="reason")
    new = Score(
        seat_id=seat.id,
        bid_id=terms.bid_id,
        criterion=terms.criterion,
        half_points=half_points,
        reason=terms.reason,
        revision=last.revision + 1,
        revision_reason=terms.why,
        at=clock.now(),
    )
    db.session.add(new)
    audit.record(
        "revise",
        seat,
        by=by,
        note=terms.why,
        criterion=terms.criterion,
        was=last.half_points,
        now=half_points,
    )
    _ask_outliers(seat.panel)
    return new


def explain_outlier(seat: PanelSeat, reason: str, *, by: Person) -> None:
    """Say why one's totals stand far from the others'; the panel cannot close without it."""
    require(may_revise(by, seat))
    seat.outlier_reason = reason
    if seat.id != seat.panel.chair_seat_id:
        seat.act_by = None
    settle(seat.panel, "panel_outlier", person=by)
    audit.record("explain_outlier", seat, by=by, note=reason)


def post(seat: PanelSeat, text: str, *, by: Person) -> PanelPost:
    """Say something in the panel's discussion."""
    require(may_discuss(by, seat))
    said = PanelPost(panel_id=seat.panel_id, seat_id=seat.id, text=text, at=clock.now())
    db.session.add(said)
    audit.record("post", seat.panel, by=by)
    others = [one.person for one in seat.panel.active if one is not seat and one.submitted_at is not None]
    tell(others, "panel_post", seat.panel)
    return said
