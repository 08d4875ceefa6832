"""Bids for tests: drafted by a lead, written, joined, released and sealed by those who would."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bidding.bids import actions
from bidding.bids.actions.life import likely_period
from bidding.bids.jobs import build_team
from bidding.bids.models import Bid, TeamMember
from bidding.bids.terms import MemberTerms, StepTyped
from marketplace.challenges.models import Challenge
from marketplace.core.db import db, transaction, writing
from marketplace.core.jobs import JOBS, run_outbox
from marketplace.core.models import Outbox
from marketplace.people.models import Person, Role, UnitLevel
from marketplace.people.rules import holds
from marketplace.secondments import actions as secondments
from marketplace.secondments.models import Loan
from marketplace.secondments.terms import ReleaseTerms
from marketplace.studios.models import Studio
from marketplace.studios.queries import members
from tests.make.challenges import company, open_challenge
from tests.make.people import officer, person, unit
from tests.make.studios import studio as make_studio
from tests.stages import staged


def done(deed: Any) -> Any:
    """Do a deed in the running transaction, or in one of its own."""
    if writing():
        made = deed()
        db.session.flush()
        return made
    with transaction():
        return deed()


def bidder(**more: Any) -> Studio:
    """A studio of a plant in a company of its own."""
    return make_studio(unit(company(), level=UnitLevel.PLANT), **more)


def lender(**more: Any) -> Person:
    """Somebody of a unit whose manager can release them."""
    home = unit(company(), level=UnitLevel.PLANT)
    officer(Role.UNIT_MANAGER, home)
    return person(home, **more)


def manager(loan: Loan) -> Person:
    """Who releases this loan."""
    from_queries = [
        p for p in secondments.rules.releasers(loan.person, loan.home_unit) if holds(p, Role.UNIT_MANAGER)
    ]
    return from_queries[0]


@staged
def draft_bid(challenge: Challenge | None = None, studio: Studio | None = None) -> Bid:
    """A bid just begun by the studio's lead."""
    challenge, studio = challenge or open_challenge(), studio or bidder()
    return _again(
        done(lambda: actions.draft(challenge, db.session.get_one(Studio, studio.id), by=studio.lead))
    )


def _again(thing: Any) -> Any:
    return db.session.get_one(type(thing), thing.id)


def contents(challenge: Challenge, *, mark: str = "", amount: int = 120_000) -> dict[str, dict[str, Any]]:
    """What a complete bid says, by step; `mark` is put into every text."""
    return {
        "idea": {
            "understanding": f"热节处补缩不足，凝固后期收缩受阻，应力集中于内腔转角处开裂。{mark}",
            "approach": f"改转角冷却条件，配合低氮树脂与随形冷铁，先小批验证再放大，逐炉记录。{mark}",
            "novelty": f"随形冷铁用增材制造。{mark}",
        },
        "targets": {
            "responses": [
                {
                    "place": t.place,
                    "metric": t.metric,
                    "answer": "meets",
                    "promised": str(t.wanted),
                    "note": f"三批统计{mark}",
                }
                for t in challenge.targets
            ]
        },
        "plan": {
            "division": f"铸造负责工艺，机加负责冷铁，检验负责磁粉。{mark}",
            "milestones": [
                {"title": f"小批验证{mark}", "after_days": 60, "evidence": f"磁粉记录{mark}", "payment": 30},
                {"title": "三批达标", "after_days": 150, "evidence": "统计表", "payment": 70},
            ],
        },
        "money": {
            "budget": [{"kind": "material", "what": f"冷铁与树脂{mark}", "amount": amount}],
            "support": f"每周两炉试验窗口。{mark}",
        },
        "risks": {"risks": [{"risk": f"冷铁粘砂{mark}", "fallback": f"改涂料{mark}"}]},
        "results": {
            "benefit": f"废品与补焊工时下降。{mark}",
            "benefit_yearly": 700_000,
            "outcomes": [{"kind": "patent", "what": f"随形冷铁{mark}"}],
            "similar": f"做过摇枕热裂治理。{mark}",
            "apprentices": 2,
            "apprentices_plan": f"随班跟炉。{mark}",
        },
        "promises": {"secrecy": True, "interests": f"无。{mark}"},
    }


def write(bid: Bid, *, mark: str = "", **more: Any) -> Bid:
    """Fill every step."""
    steps = contents(bid.challenge, mark=mark, **more)

    def deed() -> None:
        fresh = _again(bid)
        for key, values in steps.items():
            seen = actions.content.queries.step_in(actions.content.queries.document(fresh), key).n
            actions.save_step(fresh, StepTyped(key, (), values, seen), by=fresh.lead)

    done(deed)
    return _again(bid)


def wanted(bid: Bid, who: Person, days: int = 8, **more: Any) -> MemberTerms:
    """Somebody for some days of the likely period."""
    first, last = likely_period(bid.challenge)
    return MemberTerms(person_id=who.id, days=days, starts_on=first, ends_on=last, **more)


def core(bid: Bid, *, days: int = 8, agrees: bool = True) -> TeamMember:
    """The next member of the studio who is not on the team, asked and (usually) agreed."""
    taken = {member.person_id for member in _again(bid).team}
    who = next(m.person for m in members(bid.studio) if m.person_id not in taken)

    def deed() -> TeamMember:
        fresh = _again(bid)
        made = actions.add_core(fresh, wanted(fresh, who, days), by=fresh.lead)
        if agrees:
            actions.agree(made, by=who)
        return made

    return _again(done(deed))


def support(bid: Bid, who: Person | None = None, *, days: int = 6, released: bool = True) -> TeamMember:
    """A temporary supporter of another unit, asked and (usually) released."""
    who = who or lender()

    def deed() -> TeamMember:
        fresh = _again(bid)
        made = actions.add_support(
            fresh, wanted(fresh, who, days, purpose="磁粉检测与数据统计"), by=fresh.lead
        )
        if released:
            release(made.loan)
        return made

    return _again(done(deed))


def release(loan: Any) -> Loan:
    """The person agrees, the home unit lets go."""

    def deed() -> Loan:
        fresh = _again(loan)
        secondments.consent(fresh, by=fresh.person)
        terms = ReleaseTerms(days=fresh.days, starts_on=fresh.starts_on, ends_on=fresh.ends_on)
        secondments.release(fresh, terms, by=manager(fresh))
        return fresh

    return done(deed)


@staged
def ready_bid(challenge: Challenge | None = None, studio: Studio | None = None, **more: Any) -> Bid:
    """Written, with a core member and a released supporter: only the seal is missing."""
    made = write(draft_bid(challenge, studio), **more)
    core(made)
    support(made)
    return _again(made)


@staged
def sealed_bid(challenge: Challenge | None = None, studio: Studio | None = None, **more: Any) -> Bid:
    """Sealed by its lead."""
    made = ready_bid(challenge, studio, **more)
    done(lambda: actions.seal(_again(made), by=made.lead))
    return _again(made)


def teams() -> int:
    """Work out every team asked for, as the worker would; answers how many."""
    topic = next(name for name, work in JOBS.items() if work is build_team)
    waiting = sa.select(Outbox.id).where(Outbox.topic == topic, Outbox.done_at.is_(None)).order_by(Outbox.id)
    ids = db.session.scalars(waiting).all()
    for row in ids:
        run_outbox(row)
    return len(ids)
