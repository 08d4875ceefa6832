"""Rules in force, and a new version of the settings with its review."""

from __future__ import annotations

import pytest

from marketplace.core.db import db
from marketplace.people.models import Role
from marketplace.rulebook import queries
from tests import make
from tests.count import statements

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
    for name in ("Fast", "Race", "Invited", "Annual targets by tier", "Settings"):
        assert name in text
    preset = reader.get("/rules/preset/urgent").text
    for fact in ("2 calendar days", "1 calendar day<", "sealed until the hour"):
        assert fact in preset
    assert "3 / 3 / 5 / 8" in reader.get("/rules/targets/standard").text
    assert reader.get("/rules/nonsense/standard").status_code == 404
    assert statements(reader, "/rules") <= 8
    assert statements(reader, "/rules/preset/standard") <= 8


def test_a_new_version_holds_at_once_and_shows_what_changed(app, chair):
    assert (
        chair.post("/rules/settings/change", data=_settings(accept_wd="12", partly_counts="y")).status_code
        == 303
    )
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
    answer = chair.post("/rules/settings/change", data=_settings(**wrong))
    assert answer.status_code == 422
    assert said in answer.text
    assert queries.newest("settings", "standard").version == 1


def test_only_the_chair_of_the_group_puts_rules_in_force(app):
    for stranger in (make.person(make.unit()), make.officer(Role.CHAIR, make.company())):
        browser = make.browser(app, stranger)
        assert browser.post("/rules/settings/change", data=_settings(accept_wd="12")).status_code == 403
    assert queries.newest("settings", "standard").version == 1
