"""Bids: the head, the team, the shares. The content is an encrypted document (`sealing`)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from marketplace.challenges.models import SECRET, Challenge, ChallengeState
from marketplace.core.db import Base, Choice, SecretId
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person, Role, Skill, Unit
from marketplace.people.queries import below, roles_of
from marketplace.secondments.models import GIVEN, OVER, Loan
from marketplace.studios.models import Membership, Studio

if TYPE_CHECKING:
    from bidding.bids.models.changes import TeamChange


class BidState(Words):
    """The life of a bid."""

    DRAFT = "draft", _l("Draft"), "grey"
    SEALED = "sealed", _l("Under seal"), "blue"
    OPENED = "opened", _l("Opened"), "blue"
    REVIEW = "review", _l("Under review"), "blue"
    WON = "won", _l("Won"), "green"
    RESERVE = "reserve", _l("Reserve"), "amber"
    LOST = "lost", _l("Not chosen"), "grey"
    REJECTED = "rejected", _l("Rejected"), "red"
    WITHDRAWN = "withdrawn", _l("Withdrawn by the bidder"), "grey"


class TeamRole(Words):
    """Place in a bid's team."""

    LEAD = "lead", _l("Bid lead")
    CORE = "core", _l("Core")
    SUPPORT = "support", _l("Temporary support")


class Consent(Words):
    """What the person said."""

    ASKED = "asked", _l("Asked"), "amber"
    YES = "yes", _l("Agreed"), "green"
    NO = "no", _l("Declined"), "red"


S = BidState
ENDED = (S.LOST, S.REJECTED, S.WITHDRAWN)
#: Who answers for a challenge and may read its bids once they are opened.
READERS = (Role.POSTER, Role.UNIT_MANAGER, Role.LEADING_GROUP, Role.CHAIR, Role.SUPERVISOR)
LIVE = (BidState.DRAFT, BidState.SEALED)  # before the opening: only the team knows


