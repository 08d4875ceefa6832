"""The deeds of bidding: draft, compose, seal, take back, withdraw; and what the opening and the award do."""

from bidding.bids.actions.changes import (
    agree_to_stand_in,
    ask_to_stand_in,
    close_changes,
    keep_as_is,
    note_win,
    refuse_to_stand_in,
    take_released,
)
from bidding.bids.actions.consortium import agree_share, ask_studio, change_share, decline_share, drop_share
from bidding.bids.actions.content import add_file, remove_file, save_step, take_in
from bidding.bids.actions.life import (
    bar,
    decide,
    draft,
    hand_over,
    lapse,
    mark_failed,
    mark_opened,
    unbar,
    withdraw,
)
from bidding.bids.actions.plan import plan_team, renew_plan
from bidding.bids.actions.sealing import receipt_with_proof, seal, take_back, view_sealed
from bidding.bids.actions.take import take_plan
from bidding.bids.actions.team import add_core, add_support, agree, ask_again, decline, drop, name_lead

__all__ = [
    "add_core",
    "add_file",
    "add_support",
    "agree",
    "agree_share",
    "agree_to_stand_in",
    "ask_again",
    "ask_studio",
    "ask_to_stand_in",
    "bar",
    "change_share",
    "close_changes",
    "decide",
    "decline",
    "decline_share",
    "draft",
    "drop",
    "drop_share",
    "hand_over",
    "keep_as_is",
    "lapse",
    "mark_failed",
    "mark_opened",
    "name_lead",
    "note_win",
    "plan_team",
    "receipt_with_proof",
    "refuse_to_stand_in",
    "remove_file",
    "renew_plan",
    "save_step",
    "seal",
    "take_back",
    "take_in",
    "take_plan",
    "take_released",
    "unbar",
    "view_sealed",
    "withdraw",
]
