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
from bidding.sealing.suite.boxed import public_half
from bidding.sealing.suite.boxes import Entry, Proof, box_seal, is_in_box, prove
from bidding.sealing.suite.broken import BrokenSeal, Part
from bidding.sealing.suite.challenge_keys import ChallengeKey, Clock, Keeper, Mode, new_pair, unlock
from bidding.sealing.suite.drafts import draft_key, lock_draft, new_draft_key, open_draft
from bidding.sealing.suite.files import seal_file, unseal_file
from bidding.sealing.suite.holders import Cost, from_paper, keep, new_private, on_paper, regain
from bidding.sealing.suite.quorum import (
    COUNT,
    NEED,
    Holder,
    Quorum,
    hand_on,
    handed,
    holders_of,
    open_share,
    well_formed,
)
from bidding.sealing.suite.receipts import (
    Receipt,
    read_receipt_file,
    receipt_file,
    sign_receipt,
    verify_receipt,
)
from bidding.sealing.suite.shamir import Share

__all__ = [
    "COUNT",
    "NEED",
    "SUITE",
    "Binding",
    "BrokenSeal",
    "ChallengeKey",
    "Clock",
    "Cost",
    "DraftBinding",
    "Entry",
    "Holder",
    "Keeper",
    "Mode",
    "OpenedBid",
    "Part",
    "Proof",
    "Quorum",
    "Receipt",
    "SealedBid",
    "Sealing",
    "Share",
    "box_seal",
    "digest",
    "draft_key",
    "from_paper",
    "hand_on",
    "handed",
    "holders_of",
    "is_committed",
    "is_in_box",
    "keep",
    "lock_draft",
    "lock_for_bidder",
    "new_draft_key",
    "new_pair",
    "new_private",
    "on_paper",
    "open_draft",
    "open_share",
    "prove",
    "public_half",
    "read_receipt_file",
    "receipt_file",
    "regain",
    "seal",
    "seal_file",
    "sign_receipt",
    "unlock",
    "unlock_for_bidder",
    "unseal",
    "unseal_file",
    "unseal_with",
    "verify_receipt",
    "well_formed",
]
