"""Projects: begun by an award, or registered by a studio itself."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.challenges.models import SECRET, Challenge, Operator
from marketplace.core import clock
from marketplace.core.db import Base, Choice, Id
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import below, roles_of
from marketplace.studios.models import Membership, Studio

#: Percent of the work from which on an outcome counts for a consortium member, too.
SHARE_THAT_COUNTS = 20


class ProjectOrigin(Words):
    """Where a project comes from."""

    AWARD = "award", _l("Won challenge")
    OWN = "own", _l("Registered by the studio")
    ENTRUSTED = "entrusted", _l("Entrusted directly")


class ProjectState(Words):
    """The life of a project."""

    PROPOSED = "proposed", _l("Waiting for the home unit"), "amber"
    RUNNING = "running", _l("Running"), "blue"
    DELIVERED = "delivered", _l("Delivered"), "amber"
    MET = "met", _l("Met"), "green"
    PARTLY = "partly", _l("Partly met"), "amber"
    DILIGENT = "diligent", _l("Not met, with diligence"), "grey"
    NOT_MET = "not_met", _l("Not met"), "red"
    TERMINATED = "terminated", _l("Terminated"), "grey"
    REFUSED = "refused", _l("Not approved"), "grey"


class TaskState(Words):
    """Columns of the board."""

    TODO = "todo", _l("To do"), "grey"
    DOING = "doing", _l("Doing"), "blue"
    DONE = "done", _l("Done"), "green"


class MilestoneState(Words):
    """The way of a milestone."""

    OPEN = "open", _l("Not reached yet"), "grey"
    REACHED = "reached", _l("Reported"), "amber"
    CONFIRMED = "confirmed", _l("Confirmed"), "green"


S = ProjectState


class Project(Base):
    """The work. The same pages serve a won challenge and a studio's own project."""

    __tablename__ = "project"
    __table_args__ = (
        sa.CheckConstraint("origin = 'own' OR challenge_id IS NOT NULL", name="origin"),
        sa.CheckConstraint("returns BETWEEN 0 AND 2", name="returns"),
    )
    id: Mapped[Id]
    number: Mapped[str] = mapped_column(sa.String(32), unique=True)
    source: Mapped[str | None] = mapped_column(sa.String(64), unique=True)  # award/5: one award, one project
    origin: Mapped[ProjectOrigin] = mapped_column(Choice(ProjectOrigin))
    challenge_id: Mapped[int | None] = mapped_column(sa.ForeignKey("challenge.id"), index=True)
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), index=True)
    department_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)  # who accepts
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    goal: Mapped[str] = mapped_column(default="")
    budget: Mapped[int] = mapped_column(default=0)
    registered_at: Mapped[datetime]
    starts_on: Mapped[date]
    due_on: Mapped[date]
    delivered_at: Mapped[datetime | None]
    accept_due: Mapped[datetime | None]  # ten working days after the delivery
    escalated: Mapped[bool] = mapped_column(default=False)
    delivery_note: Mapped[str] = mapped_column(default="")
    returns: Mapped[int] = mapped_column(default=0)
    accepted_on: Mapped[date | None]
    verdict: Mapped[str] = mapped_column(default="")  # the department's words
    haystack: Mapped[str] = mapped_column(default="")
    state: Mapped[ProjectState] = mapped_column(Choice(ProjectState), default=S.RUNNING)
    version: Mapped[int] = mapped_column(default=0)

    challenge: Mapped[Challenge | None] = relationship()
    studio: Mapped[Studio] = relationship()
    department: Mapped[Unit] = relationship()
    lead: Mapped[Person] = relationship()
    targets: Mapped[list[ProjectTarget]] = relationship(
        order_by="ProjectTarget.place", cascade="all, delete-orphan"
    )
    members: Mapped[list[ProjectMember]] = relationship(
        order_by="ProjectMember.id", cascade="all, delete-orphan"
    )
    tasks: Mapped[list[Task]] = relationship(order_by="Task.id", cascade="all, delete-orphan")
    milestones: Mapped[list[Milestone]] = relationship(
        order_by="Milestone.due_on", cascade="all, delete-orphan"
    )
    shares: Mapped[list[ProjectShare]] = relationship(cascade="all, delete-orphan")

    def secret_root(self) -> Challenge | None:
        """For the read log: the trade secret that this is about."""
        return self.challenge if self.challenge is not None and self.challenge.is_secret else None

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """The team (temporary support during its dates), its studios, the department, the leading group."""
        return visible_to(person)

    __mapper_args__ = {"version_id_col": version}
    LIFE = {
        S.PROPOSED: {S.RUNNING, S.REFUSED},
        S.RUNNING: {S.DELIVERED, S.TERMINATED},
        S.DELIVERED: {S.RUNNING, S.MET, S.PARTLY, S.DILIGENT, S.NOT_MET, S.TERMINATED},
        S.MET: set(),
        S.PARTLY: set(),
        S.DILIGENT: set(),
        S.NOT_MET: set(),
        S.TERMINATED: set(),
        S.REFUSED: set(),
    }


