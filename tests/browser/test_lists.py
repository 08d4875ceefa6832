"""Lists with much in them and with nothing, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marketplace.people.models import Person
from tests import make
from tests.browser.screen import Screen
from tests.journeys.cast import Cast

pytestmark = pytest.mark.browser
At = Callable[[Person], Screen]
LISTS = (
    "/",
    "/market",
    "/bids",
    "/projects/",
    "/studios",
    "/board",
    "/letters",
    "/outcomes/",
    "/people",
    "/units",
    "/skills",
    "/inbox",
    "/challenges/mine",
    "/loans",
    "/evaluations",
)


def test_lists_with_nothing_in_them_lead_to_the_next_step(cast: Cast, at: At) -> None:
    newcomer = at(make.person(make.again(cast.group), name="新职工"))
    for path in LISTS:
        newcomer.open(path, mark="-empty")
        assert newcomer.page.locator("main a, main form").count() > 0, path


def test_lists_of_hundreds_turn_pages_and_stay_readable(cast: Cast, at: At) -> None:
    make.done(lambda: many(cast))
    reader = at(cast.poster)
    for path in ("/market", "/people", "/studios", "/challenges/mine"):
        reader.open(path, mark="-full")
        rows = reader.page.locator("main table.list tbody tr, main .cards > *")
        assert 0 < rows.count() <= 50, path
        reader.page.locator(".pager [rel=next]").click()
        reader.page.wait_for_url("**page=2**")
        reader.look()
    reader.open("/people").page.locator("main input[type=search]").fill("职工1")
    reader.page.locator("main input[type=search]").press("Enter")
    reader.page.wait_for_url("**q=**")
    reader.look()


def many(cast: Cast) -> None:
    """200 people, 60 studios, 120 open challenges."""
    home = make.again(cast.studios[0]).home_unit
    for n in range(200):
        make.person(home, name=f"职工{n}")
    for _n in range(60):
        make.studio(home, core=0)
    where = make.again(cast.department)
    for n in range(120):
        make.open_challenge(
            where, title=f"第 {n} 道难题：内腔转角热裂纹控制", skills=[make.again(cast.casting)]
        )
