"""What was handed in and waits for the secrecy officer."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from marketplace.challenges import actions, queries
from marketplace.challenges.models import Challenge
from marketplace.challenges.views.blueprint import bp
from marketplace.challenges.views.changes import readable
from marketplace.core.db import find, transaction
from marketplace.core.i18n import _
from marketplace.people.login import me
from marketplace.secrecy.models import HeldDeed
from marketplace.secrecy.rules import may_end


@bp.get("/held/<int:deed_id>")
def held(deed_id: int) -> str:
    """What waits, since when, and what it says."""
    deed, challenge = queries.held_deed(deed_id, seen_by=me())
    return render_template(
        "challenges/held.html", deed=deed, challenge=challenge, may_end=may_end(me(), deed),
        changes=readable(queries.held_difference(deed, challenge)),
    )  # fmt: skip


@bp.post("/held/<int:deed_id>/take-back")
def take_back(deed_id: int) -> Any:
    """Whoever handed it in does not want it any more."""
    _deed, challenge = queries.held_deed(deed_id, seen_by=me())
    key = challenge.id
    with transaction():
        find(Challenge, key, lock=True, seen_by=me())
        actions.take_back(find(HeldDeed, deed_id, lock=True), by=me())
    flash(_("Taken back."))
    return redirect(url_for("challenges.show", challenge_id=key), 303)
