"""The year's end: reports, results, warnings, delistings."""

from marketplace.evaluation.actions.delisting import execute, lapse, propose_delisting, reply, review, rule
from marketplace.evaluation.actions.notices import acknowledge, remind
from marketplace.evaluation.actions.results import decide, decide_by_counts, open_round, open_year, report

__all__ = [
    "acknowledge",
    "decide",
    "decide_by_counts",
    "execute",
    "lapse",
    "open_round",
    "open_year",
    "propose_delisting",
    "remind",
    "reply",
    "report",
    "review",
    "rule",
]
