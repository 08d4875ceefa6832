"""Stretches of the way that several stories share."""

from __future__ import annotations

from datetime import timedelta

from marketplace.core.db import db
from marketplace.core.jobs import run_outbox
from marketplace.core.models import Outbox
from tests import make
from tests.journeys import contest
from tests.journeys.cast import Cast


def work_off(topic: str) -> None:
    """What was put off under this name is done."""
    for row in db.session.query(Outbox.id).filter(Outbox.topic == topic).all():
        db.session.rollback()
        run_outbox(row.id)


def invited(cast: Cast) -> int:
    """Posted for three studios by name, its key in the hands of three officers."""
    poster = cast.at(cast.poster)
    key = contest.draft(cast, preset="invited")
    poster.open(f"/challenges/{key}")
    poster.follow("Name the studios")
    poster.press("Rank the studios")
    work_off("fit.refresh_challenge")
    for n in range(3):
        poster.open(f"/challenges/{key}/invite")
        poster.press("Save the invitations", another=str(cast.studios[n].id))
    make.with_key(contest.challenge(key))
    return contest.hand_on(cast, key)


def twice_too_few(cast: Cast) -> int:
    """One bid of three came in, was waited for once more, and nobody else came."""
    key = cast.posted()
    make.fits()
    cast.bid(key, 0)
    for _round in range(2):
        cast.until(contest.challenge(key).closes_at + timedelta(minutes=1))
    return key
