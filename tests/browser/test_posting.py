"""Posting on the screens of those who do it: presets, an amendment, an objection, a suggestion."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marketplace.people.models import Person
from tests import make
from tests.browser.screen import PICTURES, Screen
from tests.journeys.cast import TITLE, Cast

pytestmark = pytest.mark.browser
At = Callable[[Person], Screen]


def test_a_preset_shows_its_rules_and_what_the_group_has_already_shows_itself(cast: Cast, at: At) -> None:
    cast.posted()
    poster = at(cast.poster)
    poster.open("/challenges/new", "posting")
    rules = poster.page.locator(".preset-rules")
    assert [rules.nth(n).is_visible() for n in range(5)] == [True, False, False, False, False]
    poster.page.locator('input[name="preset"][value="race"]').check()
    assert [rules.nth(n).is_visible() for n in range(5)] == [False, False, False, True, False]
    poster.page.screenshot(path=PICTURES / "posting-presets.png", full_page=True)
    poster.page.locator('[name="title"]').fill(TITLE)
    poster.page.locator('[name="background"]').fill("打箱后可见。")
    poster.page.locator('[name="background"]').blur()
    poster.page.locator(".similar").get_by_role("link", name=TITLE).wait_for()


def test_an_amendment_an_objection_and_a_suggestion_on_a_phone(cast: Cast, at: At) -> None:
    key = cast.posted()
    poster, lead = at(cast.poster), at(make.again(cast.studios[0]).lead)
    poster.open(f"/challenges/{key}/amend", "amend")
    poster.fill(budget="33", why="预算核增。").press("Show the difference").sees("What will change")
    poster.look("difference").press("Amend it").look("changes")
    lead.open(f"/challenges/{key}/object", "object")
    lead.fill(text="验收方法没有写抽样数量。", remedy="补充抽样数量。").press("Raise the objection").look(
        "objection"
    )
    at(cast.chair).open("/rules/preset/race/change", "rule")
    poster.open(f"/challenges/{key}/rules", "numbers")
    worker = at(make.person(make.again(cast.department), name="张师傅"))
    worker.open("/suggestions/new", "suggestion")
    worker.fill(title="液压泵漏油", text="换了密封圈还是漏。").press("Send it").sees(
        "Waits for the department"
    )
