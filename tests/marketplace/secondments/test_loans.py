"""A loan is asked, agreed to, released, held and given back; nobody hears of it but those it concerns."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from marketplace.core import clock, jobs
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import Invalid, NotAllowed, NotFound, WrongMoment
from marketplace.inbox.models import Notice, Todo
from marketplace.people.models import Role
from marketplace.secondments import actions, queries
from marketplace.secondments.models import Hold, Loan, LoanState
from marketplace.secondments.queries import Wish
from marketplace.secondments.terms import ReleaseTerms
from tests import make
from tests.make import bids as making

JAN, JUN = date(2031, 1, 1), date(2031, 6, 30)


def asked():
    return making.support(make.draft_bid(), released=False).loan


def full(loan, **more):
    return ReleaseTerms(**{"days": loan.days, "starts_on": loan.starts_on, "ends_on": loan.ends_on, **more})


def test_the_person_first_and_then_the_home_unit(app):
    loan = asked()
    boss = making.manager(loan)
    with transaction(), pytest.raises(WrongMoment):
        actions.release(find(Loan, loan.id), full(loan), by=boss)

    with transaction():
        actions.consent(find(Loan, loan.id), by=loan.person)
    loan = find(Loan, loan.id)
    assert [(t.kind, t.person_id) for t in open_todos(loan)] == [("loan_release", boss.id)]

    with transaction():
        actions.release(find(Loan, loan.id), full(loan, days=4, conditions="检修期间回厂"), by=boss)
    loan = find(Loan, loan.id)
    assert (loan.state, loan.days, loan.conditions) == (LoanState.RELEASED, 4, "检修期间回厂")
    assert open_todos(loan) == []


def open_todos(loan):
    return list(
        db.session.scalars(db.select(Todo).where(Todo.about == f"loan/{loan.id}", Todo.settled_at.is_(None)))
    )


def test_nobody_answers_for_another_and_nobody_lends_themselves(app):
    loan = asked()
    with transaction(), pytest.raises(NotAllowed):
        actions.consent(find(Loan, loan.id), by=making.manager(loan))
    chief = make.officer(Role.UNIT_MANAGER, loan.home_unit)
    member = making.support(make.draft_bid(), chief, released=False)
    with transaction():
        actions.consent(find(Loan, member.loan.id), by=chief)
    with transaction(), pytest.raises(NotAllowed):
        actions.release(find(Loan, member.loan.id), full(member.loan), by=chief)


def test_a_unit_gives_at_most_what_was_asked(app):
    loan = asked()
    with transaction():
        actions.consent(find(Loan, loan.id), by=loan.person)
    with transaction(), pytest.raises(Invalid):
        actions.release(find(Loan, loan.id), full(loan, days=loan.days + 1), by=making.manager(loan))
    assert find(Loan, loan.id).state is LoanState.CONSENTED


def test_without_a_manager_on_record_nobody_is_asked(app):
    alone = make.person(make.unit(make.company()))
    with pytest.raises(Invalid):
        making.support(make.draft_bid(), alone)


def test_an_unanswered_request_lapses_by_the_clock(app):
    loan = asked()
    clock.freeze(loan.answer_due)
    jobs.run_due()
    assert find(Loan, loan.id).state is LoanState.EXPIRED
    assert queries_hold(loan) == []
    told = db.session.scalars(
        db.select(Notice.to_id).where(Notice.about == f"loan/{loan.id}", Notice.kind == "loan_expired")
    )
    assert set(told) == {loan.person_id, loan.asked_by_id}


def queries_hold(loan):
    return list(db.session.scalars(db.select(Hold).where(Hold.person_id == loan.person_id)))


def test_the_day_after_the_last_the_person_is_back(app):
    loan = making.support(make.draft_bid()).loan
    with transaction():
        actions.hold(find(Loan, loan.id), by=None)
        actions.activate(find(Loan, loan.id), by=None, about="project/1")
    assert [(h.about, h.firm) for h in queries_hold(loan)] == [("project/1", True)]
    clock.freeze(clock.at(loan.ends_on + timedelta(days=1), 8))
    jobs.run_due()
    assert find(Loan, loan.id).state is LoanState.RETURNED
    assert queries_hold(loan) == []


@pytest.mark.parametrize(("starts_on", "ends_on", "taken"), [
    (JAN, JUN, 10),  # wholly inside
    (date(2030, 7, 5), JUN, 5),  # 181 of 361 days fall inside
    (date(2031, 7, 1), date(2031, 8, 1), 0),  # after it
])  # fmt: skip
def test_free_days_are_what_is_lent_a_month_less_firm_holds_in_proportion(app, starts_on, ends_on, taken):
    person = make.lender(days_per_month=6)
    whole = queries.free_days([person.id], JAN, JUN)[person.id]
    assert whole == 35  # 6 days a month × 181 days
    with transaction():
        actions.set_hold(
            person, "project/7", days=10, starts_on=starts_on, ends_on=ends_on, core=True, firm=True
        )
        actions.set_hold(person, "bid/8", days=99, starts_on=JAN, ends_on=JUN, core=True, firm=False)
    left = queries.free_days([person.id], JAN, JUN)[person.id]
    assert whole - left in (taken, taken + 1)
    assert queries.free_days([person.id], JAN, JUN, besides="project/7")[person.id] == whole


def test_overbooking_looks_at_the_very_dates_wished(app):
    person = make.lender(days_per_month=6)
    with transaction():
        actions.set_hold(
            person, "project/7", days=5, starts_on=JAN, ends_on=date(2031, 1, 31), core=False, firm=True
        )
    wish = Wish(person.id, 4, JAN, date(2031, 1, 31))
    assert queries.overbooked([wish])[person.id].free == 1
    assert queries.overbooked([Wish(person.id, 4, date(2031, 2, 1), date(2031, 2, 28))]) == {}


def test_only_those_it_concerns_find_a_loan(app):
    bid = make.draft_bid()
    loan = making.support(bid, released=False).loan
    boss, asker, stranger = making.manager(loan), bid.lead, make.lender()
    other_boss = make.officer(Role.UNIT_MANAGER, make.unit(make.company()))
    for one in (loan.person, boss, asker):
        assert find(Loan, loan.id, seen_by=one).id == loan.id
    for one in (
        stranger,
        other_boss,
        bid.challenge.contact,
        make.who(Role.UNIT_MANAGER, bid.challenge.department),
    ):
        with pytest.raises(NotFound):
            find(Loan, loan.id, seen_by=one)


def test_pages_of_a_loan_from_asking_to_release(app):
    loan = asked()
    boss = making.manager(loan)
    mine = make.browser(app, loan.person, "zh_Hans")
    assert mine.get("/loans").status_code == 200
    assert mine.get(f"/loans/{loan.id}").status_code == 200
    assert mine.post(f"/loans/{loan.id}/consent").status_code == 303
    unit = make.browser(app, boss)
    for url in (
        "/loans/people",
        "/loans/calendar",
        f"/loans/{loan.id}",
        f"/loans/{loan.id}/release",
        f"/loans/{loan.id}/refuse",
    ):
        assert (url, unit.get(url).status_code) == (url, 200)
    loan = find(Loan, loan.id)
    sent = {
        "days": loan.days + 1,
        "starts_on": loan.starts_on.isoformat(),
        "ends_on": loan.ends_on.isoformat(),
    }
    assert unit.post(f"/loans/{loan.id}/release", data=sent).status_code == 422
    assert unit.post(f"/loans/{loan.id}/release", data={**sent, "days": loan.days}).status_code == 303
    assert find(Loan, loan.id).state is LoanState.RELEASED
    assert make.browser(app, make.lender()).get("/loans/people").status_code == 404


def test_declining_tells_the_reason_to_who_asked(app):
    loan = asked()
    mine = make.browser(app, loan.person)
    assert mine.post(f"/loans/{loan.id}/refuse", data={"reason": ""}).status_code == 422
    assert mine.post(f"/loans/{loan.id}/refuse", data={"reason": "家里有事"}).status_code == 303
    loan = find(Loan, loan.id)
    assert (loan.state, loan.reason) == (LoanState.REFUSED, "家里有事")
    told = db.session.scalars(
        db.select(Notice).where(Notice.about == f"loan/{loan.id}", Notice.kind == "loan_refused")
    ).all()
    assert [(n.to_id, n.detail["reason"]) for n in told] == [(loan.asked_by_id, "家里有事")]


def test_lists_of_loans_cost_the_same_with_one_row_and_with_many(app):
    loan = asked()
    boss = making.manager(loan)
    urls = ("/loans/people", "/loans/calendar")
    before = [statements_of(app, boss, url) for url in urls]
    for _ in range(6):
        making.support(make.draft_bid(), make.person(loan.home_unit), released=False)
    assert [statements_of(app, boss, url) for url in urls] == before
    assert max(before) <= 8


def statements_of(app, who, url):
    """How many statements a page costs."""
    said, client = [], make.browser(app, who)
    client.get(url)

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE")):
            said.append(statement)

    db.session.rollback()
    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(url).status_code == 200
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    return len(said)
