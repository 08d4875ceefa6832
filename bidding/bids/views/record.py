"""My bids, beginning one, and the record with its history."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from bidding.bids import actions, queries, rules
from bidding.bids.forms import DeedForm, WithdrawForm
from bidding.bids.models import Bid, BidState
from bidding.bids.views._bp import bp
from bidding.bids.words import DEEDS
from bidding.sealing import queries as sealed
from marketplace.challenges.models import Challenge
from marketplace.challenges.rules import takes_bids
from marketplace.core.db import find
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.history import Line, steps
from marketplace.people.history import history as happened
from marketplace.people.login import me
from marketplace.studios.models import Studio
from marketplace.studios.queries import led_by

S = BidState
WAY = (S.DRAFT, S.SEALED, S.OPENED, S.REVIEW, S.WON)


@bp.get("/bids")
def mine() -> str:
    """The bids I work on or worked on, and who asks me to join."""
    which = request.args.get("which", "")
    groups = [
        ("working", _("In preparation")),
        ("review", _("Under review")),
        ("won", _("Won")),
        ("over", _("Over")),
    ]
    chips = [
        {"name": "which", "value": k, "label": _("State"), "text": text} for k, text in groups if k == which
    ]
    return render_template(
        "bids/mine.html",
        page=queries.mine(me(), which=which),
        asked=queries.asked_to_join(me()),
        groups=groups,
        chips=chips,
    )


@bp.route("/challenges/<int:challenge_id>/bid", methods=["GET", "POST"])
def begin(challenge_id: int) -> Any:
    """Begin a bid on a challenge for one of the studios I lead."""
    challenge, reader = find(Challenge, challenge_id, seen_by=me()), me()
    studios = led_by(reader)
    form = DeedForm()
    if form.sent_and_valid():
        with form.saving():
            bid = actions.draft(find(Challenge, challenge_id, seen_by=me()), _chosen(), by=me())
            bid_id = bid.id
        if form.saved:
            flash(
                _("Your bid has begun. Nobody outside your team learns of it before the opening."), "success"
            )
            return redirect(url_for("bids.edit", bid_id=bid_id, step="idea"), 303)
    offers = [(studio, rules.may_draft(reader, studio, challenge)) for studio in studios]
    return render_template("bids/begin.html", challenge=challenge, offers=offers, form=form), form.status


@bp.get("/challenges/<int:challenge_id>/bid/go-on")
def go_on(challenge_id: int) -> Any:
    """To the bid that my studio has on a challenge."""
    bid_id = rules.bid_of(me(), find(Challenge, challenge_id, seen_by=me()))
    if bid_id is None:
        return redirect(url_for("bids.begin", challenge_id=challenge_id), 303)
    return redirect(url_for("bids.show", bid_id=bid_id), 303)


def _chosen() -> Studio:
    """The studio of the button pressed; only one that I lead."""
    typed = request.form.get("studio_id", "")
    for studio in led_by(me()):
        if str(studio.id) == typed:
            return studio
    raise Invalid(_("Choose one of the studios you lead."))


@bp.get("/bids/<int:bid_id>")
def show(bid_id: int) -> str:
    """Where a bid stands and what is next."""
    bid, reader = queries.shown(bid_id, seen_by=me()), me()
    lines, ours = happened(bid, DEEDS), bool(rules.may_view_sealed(reader, bid))
    return render_template(
        "bids/show.html", bid=bid, steps=_steps(bid, lines), team=queries.team_of(bid),
        receipts=sealed.receipts(bid.id) if ours and bid.sealed_version else [],
        saved_at=sealed.saved_at(bid.id) if bid.state is S.SEALED else None,
        may_write=rules.may_write(reader, bid), may_take_back=rules.may_take_back(reader, bid),
        may_withdraw=rules.may_withdraw(reader, bid), is_ours=ours, in_time=bool(takes_bids(bid.challenge)),
    )  # fmt: skip


def _steps(bid: Bid, lines: list[Line]) -> list[dict[str, Any]]:
    waiting = bid.state in (S.DRAFT, S.SEALED) and takes_bids(bid.challenge)
    first, *rest = steps(bid, WAY, lines, bid.challenge.closes_at if waiting else None)
    return [{**first, "done_at": bid.created_at}, *rest]


@bp.get("/bids/<int:bid_id>/history")
def history(bid_id: int) -> str:
    """What was done with the bid."""
    bid = queries.shown(bid_id, seen_by=me())
    lines = [line for line in happened(bid, DEEDS) if line.action != "draft_saved"]
    return render_template("bids/history.html", bid=bid, events=lines)


@bp.route("/bids/<int:bid_id>/withdraw", methods=["GET", "POST"])
def withdraw(bid_id: int) -> Any:
    """Give the bid up."""
    bid = queries.shown(bid_id, seen_by=me())
    require(rules.may_withdraw(me(), bid))
    form = WithdrawForm()
    if form.sent_and_valid():
        with form.saving():
            actions.withdraw(find(Bid, bid_id, lock=True, seen_by=me()), why=form.terms().why, by=me())
        if form.saved:
            flash(_("The bid was withdrawn. Everybody asked is free again."), "success")
            return redirect(url_for("bids.mine"), 303)
    return render_template("bids/withdraw.html", bid=bid, form=form), form.status
