"""What changes after the posting: amendments, objections to the documents, posting again."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from marketplace.challenges import actions, queries, rules
from marketplace.challenges.forms import AmendForm, DecisionForm, ObjectionForm
from marketplace.challenges.models import Challenge, Nature
from marketplace.challenges.views.blueprint import bp
from marketplace.challenges.views.record import known
from marketplace.challenges.words import FIELDS, MONEY
from marketplace.core import clock
from marketplace.core import words as written
from marketplace.core.audit import ref
from marketplace.core.db import find, transaction
from marketplace.core.forms import expect
from marketplace.core.i18n import _, locale
from marketplace.core.verdict import require
from marketplace.people.login import me
from marketplace.rulebook.queries import preset_of
from marketplace.rulebook.words import said
from marketplace.secrecy.models import HeldKind
from marketplace.secrecy.queries import standing, waiting


@bp.get("/<int:challenge_id>/changes")
def changes(challenge_id: int) -> Any:
    """What was changed after the posting, each with its difference."""
    frame = known(challenge_id)
    rows = [(one, readable(one.changes)) for one in queries.amendments(frame.challenge)]
    return render_template(
        "challenges/changes.html", frame=frame, challenge=frame.challenge, rows=rows,
        may_amend=rules.may_amend(me(), frame.challenge),
        waiting=waiting(ref(frame.challenge), HeldKind.AMENDMENT, HeldKind.FILES) if frame.ours else [],
    )  # fmt: skip


def readable(found: list[list[str]]) -> list[tuple[str, str, str]]:
    """(what, before, after) as the page shows them."""
    others = {"answer": _("Answer"), "files": _("Files")}
    return [
        (str(FIELDS.get(name) or others.get(name, name)), _shown(name, was), _shown(name, now))
        for name, was, now in found
    ]


def _shown(name: str, text: str) -> str:
    if name in MONEY and text.isdigit():
        return written.money(int(text))
    if name == "nature" and text in set(Nature):
        return str(Nature(text).label)
    return text or written.NOTHING


@bp.route("/<int:challenge_id>/amend", methods=["GET", "POST"])
def amend(challenge_id: int) -> Any:
    """Change what is posted: first the difference is shown, then it holds."""
    frame = queries.frame(challenge_id, seen_by=me(), whole=True)
    require(rules.may_amend(me(), frame.challenge) and rules.no_amendment_waits(frame.challenge))
    tasks = queries.task_options([frame.challenge.department])
    form = AmendForm(frame.challenge, skills=queries.skill_options(locale()), tasks=tasks)
    found, mark = [], ""
    if "add" in request.form:
        form.add_line(request.form["add"])
    elif form.sent_and_valid():
        terms = form.terms()
        mark = hashlib.sha256(terms.model_dump_json().encode()).hexdigest()[:16]
        if request.form.get("seen") == mark:
            with form.saving():
                challenge = find(Challenge, challenge_id, lock=True, seen_by=me())
                expect(challenge)
                made = actions.amend(challenge, terms, by=me())
            if form.saved:
                done = _("Amended; followers and bidders have been told.")
                flash(done if made else _("It waits for the secrecy officer; you will be told."))
                return redirect(url_for("challenges.changes", challenge_id=challenge_id), 303)
        frame = queries.frame(challenge_id, seen_by=me(), whole=True)
        found = queries.differences(
            queries.terms_of(frame.challenge), queries.amended(frame.challenge, terms)
        )
    page = render_template(
        "challenges/amend.html", form=form, challenge=frame.challenge, changes=readable(found), seen=mark,
        floor=said("amendment_floor_hours", preset_of(frame.challenge)["amendment_floor_hours"]),
    )  # fmt: skip
    return page, form.status


@bp.post("/<int:challenge_id>/again")
def post_again(challenge_id: int) -> Any:
    """Take up again what ended without an award: a new draft that names it."""
    with transaction():
        made = actions.post_again(find(Challenge, challenge_id, lock=True, seen_by=me()), by=me()).id
    flash(_("A new draft was begun; it names the earlier challenge."))
    return redirect(url_for("challenges.edit", challenge_id=made), 303)


# --- objections to the documents ---------------------------------------------------------------


@bp.route("/<int:challenge_id>/object", methods=["GET", "POST"])
def object_to(challenge_id: int) -> Any:
    """Object to the documents; the clock stands until the department has answered."""
    form = ObjectionForm()
    if form.sent_and_valid():
        with form.saving():
            challenge = find(Challenge, challenge_id, lock=True, seen_by=me())
            made = actions.object_to(challenge, form.terms(), by=me())
            held = bool(standing(ref(made)))
        if form.saved:
            done = _("Your objection was raised; the close is put off until it is answered.")
            waits = _("Your objection waits for the secrecy officer; the close is put off from now on.")
            flash(waits if held else done)
            return redirect(url_for("challenges.questions", challenge_id=challenge_id), 303)
    frame = known(challenge_id)
    if request.method == "GET":
        require(rules.may_object(me(), frame.challenge))
    answer = said("answer_wd", preset_of(frame.challenge)["answer_wd"])
    return render_template(
        "challenges/object.html", form=form, challenge=frame.challenge, answer=answer
    ), form.status


@bp.route("/questions/<int:question_id>/decide", methods=["GET", "POST"])
def decide(question_id: int) -> Any:
    """The department upholds or rejects an objection to its documents."""
    form = DecisionForm()
    if form.sent_and_valid():
        with form.saving():
            found = queries.question(question_id, seen_by=me())
            challenge = find(Challenge, found.challenge_id, lock=True, seen_by=me())
            held = actions.decide(found, form.terms(), by=me())
        if form.saved:
            done = _("Answered; everybody who follows the challenge has been told.")
            flash(_("It waits for the secrecy officer; you will be told.") if held else done)
            upheld = not held and form.terms().upheld and rules.may_amend(me(), challenge)
            onward = "challenges.amend" if upheld else "challenges.questions"
            return redirect(url_for(onward, challenge_id=challenge.id), 303)
    found = queries.question(question_id, seen_by=me())
    require(rules.may_decide(me(), found))
    challenge = known(found.challenge_id).challenge
    late = found.due_at < clock.now()
    return render_template(
        "challenges/decide.html", form=form, challenge=challenge, objection=found, late=late
    ), form.status
