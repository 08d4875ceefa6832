"""Reading panels: the draw, the conflicts, the marks, the blind bids."""

from bidding.panels.queries.board import Board, Standing, board
from bidding.panels.queries.calibration import Calibration, calibration
from bidding.panels.queries.panels import complete, latest, marked, of_person, seat_of, signed_panel, weights
from bidding.panels.queries.sheets import BlindBid, NamedBid, blind_bid, blind_labels, sheets_of, shown_bid

__all__ = [
    "BlindBid",
    "Board",
    "Calibration",
    "NamedBid",
    "Standing",
    "blind_bid",
    "blind_labels",
    "board",
    "calibration",
    "complete",
    "latest",
    "marked",
    "of_person",
    "seat_of",
    "sheets_of",
    "shown_bid",
    "signed_panel",
    "weights",
]
