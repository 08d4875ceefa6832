"""Is something open about an award?"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from bidding.awards.models import Award, AwardState, Complaint, ComplaintState, Objection, ObjectionState
from marketplace.challenges.models import Challenge
from marketplace.core.db import db


def contested(award_id: Any) -> sa.ColumnElement[bool]:
    """Is an objection or a complaint about this award open?"""
    objections = sa.select(Objection.id).where(
        Objection.award_id == award_id, Objection.state == ObjectionState.RAISED
    )
    complaints = (
        sa.select(Complaint.id)
        .join(Complaint.objection)
        .where(Objection.award_id == award_id, Complaint.state == ComplaintState.RAISED)
    )
    # whoever lost an award by an objection may get it back into the contest: nothing is final meanwhile
    this, lost = aliased(Award), aliased(Award)
    of_lost = (
        sa.select(Complaint.id)
        .join(Complaint.objection)
        .join(lost, lost.id == Objection.award_id)
        .join(this, this.challenge_id == lost.challenge_id)
        .where(
            this.id == award_id, lost.state == AwardState.ANNULLED, Complaint.state == ComplaintState.RAISED
        )
    )
    return sa.or_(objections.exists(), complaints.exists(), of_lost.exists())


def complaint_open(challenge: Challenge) -> bool:
    """Is a complaint open about any award of this challenge, also one that fell?"""
    found = sa.select(Complaint.id).join(Complaint.objection).join(Objection.award)
    waits = found.where(Award.challenge_id == challenge.id, Complaint.state == ComplaintState.RAISED)
    return db.session.scalar(waits.limit(1)) is not None


def is_contested(award: Award) -> bool:
    """The same, of one award."""
    return bool(db.session.scalar(sa.select(contested(award.id))))
