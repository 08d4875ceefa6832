"""Who may do what with a project, and when."""

from __future__ import annotations

from marketplace.challenges.models import Operator
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person, Role
from marketplace.people.rules import holds
from marketplace.projects.models import Milestone, MilestoneState, Project, ProjectState, ProjectTarget, Task

MOST_RETURNS = 2


def accepts_for(person: Person, project: Project) -> bool:
    """Does the person speak for the department that accepts?"""
    unit = project.department
    return holds(person, Role.UNIT_MANAGER, unit) or holds(person, Role.POSTER, unit)


def outside_the_team(person: Person, project: Project) -> bool:
    """Nobody accepts their own work."""
    return person.id != project.lead_id and person.id not in {m.person_id for m in project.members}


def may_register(person: Person, lead_id: int) -> Verdict:
    """The studio lead registers the studio's own project."""
    return unless(person.id == lead_id, _("Only the studio lead registers a project."))


def may_approve(person: Person, project: Project) -> Verdict:
    """The studio's home unit approves what the studio registers itself."""
    return not_until(project.state is ProjectState.PROPOSED, _("This has been decided already.")) and unless(
        holds(person, Role.UNIT_MANAGER, project.department) and outside_the_team(person, project),
        _("The manager of the studio's home unit decides, and not about their own project."),
    )


def may_lead(person: Person, project: Project) -> Verdict:
    """The lead's powers: tasks, milestones, measured values."""
    return unless(person.id == project.lead_id, _("Only the project lead may do this.")) and not_until(
        project.state is ProjectState.RUNNING, _("The project is not running.")
    )


def may_work_on(person: Person, project: Project, task: Task) -> Verdict:
    """The assignee moves a task; the lead may, too."""
    return unless(
        person.id in (task.assignee_id, project.lead_id), _("Only the assignee or the lead moves a task.")
    ) and not_until(project.state is ProjectState.RUNNING, _("The project is not running."))


def may_confirm(person: Person, project: Project, milestone: Milestone) -> Verdict:
    """The department looks at a reported milestone."""
    return unless(
        accepts_for(person, project) and outside_the_team(person, project),
        _("The department that accepts confirms milestones."),
    ) and not_until(milestone.state is MilestoneState.REACHED, _("The lead has not reported this milestone."))


def reaches(target: ProjectTarget) -> bool | None:
    """Does the measured value reach what was wanted? None: not measured yet."""
    if target.measured is None:
        return None
    return (
        target.measured <= target.wanted
        if target.operator is Operator.AT_MOST
        else target.measured >= target.wanted
    )


def may_add_files(person: Person, project: Project) -> Verdict:
    """Records come from the team and from the two units that answer for the work."""
    team = person.id == project.lead_id or any(m.person_id == person.id for m in project.members)
    return unless(
        team or accepts_for(person, project),
        _("Files are added by the team and by the department that accepts."),
    )


def may_deliver(person: Person, project: Project) -> Verdict:
    """Deliver once every target has its measured value."""
    return may_lead(person, project) and not_until(
        all(t.measured is not None for t in project.targets),
        _("Every technical target needs its measured value first."),
    )


def may_decide(person: Person, project: Project) -> Verdict:
    """The department accepts, sends back or refuses."""
    return unless(
        accepts_for(person, project) and outside_the_team(person, project),
        _("Only the department that asked may accept, and nobody their own work."),
    ) and not_until(project.state is ProjectState.DELIVERED, _("Nothing has been delivered yet."))


def may_accept_as_met(project: Project) -> Verdict:
    """“Met” means that every target is reached."""
    return not_until(
        all(reaches(t) for t in project.targets),
        _("Not every target is reached: choose “partly met” or send it back."),
    )


def may_send_back(project: Project) -> Verdict:
    """At most two rounds."""
    return not_until(project.returns < MOST_RETURNS, _("It was sent back twice already: now decide."))


def may_terminate(person: Person, project: Project) -> Verdict:
    """The leading group may end a running project."""
    return unless(
        holds(person, Role.CHAIR, project.department)
        or holds(person, Role.LEADING_GROUP, project.department),
        _("Only the leading group may terminate a project."),
    ) and not_until(project.state is ProjectState.RUNNING, _("The project is not running."))
