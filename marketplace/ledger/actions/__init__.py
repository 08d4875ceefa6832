"""Changing the ledger: what counts, and the letters it is counted against."""

from marketplace.ledger.actions.entries import credit, expect, forget, undo, weigh
from marketplace.ledger.actions.letters import (
    correct,
    escalate,
    open_round,
    propose,
    remind,
    send_back,
    sign_as_chair,
    sign_as_lead,
)

__all__ = [
    "correct",
    "credit",
    "escalate",
    "expect",
    "forget",
    "open_round",
    "propose",
    "remind",
    "send_back",
    "sign_as_chair",
    "sign_as_lead",
    "undo",
    "weigh",
]
