"""The market page."""

import io
from datetime import timedelta

from flask import current_app
from python_calamine import CalamineWorkbook

from bidding.fit.queries import Filters, market
from marketplace.challenges import actions
from marketplace.core import clock
from marketplace.core.db import transaction
from marketplace.people.models import Role, SecrecyLevel
from tests import make
from tests.count import statements


def titles(person, studio_id=None, **filters):
    with current_app.test_request_context("/market"):
        return [row.title for row in market(person, Filters(**filters), studio_id).rows]


def test_the_market_shows_what_is_posted_and_open_first(app):
    where = make.department()
    reader = make.person(make.company())
    later = make.open_challenge(where, title="甲一二三四")
    gone = make.open_challenge(where, title="乙一二三四")
    make.draft_challenge(where, title="草稿一二三")
    with transaction():
        actions.withdraw(gone, by=gone.contact, why="不做了")
    clock.freeze(clock.now() + timedelta(hours=1))
    make.open_challenge(where, title="丙一二三四")
    assert titles(reader) == ["甲一二三四", "丙一二三四", "乙一二三四"]
    assert titles(later.contact) == ["甲一二三四", "丙一二三四", "乙一二三四"]


def test_filters_narrow_it(app):
    reader = make.person(make.company())
    skill = make.needed_skill()
    one = make.open_challenge(
        title="炉壁结瘤治理", nature="major", difficulty=4, skills=[skill], budget=900_000
    )
    two = make.open_challenge(title="轴承振动偏高", nature="urgent", difficulty=1)
    company = one.department.company
    assert titles(reader, q="结瘤") == titles(reader, q="lbjl") == titles(reader, q="jieliu") == [one.title]
    assert titles(reader, q=two.number.lower()) == [two.title]
    assert titles(reader, nature="urgent") == [two.title]
    assert titles(reader, difficulty="4") == titles(reader, family=str(skill.parent_id)) == [one.title]
    assert titles(reader, unit=str(company.id)) == [one.title]
    assert titles(reader, state="closed") == []
    assert titles(reader, within="7") == []
    assert set(titles(reader, within="30")) == {one.title, two.title}
    assert titles(reader, sort="-budget") == [one.title, two.title]
    assert titles(reader, sort="budget") == [two.title, one.title]
    assert set(titles(reader, state="nonsense", unit="x", family="9" * 40, within="1")) == {
        one.title,
        two.title,
    }
    with transaction():
        actions.follow(one, by=reader)
    assert titles(reader, followed="1") == [one.title]


def test_it_is_ranked_by_the_fit_of_my_studio(app):
    one, two = make.needed_skill(), make.needed_skill()
    studio = make.studio(make.company(), skills={two: 5})
    make.open_challenge(title="不合适的题目", skills=[one])
    make.open_challenge(title="很合适的题目", skills=[two])
    make.fits()
    assert titles(studio.lead, studio.id) == ["很合适的题目", "不合适的题目"]
    page = make.browser(app, studio.lead).get("/market").text
    assert page.index("很合适的题目") < page.index("不合适的题目")
    assert f"Covers 1 of 1 needed skills: {two.name_en}." in page
    assert studio.name in page


def test_counts_rows_and_search_hide_what_must_not_be_seen(app):
    reader = make.person(make.company())
    lead = make.person(make.company(), clearance=SecrecyLevel.CORE)
    make.secret_challenge(SecrecyLevel.CORE, lead, title="核心商密题目丙")
    secret = make.secret_challenge(title="普通商密题目丁", budget=1_230_000, background="内情")
    browser = make.browser(app, reader)
    page = browser.get("/market").text
    assert "核心商密题目丙" not in page
    assert '<span class="count">1</span>' in page
    assert secret.summary in page
    assert "123.0" not in page
    assert "核心商密题目丙" in make.browser(app, lead).get("/market").text
    for kind in ("csv", "xlsx"):
        assert "核心商密题目丙".encode() not in make.browser(app, lead).get(f"/market/export.{kind}").data


def test_csv_and_excel_hold_exactly_this_view(app):
    reader = make.person(make.company())
    make.open_challenge(title="=炉壁结瘤治理", budget=285_000)
    make.open_challenge(title="轴承振动偏高")
    browser = make.browser(app, reader)
    csv = browser.get("/market/export.csv?q=结瘤").data.decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in csv] == ["Title", "'=炉壁结瘤治理"]
    assert csv[1].split(",")[10] == "28.5"
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.get("/market/export.xlsx?q=结瘤").data))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows] == ["Title", "=炉壁结瘤治理"]


def test_the_market_costs_the_same_for_one_and_thirty_rows_and_at_most_eight_statements(app):
    skill = make.needed_skill()
    studio = make.studio(make.company(), skills={skill: 4})
    where = make.department()
    make.open_challenge(where, skills=[skill])
    make.fits()
    browser = make.browser(app, studio.lead)
    paths = ["/market", "/market?view=table&q=裂纹&sort=-fit"]
    one = {path: statements(browser, path) for path in paths}
    for _n in range(30):
        make.open_challenge(where, skills=[skill])
    make.fits()
    assert {path: statements(browser, path) for path in paths} == one
    assert max(one.values()) <= 8, one
    assert statements(browser, "/market/export.csv") <= 5


def test_nonsense_in_the_address_is_no_error(app):
    browser = make.browser(app, make.person(make.company()))
    make.open_challenge()
    for query in (
        "page=0",
        "page=99999999999",
        "sort=evil",
        "studio=9e9",
        "unit=%00",
        "q=" + "x" * 5000,
        "view=none",
    ):
        assert browser.get(f"/market?{query}").status_code == 200, query


def test_the_department_sees_which_studios_fit_and_others_do_not(app):
    skill = make.needed_skill()
    studio = make.studio(make.company(), skills={skill: 4})
    challenge = make.open_challenge(skills=[skill])
    make.fits()
    path = f"/challenges/{challenge.id}/studios"
    assert studio.name in make.browser(app, challenge.contact).get(path).text
    assert make.browser(app, studio.lead).get(path).status_code == 403
    assert statements(make.browser(app, challenge.contact), path) <= 8


def test_the_page_that_works_everything_out_anew(app):
    seat = make.browser(app, make.officer(Role.LEADING_GROUP, make.company()))
    assert make.browser(app, make.person(make.company())).get("/market/fit").status_code == 403
    assert seat.get("/market/fit").status_code == 200
    answer = seat.post("/market/fit")
    assert answer.status_code == 303
    assert "waiting for its turn" in seat.get(answer.location).text
    assert make.browser(app, make.person(make.company())).get(answer.location).status_code == 404
