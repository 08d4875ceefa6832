"""A problem somebody noticed, before a department makes a challenge of it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Choice, SecretId
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import below
from marketplace.people.rules import scope_paths
from marketplace.secrecy.queries import held


class SuggestionState(Words):
    """The life of a suggestion."""

    RAISED = "raised", _l("Waits for the department"), "amber"
    TAKEN_UP = "taken_up", _l("Taken up"), "green"
    DECLINED = "declined", _l("Not taken up"), "grey"
    TAKEN_BACK = "taken_back", _l("Taken back"), "grey"


S = SuggestionState


class Suggestion(Base):
    """A problem somebody noticed; the department takes it up or says why not."""

    __tablename__ = "suggestion"
    id: Mapped[SecretId]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    department_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str]
    place: Mapped[str] = mapped_column(sa.String(120), default="")  # line, machine, bay
    volunteers: Mapped[bool] = mapped_column(default=False)  # would help to solve it
    raised_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    challenge_id: Mapped[int | None] = mapped_column(sa.ForeignKey("challenge.id"))
    state: Mapped[SuggestionState] = mapped_column(Choice(SuggestionState), default=S.RAISED)
    version: Mapped[int] = mapped_column(default=0)

    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
    department: Mapped[Unit] = relationship()

    __mapper_args__ = {"version_id_col": version}
    LIFE = {
        S.RAISED: {S.TAKEN_UP, S.DECLINED, S.TAKEN_BACK},
        S.TAKEN_UP: set(),
        S.DECLINED: set(),
        S.TAKEN_BACK: set(),
    }

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """Whoever raised it, and those who post for the department: it may tell of a weakness."""
        paths = scope_paths(person, Role.POSTER, Role.UNIT_MANAGER)
        ours = cls.department_id.in_(sa.select(Unit.id).where(below(Unit.path, paths)).correlate(None))
        free = ~held(sa.literal("suggestion/") + sa.cast(cls.id, sa.String))  # looked at for secrets first
        return sa.or_(cls.by_id == person.id, ours & free) if paths else cls.by_id == person.id
