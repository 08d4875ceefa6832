"""Pages of studios: list, record, members, history."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from marketplace.core import clock, exports
from marketplace.core.db import find
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.history import history as happened
from marketplace.people.login import me
from marketplace.studios import actions, queries, rules
from marketplace.studios.forms import JoinForm, LeaveForm, ProfileForm
from marketplace.studios.models import Membership, Studio, StudioState, Tier
from marketplace.studios.words import DEEDS

bp = Blueprint("studios", __name__)


@bp.get("/studios")
def listing() -> str:
    """All studios, filtered."""
    wanted = _wanted()
    companies = queries.companies()
    return render_template(
        "studios/listing.html", page=queries.page(wanted, seen_by=me()), companies=companies,
        chips=_chips(wanted, dict(companies)), states=[(s.value, s.label) for s in StudioState],
        tiers=[(t.value, t.label) for t in Tier],
    )  # fmt: skip


def _wanted() -> queries.Wanted:
    typed = request.args
    company = typed.get("company", "")
    return queries.Wanted(
        q=typed.get("q", "").strip()[:200], state=typed.get("state", ""), tier=typed.get("tier", ""),
        company=int(company) if company.isdecimal() and len(company) < 12 else None,
        mine=typed.get("mine") == "1", sort=typed.get("sort", ""),
    )  # fmt: skip


def _chips(wanted: queries.Wanted, companies: dict[int, str]) -> list[dict[str, Any]]:
    found: list[tuple[str, str, str, Any]] = []
    if wanted.q:
        found.append(("q", wanted.q, _("Words"), wanted.q))
    if wanted.state in set(StudioState):
        found.append(("state", wanted.state, _("State"), StudioState(wanted.state).label))
    if wanted.tier in set(Tier):
        found.append(("tier", wanted.tier, _("Tier"), Tier(wanted.tier).label))
    if wanted.company is not None:
        found.append(("company", str(wanted.company), _("Company"), companies.get(wanted.company, "?")))
    if wanted.mine:
        found.append(("mine", "1", _("Mine"), _("studios I belong to")))
    return [{"name": n, "value": v, "label": label, "text": text} for n, v, label, text in found]


@bp.get("/studios/export")
def export() -> Response:
    """The filtered list as a file."""
    titles = [_("Number"), _("Studio"), _("Tier"), _("Field of expertise"), _("Home unit"), _("Lead"),
    _("Members"), _("State"),
              _("Plaque"), _("Founded")]  # fmt: skip
    rows = (
        (
            r.code,
            r.name,
            str(r.tier.label),
            r.field,
            r.unit,
            r.lead,
            r.people,
            str(r.state.label),
            r.plaque_no,
            r.founded_on,
        )
        for r in queries.all_rows(_wanted(), seen_by=me())
    )
    return exports.send(_("Studios"), titles, rows)


@bp.get("/studios/<int:studio_id>")
def show(studio_id: int) -> str:
    """A studio's profile and people."""
    studio, reader = find(Studio, studio_id, seen_by=me()), me()
    return render_template(
        "studios/show.html", studio=studio, members=queries.members(studio), fewest=rules.FEWEST,
        may_change=rules.may_change_members(reader, studio), may_edit=rules.may_edit(reader, studio),
    )  # fmt: skip


@bp.route("/studios/<int:studio_id>/edit", methods=["GET", "POST"])
def edit(studio_id: int) -> Any:
    """The lead changes the profile."""
    studio = find(Studio, studio_id, seen_by=me())
    require(rules.may_edit(me(), studio))
    form = ProfileForm(studio)
    if form.sent_and_valid():
        with form.saving():
            actions.describe(find(Studio, studio_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Saved."), "success")
            return redirect(url_for("studios.show", studio_id=studio_id), 303)
    return render_template("studios/edit.html", form=form, studio=studio), form.status


@bp.route("/studios/<int:studio_id>/members/join", methods=["GET", "POST"])
def join(studio_id: int) -> Any:
    """The lead takes somebody in."""
    studio = find(Studio, studio_id, seen_by=me())
    require(rules.may_change_members(me(), studio))
    form = JoinForm(since=clock.today())
    if form.sent_and_valid():
        with form.saving():
            joined = actions.join(find(Studio, studio_id, lock=True, seen_by=me()), form.terms(), by=me())
            name = joined.person.name
        if form.saved:
            flash(_("%(name)s is now a member.", name=name), "success")
            return redirect(url_for("studios.show", studio_id=studio_id), 303)
    return render_template("studios/join.html", form=form, studio=studio), form.status


@bp.route("/studios/<int:studio_id>/members/<int:membership_id>/leave", methods=["GET", "POST"])
def leave(studio_id: int, membership_id: int) -> Any:
    """The lead lets somebody go."""
    studio, membership = _member(studio_id, membership_id)
    require(rules.may_change_members(me(), studio))
    form, name = LeaveForm(until=clock.today()), membership.person.name
    if form.sent_and_valid():
        with form.saving():
            find(Studio, studio_id, lock=True, seen_by=me())
            actions.leave(find(Membership, membership_id, lock=True), form.terms(), by=me())
        if form.saved:
            flash(_("%(name)s has left the studio.", name=name), "success")
            return redirect(url_for("studios.show", studio_id=studio_id), 303)
    return render_template("studios/leave.html", form=form, studio=studio, name=name), form.status


def _member(studio_id: int, membership_id: int) -> tuple[Studio, Membership]:
    studio, membership = find(Studio, studio_id, seen_by=me()), find(Membership, membership_id)
    if membership.studio_id != studio.id or membership.until is not None:
        raise NotFound(_("This person is not a member."))
    return studio, membership


@bp.get("/studios/<int:studio_id>/history")
def history(studio_id: int) -> str:
    """What happened to the studio, and who was here before."""
    studio = find(Studio, studio_id, seen_by=me())
    events = happened(studio, DEEDS)[::-1]
    return render_template(
        "studios/history.html", studio=studio, events=events, former=queries.former_members(studio)
    )
