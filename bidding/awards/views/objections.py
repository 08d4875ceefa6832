"""Pages: objections and complaints."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from bidding.awards import actions, queries, rules
from bidding.awards.forms import AnswerForm, ComplaintForm, DecideForm, ObjectionForm
from bidding.awards.models import Award, Complaint, Objection
from bidding.awards.views.blueprint import bp, locked, to_notice
from marketplace.core.db import find, transaction
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import asks_password, me


@bp.route("/awards/<int:award_id>/object", methods=["GET", "POST"])
def object_to(award_id: int) -> Any:
    """Raise an objection."""
    form = ObjectionForm()
    if request.method == "GET":
        require(rules.may_object(me(), find(Award, award_id, seen_by=me())))
    if form.sent_and_valid():
        with form.saving():
            actions.object_to(locked(award_id), form.terms(), by=me())
        if form.saved:
            award = find(Award, award_id, seen_by=me())
            flash(
                _("Your objection was received. The result stays in force until it is answered.")
                if award.challenge.preset == rules.URGENT
                else _("Your objection was received. The notice stands still until it is answered.")
            )
            return to_notice(award.challenge_id)
    award = find(Award, award_id, seen_by=me())
    return render_template(
        "awards/object.html", form=form, award=award, challenge=award.challenge
    ), form.status


@bp.route("/objections/<int:objection_id>", methods=["GET", "POST"])
def objection(objection_id: int) -> Any:
    """An objection, and for who decides its answer."""
    form = AnswerForm()
    if form.sent_and_valid() and not asks_password(form):
        with form.saving():
            locked(find(Objection, objection_id, seen_by=me()).award_id)
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
        complaint=queries.complaint_about(found),
        may_answer=rules.may_answer(me(), found),
        may_withdraw=rules.may_withdraw(me(), found),
        may_complain=rules.may_complain(me(), found),
        may_name=rules.may_name(me(), found),
    ), form.status


@bp.post("/objections/<int:objection_id>/withdraw")
def withdraw(objection_id: int) -> Any:
    """Take an objection back."""
    with transaction():
        locked(find(Objection, objection_id, seen_by=me()).award_id)
        actions.withdraw(find(Objection, objection_id, lock=True, seen_by=me()), by=me())
    flash(_("Taken back."))
    return redirect(url_for("awards.objection", objection_id=objection_id), 303)


@bp.route("/objections/<int:objection_id>/complain", methods=["GET", "POST"])
def complain(objection_id: int) -> Any:
    """Turn to the leading group."""
    form = ComplaintForm()
    found = find(Objection, objection_id, seen_by=me())
    if request.method == "GET":
        require(rules.may_complain(me(), found))
    if form.sent_and_valid():
        with form.saving():
            locked(found.award_id)
            made = actions.complain(
                find(Objection, objection_id, lock=True, seen_by=me()), form.terms(), by=me()
            )
        if form.saved:
            flash(_("Your complaint is with the leading group."))
            return redirect(url_for("awards.complaint", complaint_id=made.id), 303)
        found = find(Objection, objection_id, seen_by=me())
    return render_template(
        "awards/complain.html", form=form, objection=found, challenge=found.award.challenge
    ), form.status


@bp.route("/complaints/<int:complaint_id>", methods=["GET", "POST"])
def complaint(complaint_id: int) -> Any:
    """A complaint with its clock, and for who decides its decision."""
    form = DecideForm()
    if form.sent_and_valid() and not asks_password(form):
        with form.saving():
            locked(find(Complaint, complaint_id, seen_by=me()).objection.award_id)
            actions.decide(find(Complaint, complaint_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Decided; everybody concerned has been told."))
            return redirect(url_for("awards.complaint", complaint_id=complaint_id), 303)
    found = find(Complaint, complaint_id, seen_by=me())
    return render_template(
        "awards/complaint.html",
        form=form,
        complaint=found,
        objection=found.objection,
        challenge=found.objection.award.challenge,
        may_decide=rules.may_decide(me(), found),
        may_take_back=rules.may_take_back(me(), found),
        may_name=rules.may_name(me(), found),
    ), form.status


@bp.post("/complaints/<int:complaint_id>/withdraw")
def take_back(complaint_id: int) -> Any:
    """Take a complaint back."""
    with transaction():
        locked(find(Complaint, complaint_id, seen_by=me()).objection.award_id)
        actions.take_back(find(Complaint, complaint_id, lock=True, seen_by=me()), by=me())
    flash(_("Taken back."))
    return redirect(url_for("awards.complaint", complaint_id=complaint_id), 303)