class ProjectShare(Base):
    """A studio's share of the work in percent (the lead studio's included)."""

    __tablename__ = "project_share"
    __table_args__ = (sa.CheckConstraint("percent BETWEEN 1 AND 100", name="percent"),)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), primary_key=True)
    percent: Mapped[int]

    studio: Mapped[Studio] = relationship()


class ProjectTarget(Base):
    """A target with what was promised and what was measured."""

    __tablename__ = "project_target"
    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), index=True)
    place: Mapped[int]
    metric: Mapped[str] = mapped_column(sa.String(80))
    now: Mapped[Decimal | None]
    wanted: Mapped[Decimal]
    promised: Mapped[Decimal | None]
    measured: Mapped[Decimal | None]
    measured_note: Mapped[str] = mapped_column(default="")
    operator: Mapped[Operator] = mapped_column(Choice(Operator))
    unit: Mapped[str] = mapped_column(sa.String(32), default="")


class ProjectMember(Base):
    """Somebody on the project; a temporary supporter sees it only during the dates."""

    __tablename__ = "project_member"
    __table_args__ = (sa.UniqueConstraint("project_id", "person_id"),)
    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    temporary: Mapped[bool] = mapped_column(default=False)
    skill_id: Mapped[int | None] = mapped_column(sa.ForeignKey("skill.id"))
    days: Mapped[int] = mapped_column(default=0)
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    person: Mapped[Person] = relationship()


class Task(Base):
    """Work the lead assigned."""

    __tablename__ = "task"
    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    assignee_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    due_on: Mapped[date]
    state: Mapped[TaskState] = mapped_column(Choice(TaskState), default=TaskState.TODO)
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    assignee: Mapped[Person] = relationship()
    LIFE = {
        TaskState.TODO: {TaskState.DOING, TaskState.DONE},
        TaskState.DOING: {TaskState.TODO, TaskState.DONE},
        TaskState.DONE: {TaskState.DOING},
    }


class Milestone(Base):
    """A dated step with its evidence and its share of the payment."""

    __tablename__ = "milestone"
    __table_args__ = (sa.CheckConstraint("payment BETWEEN 0 AND 100", name="payment"),)
    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    due_on: Mapped[date]
    payment: Mapped[int] = mapped_column(default=0)  # percent of the budget
    evidence: Mapped[str] = mapped_column(default="")
    reached_at: Mapped[datetime | None]
    state: Mapped[MilestoneState] = mapped_column(Choice(MilestoneState), default=MilestoneState.OPEN)

    LIFE = {
        MilestoneState.OPEN: {MilestoneState.REACHED},
        MilestoneState.REACHED: {MilestoneState.CONFIRMED, MilestoneState.OPEN},
        MilestoneState.CONFIRMED: set(),
    }


# --- who may see a project ---------------------------------------------------------------------

OVERSEERS = (Role.LEADING_GROUP, Role.CHAIR, Role.SUPERVISOR, Role.FINANCE_OFFICER)


def visible_to(person: Person) -> sa.ColumnElement[bool]:
    """Condition on `Project` for one reader."""
    today = clock.today()
    in_team = sa.select(ProjectMember.project_id).where(
        ProjectMember.person_id == person.id,
        sa.or_(
            ~ProjectMember.temporary,
            sa.and_(ProjectMember.starts_on <= today, ProjectMember.ends_on >= today),
        ),
    )
    my_studios = sa.select(Membership.studio_id).where(
        Membership.person_id == person.id, Membership.until.is_(None)
    )
    shares = sa.select(ProjectShare.project_id).where(ProjectShare.studio_id.in_(my_studios))
    mine = [h.path for h in roles_of(person) if h.role in (Role.POSTER, Role.UNIT_MANAGER, *OVERSEERS)]
    over = [h.path for h in roles_of(person) if h.role in OVERSEERS]
    units = sa.select(Unit.id).where(below(Unit.path, mine))
    studios = sa.select(Studio.id).join(Unit, Unit.id == Studio.home_unit_id).where(below(Unit.path, over))
    at_work = sa.or_(Project.lead_id == person.id, Project.id.in_(in_team))
    around = sa.or_(
        Project.studio_id.in_(my_studios),
        Project.id.in_(shares),
        Project.department_id.in_(units),
        Project.studio_id.in_(studios),
    )
    # what came of a trade secret is one: beside the team only people who may know it
    secret = sa.select(Challenge.id).where(Challenge.secrecy.in_(SECRET), ~Challenge.known_to(person))
    unknown = sa.and_(Project.challenge_id.is_not(None), Project.challenge_id.in_(secret.correlate(None)))
    return sa.or_(at_work, sa.and_(around, ~unknown))
