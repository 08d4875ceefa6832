"""A bid that wins after a new review has its temporary supporters asked again, each loan with its life."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.awards import actions
from bidding.awards.terms import AnswerTerms, ObjectionTerms
from bidding.bids.models import Bid, TeamRole
from bidding.panels import actions as panels
from bidding.panels.queries import latest
from bidding.panels.terms import DeclareTerms
from marketplace.core.db import db
from marketplace.core.jobs import run_due
from marketplace.projects.actions import stop
from marketplace.projects.models import Project, ProjectState
from marketplace.secondments import actions as secondments
from marketplace.secondments.models import Hold, LoanState
from tests import make
from tests.make import bids as making
from tests.make import contest as deeds
from tests.make.bids import done
from tests.visitor import Visitor

POINTS = {"A": "8", "B": "7", "C": "6.5"}
ABOUT = ObjectionTerms(about="评审组成员与中选方存在合作关系", remedy="请求重新评审")


def bid_of(label):
    return db.session.scalars(sa.select(Bid).where(Bid.blind_label == label)).one()


def supporter():
    return next(m for m in bid_of("A").team if m.role is TeamRole.SUPPORT)


def won_again():
    """Urgent work had begun, an objection has it reviewed anew, and the same bid wins once more."""
    award = deeds.award(points=POINTS, preset="urgent", reviewers=12)
    deeds.sign_letter(award)
    assert supporter().loan.state is LoanState.ACTIVE
    made = done(lambda: actions.object_to(make.again(award), ABOUT, by=bid_of("B").lead))
    chair = deeds.leading(make.again(award).challenge.department)
    terms = AnswerTerms(outcome="rereview", answer="经核查，情况说明如下，处理意见已记录。")
    done(lambda: actions.answer(make.again(made), terms, by=make.again(chair)))
    assert supporter().loan.state is LoanState.RETURNED
    run_due()
    db.session.rollback()
    panel = latest(make.again(award).challenge)
    no = DeclareTerms(conflict="no")
    for seat in list(panel.active):
        done(lambda seat=seat: panels.declare(make.again(seat), no, by=make.again(seat).person))
    for seat in list(make.again(panel).active):
        deeds.submit_scores(panel, seat, POINTS)
    deeds.write_report(make.again(panel))
    return deeds.next_award(award)


def test_one_step_asks_them_again_and_the_project_begins_with_them(app):
    award = won_again()
    letter, core = (
        deeds.letter(award),
        [m.person_id for m in bid_of("A").team if m.role is not TeamRole.SUPPORT],
    )
    held = set(db.session.scalars(sa.select(Hold.person_id).where(Hold.about == f"bid/{award.bid_id}")))
    assert held == set(core), "the core team's days are the bid's again"
    assert make.browser(app, bid_of("B").lead).post(f"/commitments/{letter.id}/ask-again").status_code == 403
    lead = Visitor(app, bid_of("A").lead)
    lead.open(f"/commitments/{letter.id}")
    lead.sees("Temporary supporters let go")
    lead.press("Ask them again")
    lead.sees("Asked again")
    db.session.rollback()
    assert supporter().loan.state is LoanState.ASKED
    again = lead.client.post(f"/commitments/{letter.id}/ask-again")
    assert again.status_code == 409
    db.session.rollback()
    making.release(supporter().loan)
    project = deeds.sign_letter(award)
    assert supporter().loan.state is LoanState.ACTIVE
    assert supporter().person_id in {m.person_id for m in make.again(project).members}


def test_released_after_the_signature_they_join_the_work_that_has_begun(app):
    award = won_again()
    letter = deeds.letter(award)
    done(lambda: actions.ask_again(make.again(letter), by=bid_of("A").lead))
    project = deeds.sign_letter(award)
    assert supporter().person_id not in {m.person_id for m in make.again(project).members}
    making.release(supporter().loan)
    run_due()
    db.session.rollback()
    running = db.session.scalars(sa.select(Project).where(Project.state == ProjectState.RUNNING)).one()
    assert supporter().loan.state is LoanState.ACTIVE
    joined = [m for m in running.members if m.person_id == supporter().person_id]
    assert [(m.temporary, m.days) for m in joined] == [(True, supporter().days)]
    holds = sa.select(Hold.about).where(Hold.person_id == supporter().person_id)
    assert db.session.scalars(holds).all() == [f"project/{running.id}"]


def test_who_refuses_may_be_asked_once_more(app):
    award = won_again()
    letter, lead = deeds.letter(award), bid_of("A").lead
    done(lambda: actions.ask_again(make.again(letter), by=make.again(lead)))
    done(lambda: secondments.refuse(supporter().loan, reason="所里大修。", by=supporter().person))
    assert supporter().loan.state is LoanState.REFUSED
    done(lambda: actions.ask_again(make.again(letter), by=make.again(lead)))
    assert supporter().loan.state is LoanState.ASKED


def test_whoever_is_back_from_the_work_itself_is_not_asked_again(app):
    award = deeds.final_award(points=POINTS)
    project = deeds.sign_letter(award)
    letter, lead = deeds.letter(award), Visitor(app, bid_of("A").lead)
    done(lambda: stop(make.again(project), "设备已更新，不再需要。", by=make.again(award).challenge.contact))
    assert supporter().loan.state is LoanState.RETURNED
    lead.open(f"/commitments/{letter.id}")
    assert "Temporary supporters let go" not in lead.page.html
    assert lead.client.post(f"/commitments/{letter.id}/ask-again").status_code == 409
