"""Pages of people and accounts."""

from __future__ import annotations

from marketplace.people.views import account, directory, records, relatives, roles, skills, units
from marketplace.people.views.blueprint import bp

__all__ = ["account", "bp", "directory", "records", "relatives", "roles", "skills", "units"]
