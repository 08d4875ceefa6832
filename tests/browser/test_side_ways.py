"""Scoring by keyboard; a race, conflicts, a complaint, relatives: each page looked at in the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bidding.awards.queries import standing
from bidding.panels.queries import blind_labels, latest, sheets_of
from marketplace.core.db import db
from marketplace.people.models import Person, Role
from marketplace.projects.models import Project
from tests import make
from tests.browser.screen import Screen
from tests.journeys import contest
from tests.journeys.cast import Cast
from tests.journeys.test_race_and_remedies import POINTS, panel_of, posted
from tests.make import contest as deeds

pytestmark = pytest.mark.browser
At = Callable[[Person], Screen]


def test_side_ways_of_a_result_in_the_browser(cast: Cast, at: At) -> None:
    key = posted(cast, "race")
    for seat in list(panel_of(key).active):
        terms = deeds.DeclareTerms(conflict="no")
        make.done(
            lambda seat=seat, terms=terms: deeds.panels.declare(
                make.again(seat), terms, by=make.again(seat).person
            )
        )
    by_keyboard(at, key)
    chair = at(cast.chair)
    chair.open(f"/challenges/{key}/panel").open(f"/challenges/{key}/panel/conflicts")
    for seat in list(panel_of(key).active):
        deeds.submit_scores(panel_of(key), seat, POINTS)
    deeds.write_report(panel_of(key), candidates=2)
    head = at(cast.head)
    head.open(f"/challenges/{key}/award").follow("Read the messages and announce")
    head.open(f"/challenges/{key}/award/messages/C").fill(words="检测方案很扎实，请留意二期榜单。").press(
        "Keep"
    )
    head.press("Release and announce", agree=True)
    remedies(cast, at, key)
    race(cast, at, key)
    at(cast.poster).open("/account/relatives")


def by_keyboard(at: At, key: int) -> None:
    """Tab from mark to mark, arrows by half a point, Ctrl + Enter saves and goes on to the next bid."""
    panel = panel_of(key)
    seat = panel.active[0]
    screen = at(seat.person)
    labels = [label for _bid, label in blind_labels(panel)]
    screen.open(f"/panels/{panel.id}").open(f"/panels/{panel.id}/bid/{labels[0]}")
    page = screen.page
    page.locator("[name=points_feasibility]").focus()
    for code in deeds.CODES:
        assert page.evaluate("document.activeElement.name") == f"points_{code}"
        page.keyboard.type("7")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Tab")
        page.keyboard.type("有依据")
        if code != deeds.CODES[-1]:
            page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.url.endswith(f"/bid/{labels[1]}")
    kept = sheets_of(make.again(seat))
    assert [points for points, _reason in next(iter(kept.values())).marks.values()] == [15] * len(deeds.CODES)


def remedies(cast: Cast, at: At, key: int) -> None:
    """An objection in vain and a complaint, taken back."""
    award = standing(contest.challenge(key))[1]
    loser = next(s.lead for s in cast.studios[:3] if make.again(s).lead_id not in winners(key))
    make.officer(Role.LEADING_GROUP, make.again(cast.group), name="组员")
    screen = at(make.again(loser))
    screen.open(f"/awards/{award.id}/object").fill(about="第二名的数据来源不明，请核对。", remedy="请核对。")
    screen.press("Raise the objection")
    at(cast.chair).open("/").follow("Reply").fill(outcome="rejected", answer="已核对，来源清楚。").press(
        "Reply", agree=True
    )
    screen.open(f"/challenges/{key}/award").follow("Read")
    screen.follow("Complain to the leading group").fill(about="没有核对签到记录。").press("Complain")
    screen.press("Take it back", agree=True)


def winners(key: int) -> set[int]:
    """Leads of the bids that win."""
    return {award.bid.lead_id for award in standing(contest.challenge(key))}


def race(cast: Cast, at: At, key: int) -> None:
    """Letters, the race and its gate."""
    cast.until(make.again(standing(contest.challenge(key))[0]).notice_ends_at + timedelta(minutes=1))
    for award in standing(contest.challenge(key)):
        deeds.sign_letter(award)
    head = at(cast.head)
    head.open(f"/challenges/{key}/race").follow("Set a stage gate")
    head.fill(measure="首批试件的裂纹率与工时", held_on="2030-06-03").press("Set the gate")
    head.follow("Decide at the gate")
    said = {"reason": "首批数据对比后的意见。"}
    for n, ruling in enumerate(("keep", "cut")):
        line = {"ruling": ruling, **said}
        head.fill(**{f"lines__{n}__{name}": value for name, value in line.items()})
    head.press("Decide", agree=True).look("-ruled").sees("首批数据对比后的意见。")
    states = sorted(project.state for project in db.session.query(Project).all())
    assert states == ["running", "terminated"]
    assert latest(contest.challenge(key)) is not None
