"""What I started and what I follow: rows of many kinds, one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bidding.awards.models import Award, Objection, ObjectionState
from bidding.bids.models import Bid, BidState
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core.addresses import url_of
from marketplace.core.db import db
from marketplace.core.i18n import Words, _l
from marketplace.inbox.models import Follow
from marketplace.people.models import Person
from marketplace.projects.models import Project, ProjectState
from marketplace.studios.models import Studio, StudioState

MOST = 50
STATES: dict[str, type[Words]] = {
    "challenge": ChallengeState, "bid": BidState, "project": ProjectState, "studio": StudioState,
    "award_objection": ObjectionState,
}  # fmt: skip
KINDS = {
    "challenge": _l("Challenge"), "bid": _l("Bid"), "project": _l("Project"), "studio": _l("Studio"),
    "award_objection": _l("Objection"),
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One thing in a list of mixed things."""

    kind: str
    title: str
    number: str
    state: Words
    at: datetime | None
    until: datetime | None
    url: str

    @property
    def label(self) -> str:
        """What kind of thing it is."""
        return KINDS[self.kind]


NO_MOMENT = sa.cast(sa.null(), Challenge.closes_at.type)


def _row(model: Any, title: Any, at: Any, *, number: Any = None, until: Any = NO_MOMENT) -> sa.Select[Any]:
    kind = model.__tablename__
    about = sa.literal(f"{kind}/") + sa.cast(model.id, sa.String)
    return sa.select(
        sa.literal(kind).label("kind"), about.label("about"), title.label("title"),
        (sa.literal("") if number is None else sa.func.coalesce(number, "")).label("number"),
        sa.cast(model.state, sa.String).label("state"), at.label("at"), until.label("until"),
    )  # fmt: skip


def _entries(selects: Sequence[sa.Select[Any]]) -> list[Entry]:
    whole = sa.union_all(*selects).subquery()
    found = sa.select(whole).order_by(whole.c.at.desc(), whole.c.about).limit(MOST)
    return [
        Entry(
            r.kind,
            r.title,
            r.number,
            STATES[r.kind](r.state),
            r.at,
            r.until,
            url_of(r.about),
        )
        for r in db.session.execute(found)
    ]


def started(person: Person) -> list[Entry]:
    """What goes back to this person: problems posted, bids led, projects led, objections raised."""
    challenges = _row(
        Challenge, Challenge.title, Challenge.created_at, number=Challenge.number, until=Challenge.closes_at
    )
    bids = _row(Bid, Challenge.title, Bid.created_at, number=Challenge.number, until=Challenge.closes_at)
    projects = _row(Project, Project.title, Project.registered_at, number=Project.number)
    objections = _row(
        Objection, Challenge.title, Objection.raised_at, number=Challenge.number, until=Objection.due_at
    )
    about_award = objections.join(Award, Award.id == Objection.award_id)
    return _entries([
        challenges.where(Challenge.contact_id == person.id, Challenge.visible_to(person)),
        bids.join(Challenge, Challenge.id == Bid.challenge_id).where(Bid.lead_id == person.id),
        projects.where(Project.lead_id == person.id),
        about_award.join(Challenge, Challenge.id == Award.challenge_id).where(Objection.by_id == person.id),
    ])  # fmt: skip


def followed(person: Person) -> list[Entry]:
    """What this person wants news of, as far as it may be seen today."""
    kinds = (
        _row(Challenge, Challenge.title, Follow.since, number=Challenge.number, until=Challenge.closes_at),
        _row(Studio, Studio.name, Follow.since, number=Studio.code),
        _row(Project, Project.title, Follow.since, number=Project.number),
    )
    seen = (Challenge.visible_to(person), Studio.visible_to(person), Project.visible_to(person))
    tables: tuple[Any, ...] = (Challenge, Studio, Project)
    return _entries([
        row.join(Follow, Follow.about == sa.literal(f"{model.__tablename__}/") + sa.cast(model.id, sa.String))
        .where(Follow.person_id == person.id, visible)
        for row, model, visible in zip(kinds, tables, seen, strict=True)
    ])  # fmt: skip
