"""How a project stands in the ledger: under way, counted, or not counting any more; and who carries it on."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.core import clock
from marketplace.core.audit import record, ref
from marketplace.inbox.actions import ask, settle, tell
from marketplace.ledger.actions import credit, expect, forget, weigh
from marketplace.ledger.models import Metric
from marketplace.people.models import Person
from marketplace.projects.models import SHARE_THAT_COUNTS, Project, ProjectOrigin, ProjectState
from marketplace.studios.models import Studio


def _metric(project: Project) -> Metric:
    return Metric.PROJECTS if project.origin is ProjectOrigin.OWN else Metric.TACKLED


def _counting(project: Project) -> Iterator[Studio]:
    """The lead studio, and each member of a consortium with enough of the work."""
    for share in project.shares:
        if share.studio_id == project.studio_id or share.percent >= SHARE_THAT_COUNTS:
            yield share.studio


def expect_count(project: Project) -> None:
    """It runs: it stands in the pipeline of its studios' year, with its difficulty."""
    for studio in _counting(project):
        expect(studio, _metric(project), source=ref(project), due_on=project.due_on)
    if project.challenge is not None:
        weigh(ref(project), difficulty=project.challenge.difficulty)


def count(project: Project, *, by: Person) -> None:
    """It is met: each of its studios' years gains one, once. The title of secret work stays inside."""
    secret = project.challenge is not None and project.challenge.is_secret
    for studio in _counting(project):
        credit(
            studio,
            _metric(project),
            source=ref(project),
            title=project.title,
            on=clock.today(),
            by=by,
            restricted=secret,
        )


def no_count(project: Project) -> None:
    """It ended: nothing is under way any more."""
    forget(ref(project))


def hand_over(project: Project, successor: Person, *, by: Person | None) -> None:
    """Somebody else carries running work on (the studio was delisted)."""
    settle(project, "deliver_project")
    project.lead_id, project.lead = successor.id, successor
    record("handed_over", project, by=by, note=successor.name, person_id=successor.id)
    if project.state is ProjectState.RUNNING:
        ask(successor, "deliver_project", project, due=clock.at(project.due_on, 23, 59))
    tell(
        {successor, *(m.person for m in project.members)}, "project_handed_over", project, name=successor.name
    )
