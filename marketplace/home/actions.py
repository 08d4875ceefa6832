"""What administrators do: correct the calendar, try put-off work again, check the trail, move the clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from bidding.openings import actions as openings
from marketplace.challenges import actions as challenges
from marketplace.core import audit, clock, jobs, outbox
from marketplace.core.db import db, forget
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.models import CalendarDay, LongJob, Outbox
from marketplace.core.verdict import require
from marketplace.home import rules
from marketplace.home.models import SavedView
from marketplace.home.terms import CalendarTerms, ClockTerms, ViewTerms
from marketplace.people.models import Person
from marketplace.secrecy import actions as secrecy
from marketplace.secrecy.models import ScreeningHit
from marketplace.secrecy.terms import DecisionTerms
from marketplace.suggestions import actions as suggestions

MOST_VIEWS = 50
MORNING = 8  # o'clock


AFTER_REVIEW = {
    "question": challenges.after_review,
    "held_deed": challenges.after_review,
    "suggestion": suggestions.after_review,
    "bid": openings.after_review,
}


def decide_hit(hit: ScreeningHit, terms: DecisionTerms, *, by: Person) -> None:
    """The secrecy officer decides; what waited for it takes effect, or ends with the reason."""
    secrecy.decide(hit, terms, by=by)
    after = AFTER_REVIEW.get(hit.about.partition("/")[0])  # a draft waits for its release anyway
    if after is not None:
        after(hit, by=by)


def save_view(terms: ViewTerms, *, by: Person) -> SavedView:
    """Keep a list with its filters; the same name on the same list is written over."""
    same = (SavedView.person_id == by.id, SavedView.path == terms.path, SavedView.name == terms.name)
    view = db.session.scalars(sa.select(SavedView).where(*same)).one_or_none()
    if view is None:
        kept = (
            db.session.scalar(sa.select(sa.func.count(SavedView.id)).where(SavedView.person_id == by.id)) or 0
        )
        if kept >= MOST_VIEWS:
            raise Invalid(_("You have %(n)s saved views. Remove one first.", n=kept), field="name")
        view = SavedView(person_id=by.id, path=terms.path, name=terms.name, query="", created_at=clock.now())
        db.session.add(view)
    view.query = terms.query
    db.session.flush()
    audit.record("view_saved", view, by=by)
    return view


def drop_view(view: SavedView, *, by: Person) -> None:
    """A saved view is no longer needed."""
    audit.record("view_dropped", view, by=by)
    db.session.delete(view)


def set_day(terms: CalendarTerms, *, by: Person) -> None:
    """Say of a day whether it is worked; deadlines set from now on follow it."""
    require(rules.may_run_system(by))
    row = db.session.get(CalendarDay, terms.day) or CalendarDay(day=terms.day)
    row.works, row.note = terms.works, terms.note
    db.session.add(row)
    forget("calendar")
    audit.record("calendar_set", f"calendar/{terms.day.isoformat()}", by=by, works=terms.works)


def forget_day(day: date, *, by: Person) -> None:
    """Back to what the published calendar says (again: no change)."""
    require(rules.may_run_system(by))
    row = db.session.get(CalendarDay, day)
    if row is not None:
        db.session.delete(row)
        forget("calendar")
        audit.record("calendar_forgotten", f"calendar/{day.isoformat()}", by=by)


def try_again(row: Outbox, *, by: Person) -> None:
    """Hand out work once more that was given up."""
    require(rules.may_run_system(by))
    if row.done_at is None:
        row.attempts, row.next_at, row.last_error = 0, clock.real(), None
        db.session.info["put_off"] = True
        audit.record("work_tried_again", row, by=by, topic=row.topic)


def check_trail(*, by: Person) -> LongJob:
    """Have the whole chain of deeds walked by the worker."""
    require(rules.may_read_trail(by))
    # in hundredths: how many lines there are would tell of deeds that the reader must not learn of
    row = jobs.begin_long("trail", by.id, total=100)
    outbox.put_off("home.check_trail", key=f"trail-{row.id}", long_job_id=row.id)
    audit.record("trail_checked", row, by=by)
    return row


def move_clock(terms: ClockTerms, *, by: Person) -> datetime:
    """Put the demo's clock ahead and say what it shows then; what is due is done right after the commit."""
    require(rules.may_move_clock(by))
    before = clock.now()
    ahead = timedelta(days=terms.days) if terms.to is None else clock.at(terms.to, MORNING) - before
    if terms.days and terms.to is not None:
        raise Invalid(_("Give days or a day, not both."), field="to")
    if ahead <= timedelta(0):
        raise Invalid(_("The clock only goes forward."), field="days" if terms.to is None else "to")
    if ahead > rules.FARTHEST:
        raise Invalid(_("At most %(n)s days at a time.", n=rules.FARTHEST.days), field="to")
    clock.move_forward(ahead)
    audit.record("clock_moved", "clock/1", by=by, seconds=int(ahead.total_seconds()))
    return before + ahead
