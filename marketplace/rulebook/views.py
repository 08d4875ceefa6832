"""Pages of the rules: what is in force, since when, reviewed by whom, and what was before."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from marketplace.core import clock
from marketplace.core import words as written
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _, ngettext
from marketplace.core.verdict import require
from marketplace.people.login import me
from marketplace.rulebook import actions, queries, rules, words
from marketplace.rulebook.forms import SettingsForm

bp = Blueprint("rulebook", __name__)
DAY = 24  # hours


@bp.get("/rules")
def in_force() -> str:
    """All rules in force with their validity review."""
    found = queries.all_in_force()
    late = [rule for rule in found if rule.review_again_on and rule.review_again_on < clock.today()]
    return render_template(
        "rulebook/in_force.html",
        rules=found,
        late=late,
        words=words,
        today=clock.today(),
        may_version=rules.may_version(me()),
    )


@bp.get("/rules/<kind>/<code>")
def rule(kind: str, code: str) -> str:
    """One rule: its numbers, and its versions with what each changed."""
    found = queries.versions(kind, code)
    if not found:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    bodies = [one.body for one, _name in found]
    told = [
        {
            "rule": one,
            "by": name,
            "changes": [
                (words.NAMES.get(key, key), value(key, was), value(key, now))
                for key, was, now in queries.changes(bodies[n + 1], one.body)
            ]
            if n + 1 < len(found)
            else [],
        }
        for n, (one, name) in enumerate(found)
    ]
    now = queries.in_force(kind, code)
    return render_template(
        "rulebook/rule.html",
        rule=now,
        versions=told,
        words=words,
        value=value,
        may_version=rules.may_version(me()),
    )


def value(key: str, fact: Any) -> str:
    """A number of a rule as people say it."""
    if fact is None:
        return written.NOTHING
    if isinstance(fact, bool):
        return _("yes") if fact else _("no")
    if key.endswith("_hours"):
        days, hours = divmod(fact, DAY)
        return (
            _("%(n)s hours", n=fact)
            if hours or not days
            else ngettext("%(num)s calendar day", "%(num)s calendar days", days)
        )
    if key == "budget_ceiling":
        return written.money(fact)
    if key == "sealing":
        return str(words.SEALING.get(fact, fact))
    return " / ".join(map(str, fact)) if isinstance(fact, list) else str(fact)


@bp.route("/rules/settings/change", methods=["GET", "POST"])
def change_settings() -> Any:
    """The chair puts a new version of the settings in force."""
    require(rules.may_version(me()))
    form = SettingsForm(None, **queries.in_force("settings").body, reviewed_on=clock.today())
    if form.sent_and_valid():
        with form.saving():
            actions.change_settings(form.terms(), by=me())
        if form.saved:
            flash(
                _("The new version is in force. What has begun keeps the version it began with."), "success"
            )
            return redirect(url_for("rulebook.rule", kind="settings", code="standard"), 303)
    return render_template("rulebook/change_settings.html", form=form), form.status
