"""Announcing, objecting, concluding, signing."""

from bidding.awards.actions.announce import announce, close_without, propose
from bidding.awards.actions.conclude import conclude, lapse, sign
from bidding.awards.actions.objections import answer, object_to, withdraw

__all__ = [
    "announce",
    "answer",
    "close_without",
    "conclude",
    "lapse",
    "object_to",
    "propose",
    "sign",
    "withdraw",
]
