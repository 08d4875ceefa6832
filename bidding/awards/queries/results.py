"""A bid's own result, for its people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bidding.awards.models import Award, AwardState, CommitmentLetter, DecisionMessage
from bidding.awards.queries.reasons import Why, why_not
from bidding.bids.models import Bid, TeamMember
from bidding.openings.models import BidScore
from bidding.openings.queries import explained
from bidding.openings.queries.ranking import words_of
from bidding.panels.models import Panel, PanelState, Report
from marketplace.challenges.models import Challenge
from marketplace.core.audit import ref
from marketplace.core.db import db
from marketplace.people.models import Person
from marketplace.projects.models import Project
from marketplace.rulebook.queries import preset_of, weights_of


@dataclass(frozen=True)
class Result:
    """Scores (hundredths) by part and criterion, and the reason."""

    row: dict[str, Any]
    weights: dict[str, int]
    share: int
    why: Why | None
    words: str  # what the lead was told, if an officer wrote it


def result_of(bid: Bid) -> Result | None:
    """What the signed report says of this bid."""
    report, winners, words = _announced(bid)
    row = next((one for one in report.ranking if one["bid"] == bid.id), None) if report is not None else None
    if report is None or row is None:
        return None
    weights = {code: int(weight) for code, weight in weights_of(bid.challenge, "panel_criteria").items()}
    share = int(preset_of(bid.challenge)["objective"])
    return Result(row, weights, share, why_not(report.ranking, bid.id, weights, share, winners), words)


def _announced(bid: Bid) -> tuple[Report | None, set[int], str]:
    """The report that counts, the bids that win, and what the lead was told in an officer's own words.

    One statement: a row for each place that stands.
    """
    told = sa.and_(
        DecisionMessage.panel_id == Panel.id,
        DecisionMessage.bid_id == bid.id,
        DecisionMessage.released_at.is_not(None),
    )
    won = sa.and_(Award.challenge_id == bid.challenge_id, Award.state != AwardState.ANNULLED)
    found = (
        sa.select(Report, Award.bid_id, DecisionMessage.words)
        .join(Report.panel)
        .outerjoin(Award, won)
        .outerjoin(DecisionMessage, told)
        .where(Panel.challenge_id == bid.challenge_id, Panel.state == PanelState.SIGNED)
        .order_by(Panel.round.desc())
    )
    rows = db.session.execute(found).all()
    if not rows:
        return None, set(), ""
    report = rows[0][0]
    return report, {key for _report, key, _words in rows if key is not None}, rows[0][2] or ""


def parts_of(bid: Bid, *, seen_by: Person) -> list[dict[str, Any]]:
    """The matcher's parts of this bid in words, with the names of its people."""
    score = db.session.get(BidScore, bid.id)
    if score is None:
        return []
    words = words_of(bid.challenge_id, {bid.id: score}, seen_by=seen_by)
    return [explained(part, words) for part in score.parts]


def bids_of(person: Person, challenge: Challenge) -> set[int]:
    """The bids on a challenge that are this person's."""
    found = sa.select(Bid.id).where(Bid.challenge_id == challenge.id, Bid.of_team(person))
    return set(db.session.scalars(found))


def team_names_of(bid_id: int) -> dict[int, str]:
    """The people of a bid by id."""
    rows = sa.select(Person.id, Person.name).join(TeamMember, TeamMember.person_id == Person.id)
    return dict(db.session.execute(rows.where(TeamMember.bid_id == bid_id)).all())


def team_names(award: Award, letter: CommitmentLetter | None = None) -> dict[int, str]:
    """Names by id of the winning team, and of those who signed the letter: one statement."""
    signed = (
        [key for key in (letter.lead_id, letter.department_signer_id) if key is not None] if letter else []
    )
    team = sa.select(TeamMember.person_id).where(TeamMember.bid_id == award.bid_id)
    named = sa.select(Person.id, Person.name).where(sa.or_(Person.id.in_(team), Person.id.in_(signed)))
    return dict(db.session.execute(named).all())


def project_at(award: Award) -> Project | None:
    """The project that the signed letter began."""
    return db.session.scalars(sa.select(Project).where(Project.source == ref(award))).one_or_none()


def project_of(award: Award, *, seen_by: Person) -> int | None:
    """The id of the work that began with it, for who may open it."""
    begun = sa.select(Project.id).where(Project.source == ref(award), Project.visible_to(seen_by))
    return db.session.scalar(begun)
