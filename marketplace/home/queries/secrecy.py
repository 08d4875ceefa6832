"""What the secrecy officers read: words found in texts, and who read which trade secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from bidding.bids.models import Bid, BidContent
from bidding.bids.queries import texts_of
from marketplace.challenges.models import Challenge, Question
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.lists import Page, page
from marketplace.core.models import ReadEvent
from marketplace.home.queries.trail import about
from marketplace.outcomes.models import Outcome
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import below
from marketplace.people.rules import scope_paths
from marketplace.secrecy.models import HeldDeed, ReadWeek, ScreeningHit
from marketplace.secrecy.queries import hits_of

WEEKS = 6
READERS = (Role.SECRECY_OFFICER, Role.AUDITOR)


# --- hits --------------------------------------------------------------------------------------


def hits(*, seen_by: Person, state: str = "") -> Page[Any]:
    """Hits within the officer's scope, those that wait first; of a core trade secret for its circle only."""
    found = hits_of(seen_by, state).where(_of_visible(seen_by))
    options = joinedload(ScreeningHit.by), joinedload(ScreeningHit.decided_by)
    return page(found.options(*options), scalars=True)


def hit(hit_id: int, *, seen_by: Person) -> ScreeningHit:
    """One of them, or 404."""
    found = hits_of(seen_by).where(ScreeningHit.id == hit_id, _of_visible(seen_by))
    options = joinedload(ScreeningHit.by), joinedload(ScreeningHit.unit), joinedload(ScreeningHit.decided_by)
    row: ScreeningHit | None = db.session.scalars(found.options(*options)).one_or_none()
    if row is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return row


def _of_visible(person: Person) -> sa.ColumnElement[bool]:
    unseen = sa.select(Challenge.id).where(~Challenge.visible_to(person)).correlate(None)
    asked = sa.select(about("question", Question.id)).where(Question.challenge_id.in_(unseen))
    kept = sa.select(about("challenge", Challenge.id)).where(Challenge.id.in_(unseen))
    offered = sa.select(about("bid", Bid.id)).where(Bid.challenge_id.in_(unseen))
    handed_in = sa.select(about("held_deed", HeldDeed.id)).where(HeldDeed.root.in_(kept))
    return ~sa.or_(*(ScreeningHit.about.in_(some) for some in (kept, asked, offered, handed_in)))


def passage(hit: ScreeningHit) -> str:
    """The whole part of an opened bid in which a word was found: no other page shows it to the officer."""
    kind, _slash, key = hit.about.partition("/")
    body = db.session.scalar(sa.select(BidContent.body).where(BidContent.bid_id == int(key)))
    return texts_of(body).get(hit.field, "") if kind == "bid" and body is not None else ""


# --- the read log ------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReadsWanted:
    """The filters of the read log."""

    who: str = ""
    number: str = ""
    since: date | None = None
    until: date | None = None


def read_log(wanted: ReadsWanted, *, seen_by: Person) -> Page[Any]:
    """Who read what, newest first. What a reader of the log must not know of has no number."""
    shown = sa.case((Challenge.visible_to(seen_by), Challenge.number)).label("number")
    found = (
        sa.select(
            ReadEvent.at, ReadEvent.action, ReadEvent.about, ReadEvent.address, Person.name,
            Person.employee_no, Challenge.secrecy, Challenge.id.label("challenge_id"), shown,
        )
        .join(Person, Person.id == ReadEvent.actor_id)
        .outerjoin(Bid, ReadEvent.about == about("bid", Bid.id))
        .outerjoin(
            Challenge,
            sa.or_(ReadEvent.about == about("challenge", Challenge.id), Challenge.id == Bid.challenge_id),
        )
        .where(_mine(seen_by))
        .order_by(ReadEvent.seq.desc())
    )  # fmt: skip
    if wanted.who:
        named = Person.name.contains(wanted.who, autoescape=True)
        found = found.where(sa.or_(Person.employee_no == wanted.who, named))
    if wanted.number:
        found = found.where(Challenge.number == wanted.number, Challenge.visible_to(seen_by))
    if wanted.since:
        found = found.where(ReadEvent.at >= clock.at(wanted.since))
    if wanted.until:
        found = found.where(ReadEvent.at < clock.at(wanted.until + timedelta(days=1)))
    return page(found)


def _mine(person: Person) -> sa.ColumnElement[bool]:
    units = sa.select(Unit.id).where(below(Unit.path, scope_paths(person, *READERS)))
    posted = sa.select(Challenge.id).where(Challenge.department_id.in_(units))
    return sa.or_(
        ReadEvent.about.in_(sa.select(about("challenge", Challenge.id)).where(Challenge.id.in_(posted))),
        ReadEvent.about.in_(sa.select(about("bid", Bid.id)).where(Bid.challenge_id.in_(posted))),
        ReadEvent.about.in_(sa.select(about("outcome", Outcome.id)).where(Outcome.unit_id.in_(units))),
    )


def most_read(*, seen_by: Person) -> Sequence[Any]:
    """Who read most in the last seven days: person, reads, how many things."""
    found = (
        sa.select(
            Person.name, Person.employee_no, sa.func.count().label("reads"),
            sa.func.count(sa.distinct(ReadEvent.about)).label("things"),
        )
        .join(Person, Person.id == ReadEvent.actor_id)
        .where(_mine(seen_by), ReadEvent.at >= clock.now() - timedelta(days=7))
        .group_by(Person.id, Person.name, Person.employee_no)
        .order_by(sa.func.count().desc(), Person.employee_no)
        .limit(5)
    )  # fmt: skip
    return db.session.execute(found).all()


def weeks() -> Sequence[ReadWeek]:
    """The weekly counts, newest first."""
    return db.session.scalars(sa.select(ReadWeek).order_by(ReadWeek.monday.desc()).limit(WEEKS)).all()
