"""A group with a challenge of each level in each of four states, and everybody who might look at it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from bidding.awards.models import Award, CommitmentLetter
from bidding.awards.queries import letter_of
from bidding.bids import actions as bids
from bidding.bids.models import Bid
from bidding.panels import actions as panels
from bidding.panels.models import Panel
from bidding.panels.queries import latest
from bidding.panels.terms import DeclareTerms
from marketplace.challenges import actions as challenges
from marketplace.challenges.models import Challenge
from marketplace.challenges.terms import QuestionTerms
from marketplace.core import clock
from marketplace.core.db import db, find
from marketplace.people.models import Person, Role, SecrecyLevel, Unit
from marketplace.projects.models import Project
from marketplace.studios.queries import members
from tests import make
from tests.make import contest as deeds

LEVELS = tuple(SecrecyLevel)
STATES = ("secrecy", "open", "review", "awarded")
SIGN = "QZ77"  # every canary ends with it
GROUP = {
    "system": Role.SYSTEM_ADMIN, "auditor": Role.AUDITOR, "supervisor": Role.SUPERVISOR, "chair": Role.CHAIR,
    "leading": Role.LEADING_GROUP, "finance": Role.FINANCE_OFFICER, "hr": Role.HR,
}  # fmt: skip


@dataclass
class Thing:
    """One challenge with all that came of it, and its canaries."""

    level: SecrecyLevel
    state: str
    challenge_id: int
    readers: dict[str, int]  # role → person
    circle: set[int]
    bids: dict[int, set[int]] = field(default_factory=dict)  # bid → who is on its team and may see it
    keys: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def posted(self) -> bool:
        """Has it been open?"""
        return self.state != "secrecy"

    @property
    def opened(self) -> bool:
        """Have its bids been opened?"""
        return self.state in ("review", "awarded")

    def mark(self, part: str) -> str:
        """The canary of its title, its details, its bids, its summary."""
        return f"{part}{self.level.value[:2]}{self.state[:2]}{SIGN}".upper()


def clear(*people: Person) -> None:
    """Cleared for everything."""
    keys = [person.id for person in people]
    make.done(
        lambda: db.session.execute(
            sa.update(Person).where(Person.id.in_(keys)).values(clearance=SecrecyLevel.CORE)
        )
    )
    db.session.expire_all()


def build(only: Collection[tuple[str, str]] = ()) -> list[Thing]:
    """Everything (or what is named by level and state), the oldest first: the clock only goes forward."""
    shared = _shared()
    wanted = [(level, state) for state in reversed(STATES) for level in LEVELS]
    return [_thing(*one, shared) for one in wanted if not only or one in only]


def _shared() -> dict[str, int]:
    company = make.company()
    top = deeds.group_of(company)
    people = {name: make.officer(role, top) for name, role in GROUP.items()}
    people["stranger"] = make.person(make.unit(company))
    people["cleared"] = make.person(make.unit(company), clearance=SecrecyLevel.CORE)
    other = make.department(company)
    people["other_poster"] = make.who(Role.POSTER, other)
    people["other_secrecy"] = make.who(Role.SECRECY_OFFICER, other)
    return {name: person.id for name, person in people.items()}


def _thing(level: SecrecyLevel, state: str, shared: dict[str, int]) -> Thing:
    where, skill = make.department(make.company()), make.needed_skill()
    named = make.person(where.company, clearance=SecrecyLevel.CORE)
    pool = deeds.pool(where, skill, 8)
    studios = [make.bidder(skills={skill: 3}) for _n in range(3)]
    leads = [studio.lead for studio in studios]
    teams = [member.person for studio in studios for member in members(studio)]
    lenders = [make.lender() for _studio in studios]
    officers = deeds.officers(where)
    clear(named, *pool, *leads, *teams, *lenders, *officers)
    thing = Thing(level, state, 0, dict(shared), set())
    circle = (named, *pool, *leads, *teams, *lenders, *officers) if level is SecrecyLevel.CORE else ()
    challenge = _posted(thing, where, skill, circle)
    thing.challenge_id = challenge.id
    thing.readers |= {
        "named": named.id, "poster": challenge.contact_id, "head": make.who(Role.UNIT_MANAGER, where).id,
        "secrecy": make.who(Role.SECRECY_OFFICER, where).id, "bidder": leads[0].id, "rival": leads[1].id,
        "opening": officers[0].id, "pool": pool[0].id,
    }  # fmt: skip
    if thing.posted:
        _bids(thing, studios, lenders)
    if thing.opened:
        _judged(thing)
    thing.circle = {member.person_id for member in db.session.get_one(Challenge, challenge.id).circle}
    return thing


def _posted(thing: Thing, where: Unit, skill: Any, circle: tuple[Person, ...]) -> Challenge:
    words = {
        "title": f"热裂纹{thing.mark('T')}", "background": f"现象{thing.mark('D')}", "skills": [skill],
        "secrecy": thing.level, "circle": tuple(person.employee_no for person in circle),
        "summary": f"某类质量问题{thing.mark('S')}。",
    }  # fmt: skip
    made = (make.open_challenge if thing.posted else make.approved_challenge)(where, **words)
    return db.session.get_one(Challenge, made.id)


def _bids(thing: Thing, studios: list[Any], lenders: list[Person]) -> None:
    challenge = db.session.get_one(Challenge, thing.challenge_id)
    asker = db.session.get_one(Person, thing.readers["bidder"])
    asked = make.done(
        lambda: challenges.ask(
            db.session.get_one(Challenge, challenge.id),
            QuestionTerms(text=f"壁厚多少？{thing.mark('D')}"),
            by=asker,
        )
    )
    thing.keys["question_id"] = [asked.id]
    for n, studio in enumerate(studios):
        bid = make.write(make.draft_bid(challenge, studio), mark=thing.mark("B"), amount=120_000 + n)
        make.core(bid)
        make.support(bid, db.session.get_one(Person, lenders[n].id))
        make.done(lambda key=bid.id: bids.seal(find(Bid, key), by=find(Bid, key).lead))
        bid = find(Bid, bid.id)
        team = [
            bid.lead_id,
            studio.lead_id,
            *(m.person_id for m in bid.team if m.agreed and m.loan_id is None),
        ]
        thing.bids[bid.id] = set(team)
        loans = [m.loan_id for m in bid.team if m.loan_id]
        thing.keys.setdefault("loan_id", []).extend(loans)
        thing.keys.setdefault("member_id", []).append(bid.team[-1].id)


def _judged(thing: Thing) -> None:
    deeds.open_bids(deeds.past_close(db.session.get_one(Challenge, thing.challenge_id)))
    make.done(lambda: panels.draw(db.session.get_one(Challenge, thing.challenge_id), by=None))
    panel = latest(db.session.get_one(Challenge, thing.challenge_id))
    assert panel is not None
    thing.keys["panel_id"], thing.keys["label"] = [panel.id], ["A"]
    thing.readers["panel"] = panel.active[0].person_id
    for seat_id in [seat.id for seat in panel.active]:
        make.done(lambda seat_id=seat_id: _declare(panel.id, seat_id))
    first = next(seat for seat in db.session.get_one(Panel, panel.id).active)
    if thing.state == "review":
        deeds.submit_scores(panel, first)
        return
    for seat in list(db.session.get_one(Panel, panel.id).active):
        deeds.submit_scores(panel, seat)
    deeds.write_report(db.session.get_one(Panel, panel.id))
    _awarded(thing)


def _declare(panel_id: int, seat_id: int) -> None:
    seat = next(one for one in db.session.get_one(Panel, panel_id).active if one.id == seat_id)
    panels.declare(seat, DeclareTerms(conflict="no"), by=seat.person)


def _awarded(thing: Thing) -> None:
    challenge = db.session.get_one(Challenge, thing.challenge_id)
    make.done(lambda: deeds.awards.propose(challenge, by=deeds.head_of(challenge)))
    award_id = deeds.standing(challenge).id
    clock.freeze(db.session.get_one(Award, award_id).notice_ends_at + deeds.timedelta(minutes=1))
    deeds.run_due()
    made = db.session.get_one(Award, award_id)
    letter = letter_of(made)
    assert letter is not None
    lead, head = made.bid.lead_id, deeds.head_of(made.challenge).id
    for person_id in (lead, head):
        make.done(
            lambda person_id=person_id: deeds.awards.sign(
                db.session.get_one(CommitmentLetter, letter.id), by=db.session.get_one(Person, person_id)
            )
        )
    project = db.session.scalars(sa.select(Project).where(Project.challenge_id == thing.challenge_id)).one()
    thing.keys |= {"award_id": [award_id], "letter_id": [letter.id], "project_id": [project.id]}
    thing.readers["winner"] = db.session.get_one(Bid, made.bid_id).lead_id
