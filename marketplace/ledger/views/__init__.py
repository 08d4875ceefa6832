"""Pages of the ledger: annual board, letters, a studio's progress and entries."""

from marketplace.ledger.views import board, letters, studio
from marketplace.ledger.views.blueprint import bp

__all__ = ["board", "bp", "letters", "studio"]
