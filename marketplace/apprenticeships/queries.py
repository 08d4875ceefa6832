"""Reading pairs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, lazyload

from marketplace.apprenticeships.models import Apprenticeship, PairState
from marketplace.core import clock, lists
from marketplace.core.db import db
from marketplace.ledger.models import LedgerEntry, Metric
from marketplace.people.models import Person, Skill
from marketplace.studios.models import Studio

LIVE = (PairState.PROPOSED, PairState.ACTIVE)


def apprentices_now(mentor: Person) -> int:
    """How many apprentices a mentor has or has asked for."""
    mine = (Apprenticeship.mentor_id == mentor.id, Apprenticeship.state.in_(LIVE))
    return db.session.scalar(sa.select(sa.func.count()).select_from(Apprenticeship).where(*mine)) or 0


def already_paired(apprentice: Person) -> bool:
    """Does somebody teach this person already?"""
    same = (Apprenticeship.apprentice_id == apprentice.id, Apprenticeship.state.in_(LIVE))
    return db.session.scalar(sa.select(Apprenticeship.id).where(*same).limit(1)) is not None


def of_studio(studio: Studio) -> lists.Page[Any]:
    """The pairs of a studio, newest first, as columns."""
    mentor, apprentice = aliased(Person), aliased(Person)
    found = (
        sa.select(
            Apprenticeship.id, mentor.name.label("mentor"), apprentice.name.label("apprentice"),
            Skill.name_zh, Skill.name_en,
            Apprenticeship.starts_on, Apprenticeship.ends_on, Apprenticeship.ended_on, Apprenticeship.state,
        )
        .join(mentor, mentor.id == Apprenticeship.mentor_id)
        .join(apprentice, apprentice.id == Apprenticeship.apprentice_id)
        .join(Skill, Skill.id == Apprenticeship.skill_id)
        .where(Apprenticeship.studio_id == studio.id)
        .order_by(Apprenticeship.starts_on.desc(), Apprenticeship.id.desc())
    )  # fmt: skip
    return lists.page(found)


def counted_years(pair: Apprenticeship) -> list[int]:
    """The years this pair has counted for."""
    source = LedgerEntry.source.startswith(f"apprenticeship/{pair.id}/", autoescape=True)
    rows = sa.select(LedgerEntry.year).where(
        source, LedgerEntry.metric == Metric.PAIRS, LedgerEntry.undoes_id.is_(None)
    )
    return sorted(db.session.scalars(rows))


def to_count(year: int) -> Sequence[Apprenticeship]:
    """Pairs that might count for the year and have not: the rule looks at each."""
    half_year_ago = clock.today() - timedelta(days=181)  # the shortest six months
    if half_year_ago < date(year, 1, 1):
        return ()
    begun = min(date(year, 7, 2), half_year_ago)
    asked = {"year": f"/{year}", "begun": begun, "still": date(year, 6, 28)}
    return db.session.scalars(_to_count(), asked).all()


@cache
def _to_count() -> sa.Select[Apprenticeship]:
    year = sa.bindparam("year", type_=sa.String)
    source = sa.literal("apprenticeship/") + sa.cast(Apprenticeship.id, sa.String) + year
    # the index of sources holds no counter-entries; a pair whose count was undone has been counted
    same = (LedgerEntry.source == source, LedgerEntry.undoes_id.is_(None))
    whole = (LedgerEntry.studio_id == Apprenticeship.studio_id, LedgerEntry.metric == Metric.PAIRS)
    counted = sa.select(LedgerEntry.id).where(*same, *whole).exists()
    last = sa.func.coalesce(Apprenticeship.ended_on, Apprenticeship.ends_on)
    bare = sa.select(Apprenticeship).options(lazyload("*"))  # the rule looks at its days only
    return bare.where(
        Apprenticeship.agreed_on.is_not(None),
        Apprenticeship.starts_on <= sa.bindparam("begun"),
        last >= sa.bindparam("still"),
        ~counted,
    )


def over() -> Sequence[int]:
    """Active pairs whose time is over."""
    done = (Apprenticeship.state == PairState.ACTIVE, Apprenticeship.ends_on < clock.today())
    return db.session.scalars(sa.select(Apprenticeship.id).where(*done)).all()


def skill_options(chinese: bool) -> list[tuple[str, str]]:
    """Skills that can be taught, for a choice."""
    name = Skill.name_zh if chinese else Skill.name_en
    rows = sa.select(Skill.id, name).where(Skill.parent_id.is_not(None)).order_by(Skill.code)
    return [(str(key), said) for key, said in db.session.execute(rows)]
