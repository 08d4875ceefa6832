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
    found: Rule = remember(f"rule/{kind}/{code}", lambda: _in_force(kind, code), also_in_deeds=True)
    return found


def _in_force(kind: str, code: str) -> Rule:
    return db.session.scalars(_IN_FORCE, {"kind": kind, "code": code, "now": clock.now()}).one()


_IN_FORCE = (
    sa.select(Rule)
    .where(
        Rule.kind == sa.bindparam("kind"),
        Rule.code == sa.bindparam("code"),
        Rule.effective_from <= sa.bindparam("now", type_=Rule.effective_from.type),
    )
    .order_by(Rule.version.desc())
    .limit(1)
)


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

    kept: dict[str, int] = challenge.rule_versions or {}
    named = {(kind, challenge.preset if kind == "preset" else "standard", kept[kind]) for kind in kept}

    def look() -> dict[str, Rule]:
        values = {"codes": ["standard", challenge.preset], "versions": sorted(set(kept.values()))}
        rules = db.session.scalars(_VERSIONS, values) if kept else ()
        return {rule.kind: rule for rule in rules if (rule.kind, rule.code, rule.version) in named}

    found: dict[str, Rule] = remember(f"rules-of/{sorted(named)}", look, also_in_deeds=True)
    return found


_VERSIONS = sa.select(Rule).where(
    Rule.code.in_(sa.bindparam("codes", expanding=True)),
    Rule.version.in_(sa.bindparam("versions", expanding=True)),
)


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
