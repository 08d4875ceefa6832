"""Who answers for a loan."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.core import clock
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import holders
from marketplace.people.rules import holds
from marketplace.secondments.models import Loan, LoanState

S = LoanState


def may_consent(person: Person, loan: Loan) -> Verdict:
    """Only the person asked says yes for themselves."""
    return (
        unless(person.id == loan.person_id, _("Only %(name)s can answer this.", name=loan.person.name))
        and not_until(loan.state is S.ASKED, _("This has been answered already."))
        and _in_time(loan)
    )


def may_release(person: Person, loan: Loan) -> Verdict:
    """A manager of the home unit lets go; nobody lends themselves out."""
    is_manager = holds(person, Role.UNIT_MANAGER, loan.home_unit) and person.id != loan.person_id
    return (
        unless(is_manager, _("Only the manager of %(unit)s can release.", unit=loan.home_unit.name))
        and not_until(loan.state is not S.ASKED, _("%(name)s has not agreed yet.", name=loan.person.name))
        and not_until(loan.state is S.CONSENTED, _("This has been answered already."))
        and _in_time(loan)
    )


def may_refuse(person: Person, loan: Loan) -> Verdict:
    """The person until the bid is sealed; the manager once the person has agreed."""
    is_manager = holds(person, Role.UNIT_MANAGER, loan.home_unit) and person.id != loan.person_id
    return unless(
        person.id == loan.person_id or is_manager, _("Only the person asked and the home unit can decline.")
    ) and not_until(
        loan.state in (S.ASKED, S.CONSENTED, S.RELEASED),
        _("It is too late to decline: the loan is held or over."),
    )


def _in_time(loan: Loan) -> Verdict:
    return not_until(
        loan.answer_due is None or clock.now() < loan.answer_due,
        _("The time to answer has passed. It can be asked anew."),
    )


def releasers(person: Person, unit: Unit) -> Sequence[Person]:
    """Who can let this person go: managers of the home unit, nearest first, never the person."""
    return [manager for manager in holders(Role.UNIT_MANAGER, unit) if manager.id != person.id]
