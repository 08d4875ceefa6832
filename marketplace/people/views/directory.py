"""The directory of people, one person's page, and both to take away."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from marketplace.core import exports
from marketplace.core.db import find
from marketplace.core.i18n import _, locale
from marketplace.core.verdict import require
from marketplace.people import rules
from marketplace.people.history import history
from marketplace.people.login import me
from marketplace.people.models import Category, Person
from marketplace.people.queries import catalogue, units
from marketplace.people.queries import directory as people
from marketplace.people.views.blueprint import bp
from marketplace.people.words import DEEDS


def whole(name: str, most: int = 10**9) -> int | None:
    """A number of the address, or nothing."""
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and int(typed[:12]) <= most else None


def wanted() -> people.Wanted:
    """The filters in the address."""
    typed, unit = request.args, units.book().by_id.get(whole("unit") or 0)
    return people.Wanted(
        q=typed.get("q", "").strip()[:200],
        unit_path=unit.path if unit else "",
        category=typed.get("category", ""),
        ladder=typed.get("ladder", "")[:32],
        skill_id=whole("skill"),
        level=min(whole("level") or 1, 5),
        gone=typed.get("gone") == "1",
        sort=typed.get("sort", ""),
    )


@bp.get("/people")
def directory() -> str:
    """Everybody who works here, filtered."""
    asked = wanted()
    skills = catalogue.options()
    return render_template(
        "people/directory.html",
        page=people.people(asked),
        asked=asked,
        chips=_chips(asked, dict(skills)),
        skills=skills,
        ladders=[(one, one) for one in people.ladders()],
        categories=[(c.value, c.label) for c in Category],
        levels=[(n, _("level %(n)s and above", n=n)) for n in range(1, 6)],
        may_roles=rules.may_see_roles(me()),
        may_keep=rules.keeps_records(me()),
    )


def _chips(asked: people.Wanted, skills: dict[int, str]) -> list[dict[str, Any]]:
    found: list[tuple[str, Any, str, Any]] = []
    if asked.q:
        found.append(("q", asked.q, _("Words"), asked.q))
    if asked.unit_path:
        unit = units.book().by_id[int(request.args["unit"])]
        found.append(("unit", request.args["unit"], _("Unit"), unit.name))
    if asked.category in set(Category):
        found.append(("category", asked.category, _("Category of staff"), Category(asked.category).label))
    if asked.ladder:
        found.append(("ladder", asked.ladder, _("Ladder position"), asked.ladder))
    if asked.skill_id is not None:
        found.append(("skill", str(asked.skill_id), _("Skill"), skills.get(asked.skill_id, "?")))
        if asked.level > 1:
            found.append(("level", str(asked.level), _("Confirmed level"), asked.level))
    if asked.gone:
        found.append(("gone", "1", _("Standing"), _("no longer here")))
    return [{"name": n, "value": v, "label": label, "text": text} for n, v, label, text in found]


@bp.get("/people/export")
def export_people() -> Response:
    """The filtered directory as a file, with the columns an import understands."""
    titles = [
        _("Employee number"),
        _("Name"),
        _("Unit number"),
        _("Unit name"),
        _("Company"),
        _("Category of staff"),
        _("Ladder position"),
        _("Honours"),
        _("In the field since"),
        _("Days a month that may be lent"),
        _("Left on"),
    ]
    rows = (
        (
            p.employee_no,
            p.name,
            p.unit_code,
            p.unit,
            p.company,
            str(p.category.label),
            p.ladder,
            p.honours,
            p.field_since,
            p.days_per_month,
            p.left_on,
        )
        for p in people.everybody(wanted())
    )
    return exports.send(_("People"), titles, rows)


@bp.get("/people/skills/export")
def export_skills_held() -> Response:
    """Who can do what, of the filtered people."""
    titles = [
        _("Employee number"),
        _("Name"),
        _("Unit"),
        _("Skill code"),
        _("Skill"),
        _("Confirmed level"),
        _("Confirmed on"),
    ]
    chinese = locale() != "en"
    rows = (
        (r.employee_no, r.name, r.unit, r.code, r.name_zh if chinese else r.name_en, r.level, r.confirmed_on)
        for r in people.skill_rows(wanted())
    )
    return exports.send(_("Confirmed skills"), titles, rows)


@bp.get("/people/<int:person_id>")
def person(person_id: int) -> str:
    """Who somebody is and what they can do."""
    somebody, reader = find(Person, person_id), me()
    return render_template(
        "people/person.html",
        person=somebody,
        held=people.skills_shown(somebody),
        grants=people.grants_of(somebody),
        way=units.book().full_name(units.book().by_id[somebody.unit_id]),
        here=rules.here(somebody),
        may_keep=rules.may_keep_records(reader, somebody.unit),
        may_confirm=rules.may_confirm_skills(reader, somebody),
        may_clear=rules.may_clear(reader, somebody),
        sees_clearance=rules.may_see_clearance(reader, somebody),
        may_code=rules.may_issue_code(reader, somebody),
    )


@bp.get("/people/<int:person_id>/history")
def person_history(person_id: int) -> str:
    """What happened to somebody's record."""
    somebody = find(Person, person_id)
    require(rules.may_see_past(me(), somebody))
    return render_template(
        "people/history.html", person=somebody, lines=list(reversed(history(somebody, DEEDS)))
    )
