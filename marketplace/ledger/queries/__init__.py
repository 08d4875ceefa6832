"""Reading the ledger: counts and progress, entries, letters, the annual board."""

from marketplace.ledger.queries.board import Board, BoardWanted, Row, board, standing
from marketplace.ledger.queries.letters import (
    full_letter,
    letterless,
    letters,
    round_of,
    rounds_for,
    units_without_letters,
    unsigned,
)
from marketplace.ledger.queries.lines import EntryRow, LinesWanted, by_source, entries, years_of
from marketplace.ledger.queries.progress import Progress, count, counts, letter_of, letters_of, progress

__all__ = [
    "Board",
    "BoardWanted",
    "EntryRow",
    "LinesWanted",
    "Progress",
    "Row",
    "board",
    "by_source",
    "count",
    "counts",
    "entries",
    "full_letter",
    "letter_of",
    "letterless",
    "letters",
    "letters_of",
    "progress",
    "round_of",
    "rounds_for",
    "standing",
    "units_without_letters",
    "unsigned",
    "years_of",
]
