"""The deeds of bidding: draft, compose, seal, take back, withdraw; and what the opening and the award do."""

from bidding.bids.actions.consortium import agree_share, ask_studio, change_share, decline_share, drop_share
from bidding.bids.actions.content import add_file, remove_file, save_step
from bidding.bids.actions.life import bar, decide, draft, lapse, mark_failed, mark_opened, unbar, withdraw
from bidding.bids.actions.sealing import receipt_with_proof, seal, take_back, view_sealed
from bidding.bids.actions.team import add_core, add_support, agree, ask_again, decline, drop, name_lead

__all__ = [
    "add_core",
    "add_file",
    "add_support",
    "agree",
    "agree_share",
    "ask_again",
    "ask_studio",
    "bar",
    "change_share",
    "decide",
    "decline",
    "decline_share",
    "draft",
    "drop",
    "drop_share",
    "lapse",
    "mark_failed",
    "mark_opened",
    "name_lead",
    "receipt_with_proof",
    "remove_file",
    "save_step",
    "seal",
    "take_back",
    "unbar",
    "view_sealed",
    "withdraw",
]
