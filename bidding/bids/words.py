"""What notices and to-dos of bids say. Never anything of the content."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES = {
    "bid_joined": _l("%(who)s agreed to join your bid: %(title)s"),
    "bid_declined": _l("%(who)s declined to join your bid: %(title)s"),
    "bid_dropped": _l("You are no longer asked to join the bid: %(title)s"),
    "bid_sealed": _l("Sealed, receipt %(receipt)s: %(title)s"),
    "bid_replaced": _l("Sealed anew, receipt %(receipt)s: %(title)s"),
    "bid_taken_back": _l("The seal was taken back; nothing counts until it is sealed again: %(title)s"),
    "bid_withdrawn": _l("The bid was withdrawn: %(title)s"),
    "bid_lapsed": _l("The bid was not handed in and is over: %(title)s"),
    "bid_lead": _l("You now lead the bid: %(title)s"),
    "team_changed": _l("%(who)s is bound by other work; somebody may stand in until %(until)s: %(title)s"),
    "team_swapped": _l("%(instead)s stands in for %(who)s: %(title)s"),
    "swap_refused": _l("%(who)s declined to stand in: %(title)s"),
    "share_agreed": _l("%(studio)s carries its share of the bid: %(title)s"),
    "share_declined": _l("%(studio)s declined its share of the bid: %(title)s"),
    "share_dropped": _l("%(studio)s is no longer asked for a share of the bid: %(title)s"),
}

TODOS = {
    "bid_join": (_l("You are asked to join a bid as a core member: %(title)s"), _l("Reply")),
    "team_swap": (_l("Team changed: find somebody to stand in for %(who)s: %(title)s"), _l("Look at it")),
    "swap_join": (_l("You are asked to stand in on the team of a bid: %(title)s"), _l("Reply")),
    "share_agree": (_l("%(studio)s is asked for a share of a bid: %(title)s"), _l("Reply")),
}

PLANS = {
    "cheapest": _l("Cheapest team"),
    "fewest": _l("Fewest people"),
    "calmest": _l("Least disruption for the home units"),
}

DEEDS = {
    "drafted": _l("Bid begun"),
    "core_asked": _l("Core member asked"),
    "support_asked": _l("Temporary support asked"),
    "asked_again": _l("Asked again with other days"),
    "core_agreed": _l("Core member agreed"),
    "core_declined": _l("Core member declined"),
    "member_dropped": _l("Taken off the team"),
    "team_planned": _l("Team proposals asked for"),
    "team_taken": _l("A proposed team asked to join"),
    "lead_named": _l("Bid lead named"),
    "team_changed": _l("Team changed: somebody is bound by other work"),
    "swap_asked": _l("Asked to stand in"),
    "swap_refused": _l("Declined to stand in"),
    "team_swapped": _l("A place of the team has been filled anew"),
    "studio_asked": _l("Studio asked for a share"),
    "studio_agreed": _l("Studio agreed to its share"),
    "studio_declined": _l("Studio declined its share"),
    "studio_dropped": _l("Studio taken out"),
    "bid_file_added": _l("File added"),
    "bid_file_removed": _l("File removed"),
    "sealed": _l("Sealed, receipt given"),
    "seal_withdrawn": _l("Seal taken back"),
    "own_view": _l("Sealed version looked at by its own team"),
    "receipt_taken": _l("Receipt file taken"),
}
