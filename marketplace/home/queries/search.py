"""One search over everything the reader may see: each kind through its own `visible_to`, in one statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bidding.bids.models import Bid
from marketplace.challenges.models import Challenge
from marketplace.core import clock
from marketplace.core.addresses import url_of
from marketplace.core.db import db
from marketplace.core.i18n import _l
from marketplace.core.search import haystack, matches
from marketplace.home.queries.trail import about
from marketplace.outcomes.models import Outcome
from marketplace.people.models import Person, Unit
from marketplace.projects.models import Project
from marketplace.studios.models import Studio

FEW, MANY = 6, 100  # of a kind beside the others; of the one kind asked for
LABELS = {
    "challenge": _l("Challenges"),
    "project": _l("Projects"),
    "studio": _l("Studios"),
    "bid": _l("Bids"),
    "outcome": _l("Outcomes"),
    "person": _l("People"),
}


@dataclass(frozen=True)
class Found:
    """One hit."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Hits:
    """The hits of one kind; `more` when there are others."""

    kind: str
    rows: tuple[Found, ...]
    more: bool

    @property
    def label(self) -> str:
        """The kind's name."""
        return LABELS[self.kind]


def search(typed: str, *, seen_by: Person, kind: str = "") -> list[Hits]:
    """The hits by kind; without words there are none."""
    if not typed.strip():
        return []
    kinds = [kind] if kind in KINDS else list(KINDS)
    most = MANY if kind in KINDS else FEW
    parts = [sa.select(KINDS[one](typed, seen_by).limit(most + 1).subquery(one)) for one in kinds]
    rows: dict[str, list[Found]] = {one: [] for one in kinds}
    for row in db.session.execute(sa.union_all(*parts)):
        rows[row.kind].append(Found(row.title, row.note, url_of(row.about)))
    return [Hits(one, tuple(found[:most]), len(found) > most) for one, found in rows.items() if found]


def places(typed: str, nav: list[dict[str, Any]]) -> list[Found]:
    """Pages of the navigation that are called so, in Chinese, pinyin, initials or English."""
    words = typed.lower().split()
    hit = (item for item in nav if words and all(word in haystack(str(item["label"])) for word in words))
    return [Found(str(item["label"]), "", item["url"]) for item in hit]


def _hit(model: Any, title: Any, note: Any) -> sa.Select[Any]:
    kind = model.__tablename__
    return sa.select(
        sa.literal(kind).label("kind"),
        about(kind, model.id).label("about"),
        title.label("title"),
        note.label("note"),
    )


def _challenges(typed: str, reader: Person) -> sa.Select[Any]:
    note = sa.func.coalesce(Challenge.number, "") + " " + Unit.name
    found = _hit(Challenge, Challenge.title, note).join(Unit, Unit.id == Challenge.department_id)
    return found.where(matches(Challenge.haystack, typed), Challenge.visible_to(reader)).order_by(
        Challenge.id.desc()
    )


def _projects(typed: str, reader: Person) -> sa.Select[Any]:
    found = _hit(Project, Project.title, Project.number + " " + Studio.name).join(
        Studio, Studio.id == Project.studio_id
    )
    return found.where(matches(Project.haystack, typed), Project.visible_to(reader)).order_by(
        Project.id.desc()
    )


def _studios(typed: str, reader: Person) -> sa.Select[Any]:
    found = _hit(Studio, Studio.name, Studio.code + " " + Person.name).join(
        Person, Person.id == Studio.lead_id
    )
    return found.where(matches(Studio.haystack, typed), Studio.visible_to(reader)).order_by(Studio.name)


def _bids(typed: str, reader: Person) -> sa.Select[Any]:
    found = _hit(Bid, Challenge.title, sa.func.coalesce(Challenge.number, "") + " " + Studio.name)
    found = found.join(Challenge, Challenge.id == Bid.challenge_id).join(Studio, Studio.id == Bid.studio_id)
    hit = sa.or_(matches(Challenge.haystack, typed), matches(Studio.haystack, typed))
    return found.where(hit, Bid.visible_to(reader)).order_by(Bid.created_at.desc(), Bid.id)


def _outcomes(typed: str, reader: Person) -> sa.Select[Any]:
    found = _hit(Outcome, Outcome.title, Outcome.code + " " + Studio.name).join(
        Studio, Studio.id == Outcome.studio_id
    )
    return found.where(matches(Outcome.haystack, typed), Outcome.visible_to(reader)).order_by(
        Outcome.id.desc()
    )


def _people(typed: str, _reader: Person) -> sa.Select[Any]:
    here = sa.or_(Person.left_on.is_(None), Person.left_on > clock.today())
    found = _hit(Person, Person.name, Unit.name + " " + Person.ladder).join(Unit, Unit.id == Person.unit_id)
    hit = sa.or_(matches(Person.haystack, typed), Person.employee_no == typed.strip())
    return found.where(hit, here).order_by(Person.name, Person.id)


KINDS: dict[str, Callable[[str, Person], sa.Select[Any]]] = {
    "challenge": _challenges,
    "project": _projects,
    "studio": _studios,
    "bid": _bids,
    "outcome": _outcomes,
    "person": _people,
}
