"""*Team changed*: somebody has won elsewhere; one place of the team may be filled anew, nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bidding.bids import queries, rules
from bidding.bids.actions.team import wanted
from bidding.bids.models import SWAPPABLE, Bid, ChangeState, Consent, TeamChange, TeamMember, TeamRole
from bidding.bids.terms import SwapTerms
from marketplace.challenges.models import Challenge
from marketplace.core import audit, clock
from marketplace.core.audit import ref
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db, find
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import not_until, require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person
from marketplace.rulebook.queries import setting
from marketplace.secondments import actions as secondments
from marketplace.secondments import queries as loans
from marketplace.secondments.models import OVER, LoanState

S = ChangeState


def note_win(bid: Bid) -> list[TeamChange]:
    """The award of this bid is final: bids on other challenges that name its people are flagged,
    each person once in a bid for each award that takes them."""
    close_changes(bid)
    people = {member.person_id for member in bid.team if member.agreed}
    flagged = sa.select(TeamChange.bid_id).where(
        TeamChange.person_id == TeamMember.person_id, TeamChange.because_of_id == bid.id
    )
    named = (
        sa.select(TeamMember)
        .join(Bid, Bid.id == TeamMember.bid_id)
        .where(
            TeamMember.person_id.in_(people), Bid.challenge_id != bid.challenge_id, Bid.state.in_(SWAPPABLE),
            Bid.id.not_in(flagged.correlate(TeamMember)),
        )
        .order_by(TeamMember.bid_id, TeamMember.id)
    )  # fmt: skip
    return [_flag(member, bid) for member in db.session.scalars(named).all()]


def _flag(member: TeamMember, winner: Bid) -> TeamChange:
    bid, now = member.bid, clock.now()
    change = TeamChange(
        bid=bid, member=member, person=member.person, because_of_id=winner.id, found_at=now,
        due_at=after_workdays(now, int(setting("swap_wd"))), state=S.OPEN,
    )  # fmt: skip
    db.session.add(change)
    db.session.flush()
    audit.record("team_changed", bid, by=None, person=member.person_id)
    ask({bid.lead, bid.studio.lead}, "team_swap", change, due=change.due_at, who=member.person.name)
    told = queries.core_of(bid, queries.team_of(bid))
    tell(told, "team_changed", bid, who=member.person.name, until=change.due_at.isoformat())
    return change


def ask_to_stand_in(change: TeamChange, terms: SwapTerms, *, by: Person) -> None:
    """Ask somebody to take the place as it stands: same part, same days, same dates."""
    require(rules.may_swap(by, change))
    bid, member = change.bid, change.member
    person = wanted(bid, terms.person_id)
    _fits_the_place(person, member)
    _has_room(person, change)
    change.candidate, change.loan = person, None
    audit.record("swap_asked", bid, by=by, person=person.id, instead_of=change.person_id)
    if member.role is not TeamRole.SUPPORT:
        ask(person, "swap_join", change, due=change.due_at)
        return
    if len(terms.purpose) < 4:
        raise Invalid(_("Say what the person is wanted for; the home unit reads it too."), field="purpose")
    change.loan = secondments.ask_loan(
        person, about=bid, by=by, skill_id=member.skill_id, days=member.days, starts_on=member.starts_on,
        ends_on=member.ends_on, asked_for=bid.studio.name, purpose=terms.purpose, due=change.due_at,
    )  # fmt: skip
    db.session.flush()


def _fits_the_place(person: Person, member: TeamMember) -> None:
    """A core place goes to a member of a bidding studio, the lead's to one of the lead studio."""
    studio_id = queries.studio_of(member.bid, person)
    if member.role is TeamRole.SUPPORT and studio_id is not None:
        raise Invalid(_("%(name)s is a member of a bidding studio.", name=person.name), field="person_id")
    if member.role is TeamRole.CORE and studio_id is None:
        raise Invalid(_("%(name)s is not a member of a bidding studio.", name=person.name), field="person_id")
    if member.role is TeamRole.LEAD and studio_id != member.bid.studio_id:
        raise Invalid(_("%(name)s is not a member of the lead studio.", name=person.name), field="person_id")


