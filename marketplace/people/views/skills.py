"""The catalogue of skills, with who can do what."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from marketplace.core import exports
from marketplace.core.db import find
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people import actions, rules
from marketplace.people.forms import SkillForm
from marketplace.people.login import me
from marketplace.people.models import Skill
from marketplace.people.queries import catalogue, units
from marketplace.people.views.blueprint import bp


def _within() -> Any:
    typed = request.args.get("unit", "")
    return (
        units.book().by_id.get(int(typed))
        if typed.isascii() and typed.isdigit() and len(typed) < 12
        else None
    )


@bp.get("/skills")
def skills() -> str:
    """Families and skills with the number of people at each level."""
    unit = _within()
    known = units.book()
    companies = [
        (node.id, node.name) for node in known.nodes if node.level == "company" and node.closed_on is None
    ]
    return render_template(
        "people/skills.html",
        families=catalogue.catalogue(unit.path if unit else ""),
        unit=unit,
        companies=companies,
        may=rules.may_keep_catalogue(me()),
        chips=[{"name": "unit", "value": str(unit.id), "label": _("Unit"), "text": unit.name}]
        if unit
        else [],
    )


@bp.get("/skills/export")
def export_catalogue() -> Response:
    """The catalogue with its counts."""
    unit = _within()
    titles = [_("Skill code"), _("Skill"), _("Family"), *(_("level %(n)s", n=n) for n in range(1, 6))]
    rows = (
        (skill.code, skill.name, family.name, *skill.counts)
        for family in catalogue.catalogue(unit.path if unit else "")
        for skill in family.skills
    )
    return exports.send(_("Skill catalogue"), titles, rows)


@bp.route("/skills/new", methods=["GET", "POST"])
def new_skill() -> Any:
    """One more skill, or a family."""
    require(rules.may_keep_catalogue(me()))
    return _edit(None, SkillForm(parent_id=request.args.get("family", "")), _("New skill"))


@bp.route("/skills/<int:skill_id>/edit", methods=["GET", "POST"])
def edit_skill(skill_id: int) -> Any:
    """Change its names."""
    require(rules.may_keep_catalogue(me()))
    return _edit(skill_id, SkillForm(find(Skill, skill_id)), _("Edit the skill"))


def _edit(skill_id: int | None, form: SkillForm, title: str) -> Any:
    form.parent_id.choices = [
        ("", _("None: this is a family")),
        *((str(k), name) for k, name in catalogue.families()),
    ]
    if form.sent_and_valid():
        with form.saving():
            actions.edit_skill(find(Skill, skill_id, lock=True) if skill_id else None, form.terms(), by=me())
        if form.saved:
            flash(_("Saved."))
            return redirect(url_for("people.skills"), 303)
    crumbs = [(_("Skill catalogue"), url_for("people.skills")), (title, None)]
    page = render_template(
        "people/form.html",
        form=form,
        title=title,
        button=_("Save"),
        back=url_for("people.skills"),
        crumbs=crumbs,
    )
    return page, form.status
