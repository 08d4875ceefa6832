"""Panels: drawn after the opening, scoring blind, signing a report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidding.bids.models import Bid
from marketplace.challenges.models import Challenge
from marketplace.core.db import Base, Choice, Id, SecretId, frozen
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import below
from marketplace.people.rules import scope_paths


class PanelState(Words):
    """The life of a panel."""

    DECLARING = "declaring", _l("Declaring conflicts"), "amber"
    SCORING = "scoring", _l("Scoring"), "blue"
    DISCUSSION = "discussion", _l("Discussing"), "blue"
    SIGNING = "signing", _l("Signing the report"), "amber"
    SIGNED = "signed", _l("Report signed"), "green"
    VOID = "void", _l("Void"), "grey"


class SeatState(Words):
    """The way of a panel seat."""

    DRAWN = "drawn", _l("Has to declare"), "amber"
    DECLARED = "declared", _l("No conflict declared"), "green"
    REPLACED = "replaced", _l("Replaced"), "grey"


P = PanelState


class Panel(Base):
    """The panel of a challenge (a second one after an upheld objection asks for re-review)."""

    __tablename__ = "panel"
    __table_args__ = (sa.UniqueConstraint("challenge_id", "round"),)
    id: Mapped[Id]
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"))
    round: Mapped[int] = mapped_column(default=1)
    seed: Mapped[str] = mapped_column(sa.String(64))  # SHA-256(number ‖ box seal)
    pool: Mapped[
        list[Any]
    ]  # in the order of the draw: [{person, no, key, expert, out: [[kind, bid], …], seat}]
    # drawn at once with other panels, so that no panel is weaker than it must be
    joint_draw_id: Mapped[int | None] = mapped_column(sa.ForeignKey("joint_draw.id"))
    size: Mapped[int]
    chair_seat_id: Mapped[int | None]
    created_at: Mapped[datetime]
    teams_seen_at: Mapped[datetime | None]  # stand-ins until then were held against the pool
    score_due: Mapped[datetime | None]
    state: Mapped[PanelState] = mapped_column(Choice(PanelState), default=P.DECLARING)
    version: Mapped[int] = mapped_column(default=0)

    challenge: Mapped[Challenge] = relationship()
    joint_draw: Mapped[JointDraw | None] = relationship()
    seats: Mapped[list[PanelSeat]] = relationship(back_populates="panel", order_by="PanelSeat.id")

    @property
    def caption(self) -> str:
        """What it is called in a list of mixed things."""
        return self.challenge.title

    @property
    def active(self) -> list[PanelSeat]:
        """The seats that count: replaced members are out."""
        return [seat for seat in self.seats if seat.state is not SeatState.REPLACED]

    def secret_root(self) -> Challenge | None:
        """For the read log: the trade secret that this is about."""
        return self.challenge if self.challenge.is_secret else None

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """Its members, the leading group and supervision; others read the challenge's page."""
        seated = sa.select(PanelSeat.panel_id).where(
            PanelSeat.person_id == person.id, PanelSeat.state != SeatState.REPLACED
        )
        watching = (
            sa.select(Challenge.id)
            .join(Challenge.department)
            .where(
                below(Unit.path, scope_paths(person, Role.LEADING_GROUP, Role.CHAIR, Role.SUPERVISOR)),
                Challenge.visible_to(person),
            )
        )
        return sa.or_(cls.id.in_(seated), cls.challenge_id.in_(watching))

    __mapper_args__ = {"version_id_col": version}
    LIFE = {
        P.DECLARING: {P.SCORING, P.VOID},
        P.SCORING: {P.DISCUSSION, P.DECLARING, P.VOID},
        P.DISCUSSION: {P.SIGNING, P.SCORING, P.VOID},  # back to scoring: somebody new scores
        P.SIGNING: {P.SIGNED, P.DISCUSSION, P.SCORING, P.VOID},
        P.SIGNED: {P.VOID},
        P.VOID: set(),
    }


