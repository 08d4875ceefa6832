"""The year's result and what follows from it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Choice, Id
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person, Unit
from marketplace.studios import queries as studios
from marketplace.studios.models import Studio


class Result(Words):
    """What a year came to."""

    MET = "met", _l("Letter met"), "green"
    MISSED = "missed", _l("Letter missed"), "red"
    EXEMPT = "exempt", _l("Exempt"), "grey"


class NoticeState(Words):
    """The way of a risk notice."""

    ISSUED = "issued", _l("Waiting for acknowledgement"), "amber"
    ACKNOWLEDGED = "acknowledged", _l("Acknowledged with a plan"), "blue"
    CLEARED = "cleared", _l("Cleared"), "green"


class DelistingState(Words):
    """The way of a delisting: proposed, reviewed, answered, decided, on notice, plaque removed."""

    PROPOSED = "proposed", _l("Delisting proposed"), "amber"
    REPLY = "reply", _l("Waiting for the studio's reply"), "amber"
    DECISION = "decision", _l("Waiting for the decision"), "amber"
    ON_NOTICE = "on_notice", _l("Decided, on notice"), "amber"
    EXECUTED = "executed", _l("Plaque removed"), "red"
    DROPPED = "dropped", _l("Dropped"), "green"


D = DelistingState


class EvaluationRound(Base):
    """January's task of one leading group: a result for each of its studios."""

    __tablename__ = "evaluation_round"
    __table_args__ = (sa.UniqueConstraint("unit_id", "year"),)
    id: Mapped[Id]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    year: Mapped[int]
    opened_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)

    @property
    def title(self) -> str:
        """For to-dos."""
        return f"{self.unit.name} {self.year}"


class Evaluation(Base):
    """A studio's year against its letter; counts are kept as they were when it was decided."""

    __tablename__ = "evaluation"
    __table_args__ = (sa.UniqueConstraint("studio_id", "year"),)
    id: Mapped[Id]
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    opened_at: Mapped[datetime]
    report_due: Mapped[datetime]
    # {metric: [count, target]} as they were when it was decided; empty before
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    self_report: Mapped[str] = mapped_column(default="")
    reported_at: Mapped[datetime | None]
    result: Mapped[Result | None] = mapped_column(Choice(Result))
    reason: Mapped[str] = mapped_column(default="")
    pilot: Mapped[bool] = mapped_column(default=False)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)

    studio: Mapped[Studio] = relationship(lazy="joined", innerjoin=True)
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    __mapper_args__ = {"version_id_col": version}

    @property
    def title(self) -> str:
        """For to-dos and notices."""
        return f"{self.studio.name} {self.year}"

    @classmethod
    def visible_to(cls, _person: Person) -> sa.ColumnElement[bool]:
        """Counts and results hang in the open, like the annual board."""
        return sa.true()


def _concerned(studio_id: Any, person: Person) -> sa.ColumnElement[bool]:
    """Papers between a studio and its leading group: not for everybody."""
    return sa.select(Studio.id).where(Studio.id == studio_id, studios.concerns(person)).exists()


class RiskNotice(Base):
    """The document a missed year brings; answered with a plan."""

    __tablename__ = "risk_notice"
    id: Mapped[Id]
    evaluation_id: Mapped[int] = mapped_column(sa.ForeignKey("evaluation.id"), unique=True)
    issued_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    issued_at: Mapped[datetime]
    answer_due: Mapped[datetime]
    plan: Mapped[str] = mapped_column(default="")
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    reminded_at: Mapped[datetime | None]
    state: Mapped[NoticeState] = mapped_column(Choice(NoticeState), default=NoticeState.ISSUED)
    version: Mapped[int] = mapped_column(default=0)

    evaluation: Mapped[Evaluation] = relationship(lazy="joined", innerjoin=True)
    issued_by: Mapped[Person] = relationship(foreign_keys=[issued_by_id])

    __mapper_args__ = {"version_id_col": version}
    LIFE = {
        NoticeState.ISSUED: {NoticeState.ACKNOWLEDGED, NoticeState.CLEARED},
        NoticeState.ACKNOWLEDGED: {NoticeState.CLEARED},
        NoticeState.CLEARED: set(),
    }

    @property
    def number(self) -> str:
        """The number on the paper."""
        return f"FX-{self.evaluation.year}-{self.id:03}"

    @property
    def title(self) -> str:
        """For to-dos and notices."""
        return self.evaluation.title

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """The studio, its unit, its leading group and inspectors."""
        mine = _concerned(Evaluation.studio_id, person)
        return cls.evaluation_id.in_(sa.select(Evaluation.id).where(mine))


class Delisting(Base):
    """What two missed years in a row bring."""

    __tablename__ = "delisting"
    __table_args__ = (
        sa.Index("uq_delisting_live", "studio_id", unique=True, sqlite_where=sa.text("state <> 'dropped'"),
                 postgresql_where=sa.text("state <> 'dropped'")),
    )  # fmt: skip
    id: Mapped[Id]
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), index=True)
    first_id: Mapped[int] = mapped_column(sa.ForeignKey("evaluation.id"))
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("evaluation.id"))
    proposed_at: Mapped[datetime]
    review_due: Mapped[datetime]
    review: Mapped[str] = mapped_column(default="")
    reply_due: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(default="")
    decision: Mapped[str] = mapped_column(default="")
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    notice_ends_at: Mapped[datetime | None]
    successor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))  # takes the running projects
    executed_on: Mapped[date | None]
    state: Mapped[DelistingState] = mapped_column(Choice(DelistingState), default=D.PROPOSED)
    version: Mapped[int] = mapped_column(default=0)

    studio: Mapped[Studio] = relationship(lazy="joined", innerjoin=True)
    first: Mapped[Evaluation] = relationship(foreign_keys=[first_id])
    second: Mapped[Evaluation] = relationship(foreign_keys=[second_id])
    successor: Mapped[Person | None] = relationship(foreign_keys=[successor_id])

    __mapper_args__ = {"version_id_col": version}
    LIFE = {
        D.PROPOSED: {D.REPLY, D.DROPPED},
        D.REPLY: {D.DECISION},
        D.DECISION: {D.ON_NOTICE, D.DROPPED},
        D.ON_NOTICE: {D.EXECUTED},
        D.EXECUTED: set(),
        D.DROPPED: set(),
    }

    @property
    def title(self) -> str:
        """For to-dos and notices."""
        return self.studio.name

    @property
    def deadline(self) -> datetime | None:
        """When the present step is due."""
        return {D.PROPOSED: self.review_due, D.REPLY: self.reply_due, D.ON_NOTICE: self.notice_ends_at}.get(
            self.state
        )

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """Once decided it hangs on the board; before, it is a matter of those concerned."""
        return sa.or_(cls.state.in_([D.ON_NOTICE, D.EXECUTED]), _concerned(cls.studio_id, person))
