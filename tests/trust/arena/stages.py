"""Worlds for moves: things at some point of their life, and everybody who might touch them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from bidding.awards import actions as awards
from bidding.awards.models import Award, CommitmentLetter, Complaint, Objection
from bidding.awards.terms import AnswerTerms, ComplaintTerms, ObjectionTerms
from bidding.bids.models import Bid, TeamMember
from bidding.panels.models import Panel
from marketplace.apprenticeships import actions as pairs
from marketplace.apprenticeships.models import Apprenticeship
from marketplace.apprenticeships.terms import PairTerms
from marketplace.challenges.models import Challenge
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.evaluation.models import Delisting, Evaluation, RiskNotice
from marketplace.exchanges import actions as exchanges
from marketplace.exchanges.models import Exchange
from marketplace.exchanges.terms import PlanTerms
from marketplace.ledger.models import AnnualLetter
from marketplace.people.models import Person, Role
from marketplace.projects.models import Project
from marketplace.secondments.models import Loan
from marketplace.studios import actions as studios
from marketplace.studios.models import LeadChange
from marketplace.studios.queries import members
from marketplace.studios.terms import LeadTerms
from marketplace.suggestions import actions as suggestions
from marketplace.suggestions.models import Suggestion
from marketplace.suggestions.terms import SuggestionTerms
from tests import make
from tests.make import contest
from tests.trust.arena.world import World

ARGUMENTS = {
    Challenge: "challenge_id", Bid: "bid_id", Panel: "panel_id", Award: "award_id", Project: "project_id",
    CommitmentLetter: "letter_id", Loan: "loan_id", Objection: "objection_id", Complaint: "complaint_id",
    AnnualLetter: "letter_id", RiskNotice: "notice_id", Delisting: "delisting_id", Exchange: "exchange_id",
    Apprenticeship: "pair_id", Suggestion: "suggestion_id", LeadChange: "change_id",
}  # fmt: skip


@dataclass
class Stage:
    """A world at some point of the contest. ids: what a route's arguments stand for; people: by role."""

    world: World
    ids: dict[str, int]
    people: dict[str, FlaskClient]
    fields: dict[str, Any] = field(default_factory=dict)  # what only the world knows

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


def bidding_stage(world: World) -> Stage:
    """An open challenge, one sealed bid with a released loan, one being written."""
    challenge = contest.contest(bids=2)
    bid = make.draft_bid(challenge)
    member = make.support(bid, released=False)
    ids = {"challenge_id": challenge.id, "bid_id": bid.id, "member_id": member.id, "loan_id": member.loan_id}
    stage = _stage(world, ids, challenge, bid)
    loan = db.session.get_one(Loan, ids["loan_id"])
    stage.fields = {"starts_on": str(loan.starts_on), "ends_on": str(loan.ends_on)}
    return stage


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
    ids = {"challenge_id": made.challenge_id, "award_id": made.id, "letter_id": letter.id,
           "project_id": project.id, "bid_id": made.bid_id}  # fmt: skip
    more = {"accepter": manager, "project lead": project.lead}
    return _stage(world, ids, made.challenge, made.bid, more=more)


def _stage(
    world: World,
    ids: dict[str, int],
    challenge: Challenge,
    bid: Bid,
    panel: Panel | None = None,
    more: dict[str, Person] | None = None,
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
    return _logged_in(world, ids, people | (more or {}))


def _logged_in(
    world: World, ids: dict[str, int], people: dict[str, Person], fields: dict[str, Any] | None = None
) -> Stage:
    keys = {name: who.id for name, who in people.items()}
    with transaction():
        clients = {
            name: make.browser(world.app, db.session.get_one(Person, key)) for name, key in keys.items()
        }
    world.keep()
    return Stage(world, ids, clients, fields or {})


def remedy_stage(world: World) -> Stage:
    """An objection that was rejected, and the complaint that followed it."""
    made = contest.award()
    where = made.challenge.department
    chair, rival = contest.leading(where), _loser(made)
    words = ObjectionTerms(about="评审组成员与中选方存在合作关系", remedy="请求重新评审")
    objection = make.done(lambda: awards.object_to(make.again(made), words, by=make.again(rival)))
    answer = AnswerTerms(outcome="rejected", answer="经查不存在合作关系。")
    make.done(lambda: awards.answer(make.again(objection), answer, by=make.again(chair)))
    grief = ComplaintTerms(about="答复没有核查合作合同，仅凭口头说明。")
    complaint = make.done(lambda: awards.complain(make.again(objection), grief, by=make.again(rival)))
    ids = {"challenge_id": made.challenge_id, "award_id": made.id, "objection_id": objection.id,
           "complaint_id": complaint.id}  # fmt: skip
    more = {"objector": rival, "other chair": make.officer(Role.CHAIR, contest.group_of(where))}
    return _stage(world, ids, make.again(made).challenge, make.again(made).bid, more=more)


def _loser(made: Award) -> Person:
    others = sa.select(Bid).where(Bid.challenge_id == made.challenge_id, Bid.id != made.bid_id)
    return db.session.scalars(others.order_by(Bid.blind_label)).first().lead


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
    return _logged_in(world, ids, people, {"members": [str(key) for key in (studio.lead_id, *core[:2])]})


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


STAGES: dict[str, tuple[Callable[[World], Stage], tuple[Any, ...]]] = {
    "bidding": (bidding_stage, (Challenge, Bid, Loan)),
    "judging": (judging_stage, (Challenge, Bid, Panel)),
    "award": (award_stage, (Challenge, Bid, Award, CommitmentLetter, Project)),
    "remedy": (remedy_stage, (Award, Objection, Complaint)),
    "year": (
        year_stage,
        (AnnualLetter, RiskNotice, Delisting, Exchange, Apprenticeship, Suggestion, LeadChange),
    ),
}
