"""The workbench says what waits for me, by deadline, and what my roles watch."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bidding.fit.models import Fit
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.inbox import actions as inbox
from marketplace.people.models import Role
from tests import make
from tests.count import statements


def _lines(text: str) -> list[str]:
    main = text[text.index("<main") : text.index("</main>")]
    return re.findall(r"<p>([^<]+)</p>", main)


def test_what_is_due_first_stands_first_and_leads_to_its_thing(app):
    home = make.unit()
    reader, studio = make.person(home), make.studio(home)
    now = clock.now()
    with transaction():
        inbox.ask(reader, "loan_consent", studio, due=now + timedelta(days=5))
        inbox.ask(reader, "accept_project", studio)
        inbox.ask(reader, "approve_project", studio, due=now + timedelta(days=1))
    text = make.browser(app, reader).get("/").text
    assert [
        text.index(w) for w in ("Approve the studio", "You are asked to support", "Accept the delivery")
    ] == sorted(
        text.index(w) for w in ("Approve the studio", "You are asked to support", "Accept the delivery")
    )
    assert text.count(f'href="/studios/{studio.id}"') == 3


def test_settled_things_are_found_under_done(app):
    home = make.unit()
    reader, studio = make.person(home), make.studio(home)
    with transaction():
        inbox.ask(reader, "accept_project", studio)
        inbox.settle(studio, "accept_project")
    browser = make.browser(app, reader)
    assert "Accept the delivery" not in browser.get("/").text
    assert "Accept the delivery" in browser.get("/?show=done").text


def test_what_i_posted_is_started_by_me_and_by_nobody_else(app):
    challenge = make.open_challenge(title="密封圈渗油")
    colleague = make.person(challenge.department)
    poster = make.browser(app, challenge.contact)
    assert "密封圈渗油" in poster.get("/?show=started").text
    assert "密封圈渗油" not in make.browser(app, colleague).get("/?show=started").text


def test_followed_things_vanish_when_they_may_no_longer_be_seen(app):
    open_one, secret = make.open_challenge(title="铸件气孔"), make.draft_challenge(title="尚未发布的难题")
    reader = make.person(make.company())
    with transaction():
        inbox.follow(reader, open_one)
        inbox.follow(reader, secret)
    text = make.browser(app, reader).get("/?show=followed").text
    assert "铸件气孔" in text
    assert "尚未发布的难题" not in text


def test_a_lead_sees_the_three_best_fitting_open_challenges(app):
    studio = make.studio(make.company())
    shown = [make.open_challenge(title=f"匹配难题{n}") for n in range(4)]
    hidden = make.draft_challenge(title="草稿不外露")
    with transaction():
        for place, one in enumerate([*shown, hidden]):
            db.session.add(
                Fit(
                    challenge_id=one.id,
                    studio_id=studio.id,
                    score=9000 - place * 100,
                    parts=[],
                    computed_at=clock.now(),
                )
            )
    text = make.browser(app, studio.lead).get("/").text
    assert [f"匹配难题{n}" in text for n in range(4)] == [True, True, True, False]
    assert "Fit 90 of 100" in text
    assert "草稿不外露" not in text


def test_a_department_sees_whom_its_problems_wait_for(app):
    challenge = make.submitted_challenge(title="行车溜钩")
    head = make.who(Role.UNIT_MANAGER, challenge.department)
    text = make.browser(app, challenge.contact).get("/").text
    assert "行车溜钩" in text
    assert f"waits for {head.name}" in text


def test_a_new_colleague_is_told_what_one_can_do_here(app):
    text = make.browser(app, make.person(make.unit())).get("/").text
    assert "What you can do here" in text
    assert "Nothing waits for you." in text


@pytest.mark.parametrize(
    "role_and_list",
    [
        "new todo",
        "chair todo",
        "group todo",
        "lead todo",
        "poster todo",
        "panel todo",
        "lead done",
        "lead started",
        "lead followed",
    ],
)
def test_every_role_costs_at_most_eight_statements(app, role_and_list):
    role, show = role_and_list.split()
    home = make.company()
    people = {
        "new": lambda: make.person(home),
        "chair": lambda: make.officer(Role.CHAIR, home),
        "group": lambda: make.officer(Role.LEADING_GROUP, home.parent),
        "lead": lambda: make.studio(home).lead,
        "poster": lambda: make.officer(Role.POSTER, home),
        "panel": lambda: make.officer(Role.PANEL_MEMBER, home),
    }
    reader, studio = people[role](), make.studio(home)
    few = statements(make.browser(app, reader), f"/?show={show}")
    others = [make.studio(home) for _each in range(3)]
    with transaction():
        for one in others:
            inbox.ask(reader, "accept_project", one)
            inbox.follow(reader, one)
            inbox.ask(reader, "approve_project", one)
            inbox.settle(one, "approve_project")
    assert few == statements(make.browser(app, reader), f"/?show={show}") <= 8
    assert studio.id


def test_the_page_speaks_chinese_first(app):
    text = make.browser(app, make.person(make.unit()), locale="zh_Hans").get("/").text
    for word in ("工作台", "待办", "已办", "我发起的", "关注", "没有待办事项。"):
        assert word in text
