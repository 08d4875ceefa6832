"""Composing the team; and the page of the one who is asked."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from bidding.bids import actions, queries, rules
from bidding.bids.actions.life import likely_period
from bidding.bids.forms import DeclineForm, MemberForm
from bidding.bids.models import Bid, TeamMember, TeamRole
from bidding.bids.views._bp import bp
from marketplace.core.db import find, transaction
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.core.web import wants_part
from marketplace.people.login import me
from marketplace.people.models import Person

SUGGESTED_DAYS = 8


def _team_view(bid: Bid) -> dict[str, Any]:
    team = queries.team_of(bid)
    rooms = queries.rooms(bid, team)
    return {
        "bid": bid,
        "team": team,
        "rooms": rooms,
        "coverage": queries.coverage(bid, team),
        "checks": [check for check in queries.conditions(bid, [], team, rooms) if check.where == "team"],
        "may_change": rules.may_change_team(me(), bid),
        "is_studio_lead": bool(rules.studio_lead(me(), bid)),
    }


def own(bid_id: int) -> Bid:
    """A bid, for those who write it; for everybody else it is not there."""
    bid = queries.shown(bid_id, seen_by=me())
    if not rules.may_view_sealed(me(), bid):
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return bid


@bp.get("/bids/<int:bid_id>/team")
def team(bid_id: int) -> str:
    """Who is on the team, what it covers, what is missing."""
    return render_template("bids/team.html", **_team_view(own(bid_id)))


@bp.get("/bids/<int:bid_id>/team/people")
def people(bid_id: int) -> str:
    """Who could fill the gaps; and a search over the whole group."""
    bid = own(bid_id)
    found_team, period = queries.team_of(bid), likely_period(bid.challenge)
    coverage = queries.coverage(bid, found_team)
    fill = queries.candidates(coverage.missing, found_team, period, queries.studios_of(bid))
    if wants_part():
        return render_template("bids/_candidates.html", bid=bid, coverage=coverage, fill=fill)
    typed, names = (
        request.args.get("q", "").strip()[:60],
        {need.skill_id: need.name for need in coverage.needs},
    )
    skill = request.args.get("skill", "")
    skill_id = int(skill) if skill.isdigit() and len(skill) < 10 else None
    found = None
    if typed or skill_id is not None:
        found = queries.search_people(typed, skill_id, found_team, period=period, names=names)
    return render_template(
        "bids/people.html",
        bid=bid,
        coverage=coverage,
        fill=fill,
        found=found,
        names=list(names.items()),
        period=period,
    )


@bp.route("/bids/<int:bid_id>/team/add", methods=["GET", "POST"])
def add(bid_id: int) -> Any:
    """Ask somebody to join: a member of the studio as core, anybody else for temporary support."""
    bid = own(bid_id)
    require(rules.may_change_team(me(), bid))
    person = _wanted(request.values.get("person", request.form.get("person_id", "")))
    is_core = queries.studio_of(bid, person) is not None
    form = _member_form(bid, person)
    if form.sent_and_valid():
        with form.saving():
            fresh = find(Bid, bid_id, lock=True, seen_by=me())
            deed = actions.add_core if is_core else actions.add_support
            deed(fresh, form.terms(), by=me())
        if form.saved:
            flash(_("%(name)s has been asked.", name=person.name), "success")
            return redirect(url_for("bids.team", bid_id=bid_id), 303)
    return render_template("bids/add.html", bid=bid, person=person, form=form, is_core=is_core), form.status


def _wanted(typed: str) -> Person:
    return find(Person, int(typed) if typed.isdigit() and len(typed) < 16 else 0)


def _member_form(bid: Bid, person: Person, member: TeamMember | None = None) -> MemberForm:
    first, last = likely_period(bid.challenge)
    known: dict[str, Any] = {
        "days": SUGGESTED_DAYS,
        "starts_on": first,
        "ends_on": last,
        "skill_id": request.args.get("skill", ""),
    }
    if member is not None:
        given = member.loan or member
        known = {"days": given.days, "starts_on": given.starts_on, "ends_on": given.ends_on,
                 "skill_id": str(member.skill_id or ""),
                 "purpose": member.loan.purpose if member.loan else ""}  # fmt: skip
    form = MemberForm(None, person_id=str(person.id), **known)
    form.skill_id.choices = [("", _("none in particular"))] + [
        (str(need.skill_id), queries.skill_name(need.skill)) for need in queries.needs_of(bid)
    ]
    return form


def _member(bid: Bid, member_id: int) -> TeamMember:
    member = find(TeamMember, member_id)
    if member.bid_id != bid.id:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return member


@bp.route("/bids/<int:bid_id>/team/<int:member_id>", methods=["GET", "POST"])
def change(bid_id: int, member_id: int) -> Any:
    """Ask again, or for other days; one's own days are simply set."""
    bid = own(bid_id)
    require(rules.may_change_team(me(), bid))
    member = _member(bid, member_id)
    form, person = _member_form(bid, member.person, member), member.person
    if form.sent_and_valid():
        with form.saving():
            fresh = find(Bid, bid_id, lock=True, seen_by=me())
            actions.ask_again(_member(fresh, member_id), form.terms(), by=me())
        if form.saved:
            flash(
                _("Saved.") if person.id == me().id else _("%(name)s has been asked.", name=person.name),
                "success",
            )
            return redirect(url_for("bids.team", bid_id=bid_id), 303)
    is_core = member.role is not TeamRole.SUPPORT
    return render_template(
        "bids/add.html", bid=bid, person=person, form=form, is_core=is_core, again=True
    ), form.status


