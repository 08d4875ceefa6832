"""The top lists as rows, kept fresh."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import sqlalchemy as sa

from bidding.fit.jobs.world import World, look
from bidding.fit.models import Fit
from marketplace.challenges.models import Challenge
from marketplace.challenges.rules import invited_least
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.jobs import finish_long, job, report
from marketplace.inbox.actions import tell
from marketplace.people.models import Person
from marketplace.studios.models import Studio
from matching import recommend

PER_CHALLENGE = 200  # studios kept of a challenge
PER_STUDIO = 50  # challenges kept of a studio
TOLD = 5  # studios told of a new challenge …
GOOD = 5000  # … that scores at least this (of 10,000)
PARTS = ("coverage", "text", "free")
Row = dict[str, Any]
Progress = Callable[[int, int], None]


@job("fit.refresh_challenge")
def refresh_challenge(challenge_id: int) -> Callable[[], None]:
    """A challenge was posted or amended: its best studios, and word to the leads of the very best."""
    rows = _kept(look(challenge_id=challenge_id), PER_CHALLENGE, studios=False)

    def write() -> None:
        had = db.session.scalar(sa.select(Fit.challenge_id).where(Fit.challenge_id == challenge_id).limit(1))
        _replace(Fit.challenge_id == challenge_id, rows)
        if had is None:
            _tell_the_best(challenge_id, rows)

    return write


@job("fit.refresh_studio")
def refresh_studio(studio_id: int) -> Callable[[], None]:
    """A studio's people or skills changed: its best challenges."""
    rows = _kept(look(studio_id=studio_id), PER_STUDIO, challenges=False)
    return lambda: _replace(Fit.studio_id == studio_id, rows)


@job("fit.refresh_all")
def refresh_all(long_job_id: int) -> Callable[[], None]:
    """The whole group, with progress for whoever waits."""
    rows = _kept(look(), PER_STUDIO, progress=lambda done, total: report(long_job_id, done, total))

    def write() -> None:
        _replace(sa.true(), rows)
        finish_long(long_job_id, pairs=len(rows))

    return write


def everything() -> int:
    """The whole group at once, inside the caller's deed (the demo); answers how many pairs were kept."""
    rows = _kept(look(), PER_STUDIO)
    _replace(sa.true(), rows)
    return len(rows)


def _kept(
    world: World | None,
    k: int,
    *,
    challenges: bool = True,
    studios: bool = True,
    progress: Progress | None = None,
) -> list[Row]:
    """The pairs of the top lists, each once, with its parts and facts."""
    if world is None:
        return []
    best = world.top(k)
    found: dict[tuple[int, int], Row] = {}
    lists = [(best.for_needs, False)] * challenges + [(best.for_profiles, True)] * studios
    total = sum(len(top.index) for top, _turned in lists)
    done = 0
    for top, turned in lists:
        for own in range(len(top.index)):
            for row in _rows(world, top, own, turned):
                found[row["challenge_id"], row["studio_id"]] = row
            done += 1
            if progress and (done % 100 == 0 or done == total):
                progress(done, total)
    return list(found.values())


def _rows(world: World, top: recommend.TopList, own: int, turned: bool) -> Iterator[Row]:
    moment = clock.now()
    for place, other in enumerate(top.index[own]):
        if other < 0:
            continue
        c, s = (int(other), own) if turned else (own, int(other))
        points = _points([float(top.parts[name][own, place]) if name in top.parts else 0.0 for name in PARTS])
        yield {
            "challenge_id": world.challenges[c].id,
            "studio_id": world.studios[s].id,
            "score": sum(points),
            "parts": [dict(zip(PARTS, points, strict=True)), *_facts(world, c, s)],
            "computed_at": moment,
        }


def _points(parts: list[float]) -> list[int]:
    """Shares of 1 as whole ten-thousandths that add up to the rounded sum: the largest remainders go up."""
    exact = np.array(parts) * 10_000
    whole = np.floor(exact + 1e-9).astype(int)
    up = round(float(exact.sum())) - int(whole.sum())
    for place in np.argsort(-(exact - whole), kind="stable")[: max(0, up)]:
        whole[place] += 1
    return [int(n) for n in whole]


def _facts(world: World, c: int, s: int) -> Iterator[list[Any]]:
    """Skill by skill: both names, level needed, best level in the studio; the weightiest first."""
    wanted = [int(k) for k in np.flatnonzero(world.need[c])]
    for k in sorted(wanted, key=lambda one: (-int(world.importance[c, one]), one)):
        skill = world.skills[k]
        yield [skill.name_zh, skill.name_en, int(world.need[c, k]), int(world.level[s, k])]


def _replace(where: sa.ColumnElement[bool], rows: list[Row]) -> None:
    db.session.execute(sa.delete(Fit).where(where))
    for begin in range(0, len(rows), 1000):
        db.session.execute(sa.insert(Fit), rows[begin : begin + 1000])


def _tell_the_best(challenge_id: int, rows: list[Row]) -> None:
    best = sorted((r for r in rows if r["score"] >= GOOD), key=lambda r: (-r["score"], r["studio_id"]))[:TOLD]
    ids = [row["studio_id"] for row in best]
    leads = db.session.scalars(
        sa.select(Person).join(Studio, Studio.lead_id == Person.id).where(Studio.id.in_(ids))
    )
    challenge = db.session.get_one(Challenge, challenge_id)
    if invited_least(challenge) or not challenge.is_posted:
        return  # those the department names hear of it, nobody else
    seen = sa.select(Challenge.id).where(Challenge.id == challenge_id)
    told = [p for p in leads.unique() if db.session.scalar(seen.where(Challenge.visible_to(p)))]
    tell(told, "challenge_fits", challenge)
