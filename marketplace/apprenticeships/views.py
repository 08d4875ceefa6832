"""Pages of pairs: the studio's list, one pair, its agreement."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from marketplace.apprenticeships import actions, queries, rules
from marketplace.apprenticeships.forms import EndForm, PairForm
from marketplace.apprenticeships.models import Apprenticeship, PairState
from marketplace.apprenticeships.words import DEEDS
from marketplace.core import clock
from marketplace.core.db import find, transaction
from marketplace.core.fields import options
from marketplace.core.forms import in_chinese
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.history import history, steps
from marketplace.people.login import me
from marketplace.studios.models import Studio
from marketplace.studios.queries import member_options

bp = Blueprint("apprenticeships", __name__)


@bp.get("/studios/<int:studio_id>/apprenticeships")
def of_studio(studio_id: int) -> str:
    """The pairs of a studio."""
    studio = find(Studio, studio_id, seen_by=me())
    return render_template(
        "apprenticeships/of_studio.html", studio=studio, page=queries.of_studio(studio),
        may_record=rules.may_record(me(), studio),
    )  # fmt: skip


@bp.route("/studios/<int:studio_id>/apprenticeships/new", methods=["GET", "POST"])
def record(studio_id: int) -> Any:
    """The lead writes an agreement down."""
    studio = find(Studio, studio_id, seen_by=me())
    require(rules.may_record(me(), studio))
    form = PairForm(starts_on=clock.today(), months=12)
    form.mentor_id.choices = options([("", ""), *member_options(studio)])
    form.skill_id.choices = options([("", ""), *queries.skill_options(in_chinese())])
    if form.sent_and_valid():
        with form.saving():
            pair_id = actions.record(
                find(Studio, studio_id, lock=True, seen_by=me()), form.terms(), by=me()
            ).id
        if form.saved:
            flash(_("Written down. The apprentice is asked to agree."), "success")
            return redirect(url_for("apprenticeships.show", pair_id=pair_id), 303)
    return render_template("apprenticeships/new.html", form=form, studio=find(Studio, studio_id)), form.status


@bp.get("/apprenticeships/<int:pair_id>")
def show(pair_id: int) -> str:
    """One pair."""
    pair, reader = find(Apprenticeship, pair_id, seen_by=me()), me()
    lines = history(pair, DEEDS)
    return render_template(
        "apprenticeships/show.html", pair=pair, counted=queries.counted_years(pair), lines=lines[::-1],
        counts_on=rules.counts_on(pair, clock.year()),
        steps=steps(pair, [PairState.PROPOSED, PairState.ACTIVE, PairState.COMPLETED], lines),
        may_agree=rules.may_agree(reader, pair), may_end=rules.may_end(reader, pair),
    )  # fmt: skip


@bp.post("/apprenticeships/<int:pair_id>/agree")
def agree(pair_id: int) -> Any:
    """The apprentice says yes."""
    with transaction():
        actions.agree(find(Apprenticeship, pair_id, lock=True, seen_by=me()), by=me())
    flash(_("Agreed. The pair is under way."), "success")
    return redirect(url_for("apprenticeships.show", pair_id=pair_id), 303)


@bp.route("/apprenticeships/<int:pair_id>/decline", methods=["GET", "POST"])
def decline(pair_id: int) -> Any:
    """The apprentice says no."""
    require(rules.may_agree(me(), find(Apprenticeship, pair_id, seen_by=me())))
    return _with_reason(pair_id, actions.decline, "apprenticeships/decline.html", _("Declined."))


@bp.route("/apprenticeships/<int:pair_id>/end", methods=["GET", "POST"])
def end(pair_id: int) -> Any:
    """Over before its time."""
    require(rules.may_end(me(), find(Apprenticeship, pair_id, seen_by=me())))
    return _with_reason(pair_id, actions.end, "apprenticeships/end.html", _("The pair has ended."))


def _with_reason(pair_id: int, deed: Any, template: str, said: str) -> Any:
    form = EndForm()
    if form.sent_and_valid():
        with form.saving():
            deed(find(Apprenticeship, pair_id, lock=True, seen_by=me()), reason=form.terms().reason, by=me())
        if form.saved:
            flash(said, "success")
            return redirect(url_for("apprenticeships.show", pair_id=pair_id), 303)
    return render_template(template, form=form, pair=find(Apprenticeship, pair_id)), form.status
