"""What notices, to-dos and the trail say about suggestions."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES = {
    "suggestion_held": _l("Your suggestion “%(title)s” waits for the secrecy officer."),
    "suggestion_taken_up": _l("Your suggestion “%(title)s” was taken up; the department is writing it."),
    "suggestion_declined": _l("Your suggestion “%(title)s” is not taken up: %(why)s"),
}
TODOS = {"answer_suggestion": (_l("Answer a suggestion of an employee: %(title)s"), _l("Look at it"))}
DEEDS = {"raised": _l("Suggestion raised"), "suggestion_cleared": _l("Suggestion looked at for secrets")}
