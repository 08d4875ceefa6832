"""A joint award round: what was weighed, what came of it, what the chair decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidding.bids.models import Bid
from marketplace.challenges.models import Challenge
from marketplace.core.db import Base, Choice, Id
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import below
from marketplace.people.rules import scope_paths


class RoundState(Words):
    """The life of a joint round."""

    GATHERING = "gathering", _l("Waiting for the panels"), "grey"
    WORKING = "working", _l("Being worked out"), "blue"
    PROPOSED = "proposed", _l("To be decided"), "amber"
    DECIDED = "decided", _l("Round decided"), "green"


R = RoundState
DECIDERS = (Role.CHAIR, Role.LEADING_GROUP, Role.SUPERVISOR)


class JointRound(Base):
    """All challenges posted with this name. `asked` and `found` are what the solver was told and said."""

    __tablename__ = "joint_round"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    created_at: Mapped[datetime]
    asked: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {options, capacity}
    found: Mapped[dict[str, Any]] = mapped_column(default=dict)  # matching.awards.Awards as JSON
    solved_at: Mapped[datetime | None]
    chosen: Mapped[dict[str, Any]] = mapped_column(default=dict)  # challenge → bid or null, as decided
    departed: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    state: Mapped[RoundState] = mapped_column(Choice(RoundState), default=R.GATHERING)
    version: Mapped[int] = mapped_column(default=0)

    decided_by: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
    LIFE = {
        R.GATHERING: {R.WORKING},
        R.WORKING: {R.PROPOSED},
        R.PROPOSED: {R.WORKING, R.DECIDED},
        R.DECIDED: set(),
    }

    @property
    def caption(self) -> str:
        """What it is called in a list of mixed things."""
        return self.name

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """Who leads or supervises over every department in it, and is in conflict with no bid of it."""
        paths = scope_paths(person, *DECIDERS)
        names = sa.select(Challenge.joint_round).where(Challenge.opened_at.is_not(None))
        inside = sa.select(Unit.id).where(below(Unit.path, paths)).correlate(None)
        outside = names.where(Challenge.department_id.not_in(inside)).correlate(None)
        barred = names.join(Bid, Bid.challenge_id == Challenge.id).where(Bid.barred_to(person))
        return sa.and_(
            sa.literal(bool(paths)), cls.name.not_in(outside), cls.name.not_in(barred.correlate(None))
        )
