"""Questions and answers."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from marketplace.challenges import actions, queries, rules
from marketplace.challenges.forms import AnswerForm, QuestionForm
from marketplace.challenges.models import AskedKind, Challenge
from marketplace.challenges.views.blueprint import bp
from marketplace.challenges.views.record import known
from marketplace.core.audit import ref
from marketplace.core.db import find
from marketplace.core.i18n import _
from marketplace.people.login import me
from marketplace.secrecy.models import HeldDeed, HeldKind
from marketplace.secrecy.queries import standing, waiting


@bp.route("/<int:challenge_id>/questions", methods=["GET", "POST"])
def questions(challenge_id: int) -> Any:
    """All questions, and asking one."""
    form = QuestionForm()
    if form.sent_and_valid():
        with form.saving():
            asked = actions.ask(find(Challenge, challenge_id, lock=True, seen_by=me()), form.terms(), by=me())
            held = bool(standing(ref(asked)))
        if form.saved:
            said = _("Your question was asked. You will be told when it is answered.")
            flash(_("Your question waits for the secrecy officer; you will be told.") if held else said)
            return redirect(url_for("challenges.questions", challenge_id=challenge_id), 303)
    frame = known(challenge_id)
    rows = queries.questions(frame.challenge)
    page = render_template(
        "challenges/questions.html", frame=frame, challenge=frame.challenge, rows=rows, form=form,
        waiting=_waiting(frame),
        may_ask=rules.may_ask(me(), frame.challenge), may_object=rules.may_object(me(), frame.challenge),
        objection=AskedKind.OBJECTION, now_answering=request.args.get("answer", type=int),
        answer_form=AnswerForm() if request.method == "GET" else None,
    )  # fmt: skip
    return page, form.status


def _waiting(frame: queries.Frame) -> dict[int, HeldDeed]:
    """Answers of the department that wait for the secrecy officer, by question."""
    kinds = HeldKind.ANSWER, HeldKind.DECISION
    found = waiting(ref(frame.challenge), *kinds) if frame.ours else []
    return {int(one.about.partition("/")[2]): one for one in found}


@bp.get("/questions/<int:question_id>")
def question(question_id: int) -> Any:
    """From a to-do or notice to its place on the page."""
    found = queries.question(question_id, seen_by=me())
    if rules.may_decide(me(), found):
        return redirect(url_for("challenges.decide", question_id=question_id), 303)
    page = url_for("challenges.questions", challenge_id=found.challenge_id, answer=question_id)
    return redirect(f"{page}#q{question_id}", 303)


@bp.post("/questions/<int:question_id>/answer")
def answer(question_id: int) -> Any:
    """The department answers."""
    form = AnswerForm()
    if form.sent_and_valid():
        with form.saving():
            found = queries.question(question_id, seen_by=me())
            held = actions.answer(found, form.terms(), by=me())
            challenge_id = found.challenge_id
        if form.saved:
            done = _("Answered; the asker and all followers have been told.")
            flash(_("It waits for the secrecy officer; you will be told.") if held else done)
            return redirect(url_for("challenges.questions", challenge_id=challenge_id), 303)
    found = queries.question(question_id, seen_by=me())
    frame = known(found.challenge_id)
    page = render_template(
        "challenges/questions.html", frame=frame, challenge=frame.challenge, waiting=_waiting(frame),
        rows=queries.questions(frame.challenge),
        form=None, may_ask=rules.may_ask(me(), frame.challenge),
        may_object=rules.may_object(me(), frame.challenge), objection=AskedKind.OBJECTION,
        now_answering=question_id, answer_form=form,
    )  # fmt: skip
    return page, form.status
