"""Illegal moves: `python -m tests.trust.moves [engine …]`.

Every thing with a LIFE is put into every state, past all code. Then everybody sends every form there is for
it. Whatever changed state afterwards must have taken a step its LIFE allows; a refused form has changed
nothing. What moved, by which form and for whom, is listed to be read.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from bidding.awards.models import Award, CommitmentLetter
from bidding.bids.models import Bid, TeamMember
from bidding.panels.models import Panel
from marketplace.challenges.models import Challenge
from marketplace.core.db import Base, db, transaction
from marketplace.people.models import Person, Role
from marketplace.projects.models import Project
from marketplace.secondments.models import Loan
from tests import make
from tests.make import contest
from tests.trust.arena.rounds import tell
from tests.trust.arena.world import ENGINES, World, worlds

#: What a form could want to know; each takes what it has a field for.
WHY = "按公布的规则办理，记录附后。"
FIELDS = {
    "decision": "met", "verdict": WHY, "reason": WHY, "why": WHY, "text": WHY, "note": WHY, "about": WHY,
    "remedy": "重新计算", "conflict": "no", "candidates": "2", "days": "6", "state": "done",
}  # fmt: skip
ARGUMENTS = {
    Challenge: "challenge_id", Bid: "bid_id", Panel: "panel_id", Award: "award_id", Project: "project_id",
    CommitmentLetter: "letter_id", Loan: "loan_id",
}  # fmt: skip
State = dict[tuple[str, int], Any]


def living() -> list[Any]:
    """Every model with a life."""
    return [mapper.class_ for mapper in Base.registry.mappers if hasattr(mapper.class_, "LIFE")]


def states() -> State:
    """Where everything stands, read by SQL."""
    found: State = {}
    with db.engine.connect() as connection:
        for model in living():
            table = model.__table__
            for key, state in connection.execute(sa.select(table.c.id, table.c.state)):
                found[table.name, key] = state
    return found


@dataclass
class Moves:
    """The counts of one engine. forms: how many were sent."""

    forms: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    stumbled: Counter[str] = field(default_factory=Counter)
    moved: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def row(self) -> dict[str, Any]:
        """As it is printed. stumbled: forms that met a state nothing could have brought about, and broke."""
        listed = {step: sorted(who) for step, who in sorted(self.moved.items())}
        return {
            "forms": self.forms, "answers": dict(self.answers), "faults": dict(self.faults),
            "unexplained": {}, "stumbled": dict(self.stumbled), "moved": listed,
        }  # fmt: skip


@dataclass
class Stage:
    """A world at some point of the contest. ids: what a route's arguments stand for; people: by role."""

    world: World
    ids: dict[str, int]
    people: dict[str, FlaskClient]

    def forms(self, model: Any) -> Iterator[tuple[str, str]]:
        """(endpoint, path) of every form for this kind of thing."""
        adapter = self.world.app.url_map.bind("localhost")
        for rule in self.world.app.url_map.iter_rules():
            known = set(rule.arguments) <= set(self.ids)
            if "POST" in rule.methods and ARGUMENTS[model] in rule.arguments and known:
                values = {name: self.ids[name] for name in rule.arguments}
                yield rule.endpoint, adapter.build(rule.endpoint, values, method="POST")

    def put(self, model: Any, state: Any) -> None:
        """The thing stands in this state, whoever says it cannot."""
        with transaction():
            key = self.ids[ARGUMENTS[model]]
            db.session.execute(sa.update(model).where(model.id == key).values(state=state))
        db.session.remove()

    def people_named(self, names: Sequence[str]) -> dict[str, FlaskClient]:
        """All, or those named."""
        return {name: one for name, one in self.people.items() if not names or name in names}


def attack(stage: Stage, model: Any, found: Moves, names: Sequence[str] = ()) -> None:
    """Every state, every form, everybody."""
    forms = list(stage.forms(model))
    for state in model.LIFE:
        stage.put(model, state)
        before = states()
        for endpoint, path in forms:
            for name, client in stage.people_named(names).items():
                status = _send(client, path, f"{endpoint} at {model.__tablename__} {state}", found)
                if status >= 400:
                    continue
                after = states()
                _judge(before, after, f"{endpoint}", name, found)
                stage.world.restore()
                stage.put(model, state)
        _unmoved(before, states(), f"refused forms at {model.__tablename__} {state}", found)
        stage.world.restore()


def _send(client: FlaskClient, path: str, where: str, found: Moves) -> int:
    found.forms += 1
    try:
        status = client.post(path, data=FIELDS).status_code
    except Exception as error:  # noqa: BLE001 - counted, and the deed must have left nothing
        db.session.rollback()
        found.stumbled[f"{where}: {type(error).__name__}"] += 1
        return 500
    found.answers[f"{status // 100}xx" if status < 400 else str(status)] += 1
    return int(status)


