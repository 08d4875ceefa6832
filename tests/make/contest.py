"""The contest for tests: closed, opened, scored, awarded by the people who would."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bidding.awards import actions as awards
from bidding.awards.models import Award, CommitmentLetter
from bidding.awards.queries import letter_of, live_award
from bidding.openings import actions as openings
from bidding.panels import actions as panels
from bidding.panels.models import Panel
from bidding.panels.queries import blind_labels, latest
from bidding.panels.queries.sheets import bid_of
from bidding.panels.terms import DeclareTerms, MarkTerms, ReportTerms
from bidding.sealing import queries as sealing
from bidding.sealing.queries import is_quorum
from marketplace.challenges.models import Challenge
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.jobs import run_due
from marketplace.people.models import Person, Role, Skill, Unit, UnitLevel
from marketplace.people.queries import holders
from marketplace.projects.models import Project
from marketplace.rulebook.queries import in_force, weights_of
from tests.make.bids import bidder, done, sealed_bid
from tests.make.challenges import department, needed_skill, open_challenge
from tests.make.keys import held, holders_of
from tests.make.people import grant, officer, person, unit
from tests.stages import staged

CODES = ("feasibility", "response", "novelty", "team", "value", "milestones", "risk")


def _again(thing: Any) -> Any:
    return db.session.get_one(type(thing), thing.id)


def group_of(where: Unit) -> Unit:
    """The top of the tree."""
    while where.parent is not None:
        where = where.parent
    return where


def officers(where: Unit) -> list[Person]:
    """Two opening officers over a department."""
    found = list(holders(Role.OPENING_OFFICER, where))
    company = db.session.get_one(Unit, where.company_id)
    while len(found) < 2:
        found.append(officer(Role.OPENING_OFFICER, company))
    return found[:2]


def pool(where: Unit, skill: Skill, n: int = 8) -> list[Person]:
    """Senior experts of other plants in the panel pool of the group."""
    top = group_of(where)
    return [
        grant(
            person(unit(top, level=UnitLevel.PLANT), skills={skill: 4}, name=f"评审{i}"),
            Role.PANEL_MEMBER,
            top,
        )
        for i in range(n)
    ]


def leading(where: Unit, role: Role = Role.CHAIR) -> Person:
    """The chair of the leading group (or another seat)."""
    top = group_of(where)
    found = list(holders(role, where))
    return found[0] if found else officer(role, top)


@staged
def contest(
    bids: int = 3, amounts: tuple[int, ...] = (), reviewers: int = 8, preset: str = "standard"
) -> Challenge:
    """An open challenge with sealed bids, officers, chair and a pool."""
    return _again(done(lambda: _contest(bids, amounts, reviewers, preset)))


def _contest(bids: int, amounts: tuple[int, ...], reviewers: int, preset: str) -> Challenge:
    # one deed: a hundred small ones would each wait for the disk
    skill = needed_skill()
    challenge = open_challenge(department(), skills=[skill])
    challenge.preset = preset
    challenge.rule_versions = challenge.rule_versions | {"preset": in_force("preset", preset).version}
    officers(challenge.department)
    leading(challenge.department)
    pool(challenge.department, skill, reviewers)
    for n in range(bids):
        amount = amounts[n] if n < len(amounts) else 120_000 + n * 10_000
        sealed_bid(challenge, bidder(skills={skill: 3}), amount=amount)
    return _again(challenge)


def past_close(challenge: Challenge) -> Challenge:
    """The hour has come; the clock closes."""
    made = _again(challenge)
    clock.freeze(made.closes_at + timedelta(minutes=1))
    run_due()
    return _again(challenge)


@staged
def closed_challenge(bids: int = 3, **more: Any) -> Challenge:
    """Closed, sealed, waiting for the officers."""
    return past_close(contest(bids, **more))


def open_bids(challenge: Challenge) -> Challenge:
    """Two officers open, by the clock's key or by their shares."""
    if is_quorum(challenge.id):
        return _open_by_shares(challenge)
    first, second = officers(challenge.department)
    done(lambda: openings.start(_again(challenge), by=_again(first)))
    done(lambda: openings.confirm(_again(challenge), by=_again(second)))
    return _again(challenge)


def _open_by_shares(challenge: Challenge) -> Challenge:
    first, second = holders_of(_again(challenge))[:2]
    given = sealing.hand_on(challenge.id, held(challenge, first))
    done(lambda: openings.start(_again(challenge), by=_again(first), handed=given))
    shares = sealing.both_shares(challenge.id, held(challenge, _again(second)), given)
    done(lambda: openings.confirm(_again(challenge), by=_again(second), shares=shares))
    return _again(challenge)


@staged
def opened_challenge(bids: int = 3, **more: Any) -> Challenge:
    """Opened and scored by the matcher."""
    return open_bids(closed_challenge(bids, **more))


