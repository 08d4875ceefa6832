"""Pages of people and accounts."""

from __future__ import annotations

from marketplace.people.views import account
from marketplace.people.views.blueprint import bp

__all__ = ["account", "bp"]
