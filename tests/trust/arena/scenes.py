"""Moments at which something could happen twice or be lost: who rushes in, what must be true after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from bidding.awards import due as awards_due
from bidding.awards.models import Award, AwardState, CommitmentLetter
from bidding.bids.models import Bid, BidContent, BidState
from bidding.openings import actions as openings
from bidding.openings.models import Opening, OpeningLine
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.models import AuditEvent
from marketplace.ledger.models import LedgerEntry
from marketplace.people.models import Person, Role
from marketplace.projects.models import Project, ProjectState
from tests import make
from tests.make import contest
from tests.trust.arena.crowd import DONE, Deed

Faults = list[str]
#: A part of a page is what a refusal is asked for as: the whole one would cost more than the deed.
PART = {"HX-Request": "true"}


@dataclass(frozen=True)
class Scene:
    """deeds: what happens at one moment. faults: what is wrong afterwards, told by what everybody heard.
    before: what brings a round to that moment. count: what the scene itself counts over all rounds."""

    deeds: Sequence[Deed]
    faults: Callable[[Sequence[str]], Faults]
    before: Callable[[], None] = lambda: None
    count: Counter[str] = field(default_factory=Counter)


def posting(client: FlaskClient, path: str, **fields: str) -> Deed:
    """Send a form; the status of the answer."""
    return lambda: client.post(path, data=fields, headers=PART).status_code


def crowd(app: Any, people: Sequence[Person], count: int) -> list[FlaskClient]:
    """So many browsers of these people in turn."""
    ids = [one.id for one in people]
    with transaction():
        return [make.browser(app, db.session.get_one(Person, ids[n % len(ids)])) for n in range(count)]


def counted(model: Any, *where: Any) -> int:
    """How many rows there are now."""
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0)


def expect(found: Faults, name: str, is_now: object, should_be: object) -> None:
    """Note what is not as it should be."""
    if is_now != should_be:
        found.append(f"{name}: {is_now} instead of {should_be}")


def award(app: Any, count: int) -> Scene:
    """Head and chair announce the result."""
    panel = contest.signed_panel()
    key = panel.challenge_id
    who = [contest.head_of(panel.challenge), contest.leading(panel.challenge.department)]
    path = f"/challenges/{key}/award/announce"

    def faults(told: Sequence[str]) -> Faults:
        found: Faults = []
        expect(found, "told done", told.count(DONE), 1)
        expect(found, "awards", counted(Award), 1)
        expect(
            found, "announcements in the audit log", counted(AuditEvent, AuditEvent.action == "announce"), 1
        )
        expect(found, "challenge", db.session.get_one(Challenge, key).state, ChallengeState.NOTICE)
        return found

    return Scene([posting(one, path) for one in crowd(app, who, count)], faults)


def conclusion(app: Any, count: int) -> Scene:
    """The notice ran out; every worker concludes it."""
    made = contest.award()
    clock.freeze(made.notice_ends_at)
    key, bid = made.id, made.bid_id

    def conclude() -> int:
        awards_due.conclude_past_notice()
        return 200

    def faults(_told: Sequence[str]) -> Faults:
        found: Faults = []
        expect(found, "final awards", counted(Award, Award.state == AwardState.FINAL), 1)
        expect(found, "letters", counted(CommitmentLetter, CommitmentLetter.award_id == key), 1)
        expect(found, "winners", counted(Bid, Bid.state == BidState.WON), 1)
        expect(found, "the winner", db.session.get_one(Bid, bid).state, BidState.WON)
        return found

    return Scene([conclude] * count, faults)


def opening(app: Any, count: int) -> Scene:
    """One officer has started; several others confirm."""
    challenge = contest.closed_challenge()
    key = challenge.id
    starter, other = contest.officers(challenge.department)
    company = challenge.department.company
    more = [make.officer(Role.OPENING_OFFICER, company) for _ in range(3)]
    with transaction():
        openings.start(db.session.get_one(Challenge, key), by=db.session.get_one(Person, starter.id))
    path = f"/challenges/{key}/opening/confirm"

    def faults(told: Sequence[str]) -> Faults:
        found: Faults = []
        expect(found, "told done", told.count(DONE), 1)
        expect(found, "openings", counted(Opening, Opening.minutes != ""), 1)
        expect(found, "lines", counted(OpeningLine), 3)
        expect(found, "contents", counted(BidContent), 3)
        opened = Bid.state.in_([BidState.OPENED, BidState.REVIEW])
        expect(found, "opened bids", counted(Bid, opened), 3)
        return found

    return Scene([posting(one, path) for one in crowd(app, [other, *more], count)], faults)


def acceptance(app: Any, count: int) -> Scene:
    """The department accepts from many windows; two of them send the work back instead."""
    project, manager = make.delivered_project()
    key, path = project.id, f"/projects/{project.id}/delivery"
    decisions = ["returned" if n in (1, 5) else "met" for n in range(count)]
    clients = crowd(app, [manager], count)
    deeds = [
        posting(one, path, decision=what, verdict="现场抽检 200 件，记录附后。")
        for one, what in zip(clients, decisions, strict=True)
    ]

    def faults(told: Sequence[str]) -> Faults:
        found: Faults = []
        through = [what for what, word in zip(decisions, told, strict=False) if word == DONE]
        expect(found, "told done", len(through), 1)
        met = through == ["met"]
        expect(found, "credits", counted(LedgerEntry), int(met))
        state = db.session.get_one(Project, key).state
        expect(found, "project", state is ProjectState.MET, met)
        return found

    return Scene(deeds, faults)


SCENES: dict[str, Callable[[Any, int], Scene]] = {
    "award": award, "conclusion": conclusion, "opening": opening, "acceptance": acceptance,
}  # fmt: skip
