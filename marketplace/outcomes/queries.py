"""Reading outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.challenges.models import Challenge
from marketplace.core.db import db, find
from marketplace.core.lists import Page, page
from marketplace.core.search import matches
from marketplace.outcomes.models import Contributor, Outcome, OutcomeKind
from marketplace.people.models import Person, Skill, Unit
from marketplace.projects.models import Project, ProjectState
from marketplace.studios.models import Studio


@dataclass(frozen=True)
class Work:
    """An accepted work of a studio, as the matcher takes it. about: the outcome or project it is, as `ref`
    names it."""

    about: str
    title: str
    family_id: int | None
    accepted_on: date
    certified: int  # yuan a year, by finance; 0 when nobody certified


def works_of(studio_ids: Iterable[int]) -> dict[int, list[Work]]:
    """Accepted works by studio: recorded outcomes, and accepted projects nobody has recorded one for yet."""
    keys = list(studio_ids)
    found: dict[int, list[Work]] = {key: [] for key in keys}
    outcomes = sa.select(
        Outcome.studio_id,
        Outcome.id,
        Outcome.title,
        Outcome.family_id,
        Outcome.accepted_on,
        Outcome.certified,
    )
    for studio_id, key, title, family, on, certified in db.session.execute(
        outcomes.where(Outcome.studio_id.in_(keys))
    ):
        found[studio_id].append(Work(f"outcome/{key}", title, family, on, certified or 0))
    recorded = sa.select(Outcome.project_id).where(Outcome.project_id.is_not(None))
    projects = (
        sa.select(Project.studio_id, Project.id, Project.title, Challenge.family_id, Project.accepted_on)
        .outerjoin(Challenge, Challenge.id == Project.challenge_id)
        .where(
            Project.studio_id.in_(keys),
            Project.state.in_([ProjectState.MET, ProjectState.PARTLY]),
            Project.id.not_in(recorded),
        )
    )
    for studio_id, key, title, family, accepted in db.session.execute(projects):
        if accepted:
            found[studio_id].append(Work(f"project/{key}", title, family, accepted, 0))
    return {key: sorted(works, key=lambda w: (w.accepted_on, w.title)) for key, works in found.items()}


def titles(abouts: Iterable[str], *, seen_by: Person) -> sa.Select[tuple[str, str]]:
    """(outcome/n or project/n, its title) of those the reader may see."""
    keys: dict[str, list[int]] = {"outcome": [], "project": []}
    for about in abouts:
        kind, _slash, key = about.partition("/")
        keys[kind].append(int(key))
    outcomes = sa.select(sa.literal("outcome/").concat(sa.cast(Outcome.id, sa.String)), Outcome.title)
    projects = sa.select(sa.literal("project/").concat(sa.cast(Project.id, sa.String)), Project.title)
    both = sa.union_all(
        outcomes.where(Outcome.id.in_(keys["outcome"]), Outcome.visible_to(seen_by)),
        projects.where(Project.id.in_(keys["project"]), Project.visible_to(seen_by)),
    ).subquery()
    return sa.select(*both.c)


def listed(
    *, seen_by: Person, text: str = "", kind: str = "", family: str = "", studio: str = ""
) -> Page[Any]:
    """One page of the outcomes library, newest first."""
    found = (
        sa.select(
            Outcome.id,
            Outcome.code,
            Outcome.title,
            Outcome.kind,
            Outcome.accepted_on,
            Outcome.certified,
            Outcome.replicable,
            Studio.name.label("studio"),
            Studio.id.label("studio_id"),
            Unit.name.label("unit"),
        )
        .join(Studio, Studio.id == Outcome.studio_id)
        .join(Unit, Unit.id == Outcome.unit_id)
        .where(Outcome.visible_to(seen_by), matches(Outcome.haystack, text))
        .order_by(Outcome.accepted_on.desc(), Outcome.id.desc())
    )
    if kind in set(OutcomeKind):
        found = found.where(Outcome.kind == OutcomeKind(kind))
    if family.isdigit():
        found = found.where(Outcome.family_id == int(family[:9]))
    if studio.isdigit():
        found = found.where(Outcome.studio_id == int(studio[:9]))
    return page(found)


def whole(outcome_id: int, *, seen_by: Person) -> Outcome:
    """An outcome with its people; 404 for the unseen."""
    found = find(Outcome, outcome_id, seen_by=seen_by)
    loaded = (
        sa.select(Outcome)
        .where(Outcome.id == found.id)
        .options(
            joinedload(Outcome.studio),
            joinedload(Outcome.unit),
            joinedload(Outcome.family),
            joinedload(Outcome.project),
            selectinload(Outcome.contributors).joinedload(Contributor.person).joinedload(Person.unit),
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(loaded).unique().one()


def of_project(project: Project) -> Outcome | None:
    """The outcome recorded for a project."""
    return db.session.scalars(sa.select(Outcome).where(Outcome.project_id == project.id)).one_or_none()


def families() -> list[tuple[int, str, str]]:
    """Skill families, for the filter: id, Chinese and English name."""
    rows = (
        sa.select(Skill.id, Skill.name_zh, Skill.name_en)
        .where(Skill.parent_id.is_(None))
        .order_by(Skill.code)
    )
    return [(key, zh, en) for key, zh, en in db.session.execute(rows)]
