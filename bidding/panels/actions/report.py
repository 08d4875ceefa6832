"""The report: written by the chair, signed by all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bidding.panels.models import Panel, PanelSeat, PanelState, Report
from bidding.panels.queries.board import Board, Standing, board
from bidding.panels.queries.totals import half_up
from bidding.panels.rules import announcers, may_reopen, may_sign, may_write_report
from bidding.panels.terms import ReportTerms
from marketplace.core import audit, clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.errors import Invalid, WrongMoment
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person
from marketplace.rulebook.queries import preset_of

SIGN_WD = 3
ANNOUNCE_WITHIN = timedelta(days=3)  # calendar days from the signed report to the notice


def write_report(panel: Panel, terms: ReportTerms, *, by: Person) -> Report:
    """The chair fixes the ranking and the text; then everybody signs."""
    require(may_write_report(by, panel))
    found = board(panel)
    _outliers_explained(found)
    _enough_candidates(panel, terms.candidates, len(found.candidates))
    ranking = [_row(one, one.place <= terms.candidates and not one.knocked_out) for one in found.standings]
    report = db.session.scalars(sa.select(Report).where(Report.panel_id == panel.id)).one_or_none()
    if report is None:
        report = Report(panel_id=panel.id)
    report.ranking, report.text, report.written_at = ranking, terms.text, clock.now()
    db.session.add(report)
    move(panel, PanelState.SIGNING, by=by)
    settle(panel, "panel_write", "panel_outlier")
    members = [seat.person for seat in panel.active]
    tell(members, "panel_report", panel)
    due = after_workdays(clock.now(), SIGN_WD)
    for seat in panel.active:
        seat.act_by = due
    ask(set(members), "panel_sign", panel, due=due)
    return report


def reopen(panel: Panel, *, by: Person) -> None:
    """The chair takes the report back: signatures fall, the discussion goes on."""
    require(may_reopen(by, panel))
    for seat in panel.active:
        seat.signed_at, seat.dissent, seat.act_by = None, "", None
    move(panel, PanelState.DISCUSSION, by=by)
    settle(panel, "panel_sign")
    ask(by, "panel_write", panel)
    tell([seat.person for seat in panel.active if seat.person_id != by.id], "panel_report_taken_back", panel)


def sign(seat: PanelSeat, dissent: str, *, by: Person) -> None:
    """Sign the report, with dissent if there is any; the last signature makes it a report."""
    require(may_sign(by, seat))
    panel = seat.panel
    seat.signed_at, seat.dissent, seat.act_by = clock.now(), dissent, None
    audit.record("sign", seat, by=by, dissent=bool(dissent))
    settle(panel, "panel_sign", person=by)
    if any(one.signed_at is None for one in panel.active):
        return
    move(panel, PanelState.SIGNED, by=None)
    asked = announcers(panel.challenge)
    tell(asked, "panel_signed", panel.challenge)
    ask(set(asked), "award_propose", panel.challenge, due=clock.now() + ANNOUNCE_WITHIN)


def _enough_candidates(panel: Panel, wanted: int, there: int) -> None:
    if wanted > there:
        raise Invalid(_("Only %(n)s bids may be put forward.", n=there), field="candidates")
    if int(preset_of(panel.challenge)["winners"]) > 1 and wanted == 1 and there > 1:
        raise Invalid(_("In a race two or three bids win: put at least two forward."), field="candidates")


def _outliers_explained(found: Board) -> None:
    silent = [seat.name for seat in found.seats if not seat.outlier_reason and found.outliers(seat.id)]
    if silent:
        raise WrongMoment(
            _("More than 20 points from the median without a reason: %(names)s.", names="、".join(silent))
        )


def _row(one: Standing, candidate: bool) -> dict[str, Any]:
    return {
        "bid": one.bid_id,
        "label": one.label,
        "place": one.place,
        "candidate": candidate,
        "panel": one.panel,
        "objective": one.objective,
        "final": one.final,
        "knocked_out": one.knocked_out,
        "criteria": {code: half_up(mean) for code, mean in one.criteria.items()},
    }
