"""The words of this wing's notices and to-dos."""

from marketplace.core.i18n import _l

NOTICES = {
    "award_winner": _l("Your bid on “%(title)s” is to win. The public notice runs until %(until)s."),
    "award_other": _l(
        "The result of “%(title)s” is on public notice until %(until)s. Your scores are on the page, "
        "and what would have changed them."
    ),
    "award_winner_words": _l(
        "Your bid on “%(title)s” is to win; on public notice until %(until)s. %(words)s"
    ),
    "award_other_words": _l("The result of “%(title)s” is on public notice until %(until)s. %(words)s"),
    "award_announced": _l("The result of “%(title)s” is on public notice until %(until)s."),
    "award_no_bid": _l("“%(title)s” ended without a suitable bid: %(why)s"),
    "objection_raised": _l("An objection to the result of “%(title)s” was raised; the notice stands still."),
    "objection_rejected": _l("The objection to the result of “%(title)s” was rejected, with reasons."),
    "objection_upheld": _l("The objection to the result of “%(title)s” was upheld: %(why)s"),
    "objection_withdrawn": _l(
        "The objection to the result of “%(title)s” was withdrawn; the notice runs on."
    ),
    "complaint_raised": _l("A complaint about the result of “%(title)s” went to the leading group."),
    "complaint_decided": _l("The complaint about the result of “%(title)s” is decided: %(why)s"),
    "decider_named": _l("The supervisor has named who decides the case about the result of “%(title)s”."),
    "gate_set": _l("Stage gate of the race “%(title)s” on %(on)s. Compared is: %(measure)s"),
    "gate_kept": _l("Stage gate of the race “%(title)s”: your project goes on. %(why)s"),
    "gate_cut": _l("Stage gate of the race: “%(title)s” ends here. %(why)s"),
    "sign_reminder": _l("The commitment letter for “%(title)s” is to be signed by %(until)s."),
    "award_final": _l("The award of “%(title)s” is final."),
    "bid_won": _l("Your bid on “%(title)s” has won. Please sign the commitment letter by %(until)s."),
    "bid_reserve": _l("Your bid on “%(title)s” is the reserve until the commitment letter is signed."),
    "bid_lost": _l(
        "Your bid on “%(title)s” was not chosen this time. Thank you; the people you planned are free again."
    ),
    "commitment_signed": _l("The commitment letter for “%(title)s” is signed; the project has begun."),
    "letter_declined": _l("The winner of “%(title)s” cannot take the work: %(why)s"),
    "letter_lapsed": _l("The commitment letter for “%(title)s” was not signed in time and has lapsed."),
}

TODOS = {
    "answer_objection": (_l("Answer the objection to the result of “%(title)s”"), _l("Reply")),
    "answer_late": (_l("The answer to an objection to “%(title)s” is overdue"), _l("Reply")),
    "award_late": (_l("The result of “%(title)s” is overdue: announce it"), _l("Announce")),
    "decide_complaint": (_l("Decide on the complaint about “%(title)s”"), _l("Decide")),
    "complaint_late": (_l("The decision on a complaint about “%(title)s” is overdue"), _l("Decide")),
    "name_decider": (_l("Name who decides a case about the result of “%(title)s”"), _l("Name somebody")),
    "decide_gate": (_l("Decide at the stage gate of the race “%(title)s”"), _l("Decide")),
    "sign_commitment": (_l("Sign the commitment letter for “%(title)s”"), _l("Sign")),
    "repost": (_l("“%(title)s” has no winner: decide whether to post it again"), _l("Look")),
}

DEEDS = {
    "complain": _l("Complaint raised"),
    "complaint_late": _l("Overdue complaint brought to others"),
    "decider_named": _l("Named who decides"),
    "supporters_asked_again": _l("Temporary supporters asked again"),
    "write_message": _l("Decision message written"),
    "set_gate": _l("Stage gate set"),
    "moved_up": _l("Moved up to a better place"),
}
