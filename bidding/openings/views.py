"""Pages: the opening of a challenge, its record, the ranking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from bidding.openings import actions, queries, rules
from bidding.openings.forms import CloseForm, EntrustForm
from bidding.openings.words import FAILURES
from bidding.sealing.queries import box_seal_of
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.challenges.queries import frame as framed
from marketplace.core import reads
from marketplace.core.db import find, transaction
from marketplace.core.forms import Form
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import freshly_confirmed, me
from marketplace.rulebook.queries import preset_of

bp = Blueprint("openings", __name__, url_prefix="/challenges/<int:challenge_id>")


def _back(challenge_id: int) -> Any:
    return redirect(url_for("openings.show", challenge_id=challenge_id), 303)


@bp.get("/opening")
def show(challenge_id: int) -> Any:
    """The close, the box seal, the ceremony and its record."""
    frame = framed(challenge_id, seen_by=me())
    challenge = frame.challenge
    box, opening = queries.boxed(challenge)
    closed = challenge.state is ChallengeState.CLOSED
    named = bool(rules.may_see_record(me(), challenge))
    done = opening is not None and bool(opening.minutes)
    return render_template(
        "openings/show.html",
        frame=frame,
        challenge=challenge,
        opening=opening,
        box=box,
        least=int(preset_of(challenge)["minimum_bids"]),
        lines=queries.record(opening, seen_by=me()) if opening is not None and done and named else (),
        named=named,
        failures=FAILURES,
        may_start=closed and rules.may_start(me(), challenge, opening, box),
        may_confirm=closed and rules.may_confirm(me(), challenge, opening),
        may_decide=closed and rules.may_decide(me(), challenge, box),
        minutes=queries.minutes_of(opening) if opening is not None else {},
        holds=opening is not None and queries.record_holds(opening),
    )


@bp.post("/opening/start")
def start(challenge_id: int) -> Any:
    """The first officer starts."""
    return _deed(challenge_id, actions.start, _("Started. The second officer has 15 minutes to confirm."))


@bp.post("/opening/confirm")
def confirm(challenge_id: int) -> Any:
    """The second officer confirms; the bids are opened."""
    return _deed(challenge_id, actions.confirm, _("The bids are open and the record is signed."))


def _deed(challenge_id: int, deed: Callable[..., Any], said: str) -> Any:
    if not freshly_confirmed():
        return redirect(
            url_for("people.confirm", next=url_for("openings.show", challenge_id=challenge_id)), 303
        )
    with transaction():
        deed(find(Challenge, challenge_id, lock=True, seen_by=me()), by=me())
    flash(said)
    return _back(challenge_id)


@bp.get("/opening/record")
def record(challenge_id: int) -> Any:
    """The signed record, to print."""
    challenge = framed(challenge_id, seen_by=me()).challenge
    opening = queries.opening_of(challenge)
    require(rules.may_see_record(me(), challenge))
    if opening is None or not opening.minutes:
        return _back(challenge_id)
    reads.note(challenge, by=me())
    return render_template(
        "openings/record.html",
        challenge=challenge,
        opening=opening,
        lines=queries.record(opening, seen_by=me()),
        minutes=queries.minutes_of(opening),
        holds=queries.record_holds(opening),
        failures=FAILURES,
    )


# --- too few bids, a second time ---------------------------------------------------------------


@bp.route("/opening/entrust", methods=["GET", "POST"])
def entrust(challenge_id: int) -> Any:
    """Give it to one studio, with the reason."""
    return _decide(challenge_id, EntrustForm(), actions.entrust, "openings/entrust.html")


@bp.route("/opening/rewrite", methods=["GET", "POST"])
def rewrite(challenge_id: int) -> Any:
    """Have it rewritten and posted again."""
    return _decide(challenge_id, CloseForm(), actions.rewrite, "openings/rewrite.html")


@bp.route("/opening/end", methods=["GET", "POST"])
def end(challenge_id: int) -> Any:
    """End it without a suitable bid."""
    return _decide(challenge_id, CloseForm(), actions.end_without_bid, "openings/end.html")


def _decide(challenge_id: int, form: Form, deed: Callable[..., Any], template: str) -> Any:
    require(rules.may_decide(me(), find(Challenge, challenge_id, seen_by=me()), box_seal_of(challenge_id)))
    if form.sent_and_valid():
        with form.saving():
            deed(find(Challenge, challenge_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Decided; everybody concerned has been told."))
            return _back(challenge_id)
    challenge = find(Challenge, challenge_id, seen_by=me())
    return render_template(template, form=form, challenge=challenge), form.status


@bp.get("/ranking")
def ranking(challenge_id: int) -> Any:
    """The matcher's scores with their parts and facts."""
    frame = framed(challenge_id, seen_by=me())
    require(rules.may_see_ranking(me(), frame.challenge))
    bids = queries.ranking(frame.challenge, seen_by=me())
    return render_template(
        "openings/ranking.html",
        frame=frame,
        challenge=frame.challenge,
        bids=bids,
        stable=queries.stability_of(bids),
    )
