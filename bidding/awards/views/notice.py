"""Pages: the public notice, announcing, ending without a bid, a bid's result."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, render_template, request

from bidding.awards import actions, queries, rules
from bidding.awards.forms import ReasonForm
from bidding.awards.models import Award
from bidding.awards.views.blueprint import bp, to_notice
from bidding.awards.views.papers import notice_paper
from bidding.bids.models import Bid
from bidding.openings.rules import reads_names
from marketplace.challenges.models import Challenge
from marketplace.challenges.queries import frame as framed
from marketplace.core.db import find
from marketplace.core.documents import pdf
from marketplace.core.errors import NotFound
from marketplace.core.files import download
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me


@bp.get("/challenges/<int:challenge_id>/award")
def on_challenge(challenge_id: int) -> Any:
    """The public notice: who is to win, the ranking, until when, what was objected and answered."""
    frame = framed(challenge_id, seen_by=me())
    challenge = frame.challenge
    inside = rules.may_see_notice(me(), challenge)
    public = queries.on_notice(challenge) if inside else []
    named = reads_names(me(), challenge)
    waits = bool(public) and rules.place_waits(challenge)
    return render_template(
        "awards/notice.html",
        frame=frame,
        challenge=challenge,
        public=public,
        inside=inside,
        rows=queries.result_rows(public[0].report, named=named, seen_by=me()) if public else [],
        places={one.award.bid_id: one.award for one in public},
        named=named,  # a new panel may have to judge blind: others see no letter beside a name
        objections=queries.objections_to(challenge) if inside else [],
        rules=rules,
        heads=rules.heads(me(), challenge),
        may_propose=rules.may_propose(me(), challenge) if not public or waits else None,
        waits=waits,
        may_object={one.award.id: rules.may_object(me(), one.award) for one in public},
    )


@bp.get("/awards/<int:award_id>")
def show(award_id: int) -> Any:
    """An award stands on its challenge's page."""
    return to_notice(find(Award, award_id, seen_by=me()).challenge_id)


@bp.get("/challenges/<int:challenge_id>/award.pdf")
def notice_pdf(challenge_id: int) -> Response:
    """The notice as a paper."""
    challenge = find(Challenge, challenge_id, seen_by=me())
    require(rules.may_see_notice(me(), challenge))
    public = queries.on_notice(challenge)
    if not public:
        raise NotFound(_("No result has been announced yet."))
    rows = queries.result_rows(public[0].report, named=reads_names(me(), challenge), seen_by=me())
    made = pdf(notice_paper(challenge, [one.award for one in public], rows, reader=me()))
    return download(f"{challenge.number}-notice.pdf", made)


@bp.route("/challenges/<int:challenge_id>/award/none", methods=["GET", "POST"])
def close_without(challenge_id: int) -> Any:
    """End it without a suitable bid, as the panel found."""
    form = ReasonForm()
    if request.method == "GET":
        require(rules.may_propose(me(), find(Challenge, challenge_id, seen_by=me())))
    if form.sent_and_valid():
        with form.saving():
            actions.close_without(
                find(Challenge, challenge_id, lock=True, seen_by=me()), form.terms().reason, by=me()
            )
        if form.saved:
            flash(_("Ended; all bidders have been told why."))
            return to_notice(challenge_id)
    challenge = find(Challenge, challenge_id, seen_by=me())
    return render_template("awards/none.html", form=form, challenge=challenge), form.status


@bp.get("/bids/<int:bid_id>/result")
def result(bid_id: int) -> Any:
    """A bid's scores, the reason, and what would have changed it."""
    bid = find(Bid, bid_id, seen_by=me())
    require(rules.may_see_result(me(), bid))
    return render_template(
        "awards/result.html",
        bid=bid,
        challenge=bid.challenge,
        result=queries.result_of(bid),
        parts=queries.parts_of(bid, seen_by=me()),
    )