class Bid(Base):
    """One studio's bid on one challenge (others may hold shares in it)."""

    __tablename__ = "bid"
    __table_args__ = (
        sa.UniqueConstraint("id", "challenge_id"),  # target of the award's composite key
        sa.Index(
            "uq_bid_live", "challenge_id", "studio_id", unique=True,
            sqlite_where=sa.text("state <> 'withdrawn'"), postgresql_where=sa.text("state <> 'withdrawn'"),
        ),
    )  # fmt: skip
    id: Mapped[SecretId]
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"))
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), index=True)
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    blind_label: Mapped[str | None] = mapped_column(sa.String(8))  # A, B, C … given at the opening
    sealed_version: Mapped[int] = mapped_column(default=0)
    sealed_at: Mapped[datetime | None]
    terms_version: Mapped[int] = mapped_column(default=0)  # the challenge's when sealed
    decision: Mapped[str] = mapped_column(default="")  # why lost or rejected
    created_at: Mapped[datetime]
    state: Mapped[BidState] = mapped_column(Choice(BidState), default=S.DRAFT)
    version: Mapped[int] = mapped_column(default=0)

    challenge: Mapped[Challenge] = relationship()
    studio: Mapped[Studio] = relationship()
    lead: Mapped[Person] = relationship()
    team: Mapped[list[TeamMember]] = relationship(back_populates="bid", order_by="TeamMember.id")
    shares: Mapped[list[BidShare]] = relationship(
        back_populates="bid",
        order_by="BidShare.percent.desc(), BidShare.id",
        cascade="all, delete-orphan",
    )

    changes: Mapped[list[TeamChange]] = relationship(
        back_populates="bid", foreign_keys="TeamChange.bid_id", order_by="TeamChange.id"
    )

    __mapper_args__ = {"version_id_col": version}
    LIFE = {
        S.DRAFT: {S.SEALED, S.WITHDRAWN, S.LOST},
        S.SEALED: {S.DRAFT, S.OPENED, S.WITHDRAWN, S.LOST, S.REJECTED},
        S.OPENED: {S.REVIEW, S.REJECTED, S.LOST, S.WITHDRAWN},
        S.REVIEW: {S.WON, S.RESERVE, S.LOST, S.REJECTED, S.WITHDRAWN},
        S.RESERVE: {S.WON, S.REVIEW, S.LOST, S.WITHDRAWN},
        S.WON: {S.LOST, S.REVIEW},
        S.LOST: {S.REVIEW},
        S.REJECTED: {S.REVIEW},  # a complaint brings a bid back that an objection had put out
        S.WITHDRAWN: set(),
    }

    @property
    def caption(self) -> str:
        """What it bids on."""
        return self.challenge.title

    @property
    def is_invalid(self) -> bool:
        """Sealed for an older version of the challenge: it counts again once it is sealed anew."""
        return self.state is S.SEALED and self.terms_version != self.challenge.terms_version

    @property
    def is_live(self) -> bool:
        """Still in the running: a challenge that ends, ends every bid on it."""
        over = {ChallengeState.WITHDRAWN, ChallengeState.NO_BID, ChallengeState.ENTRUSTED}
        return self.state not in ENDED and self.challenge.state not in over

    def secret_root(self) -> Challenge | None:
        """For the read log: the trade secret that this is about."""
        return self.challenge if self.challenge.is_secret else None

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """Before the opening its team alone; after it those who answer for the challenge, too.

        A bid on a trade secret is for people who may know the secret.
        """
        secret = sa.select(Challenge.id).where(Challenge.secrecy.in_(SECRET), ~Challenge.known_to(person))
        known = cls.challenge_id.not_in(secret.correlate(None))
        return sa.and_(sa.or_(cls.of_team(person), cls._opened_to(person)), known)

    @classmethod
    def of_team(cls, person: Person) -> sa.ColumnElement[bool]:
        """The bid's lead, the leads of its studios, and core members who have agreed.

        A temporary supporter may be in two bids of one contest: before the opening they see only their loan.
        """
        own, agreed = aliased(cls), (TeamMember.person_id == person.id, TeamMember.consent == Consent.YES)
        mine = _any_of(
            sa.select(own.id).where(own.lead_id == person.id),
            sa.select(own.id).join(Studio, Studio.id == own.studio_id).where(Studio.lead_id == person.id),
            sa.select(TeamMember.bid_id).where(*agreed, TeamMember.role != TeamRole.SUPPORT),
            _shares_of(person),
        )
        return cls.id.in_(mine)

    @classmethod
    def _opened_to(cls, person: Person) -> sa.ColumnElement[bool]:
        paths = [held.path for held in roles_of(person) if held.role in READERS]
        supports = sa.select(TeamMember.bid_id).join(Loan, Loan.id == TeamMember.loan_id)
        supports = supports.where(TeamMember.person_id == person.id, Loan.state.in_(GIVEN))
        concerned: sa.ColumnElement[bool] = cls.id.in_(supports)
        if paths:
            within = sa.select(Challenge.id).join(Unit, Unit.id == Challenge.department_id)
            within = within.where(below(Unit.path, paths))
            office = sa.and_(cls.challenge_id.in_(within), cls.challenge_id.not_in(cls.contests_of(person)))
            concerned = sa.or_(concerned, office)
        return sa.and_(cls.blind_label.is_not(None), concerned, ~cls.barred_to(person))

    @classmethod
    def contests_of(cls, person: Person) -> sa.Select[int]:
        """Where a bid of theirs or of their studio was opened: there rival bids are not for them."""
        own, agreed = aliased(cls), (TeamMember.person_id == person.id, TeamMember.consent == Consent.YES)
        inside = (Membership.person_id == person.id, Membership.until.is_(None))
        shares = sa.select(BidShare.bid_id).join(Membership, Membership.studio_id == BidShare.studio_id)
        theirs = _any_of(
            sa.select(own.id).where(own.lead_id == person.id),
            sa.select(TeamMember.bid_id).where(*agreed),
            shares.where(*inside, BidShare.consent == Consent.YES),
        )
        opened = sa.select(own.challenge_id).where(own.blind_label.is_not(None), own.id.in_(theirs))
        return opened.correlate(None)

    @classmethod
    def barred_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """A conflict keeps this bid from the person, whatever else they are."""
        return cls.id.in_(sa.select(BidBar.bid_id).where(BidBar.person_id == person.id).correlate(None))


def _any_of(*ids: sa.Select[int]) -> sa.CompoundSelect[int]:
    """Each by its index: an OR of them made SQLite read everybody's bids."""
    return sa.union_all(*(one.correlate(None) for one in ids))


