"""What the clock does at the year's end."""

from __future__ import annotations

from datetime import date
from functools import partial

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db, find
from marketplace.core.jobs import due, each
from marketplace.evaluation import actions, queries, rules
from marketplace.evaluation.models import Delisting, DelistingState, NoticeState, RiskNotice
from marketplace.ledger.models import AnnualLetter
from marketplace.studios.models import Studio


@due
def ask_for_reports() -> int:
    """From 1 December each studio is asked for its self-report."""
    year = clock.year()
    if clock.now() < rules.report_opens(year):
        return 0
    return each(queries.to_evaluate(year), partial(_open_year, year))


@due
def catch_up() -> int:
    """A year that had letters and was never opened (a new installation) is opened once it is over."""
    year = clock.year() - 1
    waiting = set(queries.to_evaluate(year))
    had = sa.select(AnnualLetter.id).where(AnnualLetter.year == year).limit(1)
    if not waiting or not db.session.scalar(had):
        return 0
    founded = set(db.session.scalars(sa.select(Studio.id).where(Studio.founded_on <= date(year, 12, 31))))
    return each(founded & waiting, partial(_open_year, year))


def _open_year(year: int, studio_id: int) -> None:
    actions.open_year(find(Studio, studio_id, lock=True), year)


@due
def ask_for_results() -> int:
    """When the year is over the leading groups are asked to decide."""
    year = clock.year() - 1
    return each(queries.units_to_decide(year), partial(_open_round, year))


def _open_round(year: int, unit_id: int) -> None:
    actions.open_round(unit_id, year)


@due
def remind_of_notices() -> int:
    """Risk notices nobody answered in time."""
    late = sa.select(RiskNotice.id).where(
        RiskNotice.state == NoticeState.ISSUED,
        RiskNotice.reminded_at.is_(None),
        RiskNotice.answer_due <= clock.now(),
    )
    return each(db.session.scalars(late).all(), lambda key: actions.remind(find(RiskNotice, key, lock=True)))


@due
def end_replies() -> int:
    """Replies whose time is over."""
    late = sa.select(Delisting.id).where(
        Delisting.state == DelistingState.REPLY, Delisting.reply_due <= clock.now()
    )
    return each(db.session.scalars(late).all(), lambda key: actions.lapse(find(Delisting, key, lock=True)))


@due
def remove_plaques() -> int:
    """Delistings whose notice is over."""
    over = sa.select(Delisting.id).where(
        Delisting.state == DelistingState.ON_NOTICE, Delisting.notice_ends_at <= clock.now()
    )
    return each(db.session.scalars(over).all(), lambda key: actions.execute(find(Delisting, key, lock=True)))
