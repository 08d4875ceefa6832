"""Outcomes and their certified benefit."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.challenges.models import SECRET
from marketplace.core.db import Base, Choice, Id
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person, SecrecyLevel, Skill, Unit
from marketplace.projects.models import Project
from marketplace.studios.models import Studio


class OutcomeKind(Words):
    """What came of it."""

    PATENT = "patent", _l("Invention patent")
    UTILITY = "utility", _l("Utility model")
    DESIGN = "design", _l("Design patent")
    SOFTWARE = "software", _l("Software")
    QC = "qc", _l("QC result")
    FIVE_SMALL = "five_small", _l("Five-small innovation")
    SUGGESTION = "suggestion", _l("Suggestion")
    METHOD = "method", _l("Advanced operating method")
    STANDARD = "standard", _l("Standard")
    PAPER = "paper", _l("Paper")
    SECRET = "secret", _l("Technical secret")
    MANAGEMENT = "management", _l("Management result")
    PRIZE = "prize", _l("Competition prize")
    PROMOTED = "promoted", _l("People promoted")
    SOLUTION = "solution", _l("Solved challenge")


class Outcome(Base):
    """An accepted work. Only what finance certified is ever shown in ranks; never added to claims."""

    __tablename__ = "outcome"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(sa.String(32), unique=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[OutcomeKind] = mapped_column(Choice(OutcomeKind))
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id"), unique=True)
    family_id: Mapped[int | None] = mapped_column(sa.ForeignKey("skill.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))  # where it is used
    accepted_on: Mapped[date]
    summary: Mapped[str] = mapped_column(default="")
    replicable: Mapped[bool] = mapped_column(default=False)
    replicable_where: Mapped[str] = mapped_column(default="")
    claimed: Mapped[int] = mapped_column(default=0)  # yuan a year, by the team
    certified: Mapped[int | None]  # yuan a year, by finance
    certified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    certified_on: Mapped[date | None]
    secrecy: Mapped[SecrecyLevel] = mapped_column(Choice(SecrecyLevel), default=SecrecyLevel.INTERNAL)
    haystack: Mapped[str] = mapped_column(default="")

    def secret_root(self) -> Outcome | None:
        """For the read log: a restricted outcome stands for itself."""
        return self if self.secrecy in SECRET else None

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """Open and internal ones to everybody; the others to those who may see the project."""
        projects = sa.select(Project.id).where(Project.visible_to(person))
        return sa.or_(
            cls.secrecy.in_([SecrecyLevel.OPEN, SecrecyLevel.INTERNAL]), cls.project_id.in_(projects)
        )

    studio: Mapped[Studio] = relationship()
    project: Mapped[Project | None] = relationship()
    family: Mapped[Skill | None] = relationship()
    unit: Mapped[Unit] = relationship()
    contributors: Mapped[list[Contributor]] = relationship(order_by="Contributor.percent.desc()")


class Contributor(Base):
    """Who made it, with the share."""

    __tablename__ = "contributor"
    outcome_id: Mapped[int] = mapped_column(sa.ForeignKey("outcome.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, index=True)
    percent: Mapped[int]

    person: Mapped[Person] = relationship()