def _has_room(person: Person, change: TeamChange) -> None:
    member = change.member
    wish = loans.Wish(person.id, member.days, member.starts_on, member.ends_on)
    room = loans.rooms([wish], besides=ref(change.bid))[person.id]
    if room.over:
        raise Invalid(
            _("%(name)s: %(wanted)s days wanted, %(free)s free",
              name=person.name, wanted=room.wanted, free=room.free),
            field="person_id",
        )  # fmt: skip
    if member.role is not TeamRole.SUPPORT and queries.is_busy_core(person):
        raise Invalid(
            _("%(name)s is core in as many running projects as are allowed.", name=person.name),
            field="person_id",
        )


def agree_to_stand_in(change: TeamChange, *, by: Person) -> None:
    """The member of the studio says yes; the place is theirs at once."""
    find(Challenge, change.bid.challenge_id, lock=True)  # two answers of one person queue up
    require(rules.may_agree_swap(by, change))
    _has_room(by, change)
    member, old = change.member, change.person
    _take_over(change, by)
    secondments.set_hold(
        by, change.bid, days=member.days, starts_on=member.starts_on, ends_on=member.ends_on,
        core=True, firm=False,
    )  # fmt: skip
    member.studio_id = queries.studio_of(change.bid, by)
    if member.role is TeamRole.LEAD:
        change.bid.lead = by
    _announce(change, old, by=by)


def take_released(change: TeamChange) -> None:
    """The home unit has released who was asked in time: the place is theirs."""
    loan = change.loan
    require(not_until(loan is not None and loan.state is LoanState.RELEASED, _("Not released yet.")))
    require(not_until(change.bid.state in SWAPPABLE, _("This bid is over.")))
    assert loan is not None
    old, member = change.person, change.member
    _take_over(change, None)
    member.loan = loan
    member.days, member.starts_on, member.ends_on = loan.days, loan.starts_on, loan.ends_on
    secondments.hold(loan, by=None)
    _announce(change, old, by=None)


def _take_over(change: TeamChange, by: Person | None) -> None:
    """The seat changes hands; role, skill, days and dates stay."""
    member, new = change.member, change.candidate
    assert new is not None
    if member.loan is not None and member.loan.state not in OVER:
        secondments.replace(member.loan, by=by)
    secondments.drop_hold(member.person, change.bid)
    member.person, member.loan = new, None
    member.consent, member.answered_at = Consent.YES, clock.now()
    change.done_at = clock.now()
    move(change, S.SWAPPED, by=by)
    db.session.flush()


def _announce(change: TeamChange, old: Person, *, by: Person | None) -> None:
    new, bid = change.member.person, change.bid
    for other in _others(change):  # the place is filled, whoever else has taken the person
        _close(other, by)
    audit.record("team_swapped", bid, by=by, person=old.id, instead=new.id)
    settle(change)
    told = {*queries.core_of(bid, queries.team_of(bid)), old}
    tell(told, "team_swapped", bid, who=old.name, instead=new.name)


def _others(change: TeamChange) -> Sequence[TeamChange]:
    same = (TeamChange.member_id == change.member_id, TeamChange.state == S.OPEN, TeamChange.id != change.id)
    return db.session.scalars(sa.select(TeamChange).where(*same)).all()


def refuse_to_stand_in(change: TeamChange, *, reason: str = "", by: Person) -> None:
    """The member of the studio says no; somebody else may be asked while there is time."""
    require(rules.may_answer_swap(by, change))
    change.candidate = None
    audit.record("swap_refused", change.bid, by=by, note=reason)
    settle(change, "swap_join")
    tell([change.bid.lead], "swap_refused", change.bid, who=by.name)


def keep_as_is(change: TeamChange, *, by: Person | None = None) -> None:
    """Nobody stands in: the lead says so, or the time has passed."""
    if by is not None:
        require(rules.may_swap(by, change))
    _close(change, by)


def _close(change: TeamChange, by: Person | None) -> None:
    if change.loan is not None and change.loan.state not in OVER:
        secondments.replace(change.loan, by=by)
    move(change, S.KEPT, by=by)
    change.done_at = clock.now()
    settle(change)


def close_changes(bid: Bid) -> None:
    """The bid is decided or gone: nothing is swapped in it any more, nor elsewhere because of it."""
    concerned = sa.or_(TeamChange.bid_id == bid.id, TeamChange.because_of_id == bid.id)
    for change in db.session.scalars(
        sa.select(TeamChange).where(concerned, TeamChange.state == S.OPEN)
    ).all():
        _close(change, None)
