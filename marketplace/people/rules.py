"""Who may do what with people; and the question every wing asks: does this person hold that role here?"""

from __future__ import annotations

from datetime import date

from marketplace.core import clock
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person, Role, Tie, Unit
from marketplace.people.roles import roles_of, standing_roles


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
    held = standing_roles(person.id) & APART
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


def here(person: Person) -> bool:
    """Does the person still work here?"""
    return person.left_on is None or person.left_on > clock.today()


def may_manage_units(by: Person, unit: Unit | None = None) -> Verdict:
    """The tree of units is the system administrator's."""
    return unless(
        holds(by, Role.SYSTEM_ADMIN, unit), _("Only the system administrator of this area may change units.")
    )


def may_keep_types(by: Person) -> Verdict:
    """Types of units are the same for all, so only the administrator of the whole group changes them."""
    return unless(keeps_all(by), _("Only the system administrator of the whole group may change this."))


def keeps_all(person: Person) -> bool:
    """System administrator of the whole tree?"""
    return any(held.role is Role.SYSTEM_ADMIN and held.path.count("/") <= 2 for held in roles_of(person))


def may_keep_records(by: Person, unit: Unit | None = None) -> Verdict:
    """Personnel records: human resources of the unit, or the system administrator. No unit: of any."""
    return unless(
        holds(by, Role.HR, unit) or holds(by, Role.SYSTEM_ADMIN, unit),
        _("Only human resources of this unit or the system administrator may change this."),
    )


def may_move(by: Person, person: Person, to: Unit) -> Verdict:
    """A move is entered by whoever keeps the records on both sides."""
    return (
        may_keep_records(by, person.unit)
        and may_keep_records(by, to)
        and not_until(here(person), _("This person no longer works here."))
        and not_until(to.closed_on is None, _("This unit is closed."))
    )


def may_confirm_skills(by: Person, person: Person) -> Verdict:
    """The unit confirms what its people can do; nobody confirms their own."""
    return (
        unless(
            holds(by, Role.UNIT_MANAGER, person.unit),
            _("Only the manager of this person's unit confirms skills."),
        )
        and unless(by.id != person.id, _("Nobody confirms their own skills."))
        and not_until(here(person), _("This person no longer works here."))
    )


def may_clear(by: Person, person: Person) -> Verdict:
    """The secrecy officer sets clearances, of others."""
    return unless(
        holds(by, Role.SECRECY_OFFICER, person.unit), _("Only the secrecy officer may set a clearance.")
    ) and unless(by.id != person.id, _("Nobody may set their own clearance."))


def may_see_clearance(by: Person, person: Person) -> bool:
    """One's own, or as secrecy officer."""
    return by.id == person.id or holds(by, Role.SECRECY_OFFICER, person.unit)


def may_see_roles(by: Person) -> Verdict:
    """Who holds which role: for those who give roles and those who check."""
    roles = (Role.SYSTEM_ADMIN, Role.AUDITOR, Role.SECRECY_OFFICER, Role.SUPERVISOR)
    return unless(
        any(holds(by, role) for role in roles),
        _("Only administrators, auditors and supervisors see this page."),
    )


def may_keep_catalogue(by: Person) -> Verdict:
    """The catalogue of skills is one for the whole group."""
    return may_keep_types(by)


def clearance_terms_fit(needs_end: bool, until: date | None) -> Verdict:
    """A clearance for trade secrets runs out some day, and not in the past."""
    return not_until(
        not needs_end or (until is not None and until >= clock.today()),
        _("A clearance for trade secrets needs a last day that is not past."),
    )


def may_see_past(by: Person, person: Person) -> Verdict:
    """The history of somebody's record: for themselves and those who answer for it."""
    roles = (Role.HR, Role.UNIT_MANAGER, Role.SYSTEM_ADMIN, Role.SECRECY_OFFICER, Role.AUDITOR)
    return unless(
        by.id == person.id or any(holds(by, role, person.unit) for role in roles),
        _("Only this person and those in charge of the record see its history."),
    )


def may_end_relative(by: Person, tie: Tie) -> Verdict:
    """Whoever declared it takes it back; the other side cannot."""
    return unless(
        tie.person_id == by.id and tie.kind == "relative", _("Only whoever declared it may take it back.")
    )


def keeps_records(person: Person) -> bool:
    """Keeps personnel records anywhere?"""
    return holds(person, Role.HR) or holds(person, Role.SYSTEM_ADMIN)
