"""Taking in rosters: many rows, few statements, known ones matched by number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.audit import record
from marketplace.core.db import db
from marketplace.core.search import haystack
from marketplace.people.actions.comparing import PERSONAL, Change, Changes, paths_of
from marketplace.people.actions.units import replant
from marketplace.people.models import LoginSession, Person, PersonSkill, RoleGrant, SecrecyLevel, Skill, Unit
from marketplace.people.terms import PersonRow, SkillRow, UnitRow

MANY = 5_000


def take_in_units(changes: Changes[UnitRow], *, by: Person | None) -> None:
    """Units made and changed; paths follow."""
    fresh = [
        {
            "code": row.code,
            "name": row.name,
            "name_en": row.name_en or "",
            "level": row.level,
            "type_code": row.type_code or "other",
            "path": "/",
            "closed_on": row.closed_on,
        }
        for row in changes.new
    ]
    if fresh:
        db.session.execute(sa.insert(Unit), fresh)
    ids = {code.casefold(): key for code, key in db.session.execute(sa.select(Unit.code, Unit.id))}
    hung = [(ids[row.code.casefold()], row) for row in changes.new if row.parent_code]
    updates: dict[int, dict[str, Any]] = {}
    for change in changes.changed:
        fields = [name for name in change.fields if name != "parent"]
        updates[change.id] = {name: getattr(change.row, name) for name in fields}
        if "parent" in change.fields:
            hung.append((change.id, change.row))
    _update(Unit, updates)
    _update(Unit, {key: {"parent_id": ids[(row.parent_code or "").casefold()]} for key, row in hung})
    db.session.expire_all()
    replant()
    for change in changes.changed:
        record("unit_edited", f"unit/{change.id}", by=by, fields=list(change.fields))


def take_in_skills(changes: Changes[SkillRow], *, by: Person | None) -> None:
    """Families first, then what stands below them."""
    for families in (True, False):
        fresh = [row for row in changes.new if bool(row.parent_code) is not families]
        ids = {code.casefold(): key for code, key in db.session.execute(sa.select(Skill.code, Skill.id))}
        db.session.add_all(
            Skill(
                code=row.code,
                parent_id=ids[row.parent_code.casefold()] if row.parent_code else None,
                name_zh=row.name_zh,
                name_en=row.name_en or row.name_zh,
                aliases=row.aliases or "",
            )
            for row in fresh
        )
        db.session.flush()
    ids = {code.casefold(): key for code, key in db.session.execute(sa.select(Skill.code, Skill.id))}
    for change in changes.changed:
        skill = db.session.get_one(Skill, change.id)
        for name in change.fields:
            value = (
                ids[(change.row.parent_code or "").casefold()]
                if name == "parent"
                else getattr(change.row, name)
            )
            setattr(skill, "parent_id" if name == "parent" else name, value)
        record("skill_edited", skill, by=by, fields=list(change.fields))
    db.session.flush()


def take_in_people(changes: Changes[PersonRow], *, by: Person | None) -> None:
    """People taken on, changed, moved, gone. Whoever moves or leaves loses what hung on the place at once."""
    new_ids = _insert_people(changes.new)
    _let_go(changes.changed, by)
    updates: dict[int, dict[str, Any]] = {}
    for change in changes.changed:
        fields = [name for name in change.fields if name in PERSONAL]
        values = {name: getattr(change.row, name) for name in fields}
        if "name" in fields:
            values["haystack"] = haystack(change.row.name, change.row.employee_no)
        updates[change.id] = values
    _update(Person, updates)
    with_skills = [(change.id, change.row) for change in changes.changed if "skills" in change.fields]
    _put_levels([(new_ids[row.employee_no], row) for row in changes.new if row.skills] + with_skills)
    db.session.expire_all()


def _insert_people(rows: Sequence[PersonRow]) -> dict[str, int]:
    fresh = [
        {
            "employee_no": row.employee_no,
            "name": row.name,
            "unit_id": row.unit_id,
            "category": row.category,
            "ladder": row.ladder or "",
            "field_since": row.field_since,
            "honours": row.honours or "",
            "days_per_month": 6 if row.days_per_month is None else row.days_per_month,
            "email": row.email or "",
            "left_on": row.left_on,
            "haystack": haystack(row.name, row.employee_no),
            "clearance": SecrecyLevel.INTERNAL,
        }
        for row in rows
    ]
    if not fresh:
        return {}
    made = db.session.execute(sa.insert(Person).returning(Person.employee_no, Person.id), fresh)
    return {row.employee_no: row.id for row in made}


def _let_go(changed: Sequence[Change[PersonRow]], by: Person | None) -> None:
    """Moves and leavings: roles and sessions end, and each leaves its line."""
    going = [change for change in changed if "unit_id" in change.fields or "left_on" in change.fields]
    if not going:
        return
    was: dict[int, int] = {}
    for start in range(0, len(going), MANY):
        part = [change.id for change in going[start : start + MANY]]
        found = sa.select(Person.id, Person.unit_id).where(Person.id.in_(part))
        was |= {row.id: row.unit_id for row in db.session.execute(found)}
    paths = paths_of({*was.values(), *(change.row.unit_id for change in going)})
    ended, today = {}, clock.today()
    for change in going:
        gone = change.row.left_on is not None and change.row.left_on <= today
        ended[change.id] = (paths[was[change.id]], "" if gone else paths[change.row.unit_id])
        verb = "person_left" if "left_on" in change.fields else "person_moved"
        record(verb, f"person/{change.id}", by=by, fields=list(change.fields))
    end_access(ended)


def end_access(ways: dict[int, tuple[str, str]]) -> None:
    """Person → (path of the unit left behind, path of the new one or nothing): roles that came with the old
    place end today; whoever goes for good is logged out everywhere."""
    gone = [person_id for person_id, (_was, to) in ways.items() if not to]
    for start in range(0, len(gone), MANY):
        part = gone[start : start + MANY]
        db.session.execute(sa.delete(LoginSession).where(LoginSession.person_id.in_(part)))
    over = sa.or_(RoleGrant.until.is_(None), RoleGrant.until >= clock.today())
    keys = list(ways)
    for start in range(0, len(keys), MANY):
        part = keys[start : start + MANY]
        held = sa.select(RoleGrant.id, RoleGrant.person_id, Unit.path).join(RoleGrant.unit)
        rows = db.session.execute(held.where(RoleGrant.person_id.in_(part), over)).all()
        lost = [grant_id for grant_id, person_id, scope in rows if _lost(*ways[person_id], scope)]
        last = clock.today() - timedelta(days=1)
        _update(RoleGrant, {grant_id: {"until": last} for grant_id in lost})
    db.session.flush()


def _lost(was: str, to: str, scope: str) -> bool:
    return not to or (was.startswith(scope) and not to.startswith(scope))


def _put_levels(rows: Sequence[tuple[int, PersonRow]]) -> None:
    """Levels of a unit's list are the unit's word: confirmed today, by the list."""
    ids = [person_id for person_id, _row in rows]
    there: dict[tuple[int, int], int] = {}
    for start in range(0, len(ids), MANY):
        found = sa.select(PersonSkill.person_id, PersonSkill.skill_id, PersonSkill.level)
        for person_id, skill_id, level in db.session.execute(
            found.where(PersonSkill.person_id.in_(ids[start : start + MANY]))
        ):
            there[person_id, skill_id] = level
    fresh: list[dict[str, Any]] = []
    other: list[dict[str, Any]] = []
    today = clock.today()  # asked once: a deed asks the database each time
    for person_id, row in rows:
        for skill_id, level in row.skills:
            if there.get((person_id, skill_id)) == level:
                continue
            values = {
                "person_id": person_id,
                "skill_id": skill_id,
                "level": level,
                "confirmed_by_id": None,
                "confirmed_on": today,
            }
            (other if (person_id, skill_id) in there else fresh).append(values)
    if fresh:
        db.session.execute(sa.insert(PersonSkill), fresh)
    if other:
        db.session.execute(sa.update(PersonSkill), other)


def _update(model: Any, values: dict[int, dict[str, Any]]) -> None:
    """Rows by id; rows with the same columns travel together."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for key, row in values.items():
        if row:
            alike.setdefault(tuple(sorted(row)), []).append({"id": key, **row})
    for rows in alike.values():
        db.session.execute(sa.update(model), rows)
