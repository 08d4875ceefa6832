"""Moments at which something could happen twice or be lost: who rushes in, what must be true after."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing import get_context
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from bidding.awards import due as awards_due
from bidding.awards.models import Award, AwardState, CommitmentLetter
from bidding.bids.models import Bid, BidContent, BidState
from bidding.openings import actions as openings
from bidding.openings import due as openings_due
from bidding.openings.models import Opening, OpeningLine
from bidding.sealing import queries as sealing
from bidding.sealing.models import SealedVersion
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.errors import Busy
from marketplace.core.models import AuditEvent
from marketplace.ledger.models import LedgerEntry
from marketplace.people.models import Person, Role
from marketplace.projects.models import Project, ProjectState
from tests import make
from tests.make import contest
from tests.trust.arena.crowd import DONE, Deed

Faults = list[str]
#: A part of a page is what a refusal is asked for as: the whole one would cost more than the deed.
HALF_A_DAY = timedelta(hours=12)
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


def seal(app: Any, count: int) -> Scene:
    """The last moment: bids are sealed while the hour passes, the clock closes and an officer cannot wait."""
    challenge = make.open_challenge()
    key, bids = challenge.id, [make.ready_bid(challenge) for _ in range(count - 2)]
    leads = crowd(app, [bid.lead for bid in bids], count - 2)
    officers = crowd(app, contest.officers(challenge.department), 1)
    keys = [bid.id for bid in bids]
    _run_on(key)
    dice = random.Random(7)  # nosec B311 - how long the hour waits
    patience = get_context("fork").Value("d", 0.2)  # seconds at most; it follows the machine, see below

    def close() -> int:
        time.sleep(dice.uniform(0, patience.value))
        while not _hour_has_come():
            time.sleep(0.01)
        while counted(Challenge, Challenge.state == ChallengeState.OPEN):
            openings_due.close_past_deadline()  # what was busy is left to the next minute
        return 200

    def faults(told: Sequence[str]) -> Faults:
        found = _box_faults(key, {bid for bid, word in zip(keys, told[2:], strict=False) if word == DONE})
        in_time = told[2:].count(DONE) / len(told[2:])  # about half should be: else there is no race
        patience.value = min(5.0, max(0.02, patience.value * (1.25 if in_time < 0.5 else 0.8)))
        expect(found, "the clock", told[0], DONE)
        return found

    seals = [posting(one, f"/bids/{n}/seal") for one, n in zip(leads, keys, strict=True)]
    return Scene([close, posting(officers[0], f"/challenges/{key}/opening/start"), *seals], faults)


def _box_faults(key: int, sealed: set[int]) -> Faults:
    """After the hour: who was told "sealed" is in the box, nobody else, nothing late, nothing opened."""
    found: Faults = []
    db.session.rollback()
    challenge = db.session.get_one(Challenge, key)
    rows = {row.bid_id: row for row in db.session.scalars(sa.select(SealedVersion))}
    late = sum(row.submitted_at >= challenge.closes_at for row in rows.values())
    box = sealing.box_seal_of(key)
    expect(found, "challenge", challenge.state, ChallengeState.CLOSED)
    expect(found, "late accepted", late, 0)
    expect(found, "told sealed and not kept, or kept and not told", set(rows) ^ sealed, set())
    expect(found, "box", box is not None and box.count, len(sealed))
    live = sa.select(Bid.id).where(Bid.state == BidState.SEALED)
    expect(found, "bids that count", set(db.session.scalars(live)), sealed)
    expect(found, "opened early", counted(Opening, Opening.started_at < challenge.closes_at), 0)
    return found


def _hour_has_come() -> bool:
    try:
        with transaction():
            clock.move_forward(HALF_A_DAY)
    except Busy:
        return False
    return True


def _run_on(key: int) -> None:
    """The clock runs again; this challenge closes in some hours, for good."""
    clock.freeze(None)
    with transaction():
        challenge = db.session.get_one(Challenge, key)
        real = db.session.execute(sa.select(clock.sql_now())).scalar_one()
        clock.move_forward(challenge.opened_at - real + timedelta(days=1))
    with transaction():
        challenge = db.session.get_one(Challenge, key)
        challenge.closes_at = db.session.execute(sa.select(clock.sql_now())).scalar_one() + HALF_A_DAY
        challenge.extended = 1  # too few bids: this close is the last one
    db.session.rollback()


SCENES: dict[str, Callable[[Any, int], Scene]] = {
    "award": award, "seal": seal, "opening": opening, "acceptance": acceptance, "conclusion": conclusion,
}  # fmt: skip
