"""Pages of exchanges: the studio's list, planning, recording, pictures."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from marketplace.core import clock, files
from marketplace.core.audit import ref
from marketplace.core.db import find, transaction
from marketplace.core.errors import NotFound
from marketplace.core.fields import options
from marketplace.core.i18n import _
from marketplace.core.models import StoredFile
from marketplace.core.verdict import require
from marketplace.exchanges import actions, queries, rules
from marketplace.exchanges.forms import CancelForm, HeldForm, PlanForm
from marketplace.exchanges.models import Exchange, ExchangeState
from marketplace.exchanges.words import DEEDS
from marketplace.people.history import history, steps
from marketplace.people.login import me
from marketplace.studios.models import Studio
from marketplace.studios.queries import member_options

bp = Blueprint("exchanges", __name__)


@bp.get("/studios/<int:studio_id>/exchanges")
def of_studio(studio_id: int) -> str:
    """The exchanges of a studio and what its plan still promises."""
    studio = find(Studio, studio_id, seen_by=me())
    may_plan = rules.may_plan(me(), studio)
    return render_template(
        "exchanges/of_studio.html", studio=studio, page=queries.of_studio(studio), may_plan=may_plan,
        promised=queries.promised(studio) if may_plan else [],
    )  # fmt: skip


@bp.route("/studios/<int:studio_id>/exchanges/new", methods=["GET", "POST"])
def plan(studio_id: int) -> Any:
    """A member plans one; a line of the signed plan fills the form."""
    studio = find(Studio, studio_id, seen_by=me())
    require(rules.may_plan(me(), studio))
    form = PlanForm(**_promised(studio))
    if form.sent_and_valid():
        with form.saving():
            made = actions.plan(find(Studio, studio_id, lock=True, seen_by=me()), form.terms(), by=me()).id
        if form.saved:
            flash(_("Planned."), "success")
            return redirect(url_for("exchanges.show", exchange_id=made), 303)
    return render_template("exchanges/new.html", form=form, studio=find(Studio, studio_id)), form.status


def _promised(studio: Studio) -> dict[str, Any]:
    wanted = request.args.get("line", "")
    for line in queries.promised(studio) if wanted.isdecimal() else []:
        if str(line["place"]) == wanted:
            return {"title": line["title"], "planned_on": line["on"]}
    return {}


@bp.get("/exchanges/<int:exchange_id>")
def show(exchange_id: int) -> str:
    """One exchange."""
    exchange, reader = find(Exchange, exchange_id, seen_by=me()), me()
    lines = history(exchange, DEEDS)
    return render_template(
        "exchanges/show.html", exchange=exchange, people=queries.attendance(exchange), lines=lines[::-1],
        steps=steps(exchange, [ExchangeState.PLANNED, ExchangeState.HELD], lines),
        pictures=files.kept_with(exchange),
        may_record=rules.may_record(reader, exchange), may_add=rules.may_add_pictures(reader, exchange),
    )  # fmt: skip


@bp.route("/exchanges/<int:exchange_id>/hold", methods=["GET", "POST"])
def hold(exchange_id: int) -> Any:
    """The lead records that it took place."""
    exchange = find(Exchange, exchange_id, seen_by=me())
    require(rules.may_record(me(), exchange))
    form = HeldForm(held_on=min(exchange.planned_on, clock.today()), place=exchange.place)
    form.members.choices = options(member_options(exchange.studio))
    if form.sent_and_valid():
        with form.saving():
            actions.hold(find(Exchange, exchange_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Recorded. The exchange counts for the year."), "success")
            return redirect(url_for("exchanges.show", exchange_id=exchange_id), 303)
    return render_template(
        "exchanges/hold.html", form=form, exchange=find(Exchange, exchange_id)
    ), form.status


@bp.route("/exchanges/<int:exchange_id>/cancel", methods=["GET", "POST"])
def cancel(exchange_id: int) -> Any:
    """The lead calls it off."""
    require(rules.may_record(me(), find(Exchange, exchange_id, seen_by=me())))
    form = CancelForm()
    if form.sent_and_valid():
        with form.saving():
            found = find(Exchange, exchange_id, lock=True, seen_by=me())
            actions.call_off(found, reason=form.terms().reason, by=me())
        if form.saved:
            flash(_("Called off."), "success")
            return redirect(url_for("exchanges.show", exchange_id=exchange_id), 303)
    return render_template(
        "exchanges/cancel.html", form=form, exchange=find(Exchange, exchange_id)
    ), form.status


@bp.post("/exchanges/<int:exchange_id>/pictures")
def add_pictures(exchange_id: int) -> Any:
    """Pictures and papers."""
    with transaction():
        found = find(Exchange, exchange_id, lock=True, seen_by=me())
        n = actions.add_pictures(
            found, [one for one in request.files.getlist("files") if one.filename], by=me()
        )
    flash(_("%(n)s files added.", n=n), "success")
    return redirect(url_for("exchanges.show", exchange_id=exchange_id), 303)


@bp.get("/exchanges/<int:exchange_id>/pictures/<int:file_id>")
def picture(exchange_id: int, file_id: int) -> Response:
    """One file, as an attachment."""
    exchange, kept = find(Exchange, exchange_id, seen_by=me()), find(StoredFile, file_id)
    if kept.about != ref(exchange):
        raise NotFound(_("This file is not here."))
    return files.download(kept.name, files.read(kept))
