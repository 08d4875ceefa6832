"""Lists kept under a name."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.home.models import SavedView
from tests import make


def test_a_list_is_kept_with_its_filters_and_opened_again(app):
    person = make.person(make.unit())
    browser = make.browser(app, person)
    answer = browser.post("/views", data={"name": "在办", "path": "/projects/", "query": "state=running"})
    assert (answer.status_code, answer.location) == (303, "/projects/?state=running")
    part = browser.get("/views?path=/projects/", headers={"HX-Request": "true"})
    assert "在办" in part.text
    assert "<html" not in part.text
    assert browser.get("/projects/?state=running").status_code == 200


def test_the_same_name_is_written_over_and_others_do_not_see_it(app):
    home = make.unit()
    mine, other = make.browser(app, make.person(home)), make.browser(app, make.person(home))
    for query in ("state=running", "state=met"):
        mine.post("/views", data={"name": "在办", "path": "/projects/", "query": query})
    view = db.session.scalars(sa.select(SavedView)).one()
    assert view.query == "state=met"
    key = view.id
    assert "在办" not in other.get("/views").text
    assert other.post(f"/views/{key}/remove").status_code == 404
    assert mine.post(f"/views/{key}/remove").status_code == 303
    assert db.session.scalar(sa.select(sa.func.count(SavedView.id))) == 0


def test_an_address_elsewhere_is_refused(app):
    browser = make.browser(app, make.person(make.unit()))
    for path in ("//evil.test", "https://evil.test", "/\\evil"):
        assert browser.post("/views", data={"name": "x", "path": path}).status_code in (303, 422)
        assert db.session.scalar(sa.select(sa.func.count(SavedView.id))) == 0
