"""A word of the list and the officer's finding; a core secret that those named see, and nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marketplace.people.models import Person, Role, SecrecyLevel
from tests import make
from tests.browser.screen import Screen
from tests.journeys import contest
from tests.journeys.cast import TITLE, Cast

pytestmark = pytest.mark.browser
At = Callable[[Person], Screen]
WORD = "九号配比"


def test_a_hit_and_a_named_circle_in_the_browser(cast: Cast, at: At) -> None:
    officer = at(cast.secrecy)
    officer.open("/secrecy/words").fill(word=WORD, severity="review", note="配方代号").press(
        "Put it on the list"
    )
    key = contest.draft(cast, background=f"按{WORD}打箱后磁粉检查常见热裂纹。")
    at(cast.poster).open(f"/challenges/{key}").press("Submit for approval", agree=True)
    at(cast.head).open(f"/challenges/{key}").press("Approve", agree=True)
    officer.open(f"/challenges/{key}/release", "-hit").sees("文本中有 1 处敏感词未经放行。")
    officer.follow("Look and decide").sees(WORD)
    officer.fill(finding="cleared", reason="已停用的代号，可公开。").press("Give your finding").look(
        "-decided"
    )
    officer.open(f"/challenges/{key}").follow("Release for bidding").press("Release it")
    at(make.again(cast.studios[0]).lead).open(f"/challenges/{key}", "-cleared").sees(TITLE)
    named_circle(cast, at)


def named_circle(cast: Cast, at: At) -> None:
    """Those named read it, watermarked; for everybody else it is not there; a change holds at once."""
    first, second = (
        make.officer(
            Role.UNIT_MANAGER, make.again(cast.group), clearance=SecrecyLevel.CORE, name=f"知悉人{n}"
        )
        for n in (1, 2)
    )
    key = make.secret_challenge(
        SecrecyLevel.CORE, first, where=make.again(cast.department), title="核心部件成形工艺"
    ).id
    page = f"/challenges/{key}"
    at(first).open(page, "-named").sees("核心部件成形工艺")
    at(first).page.locator(".watermark").first.wait_for(state="attached")
    for outsider in (second, cast.chair, make.again(cast.studios[0]).lead):
        nothing_there(at(make.again(outsider)), page)
        at(make.again(outsider)).open("/market?q=核心部件", "-unseen")
        assert "核心部件成形工艺" not in at(make.again(outsider)).page.content()
    officer = at(cast.secrecy).open(page).follow("Named circle")
    officer.fill(circle=make.again(second).employee_no, why="项目换人。").press("Name this circle")
    at(second).open(page).sees("核心部件成形工艺")
    nothing_there(at(first), page)


def nothing_there(screen: Screen, page: str) -> None:
    """The same answer as for a number that nothing has."""
    for path in (page, f"{page}/files", page + "9"):
        answer = screen.page.goto(screen.site + path)
        assert answer is not None
        assert answer.status == 404, path
        screen.sees("This page does not exist, or it is not meant for you.")
    screen.faults.clear()  # the console notes each of them
