"""Pages that show many wings at once."""

from __future__ import annotations

from marketplace.home.views import administration, manual, overview, saved, search, secrecy, workbench
from marketplace.home.views.blueprint import bp

__all__ = ["administration", "bp", "manual", "overview", "saved", "search", "secrecy", "workbench"]
