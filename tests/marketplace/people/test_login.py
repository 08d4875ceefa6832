"""The way in and out."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.models import AuditEvent
from marketplace.people import actions, passwords
from marketplace.people.models import LoginSession, Role
from tests import make
from tests.visitor import Visitor

PASSWORD = "ein-langer-satz-für-alle"


@pytest.fixture
def worker(app):
    person = make.person(make.unit())
    with transaction():
        actions.set_password(person, passwords.hash_of(PASSWORD), by=None)
    return person


def log_in(client, number, password):
    return client.post("/login", data={"employee_no": number, "password": password})


def test_the_right_password_opens_a_session_and_leaves_a_line(client, worker):
    answer = log_in(client, worker.employee_no, PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/account").status_code == 200
    assert db.session.scalars(sa.select(AuditEvent.action)).all() == ["password_set", "logged_in"]


def test_a_wrong_password_and_an_unknown_name_read_the_same(client, worker):
    wrong = log_in(client, worker.employee_no, "nicht dieser satz")
    unknown = log_in(client, "999999", "nicht dieser satz")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace(worker.employee_no, "").count('role="alert"') == unknown.text.count(
        'role="alert"'
    )


def test_the_eleventh_guess_within_five_minutes_is_pushed_back(client, worker):
    for _guess in range(10):
        assert log_in(client, worker.employee_no, "falsch geraten").status_code == 422
    answer = log_in(client, worker.employee_no, PASSWORD)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "300")


def test_after_logout_a_copied_cookie_is_worth_nothing(app, client, worker):
    log_in(client, worker.employee_no, PASSWORD)
    with client.session_transaction() as session:
        copied = dict(session)
    client.post("/logout")
    thief = app.test_client()
    with thief.session_transaction() as session:
        session.update(copied)
    assert thief.get("/account").status_code == 303
    assert db.session.scalar(sa.select(sa.func.count(LoginSession.id))) == 0


def test_leaving_the_group_ends_the_session_the_same_day(app, worker):
    client = make.browser(app, worker)
    assert client.get("/account").status_code == 200
    with transaction():
        db.session.merge(worker).left_on = clock.today()
    assert client.get("/account").status_code == 303


def test_a_code_from_the_unit_manager_activates_once(client, app):
    unit = make.unit()
    person, manager = make.person(unit), make.officer(Role.UNIT_MANAGER, unit)
    with transaction():
        code = actions.issue_code(db.session.merge(person), by=db.session.merge(manager))
    filled = {"employee_no": person.employee_no, "code": code, "password": PASSWORD, "again": PASSWORD}
    assert client.post("/activate", data=filled).status_code == 303
    assert client.post("/activate", data=filled).status_code == 422
    assert log_in(client, person.employee_no, PASSWORD).status_code == 303


def test_an_expired_code_does_not_activate(client, app):
    unit = make.unit()
    person, manager = make.person(unit), make.officer(Role.UNIT_MANAGER, unit)
    with transaction():
        code = actions.issue_code(db.session.merge(person), by=db.session.merge(manager))
        actions.account_of(person).activation_until = clock.real() - timedelta(seconds=1)
    filled = {"employee_no": person.employee_no, "code": code, "password": PASSWORD, "again": PASSWORD}
    assert client.post("/activate", data=filled).status_code == 422


def test_nobody_holds_two_of_the_three_administrations(app):
    unit = make.unit()
    admin = make.officer(Role.SYSTEM_ADMIN, unit)
    auditor = make.officer(Role.AUDITOR, unit)
    with transaction(), pytest.raises(Exception, match="three different people"):
        actions.grant(db.session.merge(auditor), Role.SECRECY_OFFICER, unit, by=db.session.merge(admin))


@pytest.mark.parametrize("target", ["//evil.test", "https://evil.test", "/\\evil.test", "/a\nb", "evil", ""])
def test_login_leads_only_to_our_own_pages(client, worker, target):
    answer = client.post(
        "/login",
        query_string={"next": target},
        data={"employee_no": worker.employee_no, "password": PASSWORD},
    )
    assert answer.location == "/"


def test_an_unknown_name_is_compared_with_as_much_work():
    """The hash that stands for nobody's has the cost of today's hashes."""
    assert not passwords.HASHER.check_needs_rehash(passwords.DUMMY)
    assert not passwords.fits("anything", None)


def test_after_a_wrong_password_the_right_one_still_confirms(app, worker):
    visitor = Visitor(app, worker)
    visitor.open("/confirm?next=/account")
    visitor.press("Confirm", password="nicht dieser satz", status=422)
    visitor.press("Confirm", password=PASSWORD)
    assert visitor.page.url.endswith("/account")
