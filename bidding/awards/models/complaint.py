"""A complaint to the leading group about how an objection was answered."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidding.awards.models.award import Objection
from marketplace.core.db import Base, Choice, Id
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person


class ComplaintState(Words):
    """The life of a complaint."""

    RAISED = "raised", _l("With the leading group"), "amber"
    UPHELD = "upheld", _l("Upheld"), "red"
    REJECTED = "rejected", _l("Not upheld"), "grey"
    WITHDRAWN = "withdrawn", _l("Taken back"), "grey"


class Complaint(Base):
    """Whoever objected in vain, or lost an award to an objection, turns to the leading group; once each."""

    __tablename__ = "award_complaint"
    id: Mapped[Id]
    objection_id: Mapped[int] = mapped_column(sa.ForeignKey("award_objection.id"), unique=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    about: Mapped[str]
    raised_at: Mapped[datetime]
    due_at: Mapped[datetime]
    decision: Mapped[str] = mapped_column(default="")
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    named_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))  # by the supervisor, to decide
    state: Mapped[ComplaintState] = mapped_column(Choice(ComplaintState), default=ComplaintState.RAISED)

    objection: Mapped[Objection] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    named: Mapped[Person | None] = relationship(foreign_keys=[named_id])

    @property
    def caption(self) -> str:
        """What it is called in a list of mixed things."""
        return self.objection.caption

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """As the objection it follows; whoever complained, and who was named to decide."""
        follows = cls.objection_id.in_(sa.select(Objection.id).where(Objection.visible_to(person)))
        return sa.or_(follows, cls.by_id == person.id, cls.named_id == person.id)

    LIFE = {
        ComplaintState.RAISED: {ComplaintState.UPHELD, ComplaintState.REJECTED, ComplaintState.WITHDRAWN},
        ComplaintState.UPHELD: set(),
        ComplaintState.REJECTED: set(),
        ComplaintState.WITHDRAWN: set(),
    }
