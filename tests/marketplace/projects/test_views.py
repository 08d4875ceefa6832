"""Pages of projects."""

from __future__ import annotations

from datetime import timedelta

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.people.models import Role
from marketplace.projects.models import Milestone, Project, ProjectState
from tests import make
from tests.count import statements


def test_the_way_from_registration_to_acceptance_over_http(app):
    company = make.unit(make.unit())
    home = make.unit(company)
    studio, manager = make.studio(home), make.officer(Role.UNIT_MANAGER, home)
    lead_id, studio_id = studio.lead_id, studio.id
    lead, boss = make.browser(app, studio.lead), make.browser(app, manager)
    due = (clock.today() + timedelta(days=60)).isoformat()
    answer = lead.post(
        f"/projects/register/{studio_id}",
        data={
            "title": "工装快换改造",
            "goal": "把换型时间压下来，减少停机损失。",
            "budget": "1.5",
            "due_on": due,
            "targets-0-metric": "换型时间",
            "targets-0-now": "55",
            "targets-0-operator": "<=",
            "targets-0-wanted": "15",
            "targets-0-unit": "min",
        },
    )
    assert answer.status_code == 303, answer.text
    page = answer.location
    assert boss.post(f"{page}/approve", data={"decision": "approve"}).status_code == 303
    project = db.session.query(Project).one()
    target = project.targets[0].id
    assert lead.post(
        f"{page}/milestones", data={"title": "小批验证", "due_on": due, "payment": "30"}
    ).status_code == 303  # fmt: skip
    step = db.session.query(Milestone).one().id
    refused = [
        boss.post(f"{page}/{tab}").status_code for tab in ("tasks", "milestones", f"milestones/{step}")
    ]
    refused.append(lead.post(f"{page}/milestones/{step}", data={"decision": "return"}).status_code)
    assert refused == [403, 403, 403, 403], "whoever may not is told so before what is missing"
    assert (
        lead.post(
            f"{page}/tasks", data={"title": "测时间", "assignee": str(lead_id), "due_on": due}
        ).status_code
        == 303
    )
    assert (
        lead.post(f"{page}/measure", data={f"value_{target}": "１２", f"note_{target}": "秒表"}).status_code
        == 303
    )
    assert lead.post(f"{page}/delivery", data={"note": "已在二班试用两周。"}).status_code == 303
    assert (
        boss.post(f"{page}/delivery", data={"decision": "met", "verdict": "现场看过，属实。"}).status_code
        == 303
    )
    assert db.session.get_one(Project, project.id).state is ProjectState.MET
    for tab in ("", "/tasks", "/milestones", "/delivery", "/files", "/history", "/measure"):
        assert lead.get(page + tab).status_code == 200
    share = f"share_{lead_id}"
    filled = {"kind": "five_small", "summary": "快换工装一套，五分钟换型。", share: "100"}
    project_id = page.rsplit("/", 1)[1]
    recorded = lead.post(f"/outcomes/of/{project_id}", data=filled)
    assert recorded.status_code == 303
    assert lead.get(recorded.location).status_code == 200
    assert lead.get("/outcomes/").status_code == 200


def test_a_broken_registration_keeps_what_was_typed(app):
    studio = make.studio(make.unit(make.unit()))
    lead = make.browser(app, studio.lead)
    answer = lead.post(
        f"/projects/register/{studio.id}", data={"title": "工装快换改造", "goal": "短", "due_on": "昨天"}
    )
    assert answer.status_code == 422
    assert "工装快换改造" in answer.text


def test_a_stranger_sees_no_project(app):
    project, _manager = make.own_project()
    stranger = make.browser(app, make.person(make.unit()))
    assert stranger.get(f"/projects/{project.id}").status_code == 404
    assert project.title not in stranger.get("/projects/").text


def test_the_list_costs_the_same_with_one_and_with_many(app):
    project, manager = make.own_project()
    browser = make.browser(app, manager)
    one = statements(browser, "/projects/")
    for _n in range(5):
        make.own_project(studio=project.studio)
    assert statements(browser, "/projects/") == one <= 8
    assert statements(browser, f"/projects/{project.id}") <= 8