class JointDraw(Base):
    """Several panels drawn at once in fair mode: all the solver was told, and whom it seated."""

    __tablename__ = "joint_draw"
    id: Mapped[Id]
    made_at: Mapped[datetime]
    # challenges, reviewers, numbers, affinity, conflict, expert, foreign, size, experts, outside, load, seed
    asked: Mapped[dict[str, Any]]
    # seats: challenge → person ids; total, worst, bound, proven; empty where no assignment exists
    found: Mapped[dict[str, Any]]


class PanelSeat(Base):
    """One drawn member."""

    __tablename__ = "panel_seat"
    __table_args__ = (
        sa.UniqueConstraint("panel_id", "person_id"),
        sa.Index("ix_panel_seat_person", "person_id", "panel_id"),  # a list of one's panels, newest first
    )
    id: Mapped[Id]
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    expert: Mapped[bool] = mapped_column(default=True)
    act_by: Mapped[datetime | None]  # when what is asked of the member next is due
    declared_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]  # own scores are in
    signed_at: Mapped[datetime | None]
    dissent: Mapped[str] = mapped_column(default="")
    outlier_reason: Mapped[str] = mapped_column(default="")
    state: Mapped[SeatState] = mapped_column(Choice(SeatState), default=SeatState.DRAWN)

    panel: Mapped[Panel] = relationship(back_populates="seats")
    person: Mapped[Person] = relationship()
    LIFE = {
        SeatState.DRAWN: {SeatState.DECLARED, SeatState.REPLACED},
        SeatState.DECLARED: {SeatState.REPLACED},
        SeatState.REPLACED: set(),
    }


class Recusal(Base):
    """A person and a challenge (or one bid of it) must not meet; computed or declared, with its reason."""

    __tablename__ = "recusal"
    __table_args__ = (sa.UniqueConstraint("challenge_id", "person_id", "bid_id", "kind"),)
    id: Mapped[Id]
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    bid_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bid.id"))
    kind: Mapped[str] = mapped_column(sa.String(32))
    reason: Mapped[str] = mapped_column(default="")
    dismissed_reason: Mapped[str] = mapped_column(default="")
    dismissed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    dismissed_at: Mapped[datetime | None]
    at: Mapped[datetime]


class ScoreSheet(Base):
    """A member's unfinished marks: kept while they work, shown to nobody else."""

    __tablename__ = "score_sheet"
    __table_args__ = (sa.UniqueConstraint("seat_id", "bid_id"),)
    id: Mapped[Id]
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("panel_seat.id"))
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bid.id"))
    marks: Mapped[dict[str, Any]]  # {criterion: [half points, reason]}
    saved_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=0)

    __mapper_args__ = {"version_id_col": version}


class Score(Base):
    """One submitted mark. It never changes; a revision is a new row with its reason."""

    __tablename__ = "score"
    __table_args__ = (
        sa.UniqueConstraint("seat_id", "bid_id", "criterion", "revision"),
        sa.CheckConstraint("half_points BETWEEN 0 AND 20", name="range"),
    )
    id: Mapped[Id]
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("panel_seat.id"), index=True)
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bid.id"), index=True)
    criterion: Mapped[str] = mapped_column(sa.String(32))
    half_points: Mapped[int]  # 0–20: a mark of 0–10 in steps of 0.5
    reason: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=0)
    revision_reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]

    seat: Mapped[PanelSeat] = relationship()
    bid: Mapped[Bid] = relationship()


class PanelPost(Base):
    """A word in the panel's discussion."""

    __tablename__ = "panel_post"
    id: Mapped[SecretId]
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"), index=True)
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("panel_seat.id"))
    bid_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bid.id"))
    text: Mapped[str]
    at: Mapped[datetime]


class Report(Base):
    """The panel's report: at most three ranked candidates."""

    __tablename__ = "panel_report"
    id: Mapped[Id]
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"), unique=True)
    ranking: Mapped[list[Any]]  # [{bid, place, final, panel, objective}]
    text: Mapped[str]
    written_at: Mapped[datetime]

    panel: Mapped[Panel] = relationship()


frozen("joint_draw", "a draw is replayed by whoever doubts it")
frozen("score", "a submitted score never changes: a revision is a new row")
