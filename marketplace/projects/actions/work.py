"""Tasks and milestones: the lead assigns, people do, the department confirms."""

from __future__ import annotations

from marketplace.core import clock
from marketplace.core.audit import record
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
from marketplace.projects.models import Milestone, MilestoneState, Project, Task, TaskState
from marketplace.projects.rules import may_confirm, may_lead, may_work_on
from marketplace.projects.terms import MilestoneTerms, TaskTerms


def add_task(project: Project, terms: TaskTerms, *, by: Person) -> Task:
    """The lead gives somebody of the team a task."""
    require(may_lead(by, project))
    people = {m.person_id: m.person for m in project.members} | {project.lead_id: project.lead}
    if terms.assignee not in people:
        raise Invalid(_("Choose somebody of the team."), "assignee")
    if not project.starts_on <= terms.due_on <= project.due_on:
        raise Invalid(_("The date must lie within the project."), "due_on")
    task = Task(
        project_id=project.id,
        title=terms.title,
        assignee_id=terms.assignee,
        due_on=terms.due_on,
        created_at=clock.now(),
    )
    db.session.add(task)
    db.session.flush()
    record("task_added", project, by=by, task=terms.title)
    assignee = people[terms.assignee]
    ask(assignee, "do_task", task, due=clock.at(terms.due_on, 23, 59), project=project.id)
    if assignee.id != by.id:
        tell([assignee], "task_given", project, task=terms.title, due=terms.due_on.isoformat())
    return task


def move_task(project: Project, task: Task, to: TaskState, *, by: Person) -> None:
    """A task goes to another column of the board."""
    require(may_work_on(by, project, task))
    move(task, to, by=by)
    if to is TaskState.DONE:
        settle(task, "do_task")
    else:
        ask(task.assignee, "do_task", task, due=clock.at(task.due_on, 23, 59), project=project.id)


def add_milestone(project: Project, terms: MilestoneTerms, *, by: Person) -> Milestone:
    """The lead plans a dated step; payments stay within 100 %."""
    require(may_lead(by, project))
    if not project.starts_on <= terms.due_on <= project.due_on:
        raise Invalid(_("The date must lie within the project."), "due_on")
    if sum(m.payment for m in project.milestones) + terms.payment > 100:
        raise Invalid(_("All payments together may not pass 100 %."), "payment")
    made = Milestone(project_id=project.id, title=terms.title, due_on=terms.due_on, payment=terms.payment)
    db.session.add(made)
    record("milestone_added", project, by=by, milestone=terms.title)
    return made


def reach_milestone(project: Project, milestone: Milestone, evidence: str, *, by: Person) -> None:
    """The lead reports a milestone with what shows it."""
    require(may_lead(by, project))
    move(milestone, MilestoneState.REACHED, by=by)
    milestone.evidence, milestone.reached_at = evidence, clock.now()
    posters = holders(Role.POSTER, project.department) or holders(Role.UNIT_MANAGER, project.department)
    ask(posters, "confirm_milestone", milestone, due=None, project=project.id)
    tell(posters, "milestone_reached", project, milestone=milestone.title)


def confirm_milestone(project: Project, milestone: Milestone, *, by: Person) -> None:
    """The department confirms; the payment share falls due."""
    require(may_confirm(by, project, milestone))
    move(milestone, MilestoneState.CONFIRMED, by=by)
    settle(milestone)
    tell([project.lead], "milestone_confirmed", project, milestone=milestone.title)


def return_milestone(project: Project, milestone: Milestone, reason: str, *, by: Person) -> None:
    """The department wants more evidence."""
    require(may_confirm(by, project, milestone))
    move(milestone, MilestoneState.OPEN, by=by, note=reason)
    settle(milestone)
    tell([project.lead], "milestone_returned", project, milestone=milestone.title, why=reason)
