"""Behind the counter: audit trail, put-off work, letters, calendar, the demo's clock, readiness."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user

from marketplace.core import clock, i18n, jobs, words
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.models import LongJob, Outbox
from marketplace.core.verdict import require
from marketplace.core.web import public, wants_part
from marketplace.core.workdays import is_published
from marketplace.home import actions, rules
from marketplace.home.forms import CalendarForm, ClockForm
from marketplace.home.queries import system, trail
from marketplace.home.views.blueprint import bp
from marketplace.inbox.words import deed
from marketplace.people.login import me
from marketplace.people.models import Role
from marketplace.people.rules import holds


@bp.get("/administration")
def administration() -> str:
    """What can be done behind the counter, as far as it is this person's."""
    reader = me()
    require(rules.may_administer(reader))
    return render_template("home/administration.html", rules=rules, reader=reader)


# --- audit trail -------------------------------------------------------------------------------


@bp.get("/administration/audit")
def audit_trail() -> str:
    """The chain of deeds, filtered."""
    require(rules.may_read_trail(me()))
    wanted = _wanted()
    return render_template(
        "home/audit.html", page=trail.trail(wanted, seen_by=me()), actions=trail.actions(), chips=_chips(),
        open_kinds=trail.OPEN_KINDS,
    )  # fmt: skip


def _wanted() -> trail.Wanted:
    typed = {name: request.args.get(name, "").strip()[:64] for name in ("q", "about", "action")}
    return trail.Wanted(
        who=typed["q"], about=typed["about"], action=typed["action"], since=_day("since"), until=_day("until")
    )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _chips() -> list[dict[str, Any]]:
    labels = {
        "q": _("Person"),
        "about": _("Thing"),
        "action": _("Deed"),
        "since": _("From day"),
        "until": _("Until day"),
    }
    said = [(name, request.args.get(name, "").strip()) for name in labels]
    return [
        {"name": n, "value": v, "label": labels[n], "text": deed(v) if n == "action" else v}
        for n, v in said
        if v
    ]


@bp.post("/administration/audit/check")
def check_trail() -> Any:
    """Have the whole chain walked."""
    with transaction():
        row = actions.check_trail(by=me())
        job_id = row.id
    return redirect(url_for("home.trail_check", job_id=job_id), 303)


@bp.get("/administration/audit/check/<int:job_id>")
def trail_check(job_id: int) -> str:
    """How far the walk is, and what it found."""
    require(rules.may_read_trail(me()))
    job = find(LongJob, job_id)
    if job.kind != "trail":
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    part = "home/_trail_check.html" if wants_part() else "home/trail_check.html"
    return render_template(part, job=job)


# --- put-off work and letters ------------------------------------------------------------------


@bp.get("/administration/queue")
def queue() -> str:
    """Work put off until after a commit, and the queue."""
    require(rules.may_run_system(me()))
    show = request.args.get("show", "waiting")
    return render_template(
        "home/queue.html",
        page=system.put_off_work(show),
        show=show,
        counts=system.work_counts(),
        sizes=system.queue_sizes(),
    )


@bp.post("/administration/queue/<int:row_id>/again")
def try_again(row_id: int) -> Any:
    """Hand out once more what was given up."""
    with transaction():
        actions.try_again(find(Outbox, row_id, lock=True), by=me())
    flash(_("It will be tried again now."), "success")
    return redirect(url_for("home.queue", show="dead"), 303)


@bp.get("/mail")
def mails() -> str:
    """Letters, while no mail server is set."""
    require(rules.may_read_letters(me()))
    everybody = holds(me(), Role.SYSTEM_ADMIN)
    return render_template(
        "home/mails.html", letters=system.letters(me(), everybody=everybody), everybody=everybody
    )


# --- calendar ----------------------------------------------------------------------------------


@bp.route("/administration/calendar", methods=["GET", "POST"])
def calendar() -> Any:
    """Days the published calendar has wrong, or does not know yet."""
    require(rules.may_run_system(me()))
    form = CalendarForm()
    if form.sent_and_valid():
        with form.saving():
            actions.set_day(form.terms(), by=me())
        if form.saved:
            flash(_("Saved. Deadlines set from now on follow it."), "success")
            return redirect(url_for("home.calendar"), 303)
    known = is_published(date(clock.year(), 10, 1))
    page = render_template(
        "home/calendar.html", form=form, days=system.calendar_days(), known=known, year=clock.year()
    )
    return page, form.status


@bp.post("/administration/calendar/<day>/forget")
def forget_day(day: str) -> Any:
    """Back to the published calendar."""
    try:
        which = date.fromisoformat(day)
    except ValueError:
        raise NotFound(_("This page does not exist, or it is not meant for you.")) from None
    with transaction():
        actions.forget_day(which, by=me())
    flash(_("This day follows the published calendar again."), "success")
    return redirect(url_for("home.calendar"), 303)


# --- the demo's clock --------------------------------------------------------------------------


@bp.route("/clock", methods=["GET", "POST"])
def demo_clock() -> Any:
    """The chair of the group's leading group moves the demo's clock; what is due is done at once."""
    require(rules.may_move_clock(me()))
    form = ClockForm()
    if form.sent_and_valid():
        with form.saving():
            shows = actions.move_clock(form.terms(), by=me())
        if form.saved:
            done = jobs.run_due()
            said = words.moment(shows, locale=i18n.locale())
            flash(
                _("The clock shows %(at)s. %(n)s things that were due have been done.", at=said, n=done),
                "success",
            )
            return redirect(url_for("home.demo_clock"), 303)
    return render_template("home/clock.html", form=form, ahead=clock.offset().days), form.status


# --- readiness ---------------------------------------------------------------------------------


@bp.get("/readyz", endpoint="readyz")
@public
def readyz() -> Response:
    """Ready, degraded or not; only the system administrator learns why."""
    checks = system.readiness()
    bad = [check for check in checks if not check.good]
    state = "not ready" if any(not check.soft for check in bad) else "degraded" if bad else "ready"
    status = 503 if state == "not ready" else 200
    if current_user.is_authenticated and status == 200 and rules.may_run_system(me()):
        return jsonify(state=state, checks={check.name: check.good for check in checks})
    db.session.rollback()
    return Response(f"{state}\n", status, mimetype="text/plain")
