"""The page of a leading group."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from marketplace.core.db import find
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.governance import actions, queries, rules
from marketplace.governance.forms import SeatForm
from marketplace.governance.models import SeatFunction
from marketplace.people.login import me
from marketplace.people.models import Role, Unit

bp = Blueprint("governance", __name__)


@bp.get("/leading-group")
def group() -> str:
    """Chair, members and the six seats of one leading group, with its gaps."""
    known = queries.groups()
    unit = queries.chosen(request.args.get("unit", ""), known, seen_by=me())
    people = queries.people_of(unit)
    return render_template(
        "governance/group.html", unit=unit, groups=known, places=queries.places(unit),
        chairs=[p for role, p in people if role is Role.CHAIR],
        members=[p for role, p in people if role is not Role.CHAIR], may_fill=rules.may_fill(me(), unit),
    )  # fmt: skip


@bp.route("/leading-group/<int:unit_id>/<function>", methods=["GET", "POST"])
def seat(unit_id: int, function: str) -> Any:
    """The chair names owner and deputy of a seat."""
    if function not in set(SeatFunction):
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    unit, place = find(Unit, unit_id), SeatFunction(function)
    require(rules.may_fill(me(), unit))
    now = queries.seat_of(unit, place)
    form = SeatForm(
        owner_no=now.owner.employee_no if now and now.owner else "",
        deputy_no=now.deputy.employee_no if now and now.deputy else "",
    )
    if form.sent_and_valid():
        with form.saving():
            actions.fill(find(Unit, unit_id, lock=True), place, form.terms(), by=me())
        if form.saved:
            flash(_("Saved. Whoever is new to the seat has been told."), "success")
            return redirect(url_for("governance.group", unit=unit_id), 303)
    return render_template(
        "governance/seat.html", form=form, unit=find(Unit, unit_id), place=place
    ), form.status
