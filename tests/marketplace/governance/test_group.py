"""A leading group's six seats."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from marketplace.core.db import db, transaction
from marketplace.governance.models import Seat
from marketplace.inbox.models import Notice
from marketplace.people.models import Person, Role
from tests import make
from tests.count import statements


def _fill(browser, unit, function="hr", **sent: str):
    return browser.post(f"/leading-group/{unit.id}/{function}", data=sent)


def test_the_chair_names_owner_and_deputy_and_they_are_told(app):
    company = make.company()
    chair, owner, deputy = make.officer(Role.CHAIR, company), make.person(company), make.person(company)
    browser = make.browser(app, chair)
    assert "6 of 6 functions have a gap" in browser.get("/leading-group").text
    assert (
        _fill(browser, company, owner_no=owner.employee_no, deputy_no=deputy.employee_no).status_code == 303
    )
    text = browser.get(f"/leading-group?unit={company.id}").text
    assert "5 of 6 functions have a gap" in text
    assert owner.name in text
    assert set(db.session.scalars(sa.select(Notice.to_id))) == {owner.id, deputy.id}
    assert f"leading group of {company.name}" in make.browser(app, owner).get("/inbox").text


def test_naming_the_same_people_again_tells_nobody_twice(app):
    company = make.company()
    owner, browser = make.person(company), make.browser(app, make.officer(Role.CHAIR, company))
    for _time in range(2):
        _fill(browser, company, owner_no=owner.employee_no)
    assert db.session.scalar(sa.select(sa.func.count(Notice.id))) == 1
    assert db.session.scalar(sa.select(sa.func.count(Seat.id))) == 1


def test_somebody_who_left_leaves_a_gap(app):
    company = make.company()
    owner, deputy = make.person(company), make.person(company)
    browser = make.browser(app, make.officer(Role.CHAIR, company))
    _fill(browser, company, owner_no=owner.employee_no, deputy_no=deputy.employee_no)
    with transaction():
        db.session.execute(sa.update(Person).where(Person.id == owner.id).values(left_on=date(2030, 3, 1)))
    assert "no owner" in browser.get("/leading-group").text


def test_only_the_chair_of_this_group_names_people(app):
    company, other = make.company(), make.company()
    reader = make.person(company)
    for stranger in (
        make.person(company),
        make.officer(Role.CHAIR, other),
        make.officer(Role.LEADING_GROUP, company),
    ):
        browser = make.browser(app, stranger)
        assert browser.get(f"/leading-group?unit={company.id}").status_code == 200
        assert _fill(browser, company, owner_no=reader.employee_no).status_code == 403
    assert db.session.scalar(sa.select(sa.func.count(Seat.id))) == 0


def test_wrong_numbers_are_refused_at_their_field_and_kept(app):
    company = make.company()
    person, browser = make.person(company), make.browser(app, make.officer(Role.CHAIR, company))
    answer = _fill(browser, company, owner_no="nobody-7")
    assert answer.status_code == 422
    assert "nobody-7" in answer.text
    same = _fill(browser, company, owner_no=person.employee_no, deputy_no=person.employee_no)
    assert "Owner and deputy must be two people." in same.text
    assert browser.get(f"/leading-group/{company.id}/nonsense").status_code == 404
    assert browser.get("/leading-group?unit=999999").status_code == 404


def test_the_page_costs_at_most_eight_statements(app):
    company = make.company()
    browser = make.browser(app, make.officer(Role.CHAIR, company))
    empty = statements(browser, "/leading-group")
    for function in ("hr", "quality", "safety"):
        owner, deputy = make.person(company), make.person(company)
        _fill(browser, company, function, owner_no=owner.employee_no, deputy_no=deputy.employee_no)
    assert statements(browser, "/leading-group") == empty <= 8
