"""What hangs on the lead of a studio."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bidding.awards.models import Award, CommitmentLetter
from bidding.bids.models import ENDED, Bid
from marketplace.core.db import db
from marketplace.evaluation.models import Delisting, Evaluation, RiskNotice
from marketplace.ledger.models import AnnualLetter
from marketplace.people.models import Person
from marketplace.projects.models import Project
from marketplace.projects.queries import AT_WORK
from marketplace.studios.models import Studio


def projects_led(studio: Studio, lead: Person) -> Sequence[Project]:
    """The studio's projects at work that this person leads."""
    theirs = (Project.studio_id == studio.id, Project.lead_id == lead.id, Project.state.in_(AT_WORK))
    return db.session.scalars(sa.select(Project).where(*theirs).order_by(Project.id)).all()


def bids_led(studio: Studio, lead: Person) -> Sequence[Bid]:
    """The studio's bids still in the running that this person leads."""
    theirs = (Bid.studio_id == studio.id, Bid.lead_id == lead.id, Bid.state.not_in(ENDED))
    return db.session.scalars(sa.select(Bid).where(*theirs).order_by(Bid.created_at, Bid.id)).all()


def papers_of(studio: Studio) -> list[str]:
    """What a to-do of the studio's lead may be about, as `annual_letter/3`."""
    years = sa.select(Evaluation.id).where(Evaluation.studio_id == studio.id)
    bids = sa.select(Bid.id).where(Bid.studio_id == studio.id)
    awards = sa.select(Award.id).where(Award.bid_id.in_(bids))
    kinds = {
        "annual_letter": sa.select(AnnualLetter.id).where(AnnualLetter.studio_id == studio.id),
        "evaluation": years,
        "risk_notice": sa.select(RiskNotice.id).where(RiskNotice.evaluation_id.in_(years)),
        "delisting": sa.select(Delisting.id).where(Delisting.studio_id == studio.id),
        "bid": bids,
        "commitment_letter": sa.select(CommitmentLetter.id).where(CommitmentLetter.award_id.in_(awards)),
        "project": sa.select(Project.id).where(Project.studio_id == studio.id),
    }
    found = [f"{kind}/{key}" for kind, ids in kinds.items() for key in db.session.scalars(ids)]
    return [f"studio/{studio.id}", *found]
