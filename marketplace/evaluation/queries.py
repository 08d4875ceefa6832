"""Reading the year's results and the papers that follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.core import clock
from marketplace.core.db import db, first_of_rows
from marketplace.evaluation.models import (
    Delisting,
    DelistingState,
    Evaluation,
    EvaluationRound,
    NoticeState,
    Result,
    RiskNotice,
)
from marketplace.evaluation.rules import by_counts
from marketplace.ledger.models import AnnualLetter, Metric
from marketplace.ledger.queries import standing
from marketplace.people.models import Person
from marketplace.projects.models import Project, ProjectState
from marketplace.rulebook.queries import in_force
from marketplace.studios import queries as studios
from marketplace.studios.models import LISTED, Studio, StudioState

RUNNING = (ProjectState.PROPOSED, ProjectState.RUNNING, ProjectState.DELIVERED)
Counts = dict[str, list[int]]


@dataclass(frozen=True)
class Judged:
    """A year with its counts: kept ones once decided, else those of this moment."""

    evaluation: Evaluation
    counts: Counts

    @property
    def would_be(self) -> Result:
        """What the counts say."""
        return by_counts(self.counts)


def judged(evaluations: Sequence[Evaluation]) -> list[Judged]:
    """Counts against targets for several studios of one year: one statement, none for decided ones."""
    open_ones = [e for e in evaluations if not e.counts]
    now = _counts_now(open_ones) if open_ones else {}
    return [Judged(e, e.counts or now[e.id]) for e in evaluations]


def _counts_now(evaluations: Sequence[Evaluation]) -> dict[int, Counts]:
    """Without a letter the usual targets of the tier hold."""
    stands = standing([e.studio_id for e in evaluations], evaluations[0].year)
    letterless = any(target is None for pairs in stands.values() for _count, target in pairs)
    usual = in_force("targets").body if letterless else {}
    found: dict[int, Counts] = {}
    for e in evaluations:
        tier = usual.get(e.studio.tier.value, [0, 0, 0, 0])
        found[e.id] = {
            str(m): [count, int(tier[n] if target is None else target)]
            for n, (m, (count, target)) in enumerate(zip(Metric, stands[e.studio_id], strict=True))
        }
    return found


def evaluation_of(studio: Studio, year: int) -> Evaluation | None:
    """A studio's result of a year."""
    same = (Evaluation.studio_id == studio.id, Evaluation.year == year)
    return db.session.scalars(sa.select(Evaluation).where(*same)).one_or_none()


def years_of(studio: Studio) -> Sequence[Evaluation]:
    """All years of a studio, newest first."""
    found = sa.select(Evaluation).where(Evaluation.studio_id == studio.id)
    return db.session.scalars(found.order_by(Evaluation.year.desc())).all()


def notice_of(evaluation: Evaluation, *, seen_by: Person) -> RiskNotice | None:
    """The risk notice a missed year brought, for those whose paper it is."""
    mine = (RiskNotice.evaluation_id == evaluation.id, RiskNotice.visible_to(seen_by))
    return db.session.scalars(sa.select(RiskNotice).where(*mine)).one_or_none()


def open_notices(studio: Studio) -> Sequence[RiskNotice]:
    """Risk notices of a studio that are not cleared."""
    found = sa.select(RiskNotice).where(
        RiskNotice.state != NoticeState.CLEARED,
        RiskNotice.evaluation_id.in_(sa.select(Evaluation.id).where(Evaluation.studio_id == studio.id)),
    )
    return db.session.scalars(found).all()


def delisting_of(studio: Studio) -> Delisting | None:
    """The delisting under way, or done."""
    live = (Delisting.studio_id == studio.id, Delisting.state != DelistingState.DROPPED)
    return db.session.scalars(sa.select(Delisting).where(*live)).one_or_none()


def papers(studio: Studio, *, seen_by: Person) -> tuple[Sequence[RiskNotice], Sequence[Delisting]]:
    """The notices and delistings of a studio that this reader may see."""
    notices = (
        sa.select(RiskNotice)
        .join(Evaluation, Evaluation.id == RiskNotice.evaluation_id)
        .where(Evaluation.studio_id == studio.id, RiskNotice.visible_to(seen_by))
        .order_by(RiskNotice.id.desc())
    )
    delistings = sa.select(Delisting).where(Delisting.studio_id == studio.id, Delisting.visible_to(seen_by))
    return db.session.scalars(notices).all(), db.session.scalars(
        delistings.order_by(Delisting.id.desc())
    ).all()


