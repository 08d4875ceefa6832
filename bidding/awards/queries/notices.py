"""Finding awards, objections, letters, and what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from bidding.awards.models import Award, AwardState, CommitmentLetter, Objection
from bidding.bids.models import Bid, BidState, TeamMember
from bidding.panels.models import Panel, PanelState, Report
from marketplace.challenges.models import Challenge
from marketplace.core import reads
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.people.models import Person
from marketplace.studios.models import Studio

STILL_IN = (BidState.REVIEW, BidState.RESERVE)


def report_of(challenge: Challenge) -> Report | None:
    """The signed report that counts."""
    found = (
        sa.select(Report)
        .join(Report.panel)
        .where(Panel.challenge_id == challenge.id, Panel.state == PanelState.SIGNED)
        .order_by(Panel.round.desc())
        .limit(1)
    )
    return db.session.scalars(found).one_or_none()


def live_award(challenge: Challenge) -> Award | None:
    """The award of the first place that stands, with its bid, studio and lead."""
    found = (
        sa.select(Award)
        .where(Award.challenge_id == challenge.id, Award.state != AwardState.ANNULLED)
        .order_by(Award.place)
        .limit(1)
        .options(
            joinedload(Award.bid).joinedload(Bid.studio).joinedload(Studio.home_unit),
            joinedload(Award.bid).joinedload(Bid.lead).joinedload(Person.unit),
        )
    )
    return db.session.scalars(found).unique().one_or_none()


def standing(challenge: Challenge) -> list[Award]:
    """Every award of a challenge that is not annulled, by place (a race has two or three)."""
    found = sa.select(Award).where(Award.challenge_id == challenge.id, Award.state != AwardState.ANNULLED)
    return list(db.session.scalars(found.order_by(Award.place)))


def candidates(challenge: Challenge, report: Report) -> list[dict[str, Any]]:
    """Candidates of the report, best first, who were not awarded on it and are still in the running."""
    had = set(
        db.session.scalars(
            sa.select(Award.bid_id).where(
                Award.challenge_id == challenge.id, Award.panel_id == report.panel_id
            )
        )
    )
    ids = [row["bid"] for row in report.ranking if row["candidate"] and row["bid"] not in had]
    still = set(db.session.scalars(sa.select(Bid.id).where(Bid.id.in_(ids), Bid.state.in_(STILL_IN))))
    return [row for row in report.ranking if row["bid"] in still]


def next_candidate(challenge: Challenge, report: Report) -> dict[str, Any] | None:
    """The best of them."""
    return next(iter(candidates(challenge, report)), None)


def objections_to(challenge: Challenge) -> Sequence[Objection]:
    """All objections on a challenge's awards, newest first."""
    found = (
        sa.select(Objection)
        .join(Objection.award)
        .where(Award.challenge_id == challenge.id)
        .order_by(Objection.raised_at.desc(), Objection.id.desc())
        .options(joinedload(Objection.by).joinedload(Person.unit), joinedload(Objection.award))
    )
    return db.session.scalars(found).unique().all()


def letter_of(award: Award | None) -> CommitmentLetter | None:
    """The commitment letter of an award."""
    if award is None:
        return None
    return db.session.scalars(
        sa.select(CommitmentLetter).where(CommitmentLetter.award_id == award.id)
    ).one_or_none()


def shown_letter(letter_id: int, *, seen_by: Person) -> CommitmentLetter:
    """A commitment letter with what its page shows, in one statement; 404 for the unseen."""
    award = joinedload(CommitmentLetter.award)
    bid = award.joinedload(Award.bid)
    wanted = (
        sa.select(CommitmentLetter)
        .where(CommitmentLetter.id == letter_id, CommitmentLetter.visible_to(seen_by))
        .options(
            award.joinedload(Award.challenge).joinedload(Challenge.department),
            award.joinedload(Award.challenge).joinedload(Challenge.targets),
            bid.joinedload(Bid.lead),
            bid.joinedload(Bid.studio),
            bid.joinedload(Bid.shares),
            bid.joinedload(Bid.team).joinedload(TeamMember.loan),
        )
    )
    found = db.session.scalars(wanted).unique().one_or_none()
    if found is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    reads.look(found, seen_by)
    return found


@dataclass(frozen=True)
class Public:
    """What stands on public notice: the award with its letter and the report it follows."""

    award: Award
    letter: CommitmentLetter | None
    report: Report


def on_notice(challenge: Challenge) -> list[Public]:
    """The awards that stand, by place, in one statement."""
    found = (
        sa.select(Award, CommitmentLetter, Report)
        .join(Report, Report.panel_id == Award.panel_id)
        .outerjoin(CommitmentLetter, CommitmentLetter.award_id == Award.id)
        .where(Award.challenge_id == challenge.id, Award.state != AwardState.ANNULLED)
        .order_by(Award.place)
        .options(
            joinedload(Award.bid).joinedload(Bid.studio),
            joinedload(Award.bid).joinedload(Bid.lead).joinedload(Person.unit),
        )
    )
    return [Public(*row) for row in db.session.execute(found).unique()]


def result_rows(report: Report, *, named: bool, seen_by: Person) -> list[dict[str, Any]]:
    """The report's ranking for a reader: studios by name for those who may know them; one statement."""
    columns = (Bid.id, Studio.name, Bid.of_team(seen_by), Bid.barred_to(seen_by))
    names = sa.select(*columns).join(Studio, Studio.id == Bid.studio_id)
    found = db.session.execute(names.where(Bid.id.in_([row["bid"] for row in report.ranking])))
    known = {bid_id: (name, bool(mine), bool(barred)) for bid_id, name, mine, barred in found}
    rows = []
    for row in report.ranking:
        studio, mine, barred = known[row["bid"]]
        shown = (named and not barred) or row["candidate"] or mine
        rows.append({**row, "studio": studio if shown else "", "mine": mine})
    return rows
