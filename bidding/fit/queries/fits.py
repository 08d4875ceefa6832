"""Challenges for a studio, studios for a challenge, and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from bidding.fit.models import Fit
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import clock
from marketplace.core.db import db, rows
from marketplace.core.i18n import _, locale
from marketplace.core.models import Outbox
from marketplace.people.models import Person, Unit
from marketplace.studios.models import LISTED, Membership, Studio
from marketplace.studios.queries import present

NAMED = 3  # skills spelled out in a sentence
CLOSE, ROOMY, TIGHT = 500, 700, 300  # ten-thousandths of a score from which text and days are worth a word


def my_studios(person: Person) -> Sequence[Any]:
    """The living studios somebody leads or belongs to, those they lead first: (id, name, leads)."""
    found: Sequence[Any] = rows(_MY_STUDIOS, who=person.id, today=clock.today()).all()
    return found


def _my_studios() -> sa.Select[*tuple[Any, ...]]:
    who, today = sa.bindparam("who", type_=sa.Integer), sa.bindparam("today", type_=sa.Date)
    leads = Studio.lead_id == who
    return (
        sa.select(Studio.id, Studio.name, leads.label("leads"))
        .join(Membership, sa.and_(Membership.studio_id == Studio.id, Membership.person_id == who))
        .where(Studio.state.in_(LISTED), *present(today))
        .order_by(leads.desc(), Studio.id)
    )


_MY_STUDIOS = _my_studios()


def fits_for(studio: Studio, limit: int = 10, *, seen_by: Person | None = None) -> Sequence[Any]:
    """The open challenges that fit a studio best, as its lead (or `seen_by`) may see them."""
    reader = seen_by or studio.lead
    known = Challenge.known_to(reader)
    found = (
        sa.select(
            Challenge.id, Challenge.number, Challenge.title, Challenge.closes_at, Challenge.secrecy,
            Fit.score,
            sa.case((known, Fit.parts)).label("parts"), Unit.name.label("department"),
        )
        .join(Fit, Fit.challenge_id == Challenge.id)
        .join(Unit, Unit.id == Challenge.department_id)
        .where(
            Fit.studio_id == studio.id, Challenge.state == ChallengeState.OPEN,
            Challenge.closes_at > clock.now(),
            Challenge.visible_to(reader),
        )
        .order_by(Fit.score.desc(), Challenge.closes_at, Challenge.id)
        .limit(limit)
    )  # fmt: skip
    return db.session.execute(found).all()


def best_studios(challenge: Challenge, limit: int = 10) -> Sequence[Any]:
    """The studios that fit a challenge best; whom to show it, the caller's rule says."""
    found = (
        sa.select(
            Studio.id, Studio.name, Studio.tier, Studio.field, Studio.lead_id, Person.name.label("lead"),
            Unit.name.label("home"), Fit.score, Fit.parts,
        )
        .join(Fit, Fit.studio_id == Studio.id)
        .join(Person, Person.id == Studio.lead_id)
        .join(Unit, Unit.id == Studio.home_unit_id)
        .where(Fit.challenge_id == challenge.id, Studio.state.in_(LISTED))
        .order_by(Fit.score.desc(), Studio.id)
        .limit(limit)
    )  # fmt: skip
    return db.session.execute(found).all()


def renewal_key(challenge_id: int) -> str:
    """One renewal a challenge and day."""
    return f"fit-challenge-{challenge_id}-{clock.today():%Y%m%d}"


def stale() -> Sequence[int]:
    """Open challenges of earlier days whose fit has not been put off for today."""
    stem, day = sa.literal("fit-challenge-"), sa.literal(f"-{clock.today():%Y%m%d}")
    mine = stem + sa.cast(Challenge.id, sa.String) + day
    found = sa.select(Challenge.id).where(
        Challenge.state == ChallengeState.OPEN,
        Challenge.opened_at < clock.at(clock.today()),
        Challenge.closes_at > clock.now(),
        ~sa.exists().where(Outbox.dedupe_key == mine),
    )
    return db.session.scalars(found.order_by(Challenge.id)).all()


def reasons(parts: Sequence[Any] | None) -> list[str]:
    """Why a score is what it is, in short sentences built from its parts."""
    if not parts:
        return []
    points, facts = parts[0], parts[1:]
    tongue = 1 if locale() == "en" else 0
    met = [fact[tongue] for fact in facts if fact[3] >= fact[2]]
    short = [fact for fact in facts if 0 < fact[3] < fact[2]]
    gone = [fact[tongue] for fact in facts if fact[3] == 0]
    said = []
    if met:
        said.append(
            _("Covers %(n)s of %(m)s needed skills: %(which)s.", n=len(met), m=len(facts), which=_some(met))
        )
    said += [
        _("%(skill)s: level %(held)s of %(need)s.", skill=fact[tongue], held=fact[3], need=fact[2])
        for fact in short[:NAMED]
    ]
    if gone:
        said.append(_("Nobody yet for %(which)s.", which=_some(gone)))
    if points["text"] >= CLOSE:
        said.append(_("The studio's field is close to the problem."))
    if points["free"] >= ROOMY:
        said.append(_("Its people have days to spare in the next three months."))
    elif points["free"] < TIGHT:
        said.append(_("Its people are nearly booked for the next three months."))
    return said


def reasons_in(parts: str | None) -> tuple[str, ...]:
    """The same from the parts as they are stored, remembered: a page of the market asks for fifty."""
    return _reasons_in(parts, locale()) if parts else ()


@lru_cache(maxsize=5000)
def _reasons_in(parts: str, _locale: str) -> tuple[str, ...]:
    return tuple(reasons(json.loads(parts)))


def _some(names: Sequence[str]) -> str:
    shown = _(", ").join(names[:NAMED])
    return shown if len(names) <= NAMED else _("%(shown)s and %(n)s more", shown=shown, n=len(names) - NAMED)
