"""The words of this wing's notices and to-dos."""

from marketplace.core.i18n import _l

NOTICES = {
    "award_winner": _l("Your bid on “%(title)s” is to win. The public notice runs until %(until)s."),
    "award_other": _l(
        "The result of “%(title)s” is on public notice until %(until)s. Your scores are on the page, "
        "and what would have changed them."
    ),
    "award_announced": _l("The result of “%(title)s” is on public notice until %(until)s."),
    "award_no_bid": _l("“%(title)s” ended without a suitable bid: %(why)s"),
    "objection_raised": _l("An objection to the result of “%(title)s” was raised; the notice stands still."),
    "objection_rejected": _l("The objection to the result of “%(title)s” was rejected, with reasons."),
    "objection_upheld": _l("The objection to the result of “%(title)s” was upheld: %(why)s"),
    "objection_withdrawn": _l(
        "The objection to the result of “%(title)s” was withdrawn; the notice runs on."
    ),
    "award_final": _l("The award of “%(title)s” is final."),
    "bid_won": _l("Your bid on “%(title)s” has won. Please sign the commitment letter by %(until)s."),
    "bid_reserve": _l("Your bid on “%(title)s” is the reserve until the commitment letter is signed."),
    "bid_lost": _l(
        "Your bid on “%(title)s” was not chosen this time. Thank you; the people you planned are free again."
    ),
    "commitment_signed": _l("The commitment letter for “%(title)s” is signed; the project has begun."),
    "letter_lapsed": _l("The commitment letter for “%(title)s” was not signed in time and has lapsed."),
}

TODOS = {
    "answer_objection": (_l("Answer the objection to the result of “%(title)s”"), _l("Reply")),
    "sign_commitment": (_l("Sign the commitment letter for “%(title)s”"), _l("Sign")),
    "repost": (_l("“%(title)s” has no winner: decide whether to post it again"), _l("Look")),
}
