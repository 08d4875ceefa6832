"""A stage: a world at some point, the kinds of things on trial in it, and everybody who might touch them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from bidding.awards.models import Award, CommitmentLetter, Complaint, Objection, StageGate
from bidding.bids.models import Bid, TeamChange, TeamMember
from bidding.panels.models import Panel, PanelSeat
from bidding.rounds.models import JointRound
from marketplace.apprenticeships.models import Apprenticeship
from marketplace.challenges.models import Challenge
from marketplace.core import clock
from marketplace.core.db import Base, db, transaction
from marketplace.evaluation.models import Delisting, Evaluation, Result, RiskNotice
from marketplace.exchanges.models import Exchange
from marketplace.ledger.models import AnnualLetter
from marketplace.people.models import Person, Role
from marketplace.projects.models import Milestone, Project, Task
from marketplace.rulebook.models import KeyTask, Rule
from marketplace.secondments.models import Loan
from marketplace.secrecy.models import HeldDeed, ScreeningHit
from marketplace.studios.models import LeadChange
from marketplace.suggestions.models import Suggestion
from tests import make
from tests.make import contest
from tests.trust.arena.world import World

ARGUMENTS = {
    Challenge: "challenge_id", Bid: "bid_id", Panel: "panel_id", Award: "award_id", Project: "project_id",
    CommitmentLetter: "letter_id", Loan: "loan_id", Objection: "objection_id", Complaint: "complaint_id",
    AnnualLetter: "letter_id", RiskNotice: "notice_id", Delisting: "delisting_id", Exchange: "exchange_id",
    Apprenticeship: "pair_id", Suggestion: "suggestion_id", LeadChange: "change_id", TeamChange: "change_id",
    PanelSeat: "seat_id", JointRound: "round_id", StageGate: "gate_id", Task: "task_id",
    Milestone: "milestone_id", ScreeningHit: "hit_id", HeldDeed: "deed_id", Evaluation: "evaluation_id",
    Rule: "code", KeyTask: "task_id",
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of thing with a life. where: (key, state) of all there are; put: the deed that sets a state."""

    name: str
    argument: str
    life: Mapping[Any, set[Any]]
    where: sa.Select[Any]
    put: Callable[[int, Any], Any]


@cache
def kinds() -> dict[str, Kind]:
    """Every model with a life, and those whose state is told by more than one column."""
    models = [mapper.class_ for mapper in Base.registry.mappers if hasattr(mapper.class_, "LIFE")]
    found = [_plain(model) for model in models]
    return {kind.name: kind for kind in [*found, _years(), _rules(), _key_tasks()]}


def kind_of(model: Any) -> Kind:
    """The kind this model is of."""
    return kinds()[model.__tablename__]


def _plain(model: Any) -> Kind:
    table = model.__table__

    def put(key: int, state: Any) -> Any:
        return sa.update(model).where(model.id == key).values(state=state)

    where = sa.select(table.c.id, table.c.state)
    return Kind(table.name, ARGUMENTS.get(model, ""), model.LIFE, where, put)


def _years() -> Kind:
    """A studio's year: open, reported by itself, decided."""
    years, ends = Evaluation, {str(one) for one in Result}

    def put(key: int, state: str) -> Any:
        decided, moment = state in ends, clock.now()
        return sa.update(years).where(years.id == key).values(
            result=Result(state) if decided else None, decided_at=moment if decided else None,
            reported_at=moment if state == "reported" else None,
        )  # fmt: skip

    told = sa.case(
        (years.result.is_not(None), sa.cast(years.result, sa.String)),
        (years.reported_at.is_not(None), "reported"),
        else_="open",
    )
    life = {"open": {"reported", *ends}, "reported": set(ends), **{end: set[str]() for end in ends}}
    return Kind("evaluation", "evaluation_id", life, sa.select(years.id, told), put)


