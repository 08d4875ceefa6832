"""Pages: the decision messages, held until the result is announced."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from bidding.awards import actions, queries, rules
from bidding.awards.forms import MessageForm
from bidding.awards.views.blueprint import bp, once_more, to_notice
from bidding.bids.models import Bid
from bidding.panels.models import Report
from marketplace.challenges.models import Challenge
from marketplace.core.db import find, transaction
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import freshly_confirmed, me


@bp.get("/challenges/<int:challenge_id>/award/messages")
def messages(challenge_id: int) -> str:
    """What each bidder will be told; with the release everybody learns it at the same moment."""
    challenge = find(Challenge, challenge_id, seen_by=me())
    require(rules.may_word(me(), challenge))
    report = _report(challenge)
    return render_template(
        "awards/messages.html",
        challenge=challenge,
        rows=queries.prepared(challenge, report),
        may_propose=rules.may_propose(me(), challenge),
        urgent=challenge.preset == rules.URGENT,
    )


def _report(challenge: Challenge) -> Report:
    report = queries.report_of(challenge)
    if report is None:
        raise NotFound(_("The panel has not signed its report yet."))
    return report


@bp.route("/challenges/<int:challenge_id>/award/messages/<label>", methods=["GET", "POST"])
def message(challenge_id: int, label: str) -> Any:
    """Change the words for one bidder."""
    challenge = find(Challenge, challenge_id, seen_by=me())
    require(rules.may_word(me(), challenge))
    row = next((one for one in queries.prepared(challenge, _report(challenge)) if one.label == label), None)
    if row is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    form = MessageForm() if request.method == "POST" else MessageForm(words=row.words)
    if form.sent_and_valid():
        with form.saving():
            locked = find(Challenge, challenge_id, lock=True, seen_by=me())
            report, bid = _report(locked), find(Bid, row.bid_id)
            actions.write_message(report, bid, form.terms(), by=me(), wins=row.wins)
        if form.saved:
            flash(_("Kept. Nobody is told before the release."))
            return redirect(url_for("awards.messages", challenge_id=challenge_id), 303)
        challenge = find(Challenge, challenge_id, seen_by=me())
    return render_template("awards/message.html", form=form, challenge=challenge, row=row), form.status


@bp.post("/challenges/<int:challenge_id>/award/announce")
def propose(challenge_id: int) -> Any:
    """Put the panel's candidates on public notice and release all messages."""
    if not freshly_confirmed():
        return once_more(url_for("awards.messages", challenge_id=challenge_id))
    with transaction():
        actions.propose(find(Challenge, challenge_id, lock=True, seen_by=me()), by=me())
    flash(_("The result is on public notice; all bidders were told at the same moment."))
    return to_notice(challenge_id)
