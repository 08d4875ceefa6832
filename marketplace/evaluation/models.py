"""The year's result and what follows from it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Choice, Id
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person
from marketplace.studios.models import Studio


class Result(Words):
    """What a year came to."""

    MET = "met", _l("Met"), "green"
    MISSED = "missed", _l("Missed"), "red"
    EXEMPT = "exempt", _l("Exempt"), "grey"


class NoticeState(Words):
    """The way of a risk notice."""

    ISSUED = "issued", _l("Waiting for acknowledgement"), "amber"
    ACKNOWLEDGED = "acknowledged", _l("Acknowledged with a plan"), "blue"
    CLEARED = "cleared", _l("Cleared"), "green"


class DelistingState(Words):
    """The way of a delisting: proposed, reviewed, answered, decided, on notice, plaque removed."""

    PROPOSED = "proposed", _l("Proposed"), "amber"
    REPLY = "reply", _l("Waiting for the studio's reply"), "amber"
    DECISION = "decision", _l("Waiting for the decision"), "amber"
    ON_NOTICE = "on_notice", _l("Decided, on notice"), "amber"
    EXECUTED = "executed", _l("Plaque removed"), "red"
    DROPPED = "dropped", _l("Dropped"), "green"


D = DelistingState


class Evaluation(Base):
    """A studio's year against its letter; counts are kept as they were when it was decided."""

    __tablename__ = "evaluation"
    __table_args__ = (sa.UniqueConstraint("studio_id", "year"),)
    id: Mapped[Id]
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    counts: Mapped[dict[str, Any]]  # {metric: [count, target]}
    self_report: Mapped[str] = mapped_column(default="")
    reported_at: Mapped[datetime | None]
    result: Mapped[Result | None] = mapped_column(Choice(Result))
    reason: Mapped[str] = mapped_column(default="")
    pilot: Mapped[bool] = mapped_column(default=False)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    studio: Mapped[Studio] = relationship()


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
    state: Mapped[NoticeState] = mapped_column(Choice(NoticeState), default=NoticeState.ISSUED)

    evaluation: Mapped[Evaluation] = relationship()
    LIFE = {
        NoticeState.ISSUED: {NoticeState.ACKNOWLEDGED, NoticeState.CLEARED},
        NoticeState.ACKNOWLEDGED: {NoticeState.CLEARED},
        NoticeState.CLEARED: set(),
    }


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

    studio: Mapped[Studio] = relationship()
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
