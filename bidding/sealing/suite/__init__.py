"""The sealing itself: pure functions over bytes. No database, no clock, no request.

Who may do it and when is decided elsewhere; this room knows only how it is done.
"""

from bidding.sealing.suite.bids import (
    OpenedBid,
    SealedBid,
    Sealing,
    digest,
    is_committed,
    lock_for_bidder,
    seal,
    unlock_for_bidder,
    unseal,
    unseal_with,
)
from bidding.sealing.suite.bindings import SUITE, Binding, DraftBinding
from bidding.sealing.suite.boxes import Entry, Proof, box_seal, is_in_box, prove
from bidding.sealing.suite.broken import BrokenSeal, Part
from bidding.sealing.suite.challenge_keys import ChallengeKey, Clock, Keeper, Mode, new_pair, unlock
from bidding.sealing.suite.drafts import draft_key, lock_draft, new_draft_key, open_draft
from bidding.sealing.suite.files import seal_file, unseal_file
from bidding.sealing.suite.receipts import (
    Receipt,
    read_receipt_file,
    receipt_file,
    sign_receipt,
    verify_receipt,
)

__all__ = [
    "SUITE",
    "Binding",
    "BrokenSeal",
    "ChallengeKey",
    "Clock",
    "DraftBinding",
    "Entry",
    "Keeper",
    "Mode",
    "OpenedBid",
    "Part",
    "Proof",
    "Receipt",
    "SealedBid",
    "Sealing",
    "box_seal",
    "digest",
    "draft_key",
    "is_committed",
    "is_in_box",
    "lock_draft",
    "lock_for_bidder",
    "new_draft_key",
    "new_pair",
    "open_draft",
    "prove",
    "read_receipt_file",
    "receipt_file",
    "seal",
    "seal_file",
    "sign_receipt",
    "unlock",
    "unlock_for_bidder",
    "unseal",
    "unseal_file",
    "unseal_with",
    "verify_receipt",
]
