"""Who may put a new version of a rule in force, and keep the list of key tasks."""

from __future__ import annotations

from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import roles_of
from marketplace.people.rules import scope_paths
from marketplace.rulebook.models import KeyTask


def may_version(person: Person) -> Verdict:
    """The chair of the group's leading group, with the recorded validity review."""
    chairs_group = any(path.count("/") == 2 for path in scope_paths(person, Role.CHAIR))
    return unless(chairs_group, _("Only the chair of the group's leading group puts new versions in force."))


def may_keep_tasks(person: Person, unit: Unit) -> Verdict:
    """The leading group of this very unit keeps its key tasks."""
    seats = {held.unit_id for held in roles_of(person) if held.role in (Role.CHAIR, Role.LEADING_GROUP)}
    return unless(unit.id in seats, _("Only the leading group of this unit keeps its key tasks."))


def still_offered(task: KeyTask) -> Verdict:
    """Not ended yet."""
    return not_until(task.ended_at is None, _("This key task has been taken off the list already."))
