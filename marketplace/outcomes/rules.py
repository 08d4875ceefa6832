"""Who records outcomes."""

from __future__ import annotations

from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person
from marketplace.projects.models import Project, ProjectState


def may_record(person: Person, project: Project, *, recorded: bool) -> Verdict:
    """The lead of an accepted project records what came of it, once."""
    return (
        unless(person.id == project.lead_id, _("Only the project lead records the outcome."))
        and not_until(
            project.state in (ProjectState.MET, ProjectState.PARTLY), _("The project has not been accepted yet.")
        )
        and not_until(not recorded, _("The outcome is recorded already."))
    )
