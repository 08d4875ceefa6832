"""The deeds of a loan: ask, agree, release, hold, activate, give back; and the intervals behind them."""

from __future__ import annotations

from datetime import datetime
from typing import Unpack

import sqlalchemy as sa

from marketplace.core import audit, clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import Base, db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person
from marketplace.rulebook.queries import setting
from marketplace.secondments import rules
from marketplace.secondments.models import GIVEN, OVER, Hold, Loan, LoanState
from marketplace.secondments.terms import Asked, LoanTerms, ReleaseTerms, Span

S = LoanState


def ask_loan(person: Person, *, about: Base | str, by: Person, **asked: Unpack[Asked]) -> Loan:
    """Ask somebody of another unit for days; `due` is the last moment an answer is of use."""
    terms = LoanTerms(**asked)
    if not rules.releasers(person, person.unit):
        raise Invalid(
            _(
                "%(unit)s has no manager on record who could release %(name)s.",
                unit=person.unit.name,
                name=person.name,
            ),
            field="person_id",
        )
    loan = Loan(
        person=person, home_unit=person.unit, asked_by=by, about=_ref(about), state=S.ASKED,
        no_later_than=terms.due, answer_due=_answer_by(terms.due), created_at=clock.now(),
        **terms.model_dump(exclude={"due"}),
    )  # fmt: skip
    db.session.add(loan)
    db.session.flush()
    audit.record("loan_asked", loan, by=by, days=loan.days)
    _soft(loan)
    ask(person, "loan_consent", loan, due=loan.answer_due)
    return loan


def _answer_by(latest: datetime | None) -> datetime:
    usual = after_workdays(clock.now(), int(setting("loan_answer_wd")))
    return usual if latest is None else min(usual, latest)


def _ref(about: Base | str) -> str:
    return about if isinstance(about, str) else audit.ref(about)


def consent(loan: Loan, *, by: Person) -> None:
    """The person agrees; now the home unit is asked."""
    require(rules.may_consent(by, loan))
    move(loan, S.CONSENTED, by=by)
    loan.answer_due = _answer_by(loan.no_later_than)
    settle(loan, "loan_consent")
    ask(rules.releasers(loan.person, loan.home_unit)[:1], "loan_release", loan, due=loan.answer_due)
    tell([loan.asked_by], "loan_agreed", loan)


def refuse(loan: Loan, *, reason: str, by: Person) -> None:
    """The person or the home unit says no; who asked learns why."""
    require(rules.may_refuse(by, loan))
    was_released = loan.state is S.RELEASED
    move(loan, S.REFUSED, by=by, note=reason)
    loan.reason = reason
    _end(loan)
    others = {loan.asked_by, loan.person} | (_managers(loan) if was_released else set())
    tell(others - {by}, "loan_refused", loan, reason=reason)


def release(loan: Loan, terms: ReleaseTerms, *, by: Person) -> None:
    """The home unit lets the person go, at most as long as was asked."""
    require(rules.may_release(by, loan))
    if terms.days > loan.days:
        raise Invalid(_("Only %(n)s days were asked for.", n=loan.days), field="days")
    if terms.starts_on < loan.starts_on or terms.ends_on > loan.ends_on:
        raise Invalid(_("The dates must lie within those asked for."), field="starts_on")
    loan.days, loan.starts_on, loan.ends_on = terms.days, terms.starts_on, terms.ends_on
    loan.conditions = terms.conditions
    move(loan, S.RELEASED, by=by, days=terms.days)
    loan.answer_due = None
    settle(loan, "loan_release")
    _soft(loan)
    tell([loan.asked_by, loan.person], "loan_released", loan)


def hold(loan: Loan, *, by: Person | None) -> None:
    """The bid is sealed: the days are taken from now on."""
    move(loan, S.HELD, by=by)
    _keep(loan, firm=True)


def unhold(loan: Loan, *, by: Person | None) -> None:
    """The seal was taken back: the release stays good."""
    move(loan, S.RELEASED, by=by)
    _soft(loan)


