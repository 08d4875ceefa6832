"""Work that ends early: stopped, or joined with another project of the same race."""

from __future__ import annotations

from marketplace.core.audit import record
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.inbox.actions import settle, tell
from marketplace.people.models import Person
from marketplace.projects.actions.counting import expect_count, no_count
from marketplace.projects.models import Project, ProjectMember, ProjectShare, ProjectState
from marketplace.projects.terms import BeginMember
from marketplace.secondments.actions import drop_holds, free_all, set_hold


def stop(project: Project, reason: str, *, by: Person | None, kind: str = "project_terminated") -> None:
    """The work ends without a result; everybody is free again. Who may say so is asked by the caller."""
    move(project, ProjectState.TERMINATED, by=by, note=reason)
    no_count(project)
    drop_holds(project)
    free_all(project, by=by)
    settle(project)
    for thing in [*project.tasks, *project.milestones]:
        settle(thing)
    tell({project.lead, *(m.person for m in project.members)}, kind, project, why=reason)


def merge(project: Project, into: Project, percent: int, reason: str, *, by: Person) -> None:
    """Join a project with another: its core people go over, its studio gets a share of the joint work.

    Temporary supporters return to their units; the kept project's lead asks for them anew if needed.
    """
    own = next((share for share in into.shares if share.studio_id == into.studio_id), None)
    if own is None or own.percent - percent < 1:
        raise Invalid(_("The studio that leads must keep a share of its own."), field="percent")
    if any(share.studio_id == project.studio_id for share in into.shares):
        raise Invalid(_("This studio has a share in that project already."), field="percent")
    going = [member for member in project.members if not member.temporary]
    stop(project, reason, by=by, kind="project_merged")
    own.percent -= percent
    into.shares.append(ProjectShare(studio_id=project.studio_id, percent=percent))
    there = {member.person_id for member in into.members}
    joined = [_join(member, into) for member in going if member.person_id not in there]
    db.session.flush()
    expect_count(into)
    record("merged", into, by=by, note=reason, project=project.id, percent=percent)
    tell({into.lead, *(m.person for m in joined)}, "project_joined", into, why=reason)


def take_in(project: Project, start: BeginMember) -> ProjectMember:
    """Somebody joins work that has begun: a temporary supporter released late."""
    made = ProjectMember(
        person_id=start.person_id, temporary=start.temporary, skill_id=start.skill_id, days=start.days,
        starts_on=start.starts_on, ends_on=start.ends_on,
    )  # fmt: skip
    project.members.append(made)
    db.session.flush()
    if start.days:
        set_hold(
            made.person, project, days=start.days, starts_on=start.starts_on, ends_on=start.ends_on,
            core=not start.temporary, firm=True,
        )  # fmt: skip
    record("member_taken_in", project, by=None, person=start.person_id)
    return made


def _join(member: ProjectMember, into: Project) -> ProjectMember:
    person = member.person
    new = ProjectMember(
        person=person,
        temporary=False,
        skill_id=member.skill_id,
        days=member.days,
        starts_on=member.starts_on,
        ends_on=member.ends_on,
    )
    into.members.append(new)
    if member.days:
        set_hold(
            person, into, days=member.days, starts_on=member.starts_on, ends_on=member.ends_on,
            core=True, firm=True,
        )  # fmt: skip
    return new
