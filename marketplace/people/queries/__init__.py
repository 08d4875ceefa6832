"""Reading people, units, skills and roles."""

from marketplace.people.queries.accounts import (
    Held,
    account_for,
    below,
    failures,
    holders,
    manager_of,
    roles_of,
    sessions_of,
    skills_of,
    standing_roles,
    without_password,
)

__all__ = [
    "Held",
    "account_for",
    "below",
    "failures",
    "holders",
    "manager_of",
    "roles_of",
    "sessions_of",
    "skills_of",
    "standing_roles",
    "without_password",
]
