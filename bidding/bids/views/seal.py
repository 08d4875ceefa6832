"""The seal: what will happen, every unmet condition, the receipt, taking back, one's own view."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, flash, redirect, render_template, url_for

from bidding.bids import actions, queries, rules
from bidding.bids.forms import STEPS, DeedForm
from bidding.bids.models import Bid
from bidding.bids.views._bp import bp
from bidding.bids.views.keeping import handed as handed_over
from bidding.bids.views.workspace import WORDS
from bidding.sealing import queries as sealed
from marketplace.core import files
from marketplace.core.db import find, transaction
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.people.login import me


def _own(bid_id: int) -> Bid:
    bid = queries.shown(bid_id, seen_by=me())
    if not rules.may_view_sealed(me(), bid):
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return bid


@bp.route("/bids/<int:bid_id>/seal", methods=["GET", "POST"])
def seal(bid_id: int) -> Any:
    """What will be sealed, what still stands against it, and the deed itself."""
    form = DeedForm()
    if form.sent_and_valid():
        with form.saving():
            handed = actions.seal(find(Bid, bid_id, lock=True, seen_by=me()), by=me())
        if form.saved and sealed.is_quorum(find(Bid, bid_id, seen_by=me()).challenge_id):
            return handed_over(bid_id, handed)
        if form.saved:
            flash(
                _("Sealed. Keep the receipt file: with it you can prove your content after the opening."),
                "success",
            )
            return redirect(url_for("bids.receipt", bid_id=bid_id, version=handed.version), 303)
    bid = _own(bid_id)
    team = queries.team_of(bid)
    terms, gaps = queries.assembled(bid, queries.document(bid), team)
    found = queries.conditions(bid, gaps, team)
    page = render_template(
        "bids/seal.html", bid=bid, form=form, terms=terms, team=team, may_seal=rules.may_seal_now(me(), bid),
        ready=queries.is_ready(found), quorum=sealed.is_quorum(bid.challenge_id),
        conditions=[(c, _places(c, gaps, bid)) for c in found],
    )  # fmt: skip
    return page, form.status


def _places(condition: queries.Condition, gaps: list[queries.Gap], bid: Bid) -> list[tuple[str, str]]:
    """Every reason with the page that puts it right."""
    if condition.where in ("team", "consortium"):
        return [(reason, url_for(f"bids.{condition.where}", bid_id=bid.id)) for reason in condition.reasons]
    steps = [gap.step if gap.step in STEPS else "idea" for gap in gaps]
    return [
        (reason, url_for("bids.edit", bid_id=bid.id, step=step))
        for reason, step in zip(condition.reasons, steps, strict=True)
    ]


@bp.get("/bids/<int:bid_id>/receipt/<int:version>")
def receipt(bid_id: int, version: int) -> str:
    """The receipt as a page to read and print."""
    bid = _own(bid_id)
    kept = json.loads(sealed.receipt_text(bid.id, version))
    live = next((one for one in sealed.receipts(bid.id) if one.version == version), None)
    return render_template("bids/receipt.html", bid=bid, receipt=kept["receipt"], signature=kept["signature"],
                           key=kept["key"], live=live, version=version,
                           files=queries.sealed_files(bid, version))  # fmt: skip


@bp.get("/bids/<int:bid_id>/receipt/<int:version>/file")
def receipt_file(bid_id: int, version: int) -> Response:
    """The receipt as a file to keep, with the secret that proves the content."""
    data = actions.receipt_with_proof(*queries.shown_sealed(bid_id, version, seen_by=me()), by=me())
    return files.download(f"receipt-{bid_id}-{version}.json", data)


@bp.get("/bids/<int:bid_id>/sealed/<int:version>")
def own_view(bid_id: int, version: int) -> str:
    """The sealed version read back by its own team; the look is noted."""
    bid, sealed_version = queries.shown_sealed(bid_id, version, seen_by=me())
    opened = actions.view_sealed(bid, sealed_version, by=me())
    return render_template("bids/sealed.html", bid=bid, body=opened.content, words=WORDS, version=version)


@bp.post("/bids/<int:bid_id>/take-back")
def take_back(bid_id: int) -> Any:
    """Take the seal back and go on writing."""
    with transaction():
        actions.take_back(find(Bid, bid_id, lock=True, seen_by=me()), by=me())
    flash(_("The seal was taken back. Nothing counts until you seal again."), "warning")
    return redirect(url_for("bids.show", bid_id=bid_id), 303)
