"""Studios for tests."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from marketplace.people.models import Person, Unit
from marketplace.studios.models import MemberRole, Membership, Studio, StudioState, Tier
from tests.make.people import person, saved

_next = count(1)


def studio(
    home: Unit, lead: Person | None = None, *, core: int = 4, tier: Tier = Tier.COMPANY, **more: Any
) -> Studio:
    """A founded studio with its lead and core members (at least five people in all)."""
    n = next(_next)
    lead = lead or person(home, skills=more.get("skills"))
    skills = more.pop("skills", None)
    made = Studio(
        code=f"GZS{n:03}",
        name=f"创新工作室{n}",
        tier=tier,
        field="焊接",
        home_unit_id=home.id,
        lead_id=lead.id,
        state=more.pop("state", StudioState.FOUNDED),
        founded_on=date(2025, 3, 1),
        hung_on=date(2025, 3, 1),
        plaque_no=f"P{n:04}",
        haystack=f"创新工作室{n}",
        **more,
    )
    saved(made)
    people = [lead, *(person(home, skills=skills) for _ in range(core))]
    for one in people:
        role = MemberRole.LEAD if one is lead else MemberRole.CORE
        saved(Membership(studio_id=made.id, person_id=one.id, role=role, since=date(2025, 3, 1)))
    return made


def membership(of: Studio, who: Person) -> Membership:
    """Somebody else's seat in a studio, not yet saved."""
    return Membership(studio_id=of.id, person_id=who.id, role=MemberRole.CORE, since=date(2025, 3, 1))
