"""Buttons on the way to the market, and the two that want a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from marketplace.challenges import actions, queries, rules
from marketplace.challenges.forms import CircleForm, ReleaseForm, WhyForm
from marketplace.challenges.models import Challenge
from marketplace.challenges.views.blueprint import bp
from marketplace.core.audit import ref
from marketplace.core.db import find, transaction
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me
from marketplace.people.models import Person
from marketplace.secrecy.queries import standing


def _deed(challenge_id: int, deed: Callable[..., None], said: str) -> Any:
    with transaction():
        deed(find(Challenge, challenge_id, lock=True, seen_by=me()), by=me())
    flash(said)
    return redirect(url_for("challenges.show", challenge_id=challenge_id), 303)


@bp.post("/<int:challenge_id>/submit")
def submit(challenge_id: int) -> Any:
    """To the department head."""
    return _deed(challenge_id, actions.submit, _("Handed to the department head."))


@bp.post("/<int:challenge_id>/approve")
def approve(challenge_id: int) -> Any:
    """On to the secrecy officer."""
    return _deed(challenge_id, actions.approve, _("Approved; the secrecy officer is next."))


@bp.route("/<int:challenge_id>/release", methods=["GET", "POST"])
def release(challenge_id: int) -> Any:
    """The secrecy officer names level, circle and summary; then it is on the market."""
    frame = queries.frame(challenge_id, seen_by=me())
    challenge = frame.challenge
    require(rules.may_check(me(), challenge))
    form = ReleaseForm(challenge, challenge)
    if form.sent_and_valid():
        with form.saving():
            challenge = find(Challenge, challenge_id, lock=True, seen_by=me())
            opened = actions.release(challenge, form.terms(), by=me())
        if form.saved:
            later = _("Level and circle are kept. Its key is made next; then it can be released.")
            flash(_("Released. It is open for bids now.") if opened else later)
            return redirect(url_for("challenges.show", challenge_id=challenge_id), 303)
        challenge = queries.frame(challenge_id, seen_by=me()).challenge
    return render_template(
        "challenges/release.html", form=form, challenge=challenge,
        may_release=rules.nothing_found(challenge), hits=standing(ref(challenge)),
    ), form.status  # fmt: skip


@bp.route("/<int:challenge_id>/circle", methods=["GET", "POST"])
def circle(challenge_id: int) -> Any:
    """Who may know a trade secret, after the posting."""
    challenge = queries.frame(challenge_id, seen_by=me()).challenge
    require(rules.may_edit_circle(me(), challenge))
    form = CircleForm(challenge)
    if form.sent_and_valid():
        with form.saving():
            actions.edit_circle(find(Challenge, challenge_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("The circle is as you named it from now on."))
            return redirect(url_for("challenges.show", challenge_id=challenge_id), 303)
        challenge = queries.frame(challenge_id, seen_by=me()).challenge
    named = queries.circle_of(challenge)
    return render_template("challenges/circle.html", form=form, challenge=challenge, named=named), form.status


@bp.route("/<int:challenge_id>/return", methods=["GET", "POST"])
def send_back(challenge_id: int) -> Any:
    """Return it to the poster with a reason."""
    return _with_reason(challenge_id, rules.may_send_back, actions.send_back, "challenges/send_back.html")


@bp.route("/<int:challenge_id>/withdraw", methods=["GET", "POST"])
def withdraw(challenge_id: int) -> Any:
    """Take it back with a reason."""
    return _with_reason(challenge_id, rules.may_withdraw, actions.withdraw, "challenges/withdraw.html")


def _with_reason(
    challenge_id: int, rule: Callable[[Person, Challenge], Any], deed: Callable[..., None], template: str
) -> Any:
    if request.method == "GET":
        require(rule(me(), find(Challenge, challenge_id, seen_by=me())))
    form = WhyForm()
    if form.sent_and_valid():
        with form.saving():
            deed(find(Challenge, challenge_id, lock=True, seen_by=me()), by=me(), why=form.terms().why)
        if form.saved:
            flash(_("Done; the people concerned have been told why."))
            return redirect(url_for("challenges.show", challenge_id=challenge_id), 303)
    challenge = queries.frame(challenge_id, seen_by=me()).challenge
    return render_template(template, form=form, challenge=challenge), form.status