def activate(loan: Loan, *, by: Person | None, about: Base | str | None = None) -> None:
    """The work begins; the days now belong to the project (`about`)."""
    move(loan, S.ACTIVE, by=by)
    if about is not None:
        _hand_over(loan, _ref(about))
    tell([loan.person, *_managers(loan)], "loan_active", loan, ends_on=loan.ends_on.isoformat())


def _hand_over(loan: Loan, about: str) -> None:
    mine = sa.select(Hold).where(Hold.person_id == loan.person_id)
    old, new = (
        db.session.scalars(mine.where(Hold.about == place)).one_or_none() for place in (loan.about, about)
    )
    loan.about = about
    if old is None or old is new:
        return
    if new is None:
        old.about = about
    else:  # the project has set its own
        db.session.delete(old)
    db.session.flush()


def give_back(loan: Loan, *, by: Person | None) -> None:
    """The person is back; what was held for the loan is free again."""
    move(loan, S.RETURNED, by=by)
    _end(loan)
    tell([loan.person, *_managers(loan)], "loan_returned", loan)


def replace(loan: Loan, *, by: Person | None) -> None:
    """Somebody else, or nobody, is wanted instead."""
    knew = _managers(loan) if loan.state in (S.CONSENTED, *GIVEN) else set()
    move(loan, S.REPLACED, by=by)
    _end(loan)
    tell({loan.person} | knew, "loan_dropped", loan)


def expire(loan: Loan, *, by: Person | None = None) -> None:
    """Nobody answered in time, or what it was for is over."""
    knew = _managers(loan) if loan.state in (S.CONSENTED, *GIVEN) else set()
    move(loan, S.EXPIRED, by=by)
    _end(loan)
    tell({loan.person, loan.asked_by} | knew, "loan_expired", loan)


def _managers(loan: Loan) -> set[Person]:
    return set(rules.releasers(loan.person, loan.home_unit)[:1])


def _end(loan: Loan) -> None:
    loan.answer_due = None
    settle(loan)
    drop_hold(loan.person, loan.about)


def free_all(about: Base | str, *, by: Person | None) -> None:
    """What the loans were for has come to nothing: everybody is free again."""
    waiting = Loan.state.not_in(OVER)
    for loan in db.session.scalars(sa.select(Loan).where(Loan.about == _ref(about), waiting)).all():
        if loan.state is S.ACTIVE:
            give_back(loan, by=by)
        else:
            expire(loan, by=by)


# --- the intervals -----------------------------------------------------------------------------


def _soft(loan: Loan) -> None:
    _keep(loan, firm=False)


def _keep(loan: Loan, *, firm: bool) -> None:
    set_hold(
        loan.person,
        loan.about,
        days=loan.days,
        starts_on=loan.starts_on,
        ends_on=loan.ends_on,
        core=False,
        firm=firm,
    )


def set_hold(person: Person, about: Base | str, **span: Unpack[Span]) -> Hold:
    """Days of a person between two dates belong to something; set again, they change."""
    kept = db.session.scalars(_HOLD, {"person": person.id, "about": _ref(about)}).one_or_none()
    if kept is None:
        kept = Hold(person_id=person.id, about=_ref(about), **span)
        db.session.add(kept)
    else:
        kept.days, kept.starts_on, kept.ends_on = span["days"], span["starts_on"], span["ends_on"]
        kept.core, kept.firm = span["core"], span["firm"]
    db.session.flush()
    return kept


_HOLD = sa.select(Hold).where(Hold.person_id == sa.bindparam("person"), Hold.about == sa.bindparam("about"))


def drop_hold(person: Person, about: Base | str) -> None:
    """One person's days are free again."""
    db.session.execute(sa.delete(Hold).where(Hold.person_id == person.id, Hold.about == _ref(about)))


def drop_holds(about: Base | str) -> None:
    """Everybody's days that this thing took are free again."""
    db.session.execute(sa.delete(Hold).where(Hold.about == _ref(about)))
