"""Projects for tests."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from marketplace.challenges.models import Operator
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.people.models import Person, Role
from marketplace.people.queries import manager_of
from marketplace.projects import actions
from marketplace.projects.models import Project
from marketplace.projects.terms import RegisterTerms, TargetTerms
from marketplace.studios.models import Studio
from tests.make.challenges import company
from tests.make.people import officer, unit
from tests.make.studios import studio as new_studio


def own_terms(**more: Any) -> RegisterTerms:
    """What a studio registers."""
    target = TargetTerms(
        metric="一次合格率", now=Decimal(82), wanted=Decimal(97), operator=Operator.AT_LEAST, unit="%"
    )
    return RegisterTerms(
        title="工装快换改造",
        goal="把换型时间压下来，减少停机。",
        due_on=clock.today() + timedelta(days=90),
        targets=[target],
        **more,
    )


def own_project(*, approved: bool = True, studio: Studio | None = None) -> tuple[Project, Person]:
    """A studio's own project and the manager of its home unit."""
    made = studio or new_studio(unit(company()))
    manager = manager_of(made.home_unit) or officer(Role.UNIT_MANAGER, made.home_unit)
    with transaction():
        project = actions.register(made, own_terms(), by=made.lead)
        if approved:
            actions.approve(project, by=manager)
    return db.session.get_one(Project, project.id), db.session.get_one(Person, manager.id)


def measured(project: Project, value: str = "98") -> None:
    """Every target gets this value."""
    with transaction():
        actions.measure(
            project, {t.id: (Decimal(value), "首批 200 件") for t in project.targets}, by=project.lead
        )


def delivered_project(value: str = "98") -> tuple[Project, Person]:
    """A delivered own project and who accepts it."""
    project, manager = own_project()
    measured(project, value)
    with transaction():
        actions.deliver(project, "工艺卡和首检记录已移交。", by=project.lead)
    return project, manager
