"""Words of this wing's deeds, for histories."""

from marketplace.core.i18n import _l

DEEDS = {
    "person_taken_on": _l("Taken on"),
    "person_edited": _l("Record changed"),
    "person_moved": _l("Moved to another unit"),
    "person_left": _l("Left"),
    "person_returned": _l("Came back"),
    "skill_confirmed": _l("Skill confirmed"),
    "cleared": _l("Clearance set"),
    "relative_declared": _l("Relative declared"),
    "relative_ended": _l("Relative taken back"),
    "role_granted": _l("Role given"),
    "role_ended": _l("Role ended"),
    "password_set": _l("Password set"),
    "code_issued": _l("One-time code printed"),
    "logged_in": _l("Logged in"),
    "logged_out": _l("Logged out"),
    "session_ended": _l("Session ended"),
    "unit_made": _l("Unit made"),
    "unit_edited": _l("Unit changed"),
    "unit_closed": _l("Unit closed"),
}
