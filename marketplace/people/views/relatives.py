"""One's own relatives: declared here, read by nobody else, used for conflicts of interest."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from marketplace.core.db import find, transaction
from marketplace.core.i18n import _
from marketplace.people import actions
from marketplace.people.forms import RelativeForm
from marketplace.people.login import me
from marketplace.people.models import Tie
from marketplace.people.queries.ties import relatives_of
from marketplace.people.views.blueprint import bp


@bp.route("/account/relatives", methods=["GET", "POST"])
def relatives() -> Any:
    """Declare a relative who works here."""
    form = RelativeForm()
    if form.sent_and_valid():
        with form.saving():
            actions.declare_relative(form.terms(), by=me())
        if form.saved:
            flash(_("Declared. You will not be asked to judge each other's bids."))
            return redirect(url_for("people.relatives"), 303)
    return render_template("people/relatives.html", form=form, rows=relatives_of(me())), form.status


@bp.post("/account/relatives/<int:tie_id>/end")
def end_relative(tie_id: int) -> Any:
    """Take a declaration back."""
    with transaction():
        actions.end_relative(find(Tie, tie_id), by=me())
    flash(_("Taken back."))
    return redirect(url_for("people.relatives"), 303)
