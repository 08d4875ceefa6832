"""What notices, to-dos and histories of the ledger say."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES = {
    "credited": _l("“%(title)s”: one more is counted for %(year)s."),
    "undone": _l("“%(title)s”: an entry of %(year)s was taken back: %(reason)s"),
    "letter_signed": _l("The annual letter “%(title)s” is signed by both and frozen."),
    "letter_returned": _l("The chair sent the annual letter “%(title)s” back: %(reason)s"),
    "letter_late": _l("The annual letter “%(title)s” was to be signed by 20 January and is still open."),
    "letters_overdue": _l("%(title)s: %(n)s annual letters are still unsigned after 31 January."),
}
TODOS = {
    "propose_letters": (_l("Propose the targets of the year: %(title)s"), _l("Propose")),
    "sign_letter": (_l("Sign the annual letter “%(title)s” with the exchange plan"), _l("Sign")),
    "countersign_letter": (_l("Countersign the annual letter “%(title)s”"), _l("Sign")),
}

DEEDS = {
    "proposed": _l("Targets proposed"),
    "corrected": _l("Targets corrected"),
    "reminded": _l("Reminded: not signed in time"),
    "round_opened": _l("Proposals asked for"),
    "escalated": _l("Unsigned letters listed"),
}
