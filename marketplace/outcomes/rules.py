"""Who records outcomes, and who certifies their benefit."""

from __future__ import annotations

from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.outcomes.models import Outcome
from marketplace.people.models import Person, Role
from marketplace.people.rules import holds
from marketplace.projects.models import Project, ProjectState


def may_record(person: Person, project: Project, *, recorded: bool) -> Verdict:
    """The lead of an accepted project records what came of it, once."""
    return (
        unless(person.id == project.lead_id, _("Only the project lead records the outcome."))
        and not_until(
            project.state in (ProjectState.MET, ProjectState.PARTLY),
            _("The project has not been accepted yet."),
        )
        and not_until(not recorded, _("The outcome is recorded already."))
    )


def may_certify(person: Person, outcome: Outcome) -> Verdict:
    """Finance of the unit that uses it certifies, and nobody their own work."""
    mine = person.id in {c.person_id for c in outcome.contributors}
    return unless(
        holds(person, Role.FINANCE_OFFICER, outcome.unit) and not mine,
        _("Only the finance officer certifies a benefit, and not of their own work."),
    )