@bp.post("/bids/<int:bid_id>/team/<int:member_id>/drop")
def drop(bid_id: int, member_id: int) -> Any:
    """Take somebody off."""
    with transaction():
        actions.drop(_member(find(Bid, bid_id, lock=True, seen_by=me()), member_id), by=me())
    flash(_("Taken off the team. The person has been told."), "success")
    return redirect(url_for("bids.team", bid_id=bid_id), 303)


@bp.post("/bids/<int:bid_id>/team/<int:member_id>/lead")
def name_lead(bid_id: int, member_id: int) -> Any:
    """Hand the lead of the bid to a core member."""
    with transaction():
        actions.name_lead(_member(find(Bid, bid_id, lock=True, seen_by=me()), member_id), by=me())
    flash(_("The bid has a new lead."), "success")
    return redirect(url_for("bids.team", bid_id=bid_id), 303)


# --- the one who is asked ----------------------------------------------------------------------


def _asked(member_id: int) -> TeamMember:
    """A seat, for the one who was asked to take it; for nobody else it is there."""
    member = find(TeamMember, member_id)
    if member.person_id != me().id or member.role is TeamRole.SUPPORT:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return member


@bp.get("/bids/join/<int:member_id>")
def join(member_id: int) -> str:
    """What one is asked to join; nothing of the bid's content."""
    member = _asked(member_id)
    room = queries.rooms(member.bid, [member]).get(member.person_id)
    return render_template(
        "bids/join.html", member=member, room=room, may_agree=rules.may_agree(me(), member),
        may_answer=rules.may_answer(me(), member),
    )  # fmt: skip


@bp.post("/bids/join/<int:member_id>/agree")
def agree(member_id: int) -> Any:
    """Yes."""
    with transaction():
        actions.agree(_asked(member_id), by=me())
        bid_id = _asked(member_id).bid_id
    flash(_("You are on the team. The bid is confidential until it is opened."), "success")
    return redirect(url_for("bids.show", bid_id=bid_id), 303)


@bp.route("/bids/join/<int:member_id>/decline", methods=["GET", "POST"])
def decline(member_id: int) -> Any:
    """No."""
    member = _asked(member_id)
    require(rules.may_answer(me(), member))
    form = DeclineForm()
    if form.sent_and_valid():
        with form.saving():
            actions.decline(_asked(member_id), reason=form.terms().reason, by=me())
        if form.saved:
            flash(_("Declined. The lead has been told."), "success")
            return redirect(url_for("bids.mine"), 303)
    return render_template("bids/decline.html", member=member, form=form), form.status
