"""Rules in force, new versions with their review, and the key tasks of the year."""

from __future__ import annotations

import pytest

from marketplace.core.db import db
from marketplace.people.models import Role
from marketplace.rulebook import queries
from tests import make
from tests.count import statements

CHANGE = "/rules/settings/standard/change"
REVIEW = {
    "reviewers": "集团领导小组", "conclusion": "论证通过，自发布之日起施行。", "reviewed_on": "2030-03-01",
    "review_again_on": "2031-03-01",
}  # fmt: skip


def _settings(**more: str) -> dict[str, str]:
    body = {k: str(v) for k, v in queries.in_force("settings").body.items() if not isinstance(v, bool)}
    return {**body, **REVIEW, **more}


@pytest.fixture
def chair(app):
    return make.browser(app, make.officer(Role.CHAIR, make.company().parent))


def test_everybody_reads_the_rules_in_force(app):
    reader = make.browser(app, make.person(make.unit()))
    text = reader.get("/rules").text
    for name in ("Fast", "Race", "By invitation", "Annual targets by tier", "Settings"):
        assert name in text
    preset = reader.get("/rules/preset/urgent").text
    for fact in ("2 calendar days", "1 calendar day<", "sealed until the hour"):
        assert fact in preset
    assert "3 / 3 / 5 / 8" in reader.get("/rules/targets/standard").text
    assert reader.get("/rules/nonsense/standard").status_code == 404
    assert statements(reader, "/rules") <= 8
    assert statements(reader, "/rules/preset/standard") <= 8


def test_a_new_version_holds_at_once_and_shows_what_changed(app, chair):
    assert chair.post(CHANGE, data=_settings(accept_wd="12", partly_counts="y")).status_code == 303
    db.session.rollback()
    now = queries.in_force("settings")
    assert (now.version, now.body["accept_wd"], now.body["partly_counts"], now.body["core_projects"]) == (
        2,
        12,
        True,
        2,
    )
    text = chair.get("/rules/settings/standard").text
    assert "<del>10</del>" in text
    assert "<ins>12</ins>" in text
    assert "论证通过" in text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "Nothing differs from the version in force."),
        ({"accept_wd": "0"}, "Must be 1 or more."),
        ({"accept_wd": "12", "conclusion": ""}, "Please fill this in."),
        ({"accept_wd": "12", "reviewed_on": "2031-01-01"}, "The review lies in the future."),
        ({"accept_wd": "12", "review_again_on": "2030-01-01"}, "The next review must lie in the future."),
    ],
)
def test_without_a_proper_review_nothing_changes(app, chair, wrong, said):
    answer = chair.post(CHANGE, data=_settings(**wrong))
    assert answer.status_code == 422
    assert said in answer.text
    assert queries.newest("settings", "standard").version == 1


def test_only_the_chair_of_the_group_puts_rules_in_force(app):
    for stranger in (make.person(make.unit()), make.officer(Role.CHAIR, make.company())):
        browser = make.browser(app, stranger)
        assert browser.post(CHANGE, data=_settings(accept_wd="12")).status_code == 403
    assert queries.newest("settings", "standard").version == 1


def _typed(kind: str, code: str = "standard", **more: str) -> dict[str, str]:
    body = {k: v for k, v in queries.in_force(kind, code).body.items() if v is not None and v is not False}
    said = {k: " / ".join(map(str, v)) if isinstance(v, list) else str(v) for k, v in body.items()}
    return {**said, **REVIEW, **more}


@pytest.mark.parametrize(
    ("kind", "code", "more", "key", "now"),
    [
        ("preset", "fast", {"window_hours": "240", "budget_ceiling": "8"}, "budget_ceiling", 80_000),
        ("preset", "urgent", {"answer_wd": "2"}, "chair_reason", True),
        ("weights", "standard", {"skill": "30", "border": "10"}, "border", 10),
        ("panel_criteria", "standard", {"novelty": "5", "risk": "10"}, "risk", 10),
        ("targets", "standard", {"plant": "1 / 2 / 2 / 4"}, "plant", [1, 2, 2, 4]),
    ],
)
def test_every_kind_of_rule_has_its_page(app, chair, kind, code, more, key, now):
    page = f"/rules/{kind}/{code}/change"
    assert "Validity review" in chair.get(page).text
    typed = _typed(kind, code, **({"budget_ceiling": "5"} if code == "fast" else {}) | more)
    assert chair.post(page, data=typed).status_code == 303
    db.session.rollback()
    assert queries.in_force(kind, code).version == 2
    assert queries.in_force(kind, code).body[key] == now


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("preset", {"panel": "4"}, "A panel has an odd number of members."),
        ("preset", {"experts": "3"}, "At least two thirds of a panel are experts"),
        ("preset", {"questions_close_hours": "481"}, "must fit into the time for bids"),
        ("weights", {"skill": "36"}, "they add up to 101"),
        ("panel_criteria", {"risk": "0"}, "they add up to 95"),
        ("targets", {"group": "3 / 3 / 5"}, "Four whole numbers"),
    ],
)
def test_numbers_that_do_not_fit_together_are_refused_where_they_stand(app, chair, kind, more, said):
    answer = chair.post(f"/rules/{kind}/standard/change", data=_typed(kind, **more))
    assert answer.status_code == 422
    assert said in answer.text
    assert queries.newest(kind, "standard").version == 1


def test_a_challenge_keeps_the_version_it_was_posted_with(app, chair):
    challenge = make.open_challenge()
    assert (
        chair.post("/rules/preset/standard/change", data=_typed("preset", notice_wd="6")).status_code == 303
    )
    db.session.rollback()
    assert queries.preset_of(make.again(challenge))["notice_wd"] == 3
    assert queries.in_force("preset").body["notice_wd"] == 6


def test_the_leading_group_keeps_the_key_tasks_and_the_form_offers_them(app):
    plant = make.department()
    member = make.browser(app, make.officer(Role.LEADING_GROUP, plant.company))
    typed = {"title": "转向架交付提速", "year": "2030", "unit_id": str(plant.company_id)}
    assert member.post("/key-tasks", data=typed).status_code == 303
    assert member.post("/key-tasks", data=typed).status_code == 422, "the same task once"
    poster = make.browser(app, make.who(Role.POSTER, plant))
    assert poster.post("/key-tasks", data=typed | {"title": "另一项任务"}).status_code == 403
    assert poster.post("/key-tasks", data={"unit_id": typed["unit_id"]}).status_code == 403, "before the form"
    assert "转向架交付提速" in poster.get("/challenges/new").text
    task = queries.key_tasks()[0]
    assert poster.post(f"/key-tasks/{task.id}/end").status_code == 403
    assert member.post(f"/key-tasks/{task.id}/end").status_code == 303
    assert "转向架交付提速" not in poster.get("/challenges/new").text
