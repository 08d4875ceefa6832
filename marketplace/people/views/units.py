"""The tree of units and its types."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from marketplace.core import exports
from marketplace.core.db import find, transaction
from marketplace.core.i18n import _, locale
from marketplace.core.verdict import require, require_right
from marketplace.people import actions, rules
from marketplace.people.forms import UnitForm, UnitTypeForm
from marketplace.people.history import history
from marketplace.people.login import me
from marketplace.people.models import Unit
from marketplace.people.queries import units as queries
from marketplace.people.queries.accounts import manager_of
from marketplace.people.views.blueprint import bp
from marketplace.people.words import DEEDS


@bp.get("/units")
def units() -> str:
    """The whole tree, as deep as a page can hold; or the units that fit what was typed."""
    typed = request.args.get("q", "").strip()[:200]
    found = queries.search(typed) if typed else None
    known = queries.book()
    return render_template(
        "people/units.html",
        branches=[] if typed else queries.tree(known),
        found=found,
        book=known,
        total=sum(1 for node in known.nodes if node.closed_on is None),
        may=rules.may_manage_units(me()),
        may_types=rules.may_keep_types(me()),
        types=_type_names(),
    )


def _type_names() -> dict[str, str]:
    return {one.code: one.name_zh if locale() != "en" else one.name_en for one in queries.types()}


@bp.get("/units/<int:unit_id>")
def unit(unit_id: int) -> str:
    """One unit: what lies above and below it, who is in charge."""
    place, known = find(Unit, unit_id), queries.book()
    node = known.by_id[unit_id]
    return render_template(
        "people/unit.html",
        unit=place,
        node=node,
        book=known,
        branch=queries.tree(known, unit_id)[0],
        charge=queries.in_charge(unit_id),
        manager=manager_of(place),
        types=_type_names(),
        may=rules.may_manage_units(me(), place),
    )


@bp.get("/units/<int:unit_id>/history")
def unit_history(unit_id: int) -> str:
    """What happened to a unit."""
    place = find(Unit, unit_id)
    return render_template(
        "people/unit_history.html", unit=place, lines=list(reversed(history(place, DEEDS)))
    )


@bp.get("/units/export")
def export_units() -> Response:
    """The tree as a list that an import understands."""
    titles = [
        _("Unit number"),
        _("Unit name"),
        _("English name"),
        _("Rank of the unit"),
        _("Unit type"),
        _("Unit above"),
        _("Closed on"),
    ]
    chinese = locale() != "en"
    rows = (
        (
            u.code,
            u.name,
            u.name_en,
            str(u.level.label),
            u.name_zh if chinese else u.type_en,
            u.parent,
            u.closed_on,
        )
        for u in queries.all_rows()
    )
    return exports.send(_("Units"), titles, rows)


@bp.route("/units/new", methods=["GET", "POST"])
def new_unit() -> Any:
    """A new unit."""
    require(rules.may_manage_units(me()))
    above = (
        queries.book().by_id.get(int(request.args["above"]))
        if request.args.get("above", "").isdigit()
        else None
    )
    return _edit(None, UnitForm(parent=above.code if above else ""), _("New unit"))


@bp.route("/units/<int:unit_id>/edit", methods=["GET", "POST"])
def edit_unit(unit_id: int) -> Any:
    """Change a unit, or hang it elsewhere."""
    place = find(Unit, unit_id)
    require(rules.may_manage_units(me(), place))
    known = {name: getattr(place, name) for name in ("code", "name", "name_en", "level", "type_code")}
    form = UnitForm(SimpleNamespace(**known, parent=place.parent.code if place.parent else ""))
    return _edit(unit_id, form, _("Edit the unit"))


def _edit(unit_id: int | None, form: UnitForm, title: str) -> Any:
    form.type_code.choices = list(_type_names().items())
    if form.sent_and_valid():
        with form.saving():
            made = actions.edit_unit(
                find(Unit, unit_id, lock=True) if unit_id else None, form.terms(), by=me()
            )
            key = made.id
        if form.saved:
            flash(_("Saved."))
            return redirect(url_for("people.unit", unit_id=key), 303)
    back = url_for("people.unit", unit_id=unit_id) if unit_id else url_for("people.units")
    crumbs = [(_("Units"), url_for("people.units")), (title, None)]
    return render_template(
        "people/form.html", form=form, title=title, button=_("Save"), back=back, crumbs=crumbs
    ), form.status


@bp.post("/units/<int:unit_id>/close")
def close_unit(unit_id: int) -> Any:
    """A unit that nobody works in any more."""
    with transaction():
        actions.close_unit(find(Unit, unit_id, lock=True), by=me())
    flash(_("The unit is closed from today."))
    return redirect(url_for("people.unit", unit_id=unit_id), 303)


@bp.route("/units/types", methods=["GET", "POST"])
def unit_types() -> Any:
    """What units may do: data of this installation."""
    if request.method == "POST":
        require_right(rules.may_keep_types(me()))
    form = UnitTypeForm()
    if form.sent_and_valid():
        with form.saving():
            actions.edit_unit_type(form.terms(), by=me())
        if form.saved:
            flash(_("Saved."))
            return redirect(url_for("people.unit_types"), 303)
    page = render_template(
        "people/types.html",
        form=form,
        types=queries.types(),
        used=queries.used_types(),
        may=rules.may_keep_types(me()),
    )
    return page, form.status
