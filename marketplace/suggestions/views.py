"""Pages: raising a problem, the list, and what the department answers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from marketplace.core.db import find, transaction
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me
from marketplace.suggestions import actions, queries, rules
from marketplace.suggestions.forms import DeclineForm, SuggestionForm
from marketplace.suggestions.models import Suggestion, SuggestionState

bp = Blueprint("suggestions", __name__, url_prefix="/suggestions")


def _locked(suggestion_id: int) -> Suggestion:
    return find(Suggestion, suggestion_id, lock=True, seen_by=me())


@bp.get("/")
def listing() -> str:
    """My suggestions, and those to my departments."""
    page = queries.listed(me(), state=request.args.get("state", ""))
    return render_template("suggestions/listing.html", page=page, states=list(SuggestionState))


@bp.route("/new", methods=["GET", "POST"])
def new() -> Any:
    """Raise a problem."""
    form = SuggestionForm(queries.departments(me()))
    if form.sent_and_valid():
        with form.saving():
            made = actions.raise_problem(form.terms(), by=me())
        if form.saved:
            held = queries.waits_since(made) is not None
            said = _("Thank you. The department has been asked and will answer.")
            flash(_("Your suggestion waits for the secrecy officer; you will be told.") if held else said)
            return redirect(url_for("suggestions.show", suggestion_id=made.id), 303)
    return render_template("suggestions/new.html", form=form), form.status


@bp.get("/<int:suggestion_id>")
def show(suggestion_id: int) -> str:
    """One suggestion and what became of it."""
    found, reader = queries.shown(suggestion_id, seen_by=me()), me()
    return render_template(
        "suggestions/show.html", suggestion=found, may_take_up=rules.may_take_up(reader, found),
        may_decline=rules.may_decline(reader, found), may_take_back=rules.may_take_back(reader, found),
        may_see=queries.sees_challenge(found, reader), held_since=queries.waits_since(found),
    )  # fmt: skip


@bp.post("/<int:suggestion_id>/take-up")
def take_up(suggestion_id: int) -> Any:
    """Make a draft of it."""
    with transaction():
        made = actions.take_up(_locked(suggestion_id), by=me()).id
    flash(_("A draft was begun with what was said. Complete it and hand it in."))
    return redirect(url_for("challenges.edit", challenge_id=made), 303)


@bp.route("/<int:suggestion_id>/decline", methods=["GET", "POST"])
def decline(suggestion_id: int) -> Any:
    """Say why it is not taken up."""
    form = DeclineForm()
    if form.sent_and_valid():
        with form.saving():
            actions.decline(_locked(suggestion_id), form.terms(), by=me())
        if form.saved:
            flash(_("Answered; whoever raised it has been told."))
            return redirect(url_for("suggestions.show", suggestion_id=suggestion_id), 303)
    found = queries.shown(suggestion_id, seen_by=me())
    if request.method == "GET":
        require(rules.may_decline(me(), found))
    return render_template("suggestions/decline.html", form=form, suggestion=found), form.status


@bp.post("/<int:suggestion_id>/take-back")
def take_back(suggestion_id: int) -> Any:
    """It has settled itself."""
    with transaction():
        actions.take_back(_locked(suggestion_id), by=me())
    flash(_("Taken back."))
    return redirect(url_for("suggestions.show", suggestion_id=suggestion_id), 303)
