"""The list of my reviews, the panel of a challenge, the panel's own page."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for

from bidding.panels import actions, queries, rules
from bidding.panels.queries.panels import of_person, whole
from bidding.panels.queries.replay import replay
from bidding.panels.views.blueprint import bp
from marketplace.challenges.models import Challenge
from marketplace.challenges.queries import frame as framed
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import NotFound
from marketplace.core.files import download
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me
from marketplace.people.models import Person


@bp.get("/reviews")
def mine() -> Any:
    """The panels I sit on."""
    return render_template("panels/mine.html", page=of_person(me()))


@bp.get("/challenges/<int:challenge_id>/panel")
def on_challenge(challenge_id: int) -> Any:
    """What may be known of a challenge's panel: how far it is; with the result its seed, pool and draw."""
    frame = framed(challenge_id, seen_by=me())
    panel = queries.latest(frame.challenge)
    shown = rules.may_see_draw(me(), frame.challenge)
    names = {}
    if panel is not None and shown:
        ids = [one["person"] for one in panel.pool]
        names = dict(db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids))).all())
    return render_template(
        "panels/on_challenge.html",
        frame=frame,
        challenge=frame.challenge,
        panel=panel,
        shown=shown,
        names=names,
        may_see_conflicts=rules.may_see_conflicts(me(), frame.challenge),
        may_draw=rules.may_draw(me(), frame.challenge),
        watches=rules.watches(me(), frame.challenge),
        seat=queries.seat_of(panel, me()) if panel is not None else None,
    )


@bp.get("/challenges/<int:challenge_id>/panel/replay")
def replay_file(challenge_id: int) -> Any:
    """The data of the draw as JSON, once the result is out."""
    challenge = find(Challenge, challenge_id, seen_by=me())
    require(rules.may_see_draw(me(), challenge))
    panel = queries.latest(challenge)
    if panel is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    told = json.dumps(replay(panel, seen_by=me()), ensure_ascii=False, indent=1)
    return download(f"{challenge.number}-draw.json", told.encode())


@bp.post("/challenges/<int:challenge_id>/panel/draw")
def draw(challenge_id: int) -> Any:
    """Draw the panel."""
    with transaction():
        actions.draw(find(Challenge, challenge_id, lock=True, seen_by=me()), by=me())
    flash(_("The panel is drawn; its members have been told."))
    return redirect(url_for("panels.on_challenge", challenge_id=challenge_id), 303)


@bp.get("/panels/<int:panel_id>")
def show(panel_id: int) -> Any:
    """A panel's own page: where it stands and what is next for the reader."""
    panel = whole(panel_id, seen_by=me())
    seat = queries.seat_of(panel, me())
    labels = queries.blind_labels(panel) if seat is not None else ()
    return render_template(
        "panels/show.html",
        panel=panel,
        challenge=panel.challenge,
        seat=seat,
        labels=labels,
        sheets=queries.sheets_of(seat) if seat is not None and seat.submitted_at is None else {},
        rules=rules,
        may_see=rules.may_see_scores(me(), panel),
        weights=queries.weights(panel),
        marks_of=queries.marked,
    )
