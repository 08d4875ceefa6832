"""*Team changed*: somebody named in a bid has won elsewhere first; for some working days one may step in."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidding.bids.models.bid import Bid, BidState, TeamMember
from marketplace.core.db import Base, Choice, SecretId
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person
from marketplace.secondments.models import OVER, Loan


class ChangeState(Words):
    """What becomes of it."""

    OPEN = "open", _l("Team changed"), "amber"
    SWAPPED = "swapped", _l("Replaced by somebody else"), "green"
    KEPT = "kept", _l("Left as it is"), "grey"


S = ChangeState
#: From the seal until the award is final; in a draft the team may be changed anyway.
SWAPPABLE = (BidState.SEALED, BidState.OPENED, BidState.REVIEW, BidState.RESERVE)


class TeamChange(Base):
    """One person of one bid whose days another award has taken, and who stands in for them."""

    __tablename__ = "team_change"
    __table_args__ = (sa.UniqueConstraint("bid_id", "person_id", "because_of_id"),)
    id: Mapped[SecretId]
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bid.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("team_member.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))  # who won elsewhere
    because_of_id: Mapped[int] = mapped_column(sa.ForeignKey("bid.id"), index=True)  # the bid that won
    found_at: Mapped[datetime]
    due_at: Mapped[datetime]
    candidate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))  # asked to stand in
    loan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("loan.id"), unique=True)
    done_at: Mapped[datetime | None]
    state: Mapped[ChangeState] = mapped_column(Choice(ChangeState), default=S.OPEN)
    version: Mapped[int] = mapped_column(default=0)

    bid: Mapped[Bid] = relationship(foreign_keys=[bid_id], back_populates="changes")
    member: Mapped[TeamMember] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    candidate: Mapped[Person | None] = relationship(foreign_keys=[candidate_id])
    loan: Mapped[Loan | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
    LIFE = {S.OPEN: {S.SWAPPED, S.KEPT}, S.SWAPPED: set(), S.KEPT: set()}

    @property
    def caption(self) -> str:
        """What it is about."""
        return self.bid.challenge.title

    @property
    def is_waiting(self) -> bool:
        """Somebody has been asked and has not said no."""
        return self.candidate_id is not None and (self.loan is None or self.loan.state not in OVER)
