"""What notices, to-dos and histories of pairs say."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES = {
    "pair_recorded": _l("You are named as mentor in “%(title)s”; the apprentice has been asked."),
    "pair_agreed": _l("The apprentice has agreed: “%(title)s” is under way."),
    "pair_declined": _l("The apprentice has declined “%(title)s”: %(reason)s"),
    "pair_completed": _l("The agreed time of “%(title)s” is over."),
    "pair_ended": _l("“%(title)s” ended early: %(reason)s"),
}
TODOS = {"agree_pair": (_l("Agree to be an apprentice: %(title)s"), _l("Reply"))}
DEEDS = {"recorded": _l("Agreement written down")}
