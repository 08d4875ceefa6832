"""Who may do what with people; and the question every wing asks: does this person hold that role here?"""

from __future__ import annotations

from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person, Role, Unit
from marketplace.people.roles import roles_of


def holds(person: Person, role: Role, unit: Unit | None = None) -> bool:
    """Does the person hold the role over this unit (granted there or above)? No unit: anywhere."""
    return any(
        held.role is role and (unit is None or unit.path.startswith(held.path)) for held in roles_of(person)
    )


def scope_paths(person: Person, *roles: Role) -> list[str]:
    """The subtrees in which the person holds one of these roles."""
    return [held.path for held in roles_of(person) if held.role in roles]


# three administrators, three people: nobody holds two of these
APART = frozenset({Role.SYSTEM_ADMIN, Role.SECRECY_OFFICER, Role.AUDITOR})


def may_issue_code(by: Person, person: Person) -> Verdict:
    """The unit manager prints the one-time codes of the unit's people."""
    return unless(
        holds(by, Role.UNIT_MANAGER, person.unit) or holds(by, Role.SYSTEM_ADMIN, person.unit),
        _("Only the manager of this person's unit may issue a code."),
    )


def may_grant(by: Person, person: Person, role: Role, unit: Unit) -> Verdict:
    """The system administrator gives roles, to others, and keeps the three administrators apart."""
    held = {one.role for one in roles_of(person)} & APART
    return (
        unless(holds(by, Role.SYSTEM_ADMIN, unit), _("Only the system administrator may change roles."))
        and unless(by.id != person.id, _("Nobody may change their own roles."))
        and unless(
            role not in APART or not held - {role},
            _("System, secrecy and audit administrator must be three different people."),
        )
    )


def may_log_in(failures_of_name: int, failures_of_address: int, failures: int) -> Verdict:
    """Push back after too many failures within five minutes; never for good."""
    few = failures_of_name < 10 and failures_of_address < 30 and failures < 1000
    return not_until(few, _("Too many failed attempts. Please wait five minutes and try again."))
