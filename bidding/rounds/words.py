"""The words of this wing's notices and to-dos."""

from marketplace.core.i18n import _l

NOTICES = {
    "round_ready": _l("The joint round “%(title)s” has been worked out and can be decided."),
}

TODOS = {
    "decide_round": (_l("Decide the joint round “%(title)s”"), _l("Decide")),
}

DEEDS = {
    "round_decided": _l("Joint round decided"),
}

LOSSES = {
    "rival": _l("Another bid on the same challenge is worth more."),
    "full": _l("Its people or its studio are taken by other awards of the round."),
    "worthless": _l("It is worth nothing in the sum."),
    "weighed": _l("It would fit, but all awards together would be worth less."),
}
