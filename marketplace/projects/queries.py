"""Reading projects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.core import clock, reads
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.lists import Listing, Page, page
from marketplace.core.search import matches
from marketplace.people.eyes import seen
from marketplace.people.models import Person, Unit
from marketplace.projects.models import Project, ProjectMember, ProjectShare, ProjectState, Task, TaskState
from marketplace.studios.models import Studio

AT_WORK = (ProjectState.RUNNING, ProjectState.DELIVERED)
OVER = (
    ProjectState.MET,
    ProjectState.PARTLY,
    ProjectState.DILIGENT,
    ProjectState.NOT_MET,
    ProjectState.TERMINATED,
)


def next_number(year: int) -> str:
    """XM-2030-0007: counted within the year."""
    like = f"XM-{year}-%"
    last = db.session.scalar(sa.select(sa.func.max(Project.number)).where(Project.number.like(like)))
    return f"XM-{year}-{int(last[-4:]) + 1 if last else 1:04}"


def whole(project_id: int, *, seen_by: Person) -> Project:
    """A project with its team, targets and units; 404 for the unseen."""
    wanted = (
        sa.select(Project)
        .where(Project.id == project_id, Project.visible_to(seen_by))
        .options(
            joinedload(Project.studio),
            joinedload(Project.department),
            joinedload(Project.lead).joinedload(Person.unit),
            joinedload(Project.challenge),
            selectinload(Project.targets),
            selectinload(Project.members).joinedload(ProjectMember.person).joinedload(Person.unit),
        )
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(wanted).unique().one_or_none()
    if found is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    reads.look(found, seen_by)
    return found


def listed(
    *, seen_by: Person, state: str = "", mine: bool = False, text: str = "", origin: str = ""
) -> Page[Any]:
    """One page of projects this person may see: columns only."""
    wanted = (state, mine, text, origin)
    return seen("projects", seen_by, wanted, lambda: Listing.of(_listed(seen_by, *wanted))).page()


def _listed(seen_by: Person, state: str, mine: bool, text: str, origin: str) -> sa.Select[Any]:
    found = _rows(seen_by)
    if state in set(ProjectState):
        found = found.where(Project.state == ProjectState(state))
    if origin:
        found = found.where(Project.origin == origin)
    if mine:
        in_team = sa.select(ProjectMember.project_id).where(ProjectMember.person_id == seen_by.id)
        found = found.where(sa.or_(Project.lead_id == seen_by.id, Project.id.in_(in_team)))
    if text:
        found = found.where(matches(Project.haystack, text))
    return found


def of_studio(studio_id: int, *, seen_by: Person) -> Page[Any]:
    """A studio's projects that this person may see, shares in others' included."""
    shared = sa.select(ProjectShare.project_id).where(ProjectShare.studio_id == studio_id)
    return page(_rows(seen_by).where(sa.or_(Project.studio_id == studio_id, Project.id.in_(shared))))


def _rows(seen_by: Person) -> sa.Select[Any]:
    columns: list[Any] = [
        Project.id, Project.number, Project.title, Project.state, Project.origin, Project.due_on,
        Studio.name.label("studio"), Unit.name.label("department"), Person.name.label("lead"),
    ]  # fmt: skip
    return (
        sa.select(*columns)
        .join(Studio, Studio.id == Project.studio_id)
        .join(Unit, Unit.id == Project.department_id)
        .join(Person, Person.id == Project.lead_id)
        .where(Project.visible_to(seen_by))
        .order_by(Project.state.in_(AT_WORK).desc(), Project.due_on, Project.id)
    )


def open_core_projects(person_ids: Iterable[int]) -> dict[int, int]:
    """In how many running projects each person is core."""
    rows = (
        sa.select(ProjectMember.person_id, sa.func.count())
        .join(Project, Project.id == ProjectMember.project_id)
        .where(
            ProjectMember.person_id.in_(list(person_ids)),
            ~ProjectMember.temporary,
            Project.state.in_(AT_WORK),
        )
        .group_by(ProjectMember.person_id)
    )
    return dict(db.session.execute(rows).all())


def board(project: Project) -> dict[TaskState, list[Task]]:
    """The tasks by column."""
    found = sa.select(Task).where(Task.project_id == project.id).options(joinedload(Task.assignee))
    columns: dict[TaskState, list[Task]] = {state: [] for state in TaskState}
    for task in db.session.scalars(found.order_by(Task.due_on, Task.id)):
        columns[task.state].append(task)
    return columns


def overdue_ids() -> Sequence[int]:
    """Delivered projects nobody has decided about within the working days allowed (asked by `due`)."""
    found = sa.select(Project.id).where(
        Project.state == ProjectState.DELIVERED, Project.accept_due < clock.now()
    )
    return db.session.scalars(found.where(~Project.escalated)).all()
