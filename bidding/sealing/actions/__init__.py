"""Keys, drafts, sealing, taking back, closing the box, opening. Takes plain ids; knows no bid."""

from bidding.sealing.actions.keys import (
    ask_for_pairs,
    change_passphrase,
    clear,
    ensure_key,
    make_key,
    make_pair,
    make_paper,
    note_test,
    take_offline_key,
)
from bidding.sealing.actions.opening import close_box, open_versions, unlock
from bidding.sealing.actions.sealing import (
    drop_file,
    keep_file,
    own_view,
    save_draft,
    seal,
    withdraw,
)

__all__ = [
    "ask_for_pairs",
    "change_passphrase",
    "clear",
    "close_box",
    "drop_file",
    "ensure_key",
    "keep_file",
    "make_key",
    "make_pair",
    "make_paper",
    "note_test",
    "open_versions",
    "own_view",
    "save_draft",
    "seal",
    "take_offline_key",
    "unlock",
    "withdraw",
]