def _rules() -> Kind:
    """A rule: its versions follow one another. Nothing is put: what is old is what there is."""
    where = sa.select(Rule.kind + "/" + Rule.code, sa.func.max(Rule.version)).group_by(Rule.kind, Rule.code)
    life: dict[Any, set[Any]] = {1: {2}, 2: set()}
    return Kind("rule", "code", life, where, lambda _key, _state: sa.select(Rule.id))


def _key_tasks() -> Kind:
    def put(key: int, state: str) -> Any:
        moment = clock.now() if state == "ended" else None
        return sa.update(KeyTask).where(KeyTask.id == key).values(ended_at=moment)

    told = sa.case((KeyTask.ended_at.is_(None), "offered"), else_="ended")
    life: dict[Any, set[Any]] = {"offered": {"ended"}, "ended": set()}
    return Kind("key_task", "task_id", life, sa.select(KeyTask.id, told), put)


@dataclass
class Stage:
    """A world at some point of the contest. ids: what a route's arguments stand for; people: by role."""

    world: World
    ids: dict[str, Any]
    people: dict[str, FlaskClient]
    fields: dict[str, Any] = field(default_factory=dict)  # what only the world knows

    def forms(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """(endpoint, path) of every form for this kind of thing."""
        adapter = self.world.app.url_map.bind("localhost")
        for rule in self.world.app.url_map.iter_rules():
            known = set(rule.arguments) <= set(self.ids) | {"to"}
            if "POST" not in rule.methods or kind.argument not in rule.arguments or not known:
                continue
            values = {name: self.ids[name] for name in rule.arguments if name != "to"}
            for more in [{"to": to} for to in ("todo", "doing", "done")] if "to" in rule.arguments else [{}]:
                yield rule.endpoint, adapter.build(rule.endpoint, {**values, **more}, method="POST")

    def put(self, kind: Kind, state: Any) -> None:
        """The thing stands in this state, whoever says it cannot."""
        with transaction():
            db.session.execute(kind.put(self.ids[kind.argument], state))
        db.session.remove()

    def people_named(self, names: Sequence[str]) -> dict[str, FlaskClient]:
        """All, or those named."""
        return {name: one for name, one in self.people.items() if not names or name in names}


def around(
    world: World,
    ids: dict[str, Any],
    challenge: Challenge,
    bid: Bid,
    more: dict[str, Person] | None = None,
    fields: dict[str, Any] | None = None,
) -> Stage:
    """Everybody who has to do with a challenge and this bid on it."""
    people = {**offices(challenge), "lead": bid.lead, "rival": make.bidder().lead}
    loan = db.session.get(Loan, ids.get("loan_id", 0))
    if loan is not None:
        member = db.session.get_one(TeamMember, ids["member_id"])
        people |= {"lent": member.person, "lender": make.manager(loan)}
    return logged_in(world, ids, people | (more or {}), fields)


def offices(challenge: Challenge) -> dict[str, Person]:
    """The offices around a challenge, each held by somebody else."""
    return {
        "poster": challenge.contact, "head": contest.head_of(challenge),
        "chair": contest.leading(challenge.department),
        "seat": contest.leading(challenge.department, Role.LEADING_GROUP),
        "opening officer": contest.officers(challenge.department)[0],
        "secrecy officer": make.who(Role.SECRECY_OFFICER, challenge.department),
        "administrator": contest.leading(challenge.department, Role.SYSTEM_ADMIN),
        "auditor": contest.leading(challenge.department, Role.AUDITOR),
        "supervisor": contest.leading(challenge.department, Role.SUPERVISOR),
    }  # fmt: skip


def logged_in(
    world: World, ids: dict[str, Any], people: dict[str, Person], fields: dict[str, Any] | None = None
) -> Stage:
    """The stage with a browser for each of these people."""
    keys = {name: who.id for name, who in people.items()}
    assert len(set(keys.values())) == len(keys), f"somebody plays two parts: {keys}"
    with transaction():
        clients = {
            name: make.browser(world.app, db.session.get_one(Person, key)) for name, key in keys.items()
        }
    world.keep()
    return Stage(world, ids, clients, fields or {})
