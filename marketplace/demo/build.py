"""The invented group with three years of history, the same for the same seed and day."""

from __future__ import annotations

import gc
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
import structlog
from flask import current_app

from bidding.bids import jobs as team_jobs
from bidding.fit.jobs.refresh import everything
from bidding.rounds import jobs as round_jobs
from marketplace.challenges import actions as challenges
from marketplace.challenges.terms import from_problem
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.jobs import run_outbox
from marketplace.core.models import Outbox
from marketplace.core.upkeep import gather_statistics
from marketplace.demo import accounts, posting, script, verdicts, world, years
from marketplace.demo import holders as holders_of_keys
from marketplace.demo.stage import Stage, clockwork, transaction
from marketplace.inbox.models import Notice
from marketplace.people.models import Role
from marketplace.people.queries import holders
from marketplace.rulebook import actions as rulebook
from marketplace.secrecy import actions as secrecy

log = structlog.get_logger()
# put-off work whose answer a page shows; loading the rooms registers it
RECKONED = {"bids.build_team": team_jobs, "rounds.solve": round_jobs}
Report = Callable[[str, int, int, str], None]


@dataclass(frozen=True)
class Progress:
    """Writes how far the build is, for the page that waits and for the terminal."""

    place: Path

    def __call__(self, step: str, done: int, total: int, text: str) -> None:
        fresh = self.place.with_suffix(".part")
        fresh.write_text(
            json.dumps({"step": step, "done": done, "total": total, "text": text}, ensure_ascii=False)
        )
        fresh.replace(self.place)


def build(seed: int, report: Report) -> None:
    """From an empty database to the present day."""
    dice = random.Random(seed)  # noqa: S311  # nosec B311 - dice for a story, not for secrets
    today = clock.real().astimezone(clock.HERE).date()
    begins = datetime(today.year - 2, 1, 2, 8, tzinfo=clock.HERE)
    gc.freeze()  # what is loaded stays: it need not be walked again and again
    gc.set_threshold(50_000, 20, 50)
    with db.engine.connect() as connection:
        # a build that dies is begun anew: the disk need not be waited for
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA synchronous=OFF")
    clock.freeze(begins)
    try:
        report("world", 0, 100, "units, people, studios")
        studio_ids = _world(dice, begins.date())
        report("history", 5, 100, "problems")
        keys = _problems()
        _history(Scene(dice, today, begins, studio_ids, keys), report)
    finally:
        clock.freeze(None)
    report("rest", 97, 100, "fit and letters")
    _rest()


def _world(dice: random.Random, today: date) -> list[int]:
    with transaction():
        rulebook.put_in_defaults()
        secrecy.put_in_defaults()
        world.take_in_units()
        world.take_in_skills()
        world.take_in_people(dice, today)
        world.give_roles(today)
        world.fill_seats()
        accounts.make()
    holders_of_keys.make()
    with transaction():
        return world.found_studios(today.year + 2)


def _problems() -> dict[str, int]:
    """Every problem as a draft of its department, with what a list does not say filled in."""
    keys: dict[str, int] = {}
    with transaction():
        for record in [*world.problems(), *script.second_phases()]:
            plant = _plant_code(record["posting_unit_zh"])
            problem = script.complete(from_problem(record), plant)
            made, _how = challenges.take_in(problem, by=holders(Role.POSTER, world.unit(plant))[0])
            keys[problem.code] = made.id
    return keys


def _plant_code(name: str) -> str:
    return next(plant.code for plant in world.plants() if plant.name == name)


@dataclass(frozen=True)
class Scene:
    """What the history begins with: dice, today, the first hour, studios, problems by code."""

    dice: random.Random
    today: date
    begins: datetime
    studios: list[int]
    problems: dict[str, int]


def _history(scene: Scene, report: Report) -> None:
    dice, today, begins = scene.dice, scene.today, scene.begins
    now = clock.real()
    whole = (now - begins).total_seconds()

    told: set[str] = set()

    def tell(at: datetime) -> None:
        if f"{at:%Y-%m}" in told:
            return
        told.add(f"{at:%Y-%m}")
        report("history", 5 + int(90 * (at - begins).total_seconds() / whole), 100, f"{at:%Y-%m}")

    stage = Stage(until=now - timedelta(minutes=5), tell=tell)
    stage.add(clockwork([begins + timedelta(days=n, hours=1) for n in _ticks((today - begins.date()).days)]))
    for story in years.all_years(dice, today, scene.studios):
        stage.add(story)
    for story in verdicts.all_ends(today, years.IDLE, scene.studios):
        stage.add(story)
    for plot in script.plots(dice, today, scene.problems, scene.studios):
        stage.add(script.tale(plot, dice))
    for story in posting.all_stories(now, scene.studios):
        stage.add(story)
    stage.play()
    for line in stage.ended_early:
        log.info("demo.ended_early", what=line)


def _ticks(days: int) -> list[int]:
    """The days on which the clock does what is due: every other week long ago, each week of the last ten."""
    return [*range(0, days - 70, 14), *range(max(0, days - 70), days, 7)]


def _rest() -> None:
    """What the worker would have reckoned is; letters of the past are not mailed."""
    for name in RECKONED:
        waiting = sa.select(Outbox.id).where(Outbox.done_at.is_(None), Outbox.topic == name)
        for row_id in db.session.scalars(waiting.order_by(Outbox.id)).all():
            run_outbox(row_id)
    with transaction():
        accounts.make_for_panels()
        moment = clock.real()
        db.session.execute(sa.update(Outbox).where(Outbox.done_at.is_(None)).values(done_at=moment))
        db.session.execute(sa.update(Notice).where(Notice.mailed_at.is_(None)).values(mailed_at=moment))
        old = clock.now() - timedelta(days=14)
        db.session.execute(
            sa.update(Notice).where(Notice.read_at.is_(None), Notice.created_at < old).values(read_at=old)
        )
    with transaction():
        everything()
    gather_statistics()


def progress_file() -> Path:
    """Where the waiting page looks."""
    return Path(current_app.config["DATA"]) / "demo_progress.json"
