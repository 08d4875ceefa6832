"""Pages of panels."""

from bidding.panels.views import discussion, draw, report, seats, sheets
from bidding.panels.views.blueprint import bp

__all__ = ["bp", "discussion", "draw", "report", "seats", "sheets"]
