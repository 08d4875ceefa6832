"""How a project begins: by an award, or registered by a studio and approved by its home unit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from marketplace.challenges.models import Challenge, Operator
from marketplace.core import clock
from marketplace.core.audit import record
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.search import haystack
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
from marketplace.projects.actions.counting import expect_count
from marketplace.projects.actions.race import stop
from marketplace.projects.models import (
    Milestone,
    Project,
    ProjectMember,
    ProjectOrigin,
    ProjectShare,
    ProjectState,
    ProjectTarget,
)
from marketplace.projects.queries import next_number
from marketplace.projects.rules import may_approve, may_register, may_terminate
from marketplace.projects.terms import Begin, RegisterTerms
from marketplace.secondments.actions import set_hold
from marketplace.studios.models import Studio


def begin(start: Begin, *, by: Person | None) -> Project:
    """The awarded work begins: team, targets and milestones as promised in the bid."""
    challenge, today = db.session.get_one(Challenge, start.challenge_id), clock.today()
    project = _new(start, due_on=today + timedelta(days=start.work_days), studio_id=start.studio_id,
                   lead_id=start.lead_id, source=start.source, origin=_origin(start),
                   challenge_id=challenge.id,
                   department_id=challenge.department_id, state=ProjectState.RUNNING)  # fmt: skip
    project.targets = [
        ProjectTarget(place=n, metric=t.metric, now=t.now, wanted=t.wanted, promised=t.promised,
                      operator=Operator(t.operator), unit=t.unit)
        for n, t in enumerate(start.targets, 1)
    ]  # fmt: skip
    project.members = [
        ProjectMember(person_id=m.person_id, temporary=m.temporary, skill_id=m.skill_id, days=m.days,
                      starts_on=m.starts_on, ends_on=m.ends_on)
        for m in start.members
    ]  # fmt: skip
    project.milestones = [
        Milestone(title=m.title, due_on=today + timedelta(days=m.after_days), payment=m.payment)
        for m in start.milestones
    ]
    db.session.add(project)
    db.session.flush()
    project.shares = [
        ProjectShare(studio_id=s, percent=p) for s, p in (start.shares or {start.studio_id: 100}).items()
    ]
    db.session.flush()
    _take_days(project)
    expect_count(project)
    record("begun", project, by=by, source=start.source)
    ask(project.lead, "deliver_project", project, due=clock.at(project.due_on, 23, 59))
    tell([m.person for m in project.members], "project_begun", project, due=project.due_on.isoformat())
    return project


def _origin(start: Begin) -> ProjectOrigin:
    """An award's source is the award; a challenge entrusted directly is its own."""
    return ProjectOrigin.ENTRUSTED if start.source.startswith("challenge/") else ProjectOrigin.AWARD


def _new(terms: Begin | RegisterTerms, *, due_on: date, studio_id: int, lead_id: int, **more: Any) -> Project:
    today = clock.today()
    number = next_number(today.year)
    return Project(
        number=number, haystack=haystack(number, terms.title), title=terms.title, goal=terms.goal,
        budget=terms.budget, due_on=due_on, studio_id=studio_id, lead_id=lead_id, starts_on=today,
        registered_at=clock.now(), **more,
    )  # fmt: skip


def _take_days(project: Project) -> None:
    """The team's days belong to the project from now on."""
    for member in project.members:
        if member.days:
            set_hold(member.person, project, days=member.days, starts_on=member.starts_on,
                     ends_on=member.ends_on, core=not member.temporary, firm=True)  # fmt: skip


def register(studio: Studio, terms: RegisterTerms, *, by: Person) -> Project:
    """The studio registers a project of its own before the work; its home unit approves."""
    require(may_register(by, studio.lead_id))
    if terms.due_on <= clock.today():
        raise Invalid(_("The end must lie in the future: a project is registered before the work."), "due_on")
    project = _new(terms, due_on=terms.due_on, studio_id=studio.id, lead_id=by.id, origin=ProjectOrigin.OWN,
                   department_id=studio.home_unit_id, state=ProjectState.PROPOSED)  # fmt: skip
    project.targets = [
        ProjectTarget(place=n, metric=t.metric, now=t.now, wanted=t.wanted, operator=t.operator, unit=t.unit)
        for n, t in enumerate(terms.targets, 1)
    ]
    project.members = [ProjectMember(person_id=by.id, starts_on=clock.today(), ends_on=terms.due_on)]
    db.session.add(project)
    db.session.flush()
    project.shares = [ProjectShare(studio_id=studio.id, percent=100)]
    record("registered", project, by=by)
    deciders = [p for p in holders(Role.UNIT_MANAGER, studio.home_unit) if p.id != by.id]
    ask(deciders, "approve_project", project)
    tell(deciders, "project_proposed", project, studio=studio.name)
    return project


def approve(project: Project, *, by: Person) -> None:
    """The home unit lets the studio's own project run."""
    require(may_approve(by, project))
    move(project, ProjectState.RUNNING, by=by)
    project.starts_on = clock.today()
    expect_count(project)
    settle(project, "approve_project")
    ask(project.lead, "deliver_project", project, due=clock.at(project.due_on, 23, 59))
    tell([project.lead], "project_approved", project)


def refuse(project: Project, reason: str, *, by: Person) -> None:
    """The home unit says no, with its reason."""
    require(may_approve(by, project))
    move(project, ProjectState.REFUSED, by=by, note=reason)
    settle(project)
    tell([project.lead], "project_refused", project, why=reason)


def terminate(project: Project, reason: str, *, by: Person) -> None:
    """The leading group ends a running project; people are free again."""
    require(may_terminate(by, project))
    stop(project, reason, by=by)
