"""Award, objection, commitment letter."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidding.bids.models import Bid
from marketplace.challenges.models import Challenge
from marketplace.core.db import Base, Choice, Id
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import below
from marketplace.people.rules import scope_paths


class AwardState(Words):
    """The life of an award."""

    ON_NOTICE = "on_notice", _l("On notice"), "blue"
    CONTESTED = "contested", _l("Objection open, clock stopped"), "amber"
    FINAL = "final", _l("Final"), "green"
    ANNULLED = "annulled", _l("Annulled"), "grey"


class ObjectionState(Words):
    """The life of an objection."""

    RAISED = "raised", _l("Waiting for an answer"), "amber"
    UPHELD = "upheld", _l("Upheld"), "red"
    REJECTED = "rejected", _l("Not upheld"), "grey"
    WITHDRAWN = "withdrawn", _l("Taken back"), "grey"


class LetterState(Words):
    """The way of a commitment letter."""

    OPEN = "open", _l("To be signed"), "amber"
    SIGNED = "signed", _l("Signed"), "green"
    LAPSED = "lapsed", _l("Lapsed"), "grey"


A = AwardState


class Award(Base):
    """A place of a challenge given to a bid. No place twice, no bid twice."""

    __tablename__ = "award"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["bid_id", "challenge_id"], ["bid.id", "bid.challenge_id"], name="fk_award_bid"
        ),
        sa.CheckConstraint("place BETWEEN 1 AND 3", name="place"),
        sa.Index(
            "uq_award_place",
            "challenge_id",
            "place",
            unique=True,
            sqlite_where=sa.text("state <> 'annulled'"),
            postgresql_where=sa.text("state <> 'annulled'"),
        ),
        sa.Index(
            "uq_award_bid",
            "bid_id",
            unique=True,
            sqlite_where=sa.text("state <> 'annulled'"),
            postgresql_where=sa.text("state <> 'annulled'"),
        ),
    )
    id: Mapped[Id]
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"))
    bid_id: Mapped[int] = mapped_column(sa.BigInteger)
    place: Mapped[int] = mapped_column(default=1)
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"))  # whose report it follows
    final_score: Mapped[int]  # hundredths
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    announced_at: Mapped[datetime]
    notice_ends_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]  # the clock stands while an objection is open
    final_at: Mapped[datetime | None]
    state: Mapped[AwardState] = mapped_column(Choice(AwardState), default=A.ON_NOTICE)
    version: Mapped[int] = mapped_column(default=0)

    challenge: Mapped[Challenge] = relationship(overlaps="bid")
    bid: Mapped[Bid] = relationship(overlaps="challenge", foreign_keys=[bid_id, challenge_id])

    __mapper_args__ = {"version_id_col": version}

    @property
    def caption(self) -> str:
        """What it is called in a list of mixed things."""
        return self.challenge.title

    def secret_root(self) -> Challenge | None:
        """For the read log: the core trade secret that this is about."""
        return self.challenge.secret_root()

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """An award is public to those who may see its challenge."""
        return cls.challenge_id.in_(sa.select(Challenge.id).where(Challenge.visible_to(person)))

    LIFE = {
        A.ON_NOTICE: {A.CONTESTED, A.FINAL, A.ANNULLED},
        A.CONTESTED: {A.ON_NOTICE, A.ANNULLED},
        A.FINAL: {A.ANNULLED},
        A.ANNULLED: set(),
    }


class Objection(Base):
    """Who objects to an award, about what, and what remedy is asked."""

    __tablename__ = "award_objection"
    id: Mapped[Id]
    award_id: Mapped[int] = mapped_column(sa.ForeignKey("award.id"), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    about: Mapped[str]
    remedy: Mapped[str]
    raised_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    named_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))  # by the supervisor, to answer
    state: Mapped[ObjectionState] = mapped_column(Choice(ObjectionState), default=ObjectionState.RAISED)

    award: Mapped[Award] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    named: Mapped[Person | None] = relationship(foreign_keys=[named_id])

    @property
    def caption(self) -> str:
        """What it is called in a list of mixed things."""
        return self.award.caption

    def secret_root(self) -> Challenge | None:
        """For the read log: the core trade secret that this is about."""
        return self.award.secret_root()

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """Whoever raised it, the leading group, the department and the supervisor."""
        paths = scope_paths(
            person, Role.CHAIR, Role.LEADING_GROUP, Role.UNIT_MANAGER, Role.POSTER, Role.SUPERVISOR
        )
        within = (
            sa.select(Award.id)
            .join(Award.challenge)
            .join(Challenge.department)
            .where(below(Unit.path, paths), Challenge.visible_to(person))
        )
        # the bid that lost its award by it may read why
        lost = sa.select(Award.id).join(Award.bid).where(Award.state == A.ANNULLED, Bid.lead_id == person.id)
        own = sa.or_(cls.by_id == person.id, cls.named_id == person.id, cls.award_id.in_(lost))
        return sa.or_(own, cls.award_id.in_(within))

    LIFE = {
        ObjectionState.RAISED: {ObjectionState.UPHELD, ObjectionState.REJECTED, ObjectionState.WITHDRAWN},
        ObjectionState.UPHELD: set(),
        ObjectionState.REJECTED: set(),
        ObjectionState.WITHDRAWN: set(),
    }


class CommitmentLetter(Base):
    """军令状: signed by bid lead and department within 30 calendar days; then the project begins."""

    __tablename__ = "commitment_letter"
    id: Mapped[Id]
    award_id: Mapped[int] = mapped_column(sa.ForeignKey("award.id"), unique=True)
    due_at: Mapped[datetime]
    lead_signed_at: Mapped[datetime | None]
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    department_signed_at: Mapped[datetime | None]
    department_signer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    reminded: Mapped[int] = mapped_column(default=0)  # how often
    state: Mapped[LetterState] = mapped_column(Choice(LetterState), default=LetterState.OPEN)

    award: Mapped[Award] = relationship()

    @property
    def caption(self) -> str:
        """What it is called in a list of mixed things."""
        return self.award.caption

    def secret_root(self) -> Challenge | None:
        """For the read log: the core trade secret that this is about."""
        return self.award.secret_root()

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """A promise made in public: seen by whoever may see the award."""
        return cls.award_id.in_(sa.select(Award.id).where(Award.visible_to(person)))

    LIFE = {
        LetterState.OPEN: {LetterState.SIGNED, LetterState.LAPSED},
        LetterState.SIGNED: set(),
        LetterState.LAPSED: set(),
    }
