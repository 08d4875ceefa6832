"""The deeds of bidding: draft, compose, seal, take back, withdraw; and what the opening and the award do."""

from bidding.bids.actions.content import add_file, remove_file, save_step
from bidding.bids.actions.life import bar, decide, draft, lapse, mark_failed, mark_opened, unbar, withdraw
from bidding.bids.actions.plan import plan_team, renew_plan
from bidding.bids.actions.sealing import receipt_with_proof, seal, take_back, view_sealed
from bidding.bids.actions.take import take_plan
from bidding.bids.actions.team import add_core, add_support, agree, ask_again, decline, drop, name_lead

__all__ = [
    "add_core",
    "add_file",
    "add_support",
    "agree",
    "ask_again",
    "bar",
    "decide",
    "decline",
    "draft",
    "drop",
    "lapse",
    "mark_failed",
    "mark_opened",
    "name_lead",
    "plan_team",
    "receipt_with_proof",
    "remove_file",
    "renew_plan",
    "save_step",
    "seal",
    "take_back",
    "take_plan",
    "unbar",
    "view_sealed",
    "withdraw",
]
