"""Who may put a new version of a rule in force."""

from __future__ import annotations

from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, unless
from marketplace.people.models import Person, Role
from marketplace.people.rules import scope_paths


def may_version(person: Person) -> Verdict:
    """The chair of the group's leading group, with the recorded validity review."""
    chairs_group = any(path.count("/") == 2 for path in scope_paths(person, Role.CHAIR))
    return unless(chairs_group, _("Only the chair of the group's leading group puts new versions in force."))
