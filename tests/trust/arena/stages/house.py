"""Stages of the house: a studio's year, its evaluation, the rulebook, words found in texts."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from marketplace.apprenticeships import actions as pairs
from marketplace.apprenticeships.terms import PairTerms
from marketplace.challenges import actions as challenges
from marketplace.challenges.queries import terms_of
from marketplace.challenges.terms import AmendTerms
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.evaluation.models import Delisting, Evaluation, RiskNotice
from marketplace.exchanges import actions as exchanges
from marketplace.exchanges.terms import PlanTerms
from marketplace.people.models import Person, Role, Unit
from marketplace.rulebook import actions as rulebook
from marketplace.rulebook.defaults import PRESETS
from marketplace.rulebook.terms import KeyTaskTerms
from marketplace.secrecy import actions as secrecy
from marketplace.secrecy.models import HeldDeed, ScreeningHit
from marketplace.studios import actions as studios
from marketplace.studios.models import Studio
from marketplace.studios.queries import members
from marketplace.studios.terms import LeadTerms
from marketplace.suggestions import actions as suggestions
from marketplace.suggestions.terms import SuggestionTerms
from tests import make
from tests.make import contest
from tests.trust.arena.stages.frame import Stage, logged_in, offices
from tests.trust.arena.world import World


def year_stage(world: World) -> Stage:
    """A studio of company tier with a letter, a pair, an exchange, a new lead proposed, and two bad years."""
    company = make.company()
    home = make.department(company)
    studio = make.studio(home)
    chair, seat = make.officer(Role.CHAIR, company), make.officer(Role.LEADING_GROUP, company)
    apprentice = make.person(home, ladder="初级工")
    core = [m.person_id for m in members(studio) if m.person_id != studio.lead_id]
    letter = make.proposed_letter(make.again(studio))
    with transaction():
        of, lead = make.again(studio), make.again(studio).lead
        pair = pairs.record(of, PairTerms(
            mentor_id=of.lead_id, apprentice_no=apprentice.employee_no, skill_id=make.skill().id,
            goal="能独立完成厚板焊接", starts_on=clock.today(), months=12), by=lead)  # fmt: skip
        plan = PlanTerms(title="焊接现场会", planned_on=clock.today())
        exchange = exchanges.plan(of, plan, by=lead)
        new = LeadTerms(employee_no=db.session.get_one(Person, core[0]).employee_no, reason="原领衔人已退休")
        change = studios.propose_lead(of, new, by=make.again(seat))
        raised = SuggestionTerms(department_id=home.id, title="落砂机轴承总坏", text="每月换两次，停机半天。")
        suggestion = suggestions.raise_problem(raised, by=make.again(apprentice))
    notice, delisting = _two_bad_years(studio.id, chair.id)
    ids = {"studio_id": studio.id, "letter_id": letter.id, "pair_id": pair.id, "exchange_id": exchange.id,
           "change_id": change.id, "suggestion_id": suggestion.id, "notice_id": notice.id,
           "delisting_id": delisting.id}  # fmt: skip
    people = {
        "studio lead": make.again(studio).lead, "core member": db.session.get_one(Person, core[1]),
        "new lead": db.session.get_one(Person, core[0]), "apprentice": apprentice,
        "chair": chair, "leading group": seat, "hr": make.officer(Role.HR, company),
        "poster": make.who(Role.POSTER, home), "head": make.who(Role.UNIT_MANAGER, home),
        "group chair": make.officer(Role.CHAIR, contest.group_of(home)), "rival": make.bidder().lead,
        "administrator": make.officer(Role.SYSTEM_ADMIN, contest.group_of(home)),
    }  # fmt: skip
    return logged_in(world, ids, people, {"members": [str(key) for key in (studio.lead_id, *core[:2])]})


def _two_bad_years(studio_id: int, chair_id: int) -> tuple[RiskNotice, Delisting]:
    """As rows: two years with all their letters would be another campaign."""
    moment = clock.now()
    years = [
        Evaluation(studio_id=studio_id, year=year, opened_at=moment, report_due=moment)
        for year in (2028, 2029)
    ]
    make.saved(*years)
    first, second = (year.id for year in years)
    due = moment + timedelta(days=15)
    return make.saved(
        RiskNotice(evaluation_id=second, issued_by_id=chair_id, issued_at=moment, answer_due=due),
        Delisting(studio_id=studio_id, first_id=first, second_id=second, proposed_at=moment, review_due=due,
                  reply_due=due, notice_ends_at=due),
    )  # fmt: skip


def reporting_stage(world: World) -> Stage:
    """December: the studio may report its year."""
    return _end_of_year(world, make.company(), 2030, 12)


def evaluation_stage(world: World) -> Stage:
    """January: the year is over and has to be decided; its letter was missed."""
    return _end_of_year(world, make.company(), 2031, 1)


def _end_of_year(world: World, company: Unit, year: int, month: int) -> Stage:
    home = make.department(company)
    studio = make.studio(home)
    make.signed_letter(studio)
    make.at(2030, 12, 5)
    make.at(year, month, 8)
    found = db.session.scalars(sa.select(Evaluation).where(Evaluation.studio_id == studio.id)).one()
    return logged_in(world, {"evaluation_id": found.id}, _leading(make.again(studio), company, home))


def _leading(studio: Studio, company: Unit, home: Unit) -> dict[str, Person]:
    core = next(m.person for m in members(studio) if m.person_id != studio.lead_id)
    group = contest.group_of(home)
    return {
        "studio lead": studio.lead, "core member": core, "chair": make.chair_of(studio),
        "leading group": make.officer(Role.LEADING_GROUP, company), "hr": make.officer(Role.HR, company),
        "head": make.who(Role.UNIT_MANAGER, home), "rival": make.bidder().lead,
        "group chair": make.officer(Role.CHAIR, group), "group seat": make.officer(Role.LEADING_GROUP, group),
        "administrator": make.officer(Role.SYSTEM_ADMIN, group),
        "auditor": make.officer(Role.AUDITOR, group), "supervisor": make.officer(Role.SUPERVISOR, group),
    }  # fmt: skip


def rules_stage(world: World) -> Stage:
    """The rulebook as installed, and a key task of the group."""
    company = make.company()
    home = make.department(company)
    people = _leading(make.studio(home), company, home)
    group = contest.group_of(home)
    words = KeyTaskTerms(title="年度降本增效", year=2030)
    task = make.done(
        lambda: rulebook.add_key_task(make.again(group), words, by=make.again(people["group chair"]))
    )
    numbers = {name: str(value) for name, value in PRESETS["standard"].items() if value is not None}
    review = {
        "reviewers": "集团法务部 王工", "reviewed_on": "2030-03-01", "conclusion": "合法有效，可以施行。",
        "review_again_on": "2031-03-01",
    }  # fmt: skip
    ids = {"kind": "preset", "code": "standard", "task_id": task.id}
    return logged_in(world, ids, people, {**numbers, **review, "minimum_bids": "4"})


def screening_stage(world: World) -> Stage:
    """An amendment with a word of the list waits for the secrecy officer."""
    with transaction():
        secrecy.put_in_defaults()
    challenge = make.open_challenge()
    known = terms_of(make.again(challenge)).model_dump()
    words = AmendTerms.model_validate({**known, "why": "图纸更正。", "tried": "见机密图三。"})
    make.done(lambda: challenges.amend(make.again(challenge), words, by=make.again(challenge).contact))
    hit = db.session.scalars(sa.select(ScreeningHit)).one()
    deed = db.session.scalars(sa.select(HeldDeed)).one()
    group = contest.group_of(challenge.department)
    more = {
        "officer above": make.officer(Role.SECRECY_OFFICER, group),
        "officer elsewhere": make.officer(Role.SECRECY_OFFICER, make.company()),
        "rival": make.bidder().lead,
    }
    ids = {"hit_id": hit.id, "deed_id": deed.id}
    return logged_in(world, ids, {**offices(make.again(challenge)), **more})
