"""The studios that carry a bid together; and the page of the lead whose studio is asked."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from bidding.bids import actions, queries, rules
from bidding.bids.forms import DeclineForm, ShareForm
from bidding.bids.models import Bid, BidShare
from bidding.bids.views._bp import bp
from bidding.bids.views.team import own
from marketplace.core.db import find, transaction
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me
from marketplace.studios.models import Studio


@bp.get("/bids/<int:bid_id>/consortium")
def consortium(bid_id: int) -> str:
    """The studios with their shares; and a search for others."""
    bid = own(bid_id)
    typed = request.args.get("q", "").strip()[:60]
    may_change = rules.may_change_team(me(), bid)
    found = queries.search_studios(typed, bid) if typed and may_change else None
    mine = next((s for s in bid.shares if s.studio.lead_id == me().id and s.studio_id != bid.studio_id), None)
    return render_template(
        "bids/consortium.html", bid=bid, found=found, may_change=may_change, mine=mine,
        may_answer=mine is not None and rules.may_answer_share(me(), mine),
    )  # fmt: skip


@bp.route("/bids/<int:bid_id>/consortium/add", methods=["GET", "POST"])
def add_studio(bid_id: int) -> Any:
    """Ask a studio to carry a share."""
    bid = own(bid_id)
    require(rules.may_change_team(me(), bid))
    studio = _studio(request.values.get("studio", ""))
    require(rules.may_be_asked(studio, bid))
    form = ShareForm()
    if form.sent_and_valid():
        with form.saving():
            fresh = find(Bid, bid_id, lock=True, seen_by=me())
            actions.ask_studio(fresh, _studio(request.values.get("studio", "")), form.terms(), by=me())
        if form.saved:
            flash(_("%(name)s has been asked.", name=studio.name), "success")
            return redirect(url_for("bids.consortium", bid_id=bid_id), 303)
    return render_template("bids/share_form.html", bid=bid, studio=studio, form=form), form.status


def _studio(typed: str) -> Studio:
    return find(Studio, int(typed) if typed.isdigit() and len(typed) < 16 else 0, seen_by=me())


def _share(bid: Bid, share_id: int) -> BidShare:
    for share in bid.shares:
        if share.id == share_id:
            return share
    raise NotFound(_("This page does not exist, or it is not meant for you."))


@bp.route("/bids/<int:bid_id>/consortium/<int:share_id>", methods=["GET", "POST"])
def change_share(bid_id: int, share_id: int) -> Any:
    """Ask for another share, or once more."""
    bid = own(bid_id)
    require(rules.may_change_team(me(), bid))
    share = _share(bid, share_id)
    form, studio = ShareForm(percent=share.percent), share.studio
    if form.sent_and_valid():
        with form.saving():
            fresh = find(Bid, bid_id, lock=True, seen_by=me())
            actions.change_share(_share(fresh, share_id), form.terms(), by=me())
        if form.saved:
            flash(_("%(name)s has been asked.", name=studio.name), "success")
            return redirect(url_for("bids.consortium", bid_id=bid_id), 303)
    return render_template("bids/share_form.html", bid=bid, studio=studio, form=form), form.status


@bp.post("/bids/<int:bid_id>/consortium/<int:share_id>/drop")
def drop_share(bid_id: int, share_id: int) -> Any:
    """Go on without a studio."""
    with transaction():
        actions.drop_share(_share(find(Bid, bid_id, lock=True, seen_by=me()), share_id), by=me())
    flash(_("The studio is no longer part of the bid; its lead has been told."), "success")
    return redirect(url_for("bids.consortium", bid_id=bid_id), 303)


# --- the studio that is asked ------------------------------------------------------------------


def _asked(share_id: int) -> BidShare:
    """A share, for the lead of the studio asked; for nobody else it is there."""
    share = queries.share(share_id)
    if share.studio.lead_id != me().id or share.studio_id == share.bid.studio_id:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return share


@bp.get("/bids/shares/<int:share_id>")
def share(share_id: int) -> str:
    """What the studio is asked to carry; nothing of the bid's content."""
    asked = _asked(share_id)
    return render_template(
        "bids/share.html", share=asked, may_agree=rules.may_agree_share(me(), asked),
        may_answer=rules.may_answer_share(me(), asked),
    )  # fmt: skip


@bp.post("/bids/shares/<int:share_id>/agree")
def agree_share(share_id: int) -> Any:
    """Yes."""
    with transaction():
        actions.agree_share(_asked(share_id), by=me())
        bid_id = _asked(share_id).bid_id
    flash(_("Your studio is part of the bid. It is confidential until it is opened."), "success")
    return redirect(url_for("bids.show", bid_id=bid_id), 303)


@bp.route("/bids/shares/<int:share_id>/decline", methods=["GET", "POST"])
def decline_share(share_id: int) -> Any:
    """No."""
    asked = _asked(share_id)
    require(rules.may_answer_share(me(), asked))
    form = DeclineForm()
    if form.sent_and_valid():
        with form.saving():
            actions.decline_share(_asked(share_id), reason=form.terms().reason, by=me())
        if form.saved:
            flash(_("Declined. The lead has been told."), "success")
            return redirect(url_for("bids.mine"), 303)
    return render_template("bids/decline_share.html", share=asked, form=form), form.status
