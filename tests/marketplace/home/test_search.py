"""One search, in Chinese, pinyin, initials and English, and only over what may be seen."""

from __future__ import annotations

from datetime import date

import pytest

from marketplace.core import audit
from marketplace.people.models import SecrecyLevel
from tests import make
from tests.count import statements


def _titles(browser, typed: str, **more: str) -> list[str]:
    text = browser.get("/search", query_string={"q": typed, **more}).text
    main = text[text.index("<main") : text.index("</main>")]
    return [
        title
        for title in ("铸钢侧架热裂纹", "保密攻关难题", "焊接创新工作室", "李焊工")
        if f">{title}<" in main
    ]


@pytest.mark.parametrize("typed", ["侧架", "rezhi cejia", "zgcj", "CEJIA", "side frame"])
def test_a_challenge_is_found_by_characters_pinyin_initials_and_english(app, typed):
    make.open_challenge(title="铸钢侧架热裂纹", title_en="Hot cracks in the side frame")
    reader = make.browser(app, make.person(make.company()))
    found = _titles(reader, typed)
    assert found == ([] if typed == "rezhi cejia" else ["铸钢侧架热裂纹"])


def test_what_may_not_be_seen_is_not_found(app):
    knows = make.person(make.company(), clearance=SecrecyLevel.CORE)
    make.secret_challenge(SecrecyLevel.CORE, knows, title="保密攻关难题")
    assert _titles(make.browser(app, knows), "保密攻关") == ["保密攻关难题"]
    stranger = make.browser(app, make.person(make.company()))
    assert _titles(stranger, "保密攻关") == []
    assert "Nothing you may see is called" in stranger.get("/search?q=保密攻关").text


def test_a_sealed_bid_is_found_by_its_team_and_by_nobody_else(app):
    bid = make.sealed_bid()
    title = bid.challenge.title
    address = audit.ref(bid).replace("bid/", "/bids/")
    assert address in make.browser(app, bid.lead).get("/search", query_string={"q": title}).text
    for other in (bid.challenge.contact, make.person(make.company())):
        text = make.browser(app, other).get("/search", query_string={"q": title}).text
        assert address not in text
        assert ">Bids<" not in text


def test_people_and_studios_are_found_and_those_who_left_are_not(app):
    home = make.company()
    make.person(home, name="李焊工")
    make.person(home, name="李焊工", left_on=date(2029, 1, 1))
    reader = make.browser(app, make.person(home))
    for typed in ("李焊", "lihangong", "lhg"):
        assert _titles(reader, typed) == ["李焊工"]
    text = reader.get("/search?q=lhg").text
    assert text.count(">李焊工<") == 1


def test_a_project_is_found_by_its_pinyin(app):
    project, _lead = make.own_project()
    reader = make.browser(app, project.lead)
    assert project.title in reader.get("/search", query_string={"q": project.number.lower()}).text


def test_pages_are_found_by_name(app):
    reader = make.browser(app, make.person(make.company()), locale="zh_Hans")
    for typed in ("工作室", "gongzuoshi", "gzs"):
        assert 'href="/studios"' in reader.get(f"/search?q={typed}").text.split("<main")[1]


def test_one_search_costs_at_most_eight_statements_however_much_is_found(app):
    home = make.company()
    reader = make.browser(app, make.person(home))
    empty = statements(reader, "/search?q=职工")
    for n in range(9):
        make.person(home, name=f"职工甲{n}")
    assert statements(reader, "/search?q=职工") == empty <= 8
    text = reader.get("/search?q=职工甲").text
    assert (text.count(">职工甲"), "Show more of these" in text) == (6, True)
    assert reader.get("/search?q=职工甲&kind=person").text.count(">职工甲") == 9


def test_nonsense_is_no_error(app):
    reader = make.browser(app, make.person(make.company()))
    for typed in ("", "%", "_", "'", "\\", "x" * 500, "<script>"):
        assert reader.get("/search", query_string={"q": typed, "kind": "nonsense"}).status_code == 200
    assert "<script>alert" not in reader.get("/search?q=<script>alert(1)</script>").text
