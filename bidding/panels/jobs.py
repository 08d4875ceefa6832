"""Several panels at once, in fair mode: the weakest can expect as much as possible, then all together, and
nobody's seat is certain beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any

import numpy as np
import sqlalchemy as sa

from bidding.panels.models import JointDraw
from bidding.panels.queries.draw import Candidate, outside_of, seed_of
from bidding.panels.queries.panels import without_panel
from bidding.panels.queries.pool import candidates, running_seats
from bidding.sealing.queries import box_seal_of
from marketplace.challenges.models import Challenge
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.jobs import job
from marketplace.people.models import Person, Unit
from marketplace.people.queries import skills_of
from marketplace.rulebook.queries import preset_of, setting
from matching.panels import Lottery, Quota, lottery


@job("panels.draw_together")
def draw_together(challenge_ids: list[int]) -> Callable[[], None] | None:
    """Work out who sits where; the clock draws from it, each panel in a deed of its own."""
    waiting = [key for key in without_panel() if key in challenge_ids]
    challenges = [db.session.get_one(Challenge, key) for key in waiting]
    made = [
        (asked, solved(asked))
        for _size, some in groupby(sorted(challenges, key=_kind), key=_kind)
        for asked in problem(list(some))
    ]

    def write() -> None:
        for asked, found in made:
            db.session.add(JointDraw(made_at=clock.now(), asked=asked, found=found))

    return write


def _kind(challenge: Challenge) -> tuple[int, int]:
    preset = preset_of(challenge)
    return int(preset["panel"]), int(preset["experts"])


def problem(challenges: Sequence[Challenge]) -> Iterator[dict[str, Any]]:
    """All that decides, as plain JSON: reviewers by employee number, one column a challenge."""
    pools = {one.id: _pool(one) for one in challenges}
    numbers = sorted({c.number: c.person_id for pool in pools.values() for c in pool}.items())
    ids = [person_id for _number, person_id in numbers]
    people = db.session.scalars(sa.select(Person).where(Person.id.in_(ids))).all()
    load, most = running_seats(people), int(setting("panel_seats"))
    size, experts = _kind(challenges[0])
    seeds = sorted(_seed(one) for one in challenges)
    within = [{c.person_id: c for c in pools[one.id]} for one in challenges]
    yield {
        "challenges": [one.id for one in challenges],
        "reviewers": ids,
        "numbers": [number for number, _person_id in numbers],
        "affinity": _affinity(challenges, ids),
        "conflict": [[not (key in pool and pool[key].free) for pool in within] for key in ids],
        "expert": [[key in pool and pool[key].expert for pool in within] for key in ids],
        "foreign": _foreign(challenges, ids),
        "size": size,
        "experts": experts,
        "outside": outside_of(size),
        "load": [max(0, most - load.get(key, 0)) for key in ids],
        "most_chance": int(setting("panel_chance")) / 100,
        "seed": int(sha256("".join(seeds).encode()).hexdigest()[:8], 16),
    }


def _seed(challenge: Challenge) -> str:
    box = box_seal_of(challenge.id)
    return seed_of(challenge.number or "", box.digest if box else "")


def _pool(challenge: Challenge) -> list[Candidate]:
    return candidates(challenge, _seed(challenge))


def _affinity(challenges: Sequence[Challenge], ids: Sequence[int]) -> list[list[float]]:
    """How much a reviewer has of what is needed: importance × level against the level asked, 0..1."""
    held = skills_of(ids)
    return [[_share(one, held.get(key, {})) for one in challenges] for key in ids]


def _share(challenge: Challenge, levels: Mapping[int, int]) -> float:
    whole = sum(need.importance for need in challenge.needs)
    has = (n.importance * min(1.0, levels.get(n.skill_id, 0) / max(1, n.level)) for n in challenge.needs)
    return float(sum(has) / max(1, whole))


def _foreign(challenges: Sequence[Challenge], ids: Sequence[int]) -> list[list[bool]]:
    """Who comes from outside the posting company."""
    rows = sa.select(Person.id, Unit.company_id).join(Unit, Unit.id == Person.unit_id)
    company = dict(db.session.execute(rows.where(Person.id.in_(ids))).all())
    return [[company.get(key) != one.department.company_id for one in challenges] for key in ids]


def solved(asked: dict[str, Any]) -> dict[str, Any]:
    """The chances, and whom the seed seats by them; nothing where no draw keeps sizes, loads, quotas and
    conflicts."""
    quotas = (
        Quota(np.array(asked["expert"]), asked["experts"]),
        Quota(np.array(asked["foreign"]), asked["outside"]),
    )
    try:
        made: Lottery = lottery(
            np.array(asked["affinity"]), np.array(asked["conflict"]), asked["size"],
            np.array(asked["load"]), fair=True, most_chance=asked["most_chance"], quotas=quotas,
        )  # fmt: skip
    except ValueError:
        return {}
    pairs = made.draw(asked["seed"])
    seats = {
        str(key): [asked["reviewers"][n] for n in np.flatnonzero(pairs[:, column]).tolist()]
        for column, key in enumerate(asked["challenges"])
    }
    return {"seats": seats, **made.to_json()}
