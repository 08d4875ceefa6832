"""Annual letters and the entries whose sum is the count."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Choice, Id, frozen
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person, Unit
from marketplace.studios.models import Studio


class Metric(Words):
    """The four counts of a letter."""

    PROJECTS = "projects", _l("Innovation projects")
    TACKLED = "tackled", _l("Tackled challenges")
    PAIRS = "pairs", _l("Mentor–apprentice pairs")
    EXCHANGES = "exchanges", _l("Exchanges")


class LetterState(Words):
    """The way of a letter: proposed by the leading group, signed by lead and chair, then frozen."""

    PROPOSED = "proposed", _l("Waiting for the lead's signature"), "amber"
    LEAD_SIGNED = "lead_signed", _l("Signed by the lead"), "amber"
    SIGNED = "signed", _l("Signed and frozen"), "green"


S = LetterState


class LetterRound(Base):
    """January's task of one leading group: a letter for each of its studios."""

    __tablename__ = "letter_round"
    __table_args__ = (sa.UniqueConstraint("unit_id", "year"),)
    id: Mapped[Id]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    year: Mapped[int]
    opened_at: Mapped[datetime]
    done_at: Mapped[datetime | None]  # every studio has its letter proposed
    escalated_at: Mapped[datetime | None]  # what was unsigned on 31 January was told

    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)

    @property
    def title(self) -> str:
        """For to-dos and notices."""
        return f"{self.unit.name} {self.year}"


class AnnualLetter(Base):
    """What a studio promises for a year."""

    __tablename__ = "annual_letter"
    __table_args__ = (sa.UniqueConstraint("studio_id", "year"),)
    id: Mapped[Id]
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    projects: Mapped[int]
    tackled: Mapped[int]
    pairs: Mapped[int]
    exchanges: Mapped[int]
    plan: Mapped[list[Any]] = mapped_column(default=list)  # exchange plan: [{"on": "2030-04-15", "title": …}]
    rule_version: Mapped[int]
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    lead_signed_at: Mapped[datetime | None]
    chair_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    chair_signed_at: Mapped[datetime | None]
    due_at: Mapped[datetime]  # both signatures
    reminded_at: Mapped[datetime | None]
    state: Mapped[LetterState] = mapped_column(Choice(LetterState), default=S.PROPOSED)
    version: Mapped[int] = mapped_column(default=0)

    studio: Mapped[Studio] = relationship(lazy="joined", innerjoin=True)
    lead: Mapped[Person | None] = relationship(foreign_keys=[lead_id])
    chair: Mapped[Person | None] = relationship(foreign_keys=[chair_id])

    __mapper_args__ = {"version_id_col": version}
    LIFE = {S.PROPOSED: {S.LEAD_SIGNED}, S.LEAD_SIGNED: {S.SIGNED, S.PROPOSED}, S.SIGNED: set()}

    @property
    def title(self) -> str:
        """For to-dos and notices."""
        return f"{self.studio.name} {self.year}"

    @classmethod
    def visible_to(cls, _person: Person) -> sa.ColumnElement[bool]:
        """Letters hang in the open, like the annual board."""
        return sa.true()

    @property
    def planned(self) -> list[tuple[date, str]]:
        """The exchange plan: day and title."""
        return [(date.fromisoformat(line["on"]), str(line["title"])) for line in self.plan or ()]

    def target(self, metric: Metric) -> int:
        """The number promised for one count."""
        return int(getattr(self, metric.value))


class LedgerEntry(Base):
    """One counted thing, or the counter-entry that undoes one. Never changed, never deleted."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        sa.Index(
            "uq_ledger_entry_source", "source", "studio_id", "metric", unique=True,
            sqlite_where=sa.text("undoes_id IS NULL"), postgresql_where=sa.text("undoes_id IS NULL"),
        ),
        sa.CheckConstraint(
            "(undoes_id IS NULL AND count = 1) OR (undoes_id IS NOT NULL AND count = -1)", name="sign"
        ),
        sa.Index("ix_ledger_entry_count", "year", "studio_id", "metric"),
    )  # fmt: skip
    id: Mapped[Id]
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"))
    metric: Mapped[Metric] = mapped_column(Choice(Metric))
    year: Mapped[int]
    on: Mapped[date]
    count: Mapped[int] = mapped_column(default=1)
    source: Mapped[str] = mapped_column(sa.String(64))  # project/7, exchange/3 …
    title: Mapped[str] = mapped_column(sa.String(200))
    # the title of restricted work is for the studio and its leading group only; the count is for all
    restricted: Mapped[bool] = mapped_column(default=False)
    undoes_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ledger_entry.id"), unique=True)
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]

    studio: Mapped[Studio] = relationship()

    @property
    def record(self) -> str:
        """The thing that was counted (`apprenticeship/5/2030` is a year of `apprenticeship/5`)."""
        return "/".join(self.source.split("/")[:2])

    @classmethod
    def visible_to(cls, _person: Person) -> sa.ColumnElement[bool]:
        """That something counted is known to all; titles of restricted work are held back by the queries."""
        return sa.true()


class Expectation(Base):
    """Something under way that will count when it is done: the pipeline. Credit takes it away."""

    __tablename__ = "expectation"
    __table_args__ = (sa.Index("ix_expectation_studio", "studio_id", "due_on"),)
    source: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), primary_key=True)
    metric: Mapped[Metric] = mapped_column(Choice(Metric), primary_key=True)
    due_on: Mapped[date]


class Worth(Base):
    """What stands beside a count, so that it is not chased alone: difficulty, and certified benefit."""

    __tablename__ = "worth"
    source: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    difficulty: Mapped[int | None]
    certified: Mapped[int | None] = mapped_column(sa.BigInteger)  # yuan a year


frozen("ledger_entry", "a mistake is undone by a counter-entry")
