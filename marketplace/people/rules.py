"""Who may do what with people; and the question every wing asks: does this person hold that role here?"""

from __future__ import annotations

from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import roles_of


def holds(person: Person, role: Role, unit: Unit | None = None) -> bool:
    """Does the person hold the role over this unit (granted there or above)? No unit: anywhere."""
    return any(
        held.role is role and (unit is None or unit.path.startswith(held.path)) for held in roles_of(person)
    )


def scope_paths(person: Person, *roles: Role) -> list[str]:
    """The subtrees in which the person holds one of these roles."""
    return [held.path for held in roles_of(person) if held.role in roles]