def full_delisting(delisting_id: int) -> Delisting:
    """A delisting with its two years and the successor."""
    found = sa.select(Delisting).where(Delisting.id == delisting_id)
    return db.session.scalars(
        found.options(
            joinedload(Delisting.first), joinedload(Delisting.second), joinedload(Delisting.successor)
        )
    ).one()


def running_projects(studio: Studio) -> Sequence[Project]:
    """Work that somebody must finish."""
    found = sa.select(Project).where(Project.studio_id == studio.id, Project.state.in_(RUNNING))
    return db.session.scalars(found.order_by(Project.id)).all()


# --- rounds ------------------------------------------------------------------------------------


def to_evaluate(year: int) -> Sequence[int]:
    """Studios that have a plaque and no evaluation row of the year."""
    return first_of_rows(_to_evaluate(), year=year)


@cache
def _to_evaluate() -> sa.Select[int]:
    has = sa.select(Evaluation.studio_id).where(Evaluation.year == sa.bindparam("year"))
    judged_states = Studio.state.in_([*LISTED, StudioState.SUSPENDED])
    return sa.select(Studio.id).where(judged_states, Studio.id.not_in(has))


def units_to_decide(year: int) -> Sequence[int]:
    """Leading groups with undecided studios and no open round."""
    found = first_of_rows(_to_decide(), year=year)
    return [unit_id for unit_id in found if unit_id is not None]


@cache
def _to_decide() -> sa.Select[Any]:
    year: Any = sa.bindparam("year")
    opened = sa.select(EvaluationRound.unit_id).where(EvaluationRound.year == year)
    return (
        sa.select(studios.leading_unit())
        .select_from(Evaluation)
        .join(Studio, Studio.id == Evaluation.studio_id)
        .join(studios.Home, studios.Home.id == Studio.home_unit_id)
        .where(Evaluation.year == year, Evaluation.result.is_(None), studios.leading_unit().not_in(opened))
        .distinct()
    )


def undecided(unit_id: int, year: int) -> Sequence[Evaluation]:
    """What a leading group still has to decide."""
    found = (
        sa.select(Evaluation)
        .join(Studio, Studio.id == Evaluation.studio_id)
        .join(studios.Home, studios.Home.id == Studio.home_unit_id)
        .where(Evaluation.year == year, Evaluation.result.is_(None), studios.leading_unit() == unit_id)
        .order_by(Studio.name)
    )
    return db.session.scalars(found).all()


def round_of(unit_id: int, year: int) -> EvaluationRound | None:
    """A leading group's round of a year."""
    same = (EvaluationRound.unit_id == unit_id, EvaluationRound.year == year)
    return db.session.scalars(sa.select(EvaluationRound).where(*same)).one_or_none()


def rounds_for(unit_ids: Iterable[int], year: int) -> Sequence[EvaluationRound]:
    """Open rounds of these leading groups."""
    mine = (
        EvaluationRound.unit_id.in_(list(unit_ids)),
        EvaluationRound.year == year,
        EvaluationRound.done_at.is_(None),
    )
    return db.session.scalars(sa.select(EvaluationRound).where(*mine)).all()


def listing(year: int, result: str = "", q: str = "") -> sa.Select[Any]:
    """Evaluations of a year."""
    found = (
        sa.select(Evaluation)
        .join(Studio, Studio.id == Evaluation.studio_id)
        .where(Evaluation.year == year)
        .order_by(Studio.name)
    )
    if q:
        found = found.where(Studio.haystack.contains(q.lower(), autoescape=True))
    if result == "open":
        found = found.where(Evaluation.result.is_(None))
    elif result in set(Result):
        found = found.where(Evaluation.result == result)
    return found


def years_offered() -> list[int]:
    """The year being judged and those before, newest first."""
    latest = clock.year() if clock.today().month == 12 else clock.year() - 1
    return list(range(latest, latest - 5, -1))


def unanswered(studio: Studio) -> list[RiskNotice | AnnualLetter]:
    """Risk notices without a plan and letters without both signatures."""
    notices = sa.select(RiskNotice).where(
        RiskNotice.evaluation.has(Evaluation.studio_id == studio.id), RiskNotice.state == NoticeState.ISSUED
    )
    letters = sa.select(AnnualLetter).where(
        AnnualLetter.studio_id == studio.id, AnnualLetter.chair_signed_at.is_(None)
    )
    return [*db.session.scalars(notices), *db.session.scalars(letters)]