def _judge(before: State, after: State, endpoint: str, who: str, found: Moves) -> None:
    lives = {model.__tablename__: model.LIFE for model in living()}
    for thing in before.keys() & after.keys():
        was, to = before[thing], after[thing]
        if was == to:
            continue
        step = f"{thing[0]}: {was} → {to} by {endpoint}"
        found.moved[step].add(who)
        if not _reachable(lives[thing[0]], was, to):
            found.faults[f"{step} for {who}"] += 1


def _reachable(life: Any, was: Any, to: Any) -> bool:
    """In one deed a thing may take more than one step; each has to be in its life."""
    seen, ahead = set(), [was]
    while ahead:
        here = ahead.pop()
        if here in seen:
            continue
        seen.add(here)
        ahead += list(life[here])
    return to in seen - {was} or to in life[was]


def _unmoved(before: State, after: State, where: str, found: Moves) -> None:
    for thing in before.keys() & after.keys():
        if before[thing] != after[thing]:
            found.faults[f"{where}: {thing[0]} moved from {before[thing]} to {after[thing]}"] += 1


# --- the stages --------------------------------------------------------------------------------


def bidding_stage(world: World) -> Stage:
    """An open challenge, one sealed bid with a released loan, one being written."""
    challenge = contest.contest(bids=2)
    bid = make.draft_bid(challenge)
    member = make.support(bid, released=False)
    ids = {"challenge_id": challenge.id, "bid_id": bid.id, "member_id": member.id, "loan_id": member.loan_id}
    return _stage(world, ids, challenge, bid)


def judging_stage(world: World) -> Stage:
    """A panel that has signed."""
    panel = contest.signed_panel()
    bid = db.session.scalars(sa.select(Bid).order_by(Bid.id)).first()
    assert bid is not None
    return _stage(world, {"challenge_id": panel.challenge_id, "panel_id": panel.id, "bid_id": bid.id},
                  panel.challenge, bid, panel)  # fmt: skip


def award_stage(world: World) -> Stage:
    """An award on notice, and a delivered project of a studio's own beside it."""
    made = contest.final_award()
    letter = contest.letter(made)
    project, manager = make.delivered_project()
    ids = {"challenge_id": made.challenge_id, "award_id": made.id, "letter_id": letter.id}
    stage = _stage(world, {**ids, "project_id": project.id, "bid_id": made.bid_id}, made.challenge, made.bid)
    with transaction():
        for name, key in (("accepter", manager.id), ("project lead", project.lead_id)):
            stage.people[name] = make.browser(world.app, db.session.get_one(Person, key))
    world.keep()
    return stage


def _stage(
    world: World, ids: dict[str, int], challenge: Challenge, bid: Bid, panel: Panel | None = None
) -> Stage:
    people = {
        "poster": challenge.contact, "head": contest.head_of(challenge), "lead": bid.lead,
        "rival": make.bidder().lead, "chair": contest.leading(challenge.department),
        "opening officer": contest.officers(challenge.department)[0],
        "secrecy officer": make.who(Role.SECRECY_OFFICER, challenge.department),
        "administrator": contest.leading(challenge.department, Role.SYSTEM_ADMIN),
        "auditor": contest.leading(challenge.department, Role.AUDITOR),
    }  # fmt: skip
    loan = db.session.get(Loan, ids.get("loan_id", 0))
    if loan is not None:
        member = db.session.get_one(TeamMember, ids["member_id"])
        people |= {"lent": member.person, "lender": make.manager(loan)}
    if panel is not None:
        people["reviewer"] = panel.active[0].person
    keys = {name: who.id for name, who in people.items()}
    with transaction():
        clients = {
            name: make.browser(world.app, db.session.get_one(Person, key)) for name, key in keys.items()
        }
    world.keep()
    return Stage(world, ids, clients)


STAGES: dict[str, tuple[Callable[[World], Stage], tuple[Any, ...]]] = {
    "bidding": (bidding_stage, (Challenge, Bid, Loan)),
    "judging": (judging_stage, (Challenge, Bid, Panel)),
    "award": (award_stage, (Challenge, Bid, Award, CommitmentLetter, Project)),
}


def campaign(engine: str) -> dict[str, Any]:
    """All stages on one engine."""
    found = Moves()
    with worlds(engine) as made:
        for name, (build, models) in STAGES.items():
            with made(name) as world:
                stage = build(world)
                for model in models:
                    attack(stage, model, found)
    return found.row()


def main(words: list[str]) -> int:
    """Run, print, fail if anything moved that must not."""
    result = {engine: campaign(engine) for engine in (words or ENGINES)}
    return tell(result, result.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
