"""The search page behind Ctrl+K."""

from __future__ import annotations

from flask import render_template, request

from marketplace.home.queries import search as queries
from marketplace.home.views.blueprint import bp
from marketplace.people.login import me


@bp.get("/search")
def search() -> str:
    """Everything that is called so and may be seen."""
    typed, kind = request.args.get("q", "").strip()[:200], request.args.get("kind", "")
    return render_template(
        "home/search.html", typed=typed, kind=kind, hits=queries.search(typed, seen_by=me(), kind=kind)
    )
