"""Composing the team: nobody is on it without having said yes, nobody is lent without a release."""

from __future__ import annotations

from bidding.bids import queries, rules
from bidding.bids.actions.plan import renew_plan
from bidding.bids.models import Bid, Consent, TeamMember, TeamRole
from bidding.bids.terms import MemberTerms
from marketplace.challenges.rules import may_see_details
from marketplace.core import audit, clock
from marketplace.core.db import db, find
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import not_until, require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person
from marketplace.secondments import actions as secondments
from marketplace.secondments.models import OVER

R = TeamRole


def wanted(bid: Bid, person_id: int) -> Person:
    """Who is wanted: here today, cleared for the challenge, not on the team yet."""
    person = db.session.get(Person, person_id)
    if person is None or (person.left_on is not None and person.left_on <= clock.today()):
        raise Invalid(_("This person is not in the group."), field="person_id")
    if any(member.person_id == person.id for member in bid.team):
        raise Invalid(_("%(name)s is on the team already.", name=person.name), field="person_id")
    if not may_see_details(person, bid.challenge):
        raise Invalid(
            _("%(name)s may not know the details of this challenge.", name=person.name), field="person_id"
        )
    return person


def _seat(
    bid: Bid, person: Person, role: TeamRole, terms: MemberTerms, studio_id: int | None = None
) -> TeamMember:
    member = TeamMember(
        bid=bid, person=person, role=role, skill_id=terms.skill_id, studio_id=studio_id,
        days=terms.days, starts_on=terms.starts_on, ends_on=terms.ends_on,
    )  # fmt: skip
    db.session.add(member)
    db.session.flush()
    renew_plan(bid, by=bid.lead)
    return member


def add_core(bid: Bid, terms: MemberTerms, *, by: Person) -> TeamMember:
    """Ask a member of one of the bidding studios to join."""
    require(rules.may_change_team(by, bid))
    person = wanted(bid, terms.person_id)
    studio_id = queries.studio_of(bid, person)
    if studio_id is None:
        raise Invalid(
            _("%(name)s is not a member of a bidding studio; ask for temporary support.", name=person.name),
            field="person_id",
        )
    member = _seat(bid, person, R.CORE, terms, studio_id)
    audit.record("core_asked", bid, by=by, person=person.id)
    _ask_core(member)
    return member


def _ask_core(member: TeamMember) -> None:
    secondments.set_hold(
        member.person, member.bid, days=member.days, starts_on=member.starts_on, ends_on=member.ends_on,
        core=True, firm=False,
    )  # fmt: skip
    ask(member.person, "bid_join", member, due=member.bid.challenge.closes_at)


def add_support(bid: Bid, terms: MemberTerms, *, by: Person) -> TeamMember:
    """Ask somebody from elsewhere for temporary support: the person first, then the home unit."""
    require(rules.may_change_team(by, bid))
    person = wanted(bid, terms.person_id)
    if queries.studio_of(bid, person) is not None:
        raise Invalid(
            _("%(name)s is a member of a bidding studio; ask for core membership.", name=person.name),
            field="person_id",
        )
    if len(terms.purpose) < 4:
        raise Invalid(_("Say what the person is wanted for; the home unit reads it too."), field="purpose")
    member = _seat(bid, person, R.SUPPORT, terms)
    audit.record("support_asked", bid, by=by, person=person.id)
    _ask_loan(member, terms.purpose, by=by)
    return member


def _ask_loan(member: TeamMember, purpose: str, *, by: Person) -> None:
    bid = member.bid
    member.loan = secondments.ask_loan(
        member.person, about=bid, by=by, skill_id=member.skill_id, days=member.days,
        starts_on=member.starts_on, ends_on=member.ends_on,
        asked_for=bid.studio.name, purpose=purpose, due=bid.challenge.closes_at,
    )  # fmt: skip
    db.session.flush()


def ask_again(member: TeamMember, terms: MemberTerms, *, by: Person) -> None:
    """Ask the same person for other days or dates, or once more after a no: the answer starts anew."""
    require(rules.may_change_team(by, member.bid))
    member.skill_id, member.days = terms.skill_id, terms.days
    member.starts_on, member.ends_on = terms.starts_on, terms.ends_on
    audit.record("asked_again", member.bid, by=by, person=member.person_id, days=terms.days)
    if member.role is R.SUPPORT:
        old = member.loan
        purpose = terms.purpose or (old.purpose if old is not None else "")
        if old is not None and old.state not in OVER:
            secondments.replace(old, by=by)
        _ask_loan(member, purpose, by=by)
    elif member.person_id == by.id:
        _keep_own(member)
    else:
        member.consent, member.answered_at = Consent.ASKED, None
        _ask_core(member)


def _keep_own(member: TeamMember) -> None:
    secondments.set_hold(
        member.person, member.bid, days=member.days, starts_on=member.starts_on, ends_on=member.ends_on,
        core=True, firm=False,
    )  # fmt: skip


def agree(member: TeamMember, *, by: Person) -> None:
    """The person asked joins as core member."""
    # The challenge's row makes two answers of one person queue up.
    find(type(member.bid.challenge), member.bid.challenge_id, lock=True)
    require(rules.may_agree(by, member))
    member.consent, member.answered_at = Consent.YES, clock.now()
    audit.record("core_agreed", member.bid, by=by)
    settle(member, "bid_join")
    tell([member.bid.lead], "bid_joined", member.bid, who=by.name)


def decline(member: TeamMember, *, reason: str = "", by: Person) -> None:
    """The person asked says no, or no longer."""
    require(rules.may_answer(by, member))
    require(not_until(member.consent is not Consent.NO, _("This has been answered already.")))
    require(not_until(member.role is not R.LEAD, _("The lead cannot leave; name another lead first.")))
    member.consent, member.answered_at = Consent.NO, clock.now()
    audit.record("core_declined", member.bid, by=by, note=reason)
    settle(member, "bid_join")
    secondments.drop_hold(by, member.bid)
    renew_plan(member.bid, by=member.bid.lead)
    tell([member.bid.lead], "bid_declined", member.bid, who=by.name)


def drop(member: TeamMember, *, by: Person) -> None:
    """Take somebody off the team."""
    bid = member.bid
    require(rules.may_change_team(by, bid))
    require(not_until(member.role is not R.LEAD, _("The lead cannot be taken off; name another lead first.")))
    audit.record("member_dropped", bid, by=by, person=member.person_id)
    if member.loan is not None and member.loan.state not in OVER:
        secondments.replace(member.loan, by=by)
    elif member.role is R.CORE and member.consent is not Consent.NO:
        tell([member.person], "bid_dropped", bid)
    settle(member)
    secondments.drop_hold(member.person, bid)
    for change in [one for one in bid.changes if one.member_id == member.id]:
        bid.changes.remove(change)
        db.session.delete(change)
    bid.team.remove(member)
    db.session.delete(member)
    db.session.flush()
    renew_plan(bid, by=bid.lead)


def name_lead(member: TeamMember, *, by: Person) -> None:
    """The studio's lead hands the bid to a core member, or takes it back."""
    bid = member.bid
    require(rules.may_change_team(by, bid))
    require(rules.studio_lead(by, bid))
    require(
        not_until(
            member.role is R.CORE and member.agreed and member.studio_id == bid.studio_id,
            _("Only a core member of the lead studio who has agreed can lead the bid."),
        )
    )
    for other in bid.team:
        if other.role is R.LEAD:
            other.role = R.CORE
    member.role, bid.lead = R.LEAD, member.person
    audit.record("lead_named", bid, by=by, person=member.person_id)
    tell([member.person], "bid_lead", bid)
