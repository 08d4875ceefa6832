"""*Team changed*: the page of the lead who looks for a stand-in, and of the one who is asked."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from bidding.bids import actions, queries, rules
from bidding.bids.forms import DeclineForm, SwapForm
from bidding.bids.models import TeamChange, TeamRole
from bidding.bids.views._bp import bp
from marketplace.core.db import find, transaction
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me
from marketplace.people.models import Person


def _led(change_id: int) -> TeamChange:
    """A change, for those who lead the bid; for everybody else it is not there."""
    change = queries.change(change_id)
    if not rules.leads(me(), change.bid):
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return change


def _asked(change_id: int) -> TeamChange:
    """A change, for the one who is asked to stand in as core."""
    change = queries.change(change_id)
    if change.candidate_id != me().id or change.loan_id is not None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return change


@bp.get("/bids/swaps/<int:change_id>")
def swap(change_id: int) -> str:
    """What happened, until when somebody may stand in, and who could; or what one is asked."""
    change, reader = queries.change(change_id), me()
    if not rules.leads(reader, change.bid):
        asked = _asked(change_id)
        return render_template(
            "bids/stand_in.html", change=asked, may_agree=rules.may_agree_swap(reader, asked),
            may_answer=rules.may_answer_swap(reader, asked),
        )  # fmt: skip
    member, typed = change.member, request.args.get("q", "").strip()[:60]
    may_swap, found = rules.may_swap(reader, change), None
    if may_swap and (typed or member.skill_id):
        period = (member.starts_on, member.ends_on)
        names = (
            {member.skill_id: queries.skill_name(member.skill)} if member.skill and member.skill_id else {}
        )
        team = queries.team_of(change.bid)
        found = queries.search_people(
            typed, None if typed else member.skill_id, team, period=period, names=names
        )
    return render_template("bids/swap.html", change=change, found=found, may_swap=may_swap)


@bp.route("/bids/swaps/<int:change_id>/ask", methods=["GET", "POST"])
def ask_to_stand_in(change_id: int) -> Any:
    """Ask somebody to take the place as it is."""
    change = _led(change_id)
    require(rules.may_swap(me(), change))
    typed = request.values.get("person_id", "")
    person = find(Person, int(typed) if typed.isdigit() and len(typed) < 16 else 0)
    form = SwapForm(person_id=str(person.id))
    if form.sent_and_valid():
        with form.saving():
            find(TeamChange, change_id, lock=True)
            actions.ask_to_stand_in(_led(change_id), form.terms(), by=me())
        if form.saved:
            flash(_("%(name)s has been asked.", name=person.name), "success")
            return redirect(url_for("bids.swap", change_id=change_id), 303)
    is_core = change.member.role is not TeamRole.SUPPORT
    page = render_template("bids/ask_in.html", change=change, person=person, form=form, is_core=is_core)
    return page, form.status


@bp.post("/bids/swaps/<int:change_id>/keep")
def keep_as_is(change_id: int) -> Any:
    """Nobody stands in."""
    with transaction():
        find(TeamChange, change_id, lock=True)
        change = _led(change_id)
        actions.keep_as_is(change, by=me())
        bid_id = change.bid_id
    flash(_("The team stays as it is."), "success")
    return redirect(url_for("bids.show", bid_id=bid_id), 303)


@bp.post("/bids/swaps/<int:change_id>/agree")
def agree_to_stand_in(change_id: int) -> Any:
    """Yes."""
    with transaction():
        find(TeamChange, change_id, lock=True)
        change = _asked(change_id)
        actions.agree_to_stand_in(change, by=me())
        bid_id = change.bid_id
    flash(_("You are on the team. The bid is confidential until it is opened."), "success")
    return redirect(url_for("bids.show", bid_id=bid_id), 303)


@bp.route("/bids/swaps/<int:change_id>/decline", methods=["GET", "POST"])
def refuse_to_stand_in(change_id: int) -> Any:
    """No."""
    change = _asked(change_id)
    require(rules.may_answer_swap(me(), change))
    form = DeclineForm()
    if form.sent_and_valid():
        with form.saving():
            find(TeamChange, change_id, lock=True)
            actions.refuse_to_stand_in(_asked(change_id), reason=form.terms().reason, by=me())
        if form.saved:
            flash(_("Declined. The lead has been told."), "success")
            return redirect(url_for("bids.mine"), 303)
    return render_template("bids/decline_swap.html", change=change, form=form), form.status