def _shares_of(person: Person) -> sa.Select[int]:
    """The bids that a studio of this lead has agreed to carry with others."""
    agreed = (Studio.lead_id == person.id, BidShare.consent == Consent.YES)
    return sa.select(BidShare.bid_id).join(Studio, Studio.id == BidShare.studio_id).where(*agreed)


class BidBar(Base):
    """Somebody who must not see this bid (a conflict, blind scoring), whatever else they are."""

    __tablename__ = "bid_bar"
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bid.id"), primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, index=True)
    reason: Mapped[str] = mapped_column(sa.String(64))


class BidShare(Base):
    """A studio has a share in at most one live bid per challenge, lead studio included. A request takes
    nothing: the share is live from the yes of the studio's lead on."""

    __tablename__ = "bid_share"
    __table_args__ = (
        sa.UniqueConstraint("bid_id", "studio_id"),
        sa.CheckConstraint("percent BETWEEN 1 AND 100", name="percent"),
        sa.CheckConstraint("NOT live OR consent = 'yes'", name="agreed"),
        sa.Index("uq_bid_share_live", "challenge_id", "studio_id", unique=True,
                 sqlite_where=sa.text("live"), postgresql_where=sa.text("live")),
    )  # fmt: skip
    id: Mapped[SecretId]
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bid.id"), index=True)
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"))
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), index=True)
    percent: Mapped[int] = mapped_column(default=100)
    consent: Mapped[Consent] = mapped_column(Choice(Consent), default=Consent.YES)
    answered_at: Mapped[datetime | None]
    live: Mapped[bool] = mapped_column(default=True)

    bid: Mapped[Bid] = relationship(back_populates="shares")
    studio: Mapped[Studio] = relationship()

    @property
    def caption(self) -> str:
        """What it is about."""
        return self.bid.challenge.title

    @property
    def agreed(self) -> bool:
        """The studio's lead said yes to this share."""
        return self.consent is Consent.YES

    @property
    def declined(self) -> bool:
        """Will not come, as it stands."""
        return self.consent is Consent.NO


class TeamMember(Base):
    """Somebody named in a bid; nobody is on a sealed team without having said yes."""

    __tablename__ = "team_member"
    __table_args__ = (sa.UniqueConstraint("bid_id", "person_id"),)
    id: Mapped[SecretId]
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bid.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[TeamRole] = mapped_column(Choice(TeamRole))
    studio_id: Mapped[int | None] = mapped_column(sa.ForeignKey("studio.id"))  # lead and core: whose member
    skill_id: Mapped[int | None] = mapped_column(sa.ForeignKey("skill.id"))
    days: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    consent: Mapped[Consent] = mapped_column(Choice(Consent), default=Consent.ASKED)
    answered_at: Mapped[datetime | None]
    loan_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("loan.id"), unique=True
    )  # temporary support only

    bid: Mapped[Bid] = relationship(back_populates="team")
    person: Mapped[Person] = relationship()
    skill: Mapped[Skill | None] = relationship()
    loan: Mapped[Loan | None] = relationship()

    @property
    def caption(self) -> str:
        """What it is about."""
        return self.bid.challenge.title

    @property
    def agreed(self) -> bool:
        """Core: said yes. Temporary support: said yes and was released by the home unit."""
        if self.role is TeamRole.SUPPORT:
            return self.loan is not None and self.loan.state in GIVEN
        return self.consent is Consent.YES

    @property
    def declined(self) -> bool:
        """Will not come, as it stands."""
        if self.role is TeamRole.SUPPORT:
            return self.loan is None or self.loan.state in OVER
        return self.consent is Consent.NO

    @property
    def standing(self) -> Words:
        """Where the answer stands, in one word."""
        return self.loan.state if self.loan is not None else self.consent


class BidContent(Base):
    """The clear text of a bid; exists only from the opening on."""

    __tablename__ = "bid_content"
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bid.id"), primary_key=True, autoincrement=False)
    body: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]

    bid: Mapped[Bid] = relationship()


class TeamPlan(Base):
    """What the team builder was asked for a bid and what it proposed; its lead chooses, nobody is bound."""

    __tablename__ = "team_plan"
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bid.id"), primary_key=True, autoincrement=False)
    job_id: Mapped[int] = mapped_column(
        sa.ForeignKey("long_job.id")
    )  # the last one asked; older ones are void
    asked: Mapped[dict[str, Any]]  # {days, seats, starts_on, ends_on}
    made: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {needs, candidates, teams}
    made_at: Mapped[datetime | None]