@staged
def drawn_panel(bids: int = 3, **more: Any) -> Panel:
    """A panel that has to declare."""
    challenge = opened_challenge(bids, **more)
    done(lambda: panels.draw(_again(challenge), by=None))
    found = latest(_again(challenge))
    assert found is not None
    return found


@staged
def scoring_panel(bids: int = 3, **more: Any) -> Panel:
    """A panel whose members have declared no conflict."""
    panel = drawn_panel(bids, **more)
    for seat in list(panel.active):
        done(
            lambda seat=seat: panels.declare(
                _again(seat), DeclareTerms(conflict="no"), by=_again(seat).person
            )
        )
    return _again(panel)


def marks(panel: Panel, points: str | dict[str, str] = "7") -> dict[str, MarkTerms]:
    """A full sheet."""
    codes = weights_of(panel.challenge, "panel_criteria")
    return {
        code: MarkTerms(
            points=points if isinstance(points, str) else points.get(code, "7"), reason="依据充分，见方案"
        )
        for code in codes
    }


def submit_scores(panel: Panel, seat: Any, points: Any = None) -> None:
    """One member scores every bid and hands in; `points`: by letter."""

    def deed() -> None:
        fresh, mine = _again(panel), _again(seat)
        for n, (_bid_id, label) in enumerate(blind_labels(fresh)):
            given = (points or {}).get(label, str(8 - n * 0.5))
            panels.save_sheet(mine, bid_of(fresh, label), marks(fresh, given), by=mine.person)
        panels.submit(mine, by=mine.person)

    done(deed)


@staged
def discussing_panel(bids: int = 3, points: Any = None, **more: Any) -> Panel:
    """All scores are in."""
    panel = scoring_panel(bids, **more)
    for seat in list(panel.active):
        submit_scores(panel, seat, points)
    return _again(panel)


def write_report(panel: Panel, candidates: int = 2) -> Panel:
    """The chair writes, everybody signs."""
    text = "评审组逐项比对后形成一致意见，推荐如下候选。"

    def deed() -> None:
        fresh = _again(panel)
        chair = next(seat for seat in fresh.active if seat.id == fresh.chair_seat_id)
        panels.write_report(fresh, ReportTerms(text=text, candidates=candidates), by=chair.person)
        for seat in fresh.active:
            panels.sign(seat, "", by=seat.person)

    done(deed)
    return _again(panel)


@staged
def signed_panel(bids: int = 3, points: Any = None, candidates: int = 2, **more: Any) -> Panel:
    """The report is signed."""
    return write_report(discussing_panel(bids, points, **more), candidates)


def head_of(challenge: Challenge) -> Person:
    """The department's head."""
    return holders(Role.UNIT_MANAGER, challenge.department)[0]


@staged
def award(bids: int = 3, **more: Any) -> Award:
    """A result on public notice."""
    panel = signed_panel(bids, **more)
    done(lambda: awards.propose(_again(panel).challenge, by=head_of(_again(panel).challenge)))
    return standing(panel.challenge)


def next_award(made: Award) -> Award:
    """The award has fallen; the head reads the messages and announces the next candidate."""
    done(lambda: awards.propose(_again(made).challenge, by=head_of(_again(made).challenge)))
    return standing(_again(made).challenge)


def standing(challenge: Challenge) -> Award:
    """The award that stands."""
    found = live_award(_again(challenge))
    assert found is not None
    return found


@staged
def final_award(bids: int = 3, **more: Any) -> Award:
    """The notice ran out; the letter is open."""
    made = award(bids, **more)
    clock.freeze(_again(made).notice_ends_at + timedelta(minutes=1))
    run_due()
    return _again(made)


def letter(made: Award) -> CommitmentLetter:
    """The commitment letter of a final award."""
    found = letter_of(made)
    assert found is not None
    return found


@staged
def begun_project(bids: int = 3, **more: Any) -> Project:
    """Both have signed: the project runs."""
    made = final_award(bids, **more)
    key = letter(made).id
    lead, head = made.bid.lead_id, head_of(made.challenge).id
    done(lambda: awards.sign(db.session.get_one(CommitmentLetter, key), by=db.session.get_one(Person, lead)))
    return done(
        lambda: awards.sign(db.session.get_one(CommitmentLetter, key), by=db.session.get_one(Person, head))
    )


def sign_letter(made: Award) -> Project:
    """Both sides sign this award's letter."""
    key, lead, head = letter(_again(made)).id, _again(made).bid.lead_id, head_of(_again(made).challenge).id
    for who in (lead, head):
        begun = done(
            lambda who=who: awards.sign(
                db.session.get_one(CommitmentLetter, key), by=db.session.get_one(Person, who)
            )
        )
    assert isinstance(begun, Project)
    return _again(begun)
