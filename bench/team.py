"""How long the team builder takes among very many people: `./manage bench team` prints JSON.

Seconds of the processor, the best of three runs of the whole job (read, price, make small, solve, explain)
on SQLite;
`read` is the part up to the solver. `left` is how many candidates the solver saw. `alone` is the same
problem given to the library whole, without the pool being made small.
"""

import json
import tempfile
from collections.abc import Callable
from time import process_time
from typing import Any

import numpy as np
import sqlalchemy as sa

from bidding.bids import queries
from bidding.bids.actions.life import likely_period
from bidding.bids.jobs import pool as pools
from bidding.bids.jobs.team import proposals, teams_of
from bidding.bids.models import Bid
from marketplace import config
from marketplace.app import create_app
from marketplace.core.db import Base, db, put_in_triggers, transaction
from marketplace.people.models import Category, Person, PersonSkill, UnitLevel
from marketplace.rulebook import actions as rulebook
from marketplace.secondments.models import Hold
from tests import make

PEOPLE = 100_000
UNITS = 400
SIZES = ((3, 2, 4), (14, 1, 18))  # gaps, heads of each, seats
RUNS = 3


def best(run: Callable[[], Any]) -> float:
    """Seconds of the best run."""
    taken = []
    for _run in range(RUNS):
        start = process_time()
        run()
        taken.append(process_time() - start)
    return round(min(taken), 3)


def crowd(skills: list[int], rng: np.random.Generator) -> None:
    """People able in one to three of these skills each; a fifth of them is promised elsewhere."""
    homes = [make.unit(make.company(), level=UnitLevel.PLANT).id for _n in range(UNITS)]
    first, last = 10_000_000, 10_000_000 + PEOPLE
    units, days = rng.integers(0, UNITS, PEOPLE), rng.integers(3, 9, PEOPLE)
    kinds = list(Category)
    people = [
        {
            "id": first + n, "employee_no": f"B{n:07}", "name": f"职工{n}", "unit_id": homes[units[n]],
            "category": kinds[n % 4], "days_per_month": int(days[n]),
            "ladder": "", "honours": "", "email": "", "haystack": "",
        }
        for n in range(PEOPLE)
    ]  # fmt: skip
    many = rng.integers(1, min(3, len(skills)) + 1, PEOPLE)
    held = [
        {"person_id": first + n, "skill_id": int(one), "level": int(rng.integers(3, 6))}
        for n in range(PEOPLE)
        for one in rng.choice(skills, many[n], replace=False)
    ]
    with transaction():
        db.session.execute(sa.insert(Person), people)
        db.session.execute(sa.insert(PersonSkill), held)
        start, end = likely_period(db.session.scalars(sa.select(Bid)).one().challenge)
        holds = [
            {"person_id": key, "about": f"project/{key}", "days": int(rng.integers(1, 12)), "core": False,
             "starts_on": start, "ends_on": end, "firm": True}
            for key in range(first, last, 5)
        ]  # fmt: skip
        db.session.execute(sa.insert(Hold), holds)


def measured(gaps: int, heads: int, seats: int) -> dict[str, Any]:
    """One bid that lacks so many skills."""
    skills = [make.needed_skill() for _n in range(gaps)]
    bid = make.draft_bid(make.open_challenge(skills=skills))
    crowd([skill.id for skill in skills], np.random.default_rng(7))
    bid = db.session.get_one(Bid, bid.id)
    period = likely_period(bid.challenge)
    asked = {"days": 8, "seats": seats, "starts_on": period[0].isoformat(), "ends_on": period[1].isoformat()}
    missing = queries.coverage(bid, queries.team_of(bid)).missing
    small = pools.pool(bid, missing, 8, seats, period)
    whole = pools.pool(bid, missing, 8, PEOPLE, period)
    made = proposals(bid, asked)
    return {
        "gaps": gaps, "seats": seats, "candidates": small.found, "left": len(small.helpers),
        "read": best(lambda: pools.pool(bid, missing, 8, seats, period)),
        "job": best(lambda: proposals(bid, asked)),
        "alone": best(lambda: teams_of(whole, missing, asked)),
        "teams": [
            [team["kind"], team["cost"], len(team["people"]), sum(gap["days"] for gap in team["gaps"])]
            for team in made["teams"]
        ],
        "whole": [
            [team.kind, team.cost, len(team.people), sum(team.gaps)]
            for team in teams_of(whole, missing, asked)
        ],
    }  # fmt: skip


def main() -> None:
    """Build a group for each size, measure, print."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/team.db"
            app = create_app(config.read({"MARKETPLACE_DATA": folder, "DATABASE_URL": url}))
            with app.app_context():
                with db.engine.connect().execution_options(writes=True) as connection:
                    Base.metadata.create_all(connection)
                    put_in_triggers(connection)
                    connection.commit()
                with transaction():
                    rulebook.put_in_defaults()
                print(json.dumps(measured(*size), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
