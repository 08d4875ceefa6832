"""Announcing, objecting, complaining, concluding, signing, holding stage gates."""

from bidding.awards.actions.announce import announce, call_chair, close_without, expect, propose
from bidding.awards.actions.complaints import call_deciders, complain, decide, name, take_back
from bidding.awards.actions.conclude import conclude, decline, end_urgent_notice, lapse, remind, sign
from bidding.awards.actions.gates import rule_gate, set_gate
from bidding.awards.actions.messages import write_message
from bidding.awards.actions.objections import answer, call_others, object_to, withdraw
from bidding.awards.actions.supporters import ask_again, start

__all__ = [
    "announce",
    "answer",
    "ask_again",
    "call_chair",
    "call_deciders",
    "call_others",
    "close_without",
    "complain",
    "conclude",
    "decide",
    "decline",
    "end_urgent_notice",
    "expect",
    "lapse",
    "name",
    "object_to",
    "propose",
    "remind",
    "rule_gate",
    "set_gate",
    "sign",
    "start",
    "take_back",
    "withdraw",
    "write_message",
]
