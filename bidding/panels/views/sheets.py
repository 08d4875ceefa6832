"""Scoring: one sheet a bid, kept while one types, handed in once."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, url_for

from bidding.panels import actions, queries, rules
from bidding.panels.forms import sheet_form
from bidding.panels.queries.panels import whole
from bidding.panels.queries.sheets import bid_of
from bidding.panels.views.blueprint import back, bp, held, own_seat
from marketplace.core.db import transaction
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me


@bp.route("/panels/<int:panel_id>/bid/<label>", methods=["GET", "POST"])
def sheet(panel_id: int, label: str) -> Any:
    """Read one bid and mark it; “save and next” goes on to the following one."""
    panel = whole(panel_id, seen_by=me())
    seat = own_seat(panel)
    require(rules.may_score(me(), seat))
    labels = [one for _bid, one in queries.blind_labels(panel)]
    kept = queries.sheets_of(seat)
    ids = {one: bid_id for bid_id, one in queries.blind_labels(panel)}
    form = sheet_form(queries.weights(panel), kept.get(ids.get(label, 0)))
    if form.sent_and_valid() and form.reasoned():
        with form.saving():
            fresh = held(panel_id)
            actions.save_sheet(own_seat(fresh), bid_of(fresh, label), form.marks, by=me())
        if form.saved:
            return _onward(panel_id, label, labels)
        panel = whole(panel_id, seen_by=me())
    return render_template(
        "panels/sheet.html",
        panel=panel,
        challenge=panel.challenge,
        form=form,
        bid=queries.shown_bid(panel, label),
        labels=labels,
        done=_done(kept, ids, queries.weights(panel)),
        weights=queries.weights(panel),
    ), form.status


def _done(kept: dict[int, Any], ids: dict[str, int], weights: dict[str, int]) -> set[str]:
    """Letters of the bids that are marked on every criterion."""
    return {
        label for label, bid_id in ids.items() if bid_id in kept and queries.complete(kept[bid_id], weights)
    }


def _onward(panel_id: int, label: str, labels: list[str]) -> Any:
    flash(_("Bid %(label)s is saved.", label=label))
    at = labels.index(label) + 1
    if at < len(labels):
        return redirect(url_for("panels.sheet", panel_id=panel_id, label=labels[at]), 303)
    return back(panel_id)


@bp.post("/panels/<int:panel_id>/bid/<label>/keep")
def keep(panel_id: int, label: str) -> Any:
    """Autosave: what is typed is kept two seconds after the last stroke."""
    panel = whole(panel_id, seen_by=me())
    form = sheet_form(queries.weights(panel), None)
    if not form.validate():
        said = [text for field in form for text in field.errors]
        return Response(str(said[0]) if said else "", 422, mimetype="text/plain")
    with transaction():
        fresh = held(panel_id)
        actions.save_sheet(own_seat(fresh), bid_of(fresh, label), form.marks, by=me())
    return Response(status=204)


@bp.post("/panels/<int:panel_id>/submit")
def submit(panel_id: int) -> Any:
    """Hand in all scores."""
    with transaction():
        actions.submit(own_seat(held(panel_id)), by=me())
    flash(_("Your scores are in. You see the others' now."))
    return back(panel_id)
