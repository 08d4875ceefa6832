"""Who may propose, sign and undo; when a ledger is frozen."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from marketplace.core import clock
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.ledger.models import AnnualLetter, LedgerEntry, LetterRound, LetterState
from marketplace.people.models import Person, Role
from marketplace.people.queries import roles_of
from marketplace.studios import rules as studios
from marketplace.studios.models import Studio, StudioState

SIGN_BY = (1, 20)
OVERDUE_FROM = (1, 31)
LATE_DAYS = 10  # for letters proposed late


def sign_by(year: int) -> datetime:
    """Both signatures by 20 January; a letter proposed later gets ten days."""
    usual = clock.at(date(year, *SIGN_BY), 23, 59)
    later = clock.at(clock.today() + timedelta(days=LATE_DAYS), 23, 59)
    return max(usual, later) if clock.now() > usual - timedelta(days=LATE_DAYS) else usual


def overdue_from(year: int) -> datetime:
    """The end of 31 January: what is unsigned goes on the list."""
    return clock.at(date(year, *OVERDUE_FROM), 23, 59)


def may_propose(person: Person, round_: LetterRound) -> Verdict:
    """The leading group of the round's unit proposes the targets."""
    seats = {h.unit_id for h in roles_of(person) if h.role in (Role.LEADING_GROUP, Role.CHAIR)}
    return unless(
        round_.unit_id in seats, _("Only the leading group of %(unit)s may do this.", unit=round_.unit.name)
    )


def may_sign_as_lead(person: Person, letter: AnnualLetter) -> Verdict:
    """The studio lead signs first, with the exchange plan."""
    return studios.leads(person, letter.studio) and not_until(
        letter.state is LetterState.PROPOSED, _("The lead has signed already.")
    )


def may_sign_as_chair(person: Person, letter: AnnualLetter) -> Verdict:
    """The chair signs after the lead; then the letter is frozen."""
    order = {
        LetterState.PROPOSED: _("The studio lead signs first."),
        LetterState.SIGNED: _("The letter is signed and frozen."),
    }
    return studios.chairs(person, letter.studio) and not_until(
        letter.state is LetterState.LEAD_SIGNED, order.get(letter.state, "")
    )


def may_correct(person: Person, letter: AnnualLetter) -> Verdict:
    """Before the lead signs, the leading group may still correct the targets."""
    return studios.in_leading_group(person, letter.studio) and not_until(
        letter.state is LetterState.PROPOSED, _("The letter has been signed; targets no longer change.")
    )


def may_undo(person: Person, entry: LedgerEntry) -> Verdict:
    """A mistake is undone by the leading group, with a reason, once."""
    return studios.in_leading_group(person, entry.studio) and not_until(
        entry.undoes_id is None, _("This is a counter-entry already.")
    )


def takes_credit(studio: Studio, on: date) -> Verdict:
    """A delisted studio's ledger is frozen from the day its plaque was removed."""
    frozen = studio.state in (StudioState.DELISTED, StudioState.CLOSED)
    after = studio.removed_on is None or on >= studio.removed_on
    return not_until(not (frozen and after), _("The studio's ledger is frozen."))
