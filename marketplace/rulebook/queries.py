"""Which rule is in force, and which was when a challenge was posted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.core import clock
from marketplace.core.db import db, remember
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import roles_of
from marketplace.rulebook.defaults import ANCHORS, DEFAULTS, SETTINGS
from marketplace.rulebook.models import KeyTask, Rule


def in_force(kind: str, code: str = "standard") -> Rule:
    """The newest version that is effective now."""
    found: Rule = remember(f"rule/{kind}/{code}", lambda: _in_force(kind, code))
    return found


def _in_force(kind: str, code: str) -> Rule:
    query = (
        sa.select(Rule)
        .where(Rule.kind == kind, Rule.code == code, Rule.effective_from <= clock.now())
        .order_by(Rule.version.desc())
        .limit(1)
    )
    return db.session.scalars(query).one()


def version_of(kind: str, code: str, version: int) -> Rule:
    """A version that something was posted with."""

    def look() -> Rule:
        return db.session.scalars(
            sa.select(Rule).where(Rule.kind == kind, Rule.code == code, Rule.version == version)
        ).one()

    found: Rule = remember(f"rule/{kind}/{code}/{version}", look)
    return found


def setting(name: str) -> Any:
    """One number of the settings in force; a number younger than them is as an installation begins."""
    return in_force("settings").body.get(name, SETTINGS[name])


def _posted_with(challenge: Any) -> dict[str, Rule]:
    """The rules a challenge was posted with, by kind: one statement for all of them."""

    def look() -> dict[str, Rule]:
        kept: dict[str, int] = challenge.rule_versions or {}
        codes = {kind: challenge.preset if kind == "preset" else "standard" for kind in kept}
        same = [
            sa.and_(Rule.kind == kind, Rule.code == codes[kind], Rule.version == version)
            for kind, version in kept.items()
        ]
        rules = db.session.scalars(sa.select(Rule).where(sa.or_(sa.false(), *same))) if same else ()
        return {rule.kind: rule for rule in rules}

    found: dict[str, Rule] = remember(f"rules-of/{challenge.id}", look)
    return found


def preset_of(challenge: Any) -> dict[str, Any]:
    """The preset's numbers a challenge was posted with (in force now while it is a draft)."""
    rule = _posted_with(challenge).get("preset") or in_force("preset", challenge.preset)
    return rule.body


def weights_of(challenge: Any, kind: str = "weights") -> dict[str, Any]:
    """The weights (`weights` or `panel_criteria`) a challenge was posted with: its own, where it has some."""
    own: dict[str, Any] | None = challenge.own_weights if kind == "weights" else None
    return own or version_weights(challenge, kind)


def version_weights(challenge: Any, kind: str = "weights") -> dict[str, Any]:
    """What the version says that a challenge was posted with (in force now while it is a draft)."""
    rule = _posted_with(challenge).get(kind) or in_force(kind)
    return rule.body


def anchors_of(challenge: Any) -> dict[str, tuple[tuple[float, float], ...]]:
    """The matcher's scales a challenge was posted with; the newest ones while it is a draft."""
    return ANCHORS[(challenge.rule_versions or {}).get("anchors", max(ANCHORS))]


# --- for the pages -----------------------------------------------------------------------------


def newest(kind: str, code: str) -> Rule:
    """The highest version there is, in force or not yet."""
    found = sa.select(Rule).where(Rule.kind == kind, Rule.code == code).order_by(Rule.version.desc()).limit(1)
    return db.session.scalars(found).one()


def all_in_force() -> list[Rule]:
    """Every rule in force, by kind: one statement."""
    found = sa.select(Rule).where(Rule.effective_from <= clock.now()).order_by(Rule.version)
    latest = {(rule.kind, rule.code): rule for rule in db.session.scalars(found)}
    place = {(kind, code): n for n, (kind, code) in enumerate((k, c) for k, v in DEFAULTS.items() for c in v)}
    return sorted(latest.values(), key=lambda rule: place.get((rule.kind, rule.code), len(place)))


def versions(kind: str, code: str) -> Sequence[tuple[Rule, str | None]]:
    """All versions of a rule, newest first, with who put them in force."""
    found = sa.select(Rule, Person.name).outerjoin(Person, Person.id == Rule.by_id)
    ordered = found.where(Rule.kind == kind, Rule.code == code).order_by(Rule.version.desc())
    return [(rule, name) for rule, name in db.session.execute(ordered)]


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """What differs between two versions: (name, before, after)."""
    names = [*after, *(name for name in before if name not in after)]
    return [
        (name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    ]


# --- key tasks ---------------------------------------------------------------------------------


def key_tasks(year: int | None = None, *, under: str = "") -> Sequence[KeyTask]:
    """Key tasks that are offered, the newest year first. `year`: of that year only; `under`: those of the
    units above this path."""
    found = sa.select(KeyTask).where(KeyTask.ended_at.is_(None)).options(joinedload(KeyTask.unit))
    if year is not None:
        found = found.where(KeyTask.year == year)
    if under:
        found = found.where(KeyTask.unit_id.in_([int(step) for step in under.split("/") if step]))
    return db.session.scalars(found.order_by(KeyTask.year.desc(), KeyTask.unit_id, KeyTask.id)).all()


def seats_of(person: Person) -> Sequence[Unit]:
    """The units in whose leading group this person sits today."""
    ids = [h.unit_id for h in roles_of(person) if h.role in (Role.CHAIR, Role.LEADING_GROUP)]
    return db.session.scalars(sa.select(Unit).where(Unit.id.in_(ids)).order_by(Unit.path)).all()
