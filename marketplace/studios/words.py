"""What notices and histories of studios say."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES = {
    "studio_joined": _l("You are now a member of “%(title)s”."),
    "studio_left": _l("You are no longer a member of “%(title)s”: %(reason)s"),
}
TODOS: dict[str, tuple[str, str]] = {}
DEEDS = {
    "described": _l("Profile changed"),
    "joined": _l("Member joined"),
    "left": _l("Member left"),
    "taken_in": _l("Taken in from a roster"),
    "brought_up_to_date": _l("Brought up to date from a roster"),
    "credited": _l("Counted in the ledger"),
    "credit_refused": _l("Not counted: the ledger is frozen"),
    "undone": _l("Ledger entry undone"),
}
