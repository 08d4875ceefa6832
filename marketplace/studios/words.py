"""What notices and histories of studios say."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES = {
    "studio_joined": _l("You are now a member of “%(title)s”."),
    "studio_left": _l("You are no longer a member of “%(title)s”: %(reason)s"),
    "lead_proposed": _l("You are proposed as lead of “%(title)s”."),
    "lead_named": _l("%(name)s now leads “%(title)s”."),
    "lead_refused": _l("The proposed lead of “%(title)s” was not named: %(reason)s"),
    "studio_suspended": _l("“%(title)s” has been without a lead for 90 days and is suspended."),
}
TODOS = {
    "name_lead": (_l("The lead has gone; propose a new lead for “%(title)s”"), _l("Propose a lead")),
    "decide_lead": (_l("A new lead is proposed for “%(title)s”"), _l("Decide")),
}
DEEDS = {
    "described": _l("Profile changed"),
    "joined": _l("Member joined"),
    "left": _l("Member left"),
    "lead_proposed": _l("New lead proposed"),
    "lead_confirmed": _l("New lead named"),
    "lead_refused": _l("Proposed lead not named"),
    "taken_in": _l("Taken in from a roster"),
    "brought_up_to_date": _l("Brought up to date from a roster"),
    "credited": _l("Counted in the ledger"),
    "credit_refused": _l("Not counted: the ledger is frozen"),
    "undone": _l("Ledger entry undone"),
}
