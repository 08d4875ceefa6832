"""The honour roll: certified, open to all, skilled workers first."""

from __future__ import annotations

import re
from datetime import date
from itertools import count

from marketplace.outcomes.models import Contributor, Outcome, OutcomeKind
from marketplace.people.models import Category, SecrecyLevel
from tests import make
from tests.count import statements

_next = count(1)


def _outcome(studio, *people, certified: int | None = 500_000, **more):
    """A row as an import of historic outcomes brings it."""
    n = next(_next)
    known = {"title": f"成果{n}", "kind": OutcomeKind.SOLUTION, "accepted_on": date(2029, 6, 1), **more}
    made = make.saved(
        Outcome(code=f"CG{n}", studio_id=studio.id, unit_id=studio.home_unit_id, certified=certified, **known)
    )
    for one in people:
        make.saved(Contributor(outcome_id=made.id, person_id=one.id, percent=100 // len(people)))
    return made


def test_skilled_workers_are_named_first_whatever_their_share(app):
    home = make.company()
    studio = make.studio(home)
    engineer = make.person(home, name="赵工程", category=Category.ENGINEERING)
    smith = make.person(home, name="钱焊工", category=Category.SKILLED)
    _outcome(studio, engineer, smith)
    text = make.browser(app, engineer).get("/honour").text
    assert re.findall("赵工程|钱焊工", text.split('class="cards"')[1].split("</ul>")[0]) == [
        "钱焊工",
        "赵工程",
    ]
    assert "50.0 万元" in text


def test_only_certified_and_open_work_is_shown(app):
    studio = make.studio(make.company())
    _outcome(studio, title="已认定成果")
    _outcome(studio, title="未认定成果", certified=None)
    _outcome(studio, title="保密成果", secrecy=SecrecyLevel.ORDINARY)
    text = make.browser(app, studio.lead).get("/honour").text
    assert ["已认定成果" in text, "未认定成果" in text, "保密成果" in text] == [True, False, False]


def test_a_year_shows_its_own(app):
    studio = make.studio(make.company())
    _outcome(studio, title="去年成果")
    _outcome(studio, title="今年成果", accepted_on=date(2030, 2, 1))
    browser = make.browser(app, studio.lead)
    text = browser.get("/honour?year=2030").text
    assert ["去年成果" in text, "今年成果" in text] == [False, True]
    for asked in ("1999", "abc", "99999999999999999999"):
        assert "去年成果" in browser.get(f"/honour?year={asked}").text


def test_thirty_outcomes_cost_as_many_statements_as_one(app):
    home = make.company()
    studio, smith = make.studio(home), make.person(home)
    _outcome(studio, smith)
    browser = make.browser(app, smith)
    one = statements(browser, "/honour")
    for _each in range(29):
        _outcome(studio, smith)
    assert statements(browser, "/honour") == one <= 8
    assert browser.get("/honour?page=2").text.count('class="card-row"') == 6


def test_an_empty_roll_leads_on(app):
    text = make.browser(app, make.person(make.unit())).get("/honour").text
    assert 'href="/outcomes/"' in text
