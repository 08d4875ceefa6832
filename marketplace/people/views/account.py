"""Logging in and out, activation, the password once more, one's own account."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_login import current_user

from marketplace.core import clock, formkeys
from marketplace.core.audit import record
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.web import public, safe_next
from marketplace.people import actions, login, passwords, queries, rules
from marketplace.people.forms import ActivationForm, ChangePasswordForm, ConfirmForm, LoginForm
from marketplace.people.models import LoginSession, Person, Role
from marketplace.people.views.blueprint import bp


@bp.route("/login", methods=["GET", "POST"])
@public
def log_in() -> Any:
    """The way in."""
    if current_user.is_authenticated and request.method == "GET":
        return redirect(safe_next(request.args.get("next")))
    form = LoginForm()
    if form.sent_and_valid():
        refused = _try_login(form.terms())
        if refused is None:
            return redirect(safe_next(request.args.get("next")), 303)
        form.form_errors.append(refused[1])
        page = render_template("people/login.html", form=form)
        return Response(page, refused[0], {"Retry-After": "300"} if refused[0] == 429 else None)
    return render_template("people/login.html", form=form), form.status


def _try_login(terms: Any) -> tuple[int, str] | None:
    """None when logged in; else status and sentence. Hashing happens outside every transaction."""
    address, name = request.remote_addr or "", terms.employee_no
    limit = rules.may_log_in(*queries.failures(actions.name_hash(name), address))
    if not limit:
        return 429, str(limit)
    account = queries.account_for(name)
    stored, person_id = (account.password_hash, account.person_id) if account else (None, 0)
    db.session.rollback()
    if not passwords.fits(terms.password, stored):
        with transaction():
            actions.note_failure(name, address)
        return 422, _("Employee number and password do not fit together.")
    with transaction():
        person = find(Person, person_id)
        login.begin(person)
        record("logged_in", person, by=person)
    return None


@bp.post("/logout")
@public
def log_out() -> Any:
    """Ends the session on the server: a copied cookie is worth nothing afterwards."""
    if current_user.is_authenticated:
        with transaction():
            person = login.me()
            record("logged_out", person, by=person)
            login.end()
    answer = redirect(url_for("people.log_in"), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


@bp.route("/activate", methods=["GET", "POST"])
@public
def activate() -> Any:
    """First entry."""
    form = ActivationForm()
    if form.sent_and_valid():
        terms, address = form.terms(), request.remote_addr or ""
        limit = rules.may_log_in(*queries.failures(actions.name_hash(terms.employee_no), address))
        if not limit:
            form.form_errors.append(str(limit))
            return Response(render_template("people/activate.html", form=form), 429, {"Retry-After": "300"})
        account = queries.account_for(terms.employee_no)
        person_id = account.person_id if account else 0
        new = passwords.hash_of(terms.password)
        with form.saving():
            actions.activate(_person(person_id), terms.code, new)
        if form.saved:
            flash(_("Your password is set. Please log in with it."))
            return redirect(url_for("people.log_in"), 303)
        with transaction():
            actions.note_failure(terms.employee_no, address)
    return render_template("people/activate.html", form=form), form.status


def _person(person_id: int) -> Person:
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound(
            _("Number and code do not fit together, or the code has expired. Ask your unit manager.")
        )
    return person


@bp.route("/confirm", methods=["GET", "POST"])
def confirm() -> Any:
    """The password once more, before openings, awards and roles."""
    form = ConfirmForm()
    if form.sent_and_valid():
        account = queries.account_for(login.me().employee_no)
        stored = account.password_hash if account else None
        name, address = login.me().employee_no, request.remote_addr or ""
        limit = rules.may_log_in(*queries.failures(actions.name_hash(name), address))
        db.session.rollback()
        if not limit:
            form.form_errors.append(str(limit))
        elif passwords.fits(form.terms().password, stored):
            with transaction():
                row = find(LoginSession, current_user.row_id)
                row.confirmed_at = clock.real()
            back = request.args.get("next")
            return redirect(safe_next(back) if back else url_for("people.confirm"), 303)
        else:
            with transaction():
                actions.note_failure(name, address)
            form.password.errors = [_("This is not your password.")]
            form.form_key.data = formkeys.new()  # the failure that was noted has used the first one up
    done = request.method == "GET" and not request.args.get("next") and login.freshly_confirmed()
    return render_template("people/confirm.html", form=form, done=done), 422 if form.errors else 200


@bp.route("/account", methods=["GET", "POST"])
def account() -> Any:
    """One's own account: password, open sessions."""
    form = ChangePasswordForm()
    if form.sent_and_valid():
        mine = queries.account_for(login.me().employee_no)
        stored = mine.password_hash if mine else None
        db.session.rollback()
        if passwords.fits(form.terms().old, stored):
            new = passwords.hash_of(form.terms().password)
            with form.saving():
                actions.set_password(login.me(), new, by=login.me(), keep=current_user.row_id)
            if form.saved:
                flash(_("Your password is changed; all other sessions have ended."))
                return redirect(url_for("people.account"), 303)
        else:
            form.old.errors = [_("This is not your password.")]
    sessions = queries.sessions_of(login.me())
    page = render_template("people/account.html", form=form, sessions=sessions, here=current_user.row_id)
    return page, 422 if form.errors else 200


@bp.post("/account/sessions/<int:row_id>/end")
def end_session(row_id: int) -> Any:
    """End one of one's own sessions."""
    with transaction():
        row, me = find(LoginSession, row_id), login.me()
        if row.person_id != me.id:
            raise NotFound(_("This page does not exist, or it is not meant for you."))
        actions.end_session(row, by=me)
    flash(_("The session has ended."))
    return redirect(url_for("people.account"), 303)


@bp.get("/activation")
def activation() -> Any:
    """For unit managers: who has no password yet."""
    paths = rules.scope_paths(login.me(), Role.UNIT_MANAGER, Role.SYSTEM_ADMIN)
    return render_template("people/activation.html", people=queries.without_password(paths), may=bool(paths))


@bp.post("/activation/<int:person_id>")
def issue_code(person_id: int) -> Any:
    """A one-time code, shown once on a page to print."""
    with transaction():
        person = find(Person, person_id, lock=True)
        code = actions.issue_code(person, by=login.me())
    return render_template("people/code.html", person=find(Person, person_id), code=code)
