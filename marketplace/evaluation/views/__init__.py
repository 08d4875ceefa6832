"""Pages of the year's end: results, risk notices, delistings."""

from marketplace.evaluation.views import delisting, notices, results
from marketplace.evaluation.views.blueprint import bp

__all__ = ["bp", "delisting", "notices", "results"]
