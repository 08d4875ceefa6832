"""What notices and to-dos of loans say."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES = {
    "loan_agreed": _l("Agreed, now with the home unit: %(title)s"),
    "loan_refused": _l("Declined: %(title)s. Reason: %(reason)s"),
    "loan_released": _l("Released by the home unit: %(title)s"),
    "loan_expired": _l("The request lapsed: %(title)s"),
    "loan_dropped": _l("No longer needed: %(title)s"),
    "loan_active": _l("The loan begins: %(title)s, until %(ends_on)s"),
    "loan_returned": _l("Back at the home unit: %(title)s"),
}

TODOS = {
    "loan_consent": (_l("You are asked to support: %(title)s"), _l("Reply")),
    "loan_release": (_l("A loan waits for your release: %(title)s"), _l("Release or refuse")),
}

DEEDS = {"loan_asked": _l("Asked")}
