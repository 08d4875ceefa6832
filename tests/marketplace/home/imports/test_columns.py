"""Columns said by hand, and remembered."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.home.imports.models import ColumnMap
from marketplace.people.models import Person, Role
from tests import make
from tests.marketplace.home.imports.tables import ROSTER, bring, confirm, counted, faults, workbook

STRANGE = list("甲乙丙丁戊己庚辛壬癸")
CODES = ["", "employee_no", "name", "unit", "category", "ladder", "", "skills", "left_on", "honours"]


def strange():
    """The roster under headings that nobody understands, below a title row."""
    return workbook(ROSTER[0], STRANGE, *ROSTER[2:])


def by_hand(browser, location, **more):
    """The mapping as the page offers it when it is filled in: the roster's own order."""
    sent = {"row": "1"} | {f"column-{n}": code for n, code in enumerate(CODES)} | more
    return browser.post(f"{location}/columns", data=sent)


def test_headings_nobody_understands_are_explained_once_and_known_afterwards(staffed):
    _group, _admin, browser, *_rest = staffed
    location, page = bring(browser, "people", strange())
    assert "No header row was found." in page
    form = browser.get(f"{location}/columns").text
    for text in ("Assign the columns", "甲", "900001", "not read"):
        assert text in form
    assert by_hand(browser, location).status_code == 303
    assert "No fault was found." in browser.get(location).text
    before = counted(Person)
    assert confirm(browser, location).status_code == 303
    assert counted(Person) == before + 3
    _location, again = bring(browser, "people", strange(), name="下一年.xlsx")
    assert "No header row was found." not in again
    assert db.session.query(ColumnMap).count() == 1


def test_a_column_chosen_twice_is_refused_and_what_was_chosen_stays(staffed):
    _group, _admin, browser, *_rest = staffed
    location, _page = bring(browser, "people", strange())
    answer = by_hand(browser, location, **{"column-2": "employee_no"})
    assert answer.status_code == 422
    assert "is chosen twice." in answer.text
    assert by_hand(browser, location, **{"column-2": "nonsense"}).status_code == 422
    few = {f"column-{n}": "" for n in range(2, 10)}
    assert "Choose at least two columns." in by_hand(browser, location, **few).text
    assert db.session.query(ColumnMap).count() == 0


def test_another_mapping_replaces_the_first_and_faults_name_their_cells(staffed):
    _group, _admin, browser, *_rest = staffed
    location, _page = bring(browser, "people", strange())
    swapped = {"column-4": "left_on", "column-8": "category"}
    assert by_hand(browser, location, **swapped).status_code == 303
    assert faults(browser, location) != []
    assert by_hand(browser, location).status_code == 303
    assert faults(browser, location) == []
    assert db.session.query(ColumnMap).count() == 1


def test_it_is_remembered_for_its_kind_only_and_asked_of_the_bringer_only(app, staffed):
    group, _admin, browser, *_rest = staffed
    location, _page = bring(browser, "people", strange())
    stranger = make.browser(app, make.officer(Role.SYSTEM_ADMIN, group))
    assert stranger.get(f"{location}/columns").status_code == 404
    assert by_hand(browser, location).status_code == 303
    _other, page = bring(browser, "units", strange())
    assert "No header row was found." in page
    confirm(browser, location)
    assert browser.get(f"{location}/columns").status_code == 409, "what is taken in is not read anew"
    kinds = db.session.scalars(sa.select(ColumnMap.kind)).all()
    assert kinds == ["people"]
