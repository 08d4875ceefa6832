"""Who fills the seats of a leading group."""

from __future__ import annotations

from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, unless
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import roles_of


def may_fill(person: Person, unit: Unit) -> Verdict:
    """The chair of this very leading group names owners and deputies."""
    chairs = {held.unit_id for held in roles_of(person) if held.role is Role.CHAIR}
    return unless(unit.id in chairs, _("Only the chair of this leading group names owners and deputies."))
