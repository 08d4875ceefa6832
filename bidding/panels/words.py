"""The words of this wing's notices and to-dos, and of its closed lists."""

from marketplace.core.i18n import _l

NOTICES = {
    "panel_drawn": _l(
        "You were drawn into the review panel for “%(title)s”. Please declare conflicts first."
    ),
    "panel_replaced": _l("Your seat on the panel for “%(title)s” has ended."),
    "panel_stranger": _l(
        "Your seat on the panel for “%(title)s” has ended: a team has a new member (%(why)s)."
    ),
    "panel_scores_anew": _l(
        "A member of the panel for “%(title)s” was replaced: the scores of that seat are void, the new "
        "member scores, and the report is written and signed anew."
    ),
    "panel_scores_in": _l("All scores for “%(title)s” are in; the panel may discuss."),
    "panel_post": _l("New word in the panel's discussion on “%(title)s”."),
    "panel_report": _l("The report on “%(title)s” is ready to be signed."),
    "panel_report_taken_back": _l("The chair took the report on “%(title)s” back; the discussion goes on."),
    "panel_signed": _l("The panel has signed its report on “%(title)s”."),
    "panel_void": _l("The panel for “%(title)s” has ended: %(why)s"),
}

TODOS = {
    "panel_pool": (_l("The pool is too small for a panel on “%(title)s”"), _l("Look")),
    "panel_declare": (_l("Declare conflicts for “%(title)s”"), _l("Declare")),
    "panel_score": (_l("Score the bids on “%(title)s”"), _l("Give marks")),
    "panel_outlier": (_l("Explain your totals for “%(title)s”"), _l("Explain")),
    "panel_write": (_l("Discuss and write the report on “%(title)s”"), _l("Write")),
    "award_propose": (_l("Announce the result of “%(title)s”"), _l("Announce")),
    "panel_sign": (_l("Sign the report on “%(title)s”"), _l("Sign")),
}

CRITERIA = {
    "feasibility": (_l("Feasibility"), _l("Will it work in this plant, with these people, in this time?")),
    "response": (_l("Response to targets"), _l("Is every technical target answered, and believably?")),
    "novelty": (_l("Novelty"), _l("What is new against what was tried?")),
    "team": (_l("Team and effort"), _l("Are the right trades on it, with enough days?")),
    "value": (_l("Benefit for the money"), _l("What does it bring for what it costs?")),
    "milestones": (_l("Milestones"), _l("Can progress be checked on the way?")),
    "risk": (_l("Risk and secrecy"), _l("Are risks seen, is there a fall-back, is secrecy kept?")),
}

DEEDS = {
    "dismiss": _l("Conflict dismissed"),
}

LEFT_OUT = {
    "years": _l("less than 8 years in the field"),
    "title": _l("no senior title"),
    "load": _l("sits on as many running panels as one may"),
    "clearance": _l("not cleared for this level"),
    "circle": _l("not in the named circle"),
    "studio": _l("member of a bidding studio"),
    "former": _l("member of a bidding studio within the last 3 years"),
    "mentor": _l("mentor or apprentice of somebody on a team"),
    "workshop": _l("same workshop as a bid's lead"),
    "relative": _l("declared relative of somebody on a team"),
    "posting": _l("acts for the posting department"),
    "coauthor": _l("shared an outcome with a bid's lead within 12 months"),
    "bidder": _l("bids on this challenge"),
    "insider": _l("reads the bids with their names"),
    "officer": _l("opened the bids"),
    "served": _l("sat on the earlier panel"),
    "declared": _l("declared a conflict"),
}
