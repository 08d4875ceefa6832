"""The page of notices."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.core.db import db, transaction
from marketplace.inbox import actions
from marketplace.inbox.models import Notice
from tests import make
from tests.count import statements


def _notices(n: int):
    home = make.unit()
    reader, studio = make.person(home), make.studio(home)
    with transaction():
        for _each in range(n):
            actions.tell([reader], "studio_joined", studio)
    return reader, studio


def test_a_notice_is_read_by_opening_it(app):
    reader, studio = _notices(1)
    browser, notice = make.browser(app, reader), db.session.scalars(sa.select(Notice)).one()
    assert f"You are now a member of “{studio.name}”." in browser.get("/inbox").text
    answer = browser.post(f"/inbox/{notice.id}/read", data={"go": "1"})
    assert (answer.status_code, answer.location) == (303, f"/studios/{studio.id}")
    assert "Mark all as read" not in browser.get("/inbox").text
    assert browser.get("/inbox?show=unread").text.count("Nothing unread.") == 1


def test_all_are_read_at_once(app):
    reader, _studio = _notices(3)
    browser = make.browser(app, reader)
    browser.post("/inbox/read")
    assert db.session.scalar(sa.select(sa.func.count()).where(Notice.read_at.is_(None))) == 0
    assert "3 notices marked as read." in browser.get("/inbox").text


def test_nobody_reads_the_notices_of_others(app):
    _reader, _studio = _notices(1)
    stranger, notice = make.person(make.unit()), db.session.scalars(sa.select(Notice)).one()
    browser = make.browser(app, stranger)
    assert browser.post(f"/inbox/{notice.id}/read").status_code == 404
    assert "No notices yet." in browser.get("/inbox").text
    assert db.session.scalars(sa.select(Notice.read_at)).one() is None


def test_thirty_notices_cost_as_many_statements_as_one(app):
    few, many = make.browser(app, _notices(1)[0]), make.browser(app, _notices(30)[0])
    assert statements(few, "/inbox") == statements(many, "/inbox") <= 8
