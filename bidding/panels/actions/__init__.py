"""Everything a panel does."""

from bidding.panels.actions.conflicts import dismiss
from bidding.panels.actions.draw import call_for_pool, draw, draw_together, too_small, void
from bidding.panels.actions.report import ANNOUNCE_WITHIN, reopen, sign, write_report
from bidding.panels.actions.score import explain_outlier, post, revise, save_sheet, submit
from bidding.panels.actions.seats import declare, replace, step_down
from bidding.panels.actions.strangers import look_again

__all__ = [
    "ANNOUNCE_WITHIN",
    "call_for_pool",
    "declare",
    "dismiss",
    "draw",
    "draw_together",
    "explain_outlier",
    "look_again",
    "post",
    "reopen",
    "replace",
    "revise",
    "save_sheet",
    "sign",
    "step_down",
    "submit",
    "too_small",
    "void",
    "write_report",
]
