"""Pages: the list of words that texts are screened for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from marketplace.core.db import find, transaction
from marketplace.core.forms import expect
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me
from marketplace.secrecy import actions, queries, rules
from marketplace.secrecy.forms import WordForm
from marketplace.secrecy.models import ScreeningWord

bp = Blueprint("secrecy", __name__, url_prefix="/secrecy")


@bp.route("/words", methods=["GET", "POST"])
def words() -> Any:
    """The list, and adding a word."""
    require(rules.may_keep_list(me()))
    form = WordForm()
    if form.sent_and_valid():
        with form.saving():
            actions.put_in(form.terms(), by=me())
        if form.saved:
            flash(_("The word is on the list. Texts handed in from now on are screened for it."))
            return redirect(url_for("secrecy.words"), 303)
    return render_template("secrecy/words.html", form=form, rows=queries.words()), form.status


@bp.route("/words/<int:word_id>", methods=["GET", "POST"])
def word(word_id: int) -> Any:
    """Change a word's effect or its harmless expressions."""
    require(rules.may_keep_list(me()))
    shown = find(ScreeningWord, word_id)
    form = WordForm(shown)
    if form.sent_and_valid():
        with form.saving():
            fresh = find(ScreeningWord, word_id, lock=True)
            expect(fresh)
            actions.change(fresh, form.terms(), by=me())
        if form.saved:
            flash(_("Saved."))
            return redirect(url_for("secrecy.words"), 303)
        shown = find(ScreeningWord, word_id)
    return render_template("secrecy/word.html", form=form, word=shown), form.status


@bp.post("/words/<int:word_id>/end")
def end(word_id: int) -> Any:
    """Take a word off the list."""
    with transaction():
        actions.take_off(find(ScreeningWord, word_id, lock=True), by=me())
    flash(_("The word is off the list."))
    return redirect(url_for("secrecy.words"), 303)
