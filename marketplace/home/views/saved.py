"""Lists kept under a name of one's own."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from marketplace.core.db import find, transaction
from marketplace.core.i18n import _
from marketplace.core.web import safe_next, wants_part
from marketplace.home import actions
from marketplace.home.forms import ViewForm
from marketplace.home.models import SavedView
from marketplace.home.queries import saved
from marketplace.home.views.blueprint import bp
from marketplace.people.login import me


@bp.route("/views", methods=["GET", "POST"])
def saved_views() -> Any:
    """My saved views (of one list, when it asks), and saving one."""
    form = ViewForm(path=request.args.get("path", "")[:100], query=request.args.get("query", "")[:1000])
    if form.sent_and_valid():
        with form.saving():
            view = actions.save_view(form.terms(), by=me())
            target = f"{view.path}?{view.query}" if view.query else view.path
        if form.saved:
            flash(_("The view is saved."))
            return redirect(safe_next(target), 303)
    path = str(form.path.data or "")
    template = "home/_views.html" if wants_part() else "home/views.html"
    rows = saved.saved_views(me(), path if wants_part() else "")
    return render_template(template, form=form, rows=rows, path=path), form.status


@bp.post("/views/<int:view_id>/remove")
def drop_view(view_id: int) -> Any:
    """One view fewer."""
    with transaction():
        view = find(SavedView, view_id, seen_by=me())
        target = view.path
        actions.drop_view(view, by=me())
    flash(_("The view is removed."))
    return redirect(safe_next(target), 303)
