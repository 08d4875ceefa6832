"""How a project stands in the ledger from its beginning to its end."""

from __future__ import annotations

from typing import Any

from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.ledger.models import Metric
from marketplace.ledger.queries import progress
from marketplace.people.models import Role
from marketplace.projects import actions
from marketplace.projects.models import Project, ProjectState
from tests import make


def again(thing: Any) -> Any:
    return db.session.get_one(type(thing), thing.id, populate_existing=True)


def under_way(project: Project) -> int:
    return progress(again(project).studio, clock.year()).line(Metric.PROJECTS).pipeline


def test_a_running_project_stands_in_the_pipeline_until_it_is_terminated(app):
    project, _manager = make.own_project()
    assert under_way(project) == 1
    unit = again(project).department
    chair = make.officer(Role.CHAIR, unit)
    with transaction():
        actions.terminate(again(project), "设备停产，项目终止", by=again(chair))
    assert (again(project).state, under_way(project)) == (ProjectState.TERMINATED, 0)


def test_a_proposed_project_is_not_yet_under_way(app):
    project, _manager = make.own_project(approved=False)
    assert under_way(project) == 0


def test_a_successor_carries_the_work_on(app):
    project, _manager = make.own_project()
    heir = make.person(again(project).department)
    with transaction():
        actions.hand_over(again(project), again(heir), by=None)
    assert again(project).lead_id == heir.id
