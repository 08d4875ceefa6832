"""What notices, to-dos and histories of the year's end say."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES = {
    "year_met": _l("“%(title)s”: the annual letter was met."),
    "year_missed": _l("“%(title)s”: the annual letter was not met."),
    "year_exempt": _l("“%(title)s”: the year is exempt from evaluation."),
    "warning_cleared": _l("“%(title)s”: the warning is cleared."),
    "notice_acknowledged": _l("“%(title)s”: the risk notice is acknowledged, with a plan."),
    "notice_unanswered": _l("“%(title)s”: the risk notice was not answered in time."),
    "delisting_proposed": _l(
        "“%(title)s”: two years missed in a row; delisting is proposed. The studio will be heard."
    ),
    "delisting_dropped": _l("“%(title)s”: the delisting is dropped: %(reason)s"),
    "delisting_on_notice": _l("“%(title)s”: delisting is decided and on notice."),
    "delisting_executed": _l(
        "“%(title)s”: the plaque is removed. A new application is possible after 24 months."
    ),
}
TODOS = {
    "self_report": (_l("Write the self-report of the year: %(title)s"), _l("Write the self-report")),
    "decide_evaluations": (_l("Decide the results of the year: %(title)s"), _l("Decide")),
    "acknowledge_notice": (_l("Acknowledge the risk notice with a plan: %(title)s"), _l("Acknowledge")),
    "review_delisting": (_l("Review the proposed delisting of “%(title)s”"), _l("Review")),
    "reply_delisting": (_l("Reply to the proposed delisting of “%(title)s”"), _l("Reply")),
    "decide_delisting": (_l("Decide on the delisting of “%(title)s”"), _l("Decide")),
}
DEEDS = {
    "opened": _l("Self-report asked for"),
    "reported": _l("Self-report handed in"),
    "decided": _l("Result decided"),
    "issued": _l("Risk notice issued"),
    "reminded": _l("Reminded: not answered in time"),
    "proposed": _l("Delisting proposed by the rule of two years"),
    "round_opened": _l("Results asked for"),
}
