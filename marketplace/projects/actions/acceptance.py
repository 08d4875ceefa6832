"""Measured values, delivery, acceptance; an accepted project raises the year's count, exactly once."""

from __future__ import annotations

from decimal import Decimal

from marketplace.core import clock
from marketplace.core.audit import record
from marketplace.core.calendar import after_workdays
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
from marketplace.projects.actions.counting import count, no_count
from marketplace.projects.models import Project, ProjectState
from marketplace.projects.rules import (
    may_accept_as_met,
    may_decide,
    may_deliver,
    may_lead,
    may_send_back,
)
from marketplace.rulebook.queries import setting
from marketplace.secondments.actions import drop_holds


def measure(project: Project, values: dict[int, tuple[Decimal | None, str]], *, by: Person) -> None:
    """The lead records what was measured for each target, and how."""
    require(may_lead(by, project))
    for target in project.targets:
        if target.id in values:
            target.measured, target.measured_note = values[target.id]
    record("measured", project, by=by, targets=len(values))


def deliver(project: Project, note: str, *, by: Person) -> None:
    """The team hands over; the department has ten working days."""
    require(may_deliver(by, project))
    move(project, ProjectState.DELIVERED, by=by)
    project.delivered_at, project.delivery_note = clock.now(), note
    project.accept_due, project.escalated = after_workdays(clock.now(), setting("accept_wd")), False
    settle(project, "deliver_project")
    department = {
        *holders(Role.POSTER, project.department),
        *holders(Role.UNIT_MANAGER, project.department)[:1],
    }
    ask(department, "accept_project", project, due=project.accept_due)
    tell(department, "project_delivered", project)


def accept(project: Project, verdict: str, *, partly: bool = False, by: Person) -> None:
    """The department takes the work; met, the studios' year gains one outcome."""
    require(may_decide(by, project))
    if not partly:
        require(may_accept_as_met(project))
    _end(project, ProjectState.PARTLY if partly else ProjectState.MET, verdict, by=by)
    project.accepted_on = clock.today()
    if not partly or setting("partly_counts"):
        count(project, by=by)
    tell(_circle(project), "project_partly" if partly else "project_met", project, why=verdict)


def refuse_outcome(project: Project, verdict: str, *, diligent: bool, by: Person) -> None:
    """Not met: with diligence there is no blame, in either case no count."""
    require(may_decide(by, project))
    _end(project, ProjectState.DILIGENT if diligent else ProjectState.NOT_MET, verdict, by=by)
    tell(_circle(project), "project_diligent" if diligent else "project_not_met", project, why=verdict)


def _end(project: Project, to: ProjectState, verdict: str, *, by: Person) -> None:
    move(project, to, by=by, note=verdict)
    project.verdict = verdict
    no_count(project)
    drop_holds(project)
    settle(project)
    for thing in [*project.tasks, *project.milestones]:
        settle(thing)


def give_back(project: Project, reason: str, *, by: Person) -> None:
    """Sent back, at most twice."""
    require(may_decide(by, project) and may_send_back(project))
    move(project, ProjectState.RUNNING, by=by, note=reason)
    project.returns += 1
    settle(project)
    ask(project.lead, "deliver_project", project, due=clock.at(max(project.due_on, clock.today()), 23, 59))
    tell([project.lead], "project_returned", project, why=reason)


def escalate(project: Project) -> None:
    """Nobody decided within the working days: the leading group sees to it."""
    project.escalated = True
    group = holders(Role.CHAIR, project.department)
    ask(group, "see_to_acceptance", project)
    tell({*group, *holders(Role.UNIT_MANAGER, project.department)[:1]}, "project_overdue", project)
    record("escalated", project, by=None)


def _circle(project: Project) -> set[Person]:
    return {project.lead, project.studio.lead, *(m.person for m in project.members)}
