"""Pages: the commitment letter, on the screen and on paper."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, url_for

from bidding.awards import actions, queries, rules
from bidding.awards.forms import ReasonForm
from bidding.awards.models import CommitmentLetter
from bidding.awards.views.blueprint import bp, locked, once_more, to_notice
from bidding.awards.views.papers import letter_paper
from bidding.openings.rules import reads_names
from marketplace.challenges.rules import may_see_details
from marketplace.core.db import find, transaction
from marketplace.core.documents import pdf
from marketplace.core.files import download
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import freshly_confirmed, me
from marketplace.projects.terms import Begin


@bp.get("/commitments/<int:letter_id>")
def letter(letter_id: int) -> Any:
    """The commitment letter: what was promised, by whom, until when."""
    found = queries.shown_letter(letter_id, seen_by=me())
    award = found.award
    names = queries.team_names(award, found)
    return render_template(
        "awards/letter.html",
        letter=found,
        award=award,
        challenge=award.challenge,
        bid=award.bid,
        promise=_promise(found),
        may_sign=rules.may_sign(me(), found),
        may_decline=rules.may_decline(me(), found),
        may_ask_again=rules.may_ask_again(me(), found),
        gone=rules.gone(award),
        signers=names,
        project_id=queries.project_of(award, seen_by=me()),
        people=names,
    )


def _promise(found: CommitmentLetter) -> Begin | None:
    """What was promised, for the two sides and the leading group."""
    award = found.award
    named = reads_names(me(), award.challenge) or award.bid_id in queries.bids_of(me(), award.challenge)
    return queries.promise_of(award) if named and may_see_details(me(), award.challenge) else None


@bp.get("/commitments/<int:letter_id>/pdf")
def letter_pdf(letter_id: int) -> Response:
    """The letter as a paper; the promised values stand in it for those who read them on the page."""
    found = queries.shown_letter(letter_id, seen_by=me())
    names = queries.team_names(found.award, found)
    made = pdf(letter_paper(found, _promise(found), names, reader=me()))
    return download(f"{found.award.challenge.number}-letter.pdf", made)


@bp.post("/commitments/<int:letter_id>/ask-again")
def ask_again(letter_id: int) -> Any:
    """Ask the temporary supporters who were let go once more."""
    with transaction():
        locked(find(CommitmentLetter, letter_id, seen_by=me()).award_id)
        asked = actions.ask_again(find(CommitmentLetter, letter_id, lock=True, seen_by=me()), by=me())
        names = _(", ").join(one.name for one in asked)
    flash(_("Asked again: %(names)s. They and their units answer as before.", names=names))
    return redirect(url_for("awards.letter", letter_id=letter_id), 303)


@bp.route("/commitments/<int:letter_id>/decline", methods=["GET", "POST"])
def decline(letter_id: int) -> Any:
    """The studio cannot take the work; the next candidate follows."""
    found = find(CommitmentLetter, letter_id, seen_by=me())
    form = ReasonForm()
    require(rules.may_decline(me(), found))
    if form.sent_and_valid():
        challenge_id = found.award.challenge_id
        with form.saving():
            locked(found.award_id)
            fresh = find(CommitmentLetter, letter_id, lock=True, seen_by=me())
            actions.decline(fresh, form.terms().reason, by=me())
        if form.saved:
            flash(_("Given up; the department has been told."))
            return to_notice(challenge_id)
        found = find(CommitmentLetter, letter_id, seen_by=me())
    challenge = found.award.challenge
    return render_template("awards/decline.html", form=form, letter=found, challenge=challenge), form.status


@bp.post("/commitments/<int:letter_id>/sign")
def sign(letter_id: int) -> Any:
    """Sign; the second signature begins the project."""
    if not freshly_confirmed():
        return once_more(url_for("awards.letter", letter_id=letter_id))
    with transaction():
        locked(find(CommitmentLetter, letter_id, seen_by=me()).award_id)
        begun = actions.sign(find(CommitmentLetter, letter_id, lock=True, seen_by=me()), by=me())
    flash(_("Signed by both: the project has begun.") if begun else _("Signed. The other side signs next."))
    return redirect(url_for("awards.letter", letter_id=letter_id), 303)
