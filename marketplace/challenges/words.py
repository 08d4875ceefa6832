"""What notices and to-dos about challenges say."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES = {
    "challenge_returned": _l("“%(title)s” was returned to you: %(why)s"),
    "challenge_approved": _l(
        "“%(title)s” was approved by the department head and is with the secrecy officer."
    ),
    "challenge_opened": _l("“%(title)s” (%(number)s) is open for bids."),
    "challenge_withdrawn": _l("“%(title)s” was withdrawn: %(why)s"),
    "circle_joined": _l("You were named into the circle that may know “%(title)s”."),
    "question_asked": _l("A question was asked about “%(title)s”."),
    "question_answered": _l("A question about “%(title)s” was answered."),
}
TODOS = {
    "approve_challenge": (
        _l("Approve a problem of your department before it is posted"),
        _l("Look and approve"),
    ),
    "release_challenge": (_l("Check a problem for secrets before it is posted"), _l("Check and release")),
    "revise_challenge": (_l("Revise a problem that was returned"), _l("Revise")),
    "answer_question": (_l("Answer a question about your problem"), _l("Answer")),
}
PRESETS = {
    "standard": _l("Standard"),
    "fast": _l("Fast"),
    "urgent": _l("Emergency"),
    "race": _l("Race"),
    "invited": _l("By invitation"),
}
