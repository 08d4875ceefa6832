"""The manual inside the product: the pages of `docs/manual`, by what people come to do."""

from __future__ import annotations

from flask import Response, render_template, send_from_directory

from marketplace.core.errors import NotFound
from marketplace.core.i18n import _, locale
from marketplace.home.queries import manual as pages
from marketplace.home.views.blueprint import bp


@bp.get("/manual")
def manual() -> str:
    """All pages of the manual, a sentence each."""
    return render_template("home/manual.html", pages=pages.contents(locale()))


@bp.get("/manual/<page>")
def manual_page(page: str) -> str:
    """One page: what somebody in this part does, step by step, with pictures."""
    found = pages.page(page, locale())
    if found is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return render_template("home/manual_page.html", page=found, pages=pages.contents(locale()))


@bp.get("/manual/images/<language>/<name>.png")
def manual_image(language: str, name: str) -> Response:
    """A picture of the manual."""
    return send_from_directory(pages.FOLDER / "images", f"{language}/{name}.png", mimetype="image/png")
