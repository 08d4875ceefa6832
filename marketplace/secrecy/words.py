"""What notices and to-dos about secrecy say."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES = {
    "reads_of_week": _l(
        "Trade secrets were read %(reads)s times last week (%(things)s things, %(readers)s readers)."
    ),
    "question_held": _l("Your question about “%(title)s” waits for the secrecy officer."),
    "question_refused": _l("Your question about “%(title)s” was not let through: %(why)s"),
    "objection_held": _l("Your objection to the documents of “%(title)s” waits for the secrecy officer."),
    "objection_refused": _l("Your objection to the documents of “%(title)s” was not let through: %(why)s"),
    "deed_held": _l("What you handed in on “%(title)s” waits for the secrecy officer; its moment counts."),
    "deed_refused": _l("What you handed in on “%(title)s” was not let through: %(why)s"),
    "deed_let_through": _l("What you handed in on “%(title)s” was let through by the secrecy officer."),
}
TODOS = {
    "review_hit": (_l("Look at words that were found in a text"), _l("Look and decide")),
}
DEEDS = {
    "screening_word_added": _l("put a word onto the screening list"),
    "screening_word_changed": _l("changed a word of the screening list"),
    "screening_word_ended": _l("took a word off the screening list"),
    "held_back": _l("Handed in; waits for the secrecy officer"),
    "reads_counted": _l("counted the reads of a week"),
}
