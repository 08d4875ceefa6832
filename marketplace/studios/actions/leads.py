"""A new lead for a studio; and what happens to a studio that has none."""

from __future__ import annotations

from datetime import timedelta

from marketplace.core import audit, clock
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox import actions as inbox
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
from marketplace.studios import queries, rules
from marketplace.studios.actions.folk import person_numbered
from marketplace.studios.models import LeadChange, LeadChangeState, MemberRole, Studio, StudioState
from marketplace.studios.terms import LeadRuling, LeadTerms

S = LeadChangeState
DAYS_WITHOUT = 90  # calendar days (product.md 3)


def propose_lead(studio: Studio, terms: LeadTerms, *, by: Person) -> LeadChange:
    """The home unit or the leading group proposes a member of the studio as its lead."""
    require(rules.may_propose_lead(by, studio, queries.lead_proposal(studio)))
    person = person_numbered(terms.employee_no)
    if person.id == studio.lead_id:
        raise Invalid(_("%(name)s leads the studio already.", name=person.name), field="employee_no")
    if not queries.is_member(person, studio):
        raise Invalid(_("%(name)s is not a member of this studio.", name=person.name), field="employee_no")
    change = LeadChange(
        studio=studio, old_lead=studio.lead, person=person, proposed_by=by, proposed_at=clock.now(),
        reason=terms.reason, state=S.PROPOSED,
    )  # fmt: skip
    db.session.add(change)
    db.session.flush()
    audit.record("lead_proposed", studio, by=by, note=terms.reason, person_id=person.id)
    inbox.settle(studio, "name_lead")
    chairs = [one for one in queries.seated(studio.leading_unit_id, Role.CHAIR) if one.id != person.id]
    inbox.ask(set(chairs), "decide_lead", change)
    inbox.tell([person], "lead_proposed", change)
    return change


def confirm_lead(change: LeadChange, terms: LeadRuling, *, by: Person) -> Person:
    """The chair names the new lead; answers who led before. A suspended studio works again."""
    require(rules.may_decide_lead(by, change))
    studio, old, new = change.studio, change.studio.lead, change.person
    if not queries.is_member(new, studio):
        raise Invalid(_("%(name)s is not a member of this studio.", name=new.name), field="decision")
    for membership in queries.members(studio):
        if membership.person_id == old.id:
            membership.role = MemberRole.CORE
            membership.until = old.left_on
        elif membership.person_id == new.id:
            membership.role = MemberRole.LEAD
    studio.lead = new
    _decide(change, terms, S.CONFIRMED, by)
    inbox.settle(studio, "name_lead")
    if studio.state is StudioState.SUSPENDED:
        move(studio, studio.suspended_from or StudioState.FOUNDED, by=by)
        studio.suspended_from = None
    db.session.flush()
    told = {m.person for m in queries.members(studio)} | {old, change.proposed_by}
    inbox.tell(told, "lead_named", studio, name=new.name)
    return old


def refuse_lead(change: LeadChange, terms: LeadRuling, *, by: Person) -> None:
    """The chair does not name this person."""
    require(rules.may_decide_lead(by, change))
    _decide(change, terms, S.REFUSED, by)
    inbox.tell({change.proposed_by, change.person}, "lead_refused", change.studio, reason=terms.decision)


def _decide(change: LeadChange, terms: LeadRuling, to: LeadChangeState, by: Person) -> None:
    change.decision, change.decided_by, change.decided_at = terms.decision, by, clock.now()
    move(change, to, by=by, note=terms.decision)
    audit.record(f"lead_{to.value}", change.studio, by=by, note=terms.decision, person_id=change.person_id)
    inbox.settle(change)


# --- without a lead ----------------------------------------------------------------------------


def ask_for_lead(studio: Studio) -> None:
    """The lead has gone: the home unit is asked to propose another."""
    left_on = studio.lead.left_on
    assert left_on is not None
    due = clock.at(left_on + timedelta(days=DAYS_WITHOUT), 23, 59)
    managers = holders(Role.UNIT_MANAGER, studio.home_unit)[:1]
    inbox.ask(set(managers or queries.seated(studio.leading_unit_id)), "name_lead", studio, due=due)


def suspend(studio: Studio) -> None:
    """Ninety days without a lead."""
    was = studio.state
    move(studio, StudioState.SUSPENDED, by=None, note=_("90 days without a lead"))
    studio.suspended_from = was
    concerned = {m.person for m in queries.members(studio)} | set(queries.seated(studio.leading_unit_id))
    inbox.tell(concerned | set(holders(Role.UNIT_MANAGER, studio.home_unit)[:1]), "studio_suspended", studio)
