"""Pages that show many wings at once."""

from __future__ import annotations

from marketplace.home.views import administration, search, workbench
from marketplace.home.views.blueprint import bp

__all__ = ["administration", "bp", "search", "workbench"]
