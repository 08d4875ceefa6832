"""The words of deeds in the audit trail that no wing says by itself."""

from __future__ import annotations

from marketplace.core.i18n import _l

DEEDS = {
    "move": _l("State changed"),
    "logged_in": _l("Logged in"),
    "logged_out": _l("Logged out"),
    "calendar_set": _l("Calendar day set"),
    "calendar_forgotten": _l("Calendar day given back"),
    "work_tried_again": _l("Put-off work tried again"),
    "trail_checked": _l("Audit trail checked"),
    "clock_moved": _l("Clock moved forward"),
    "seat_filled": _l("Seat of the leading group filled"),
    "rule_versioned": _l("New version of a rule"),
}
