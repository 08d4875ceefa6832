"""Who can log in: about 25 people, one for every kind of user."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from bidding.panels.models import Panel, PanelSeat, PanelState, SeatState
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.demo import world
from marketplace.inbox.models import Todo
from marketplace.people import passwords
from marketplace.people.actions import account_of
from marketplace.people.models import Account, Person, RoleGrant
from marketplace.studios.models import Studio

PASSWORD = "jiebang-demo-2026"  # noqa: S105  # nosec B105 - invented people: nothing to protect


@dataclass(frozen=True)
class DemoAccount:
    """One line of the table."""

    role: str
    login: str
    password: str
    name: str
    unit: str


def make() -> None:
    """Accounts for every office of the group and two companies, and for the people of four plants."""
    stored = passwords.hash_of(PASSWORD)
    for number in _chosen():
        account = account_of(world.person(number))
        account.password_hash, account.is_demo, account.changed_at = stored, True, clock.real()


def _chosen() -> list[str]:
    """The offices first; then in four plants the manager, the poster, an outstanding and a young worker."""
    chosen = [*world.numbers(world.GROUP)[:12], *world.numbers("ZD")[:2], *world.numbers("JX")[:1],
              *(world.numbers(code)[5] for code in world.OFFICERS_OF)]  # fmt: skip
    for plant in [p for p in world.plants() if p.code in ("ZD01", "JX01", "JX03", "RB01")]:
        manager, poster = world.numbers(plant.code)[:2]
        crew = world.crew(plant.code)
        lead = next(p for p in crew if p.ladder == "特级技师")
        chosen += [
            manager,
            poster,
            lead.employee_no,
            next(p.employee_no for p in crew if p.ladder == "高级工"),
        ]
    return list(dict.fromkeys(chosen))


def make_for_panels() -> None:
    """Who has to accept a delivery and three reviewers who have to score: work for a demo account to do."""
    waiting = (
        sa.select(PanelSeat.person_id)
        .join(Panel, Panel.id == PanelSeat.panel_id)
        .where(
            Panel.state == PanelState.SCORING,
            PanelSeat.submitted_at.is_(None),
            PanelSeat.state == SeatState.DECLARED,
        )
        .limit(3)
    )
    accepting = (
        sa.select(Todo.person_id).where(Todo.kind == "accept_project", Todo.settled_at.is_(None)).limit(1)
    )
    stored = db.session.scalars(sa.select(Account.password_hash).where(Account.is_demo).limit(1)).one()
    for person_id in [*db.session.scalars(accepting), *db.session.scalars(waiting)]:
        account = account_of(db.session.get_one(Person, person_id))
        account.password_hash, account.is_demo, account.changed_at = stored, True, clock.real()


def table() -> list[DemoAccount]:
    """The demo accounts, as the start prints them."""
    found = (
        sa.select(Account)
        .where(Account.is_demo)
        .options(joinedload(Account.person).joinedload(Person.unit))
        .order_by(Account.person_id)
    )
    roles: dict[int, list[str]] = {}
    for person_id, role in db.session.execute(
        sa.select(RoleGrant.person_id, RoleGrant.role).order_by(RoleGrant.id)
    ):
        roles.setdefault(person_id, []).append(str(role.label))
    leads = set(db.session.scalars(sa.select(Studio.lead_id)))
    return [
        DemoAccount(
            _office(a.person_id, roles, leads),
            a.person.employee_no,
            PASSWORD,
            a.person.name,
            a.person.unit.name,
        )
        for a in db.session.scalars(found)
    ]


def _office(person_id: int, roles: dict[int, list[str]], leads: set[int]) -> str:
    said = [*roles.get(person_id, []), *(["工作室领衔人"] if person_id in leads else [])]
    return "、".join(dict.fromkeys(said)) or "职工"
