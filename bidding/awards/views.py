"""Pages: the award notice, objections, the commitment letter, a bid's result."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from bidding.awards import actions, queries, rules
from bidding.awards.forms import AnswerForm, ObjectionForm, ReasonForm
from bidding.awards.models import Award, CommitmentLetter, Objection
from bidding.bids.models import Bid
from bidding.openings.rules import reads_names
from marketplace.challenges.models import Challenge
from marketplace.challenges.queries import frame as framed
from marketplace.challenges.rules import may_see_details
from marketplace.core.db import find, transaction
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import freshly_confirmed, me

bp = Blueprint("awards", __name__)


def _notice(challenge_id: int) -> Any:
    return redirect(url_for("awards.on_challenge", challenge_id=challenge_id), 303)


def _once_more(here: str) -> Any:
    return redirect(url_for("people.confirm", next=here), 303)


@bp.get("/challenges/<int:challenge_id>/award")
def on_challenge(challenge_id: int) -> Any:
    """The public notice: who is to win, the ranking, until when, what was objected and answered."""
    frame = framed(challenge_id, seen_by=me())
    challenge = frame.challenge
    public, named = queries.on_notice(challenge), reads_names(me(), challenge)
    rows = []
    if public is not None:
        rows = queries.result_rows(public.report, named=named, seen_by=me())
    return render_template(
        "awards/notice.html",
        frame=frame,
        challenge=challenge,
        award=public.award if public else None,
        letter=public.letter if public else None,
        rows=rows,
        named=named,  # a new panel may have to judge blind: others see no letter beside a name
        objections=queries.objections_to(challenge),
        rules=rules,
        heads=rules.heads(me(), challenge),
        may_propose=rules.may_propose(me(), challenge) if public is None else None,
        may_object=rules.may_object(me(), public.award) if public else None,
    )


@bp.get("/awards/<int:award_id>")
def show(award_id: int) -> Any:
    """An award stands on its challenge's page."""
    return _notice(find(Award, award_id, seen_by=me()).challenge_id)


@bp.post("/challenges/<int:challenge_id>/award/announce")
def propose(challenge_id: int) -> Any:
    """Put the panel's first candidate on public notice."""
    if not freshly_confirmed():
        return _once_more(url_for("awards.on_challenge", challenge_id=challenge_id))
    with transaction():
        actions.propose(find(Challenge, challenge_id, lock=True, seen_by=me()), by=me())
    flash(_("The result is on public notice; all bidders were told at the same moment."))
    return _notice(challenge_id)


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
            return _notice(challenge_id)
    challenge = find(Challenge, challenge_id, seen_by=me())
    return render_template("awards/none.html", form=form, challenge=challenge), form.status


# --- objections --------------------------------------------------------------------------------


@bp.route("/awards/<int:award_id>/object", methods=["GET", "POST"])
def object_to(award_id: int) -> Any:
    """Raise an objection."""
    form = ObjectionForm()
    if request.method == "GET":
        require(rules.may_object(me(), find(Award, award_id, seen_by=me())))
    if form.sent_and_valid():
        with form.saving():
            award = _locked(award_id)
            actions.object_to(award, form.terms(), by=me())
        if form.saved:
            flash(_("Your objection was received. The notice stands still until it is answered."))
            return _notice(find(Award, award_id, seen_by=me()).challenge_id)
    award = find(Award, award_id, seen_by=me())
    return render_template(
        "awards/object.html", form=form, award=award, challenge=award.challenge
    ), form.status


def _locked(award_id: int) -> Award:
    """The award under its challenge's lock."""
    find(Challenge, find(Award, award_id, seen_by=me()).challenge_id, lock=True)
    return find(Award, award_id, lock=True, seen_by=me())


@bp.route("/objections/<int:objection_id>", methods=["GET", "POST"])
def objection(objection_id: int) -> Any:
    """An objection, and for the chair its answer."""
    form = AnswerForm()
    if request.method == "POST" and not freshly_confirmed():
        return _once_more(url_for("awards.objection", objection_id=objection_id))
    if form.sent_and_valid():
        with form.saving():
            _locked(find(Objection, objection_id, seen_by=me()).award_id)
            actions.answer(find(Objection, objection_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Answered; everybody concerned has been told."))
            return redirect(url_for("awards.objection", objection_id=objection_id), 303)
    found = find(Objection, objection_id, seen_by=me())
    return render_template(
        "awards/objection.html",
        form=form,
        objection=found,
        award=found.award,
        challenge=found.award.challenge,
        may_answer=rules.may_answer(me(), found),
        may_withdraw=rules.may_withdraw(me(), found),
    ), form.status


@bp.post("/objections/<int:objection_id>/withdraw")
def withdraw(objection_id: int) -> Any:
    """Take an objection back."""
    with transaction():
        _locked(find(Objection, objection_id, seen_by=me()).award_id)
        actions.withdraw(find(Objection, objection_id, lock=True, seen_by=me()), by=me())
    flash(_("Taken back."))
    return redirect(url_for("awards.objection", objection_id=objection_id), 303)


# --- the commitment letter ---------------------------------------------------------------------


@bp.get("/commitments/<int:letter_id>")
def letter(letter_id: int) -> Any:
    """The commitment letter: what was promised, by whom, until when."""
    found = queries.shown_letter(letter_id, seen_by=me())
    award = found.award
    named = reads_names(me(), award.challenge) or award.bid_id in queries.bids_of(me(), award.challenge)
    named = named and bool(may_see_details(me(), award.challenge))
    names = queries.team_names(award, found)
    return render_template(
        "awards/letter.html",
        letter=found,
        award=award,
        challenge=award.challenge,
        bid=award.bid,
        promise=queries.promise_of(award) if named else None,
        may_sign=rules.may_sign(me(), found),
        signers=names,
        project_id=queries.project_of(award),
        people=names,
    )


@bp.post("/commitments/<int:letter_id>/sign")
def sign(letter_id: int) -> Any:
    """Sign; the second signature begins the project."""
    if not freshly_confirmed():
        return _once_more(url_for("awards.letter", letter_id=letter_id))
    with transaction():
        _locked(find(CommitmentLetter, letter_id, seen_by=me()).award_id)
        begun = actions.sign(find(CommitmentLetter, letter_id, lock=True, seen_by=me()), by=me())
    flash(_("Signed by both: the project has begun.") if begun else _("Signed. The other side signs next."))
    return redirect(url_for("awards.letter", letter_id=letter_id), 303)


@bp.get("/bids/<int:bid_id>/result")
def result(bid_id: int) -> Any:
    """A bid's scores, the reason, and what would have changed it."""
    bid = find(Bid, bid_id, seen_by=me())
    require(rules.may_see_result(me(), bid))
    return render_template(
        "awards/result.html",
        bid=bid,
        challenge=bid.challenge,
        result=queries.result_of(bid, queries.report_of(bid.challenge)),
        parts=queries.parts_of(bid),
    )
