"""Who may look behind the counter and move the demo's clock."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app

from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person, Role
from marketplace.people.rules import holds, scope_paths

FARTHEST = timedelta(days=400)


def _over_the_group(person: Person, *roles: Role) -> bool:
    """A role whose scope is the root of the tree: `/1/`."""
    return any(path.count("/") == 2 for path in scope_paths(person, *roles))


def may_read_trail(person: Person) -> Verdict:
    """The trail is one for the whole group, so it is read by those whose role covers the group."""
    return unless(
        _over_the_group(person, Role.AUDITOR, Role.SUPERVISOR),
        _("The audit trail is for the audit administrator and the supervisor of the group."),
    )


def may_read_log(person: Person) -> Verdict:
    """Who read which trade secret: for the secrecy officers and auditors, each within their scope."""
    return unless(
        holds(person, Role.SECRECY_OFFICER) or holds(person, Role.AUDITOR),
        _("The read log is for the secrecy officers and the auditors."),
    )


def may_review(person: Person) -> Verdict:
    """Words found in texts are for the secrecy officers."""
    return unless(holds(person, Role.SECRECY_OFFICER), _("Secrecy review is for the secrecy officers."))


def may_run_system(person: Person) -> Verdict:
    """Put-off work, letters, calendar."""
    return unless(holds(person, Role.SYSTEM_ADMIN), _("This is for the system administrator."))


def may_read_letters(person: Person) -> Verdict:
    """While no mail server is set: in the demo one's own letters for everybody, else for administrators."""
    if current_app.config["MAIL_SERVER"]:
        return not_until(False, _("Letters go out through the mail server; none are kept here."))
    demo = current_app.config["DEMO"]
    return unless(demo or holds(person, Role.SYSTEM_ADMIN), _("This is for the system administrator."))


def may_move_clock(person: Person) -> Verdict:
    """In the demo the chair of the group's leading group moves the clock."""
    return not_until(
        current_app.config["DEMO"], _("The clock is moved in the demonstration only.")
    ) and unless(
        _over_the_group(person, Role.CHAIR), _("Only the chair of the group's leading group moves the clock.")
    )


def may_see_overview(person: Person) -> Verdict:
    """The leading groups and the supervisor follow their part of the group."""
    readers = (Role.LEADING_GROUP, Role.CHAIR, Role.SUPERVISOR)
    return unless(
        any(holds(person, role) for role in readers),
        _("The overview is for the leading group and the supervisor."),
    )


def may_administer(person: Person) -> Verdict:
    """Is there anything behind the counter for this person?"""
    roles = (
        Role.SYSTEM_ADMIN,
        Role.AUDITOR,
        Role.SUPERVISOR,
        Role.SECRECY_OFFICER,
        Role.UNIT_MANAGER,
        Role.HR,
    )
    anything = any(holds(person, role) for role in roles) or bool(may_move_clock(person))
    return unless(anything, _("This is for administrators."))
