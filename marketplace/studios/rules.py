"""Who may do what with a studio, and whether it may bid."""

from __future__ import annotations

from marketplace.core.i18n import _
from marketplace.core.verdict import YES, Verdict, not_until, unless
from marketplace.people.models import Person, Role
from marketplace.people.queries import roles_of
from marketplace.people.rules import holds
from marketplace.studios.models import LISTED, LeadChange, LeadChangeState, Studio, StudioState

FEWEST = 5  # people a studio needs


def listed(studio: Studio) -> Verdict:
    """May the studio bid, promise and be counted? Its plaque hangs, warned or not."""
    said = {
        StudioState.PROPOSED: _("The studio has not been founded yet."),
        StudioState.SUSPENDED: _("The studio is suspended."),
        StudioState.DELISTED: _("The studio has been delisted."),
        StudioState.CLOSED: _("The studio is closed."),
    }
    return not_until(studio.state in LISTED, said.get(studio.state, ""))


def leads(person: Person, studio: Studio) -> Verdict:
    """Is this the studio's lead?"""
    return unless(studio.lead_id == person.id, _("Only the studio lead may do this."))


def sits_for(person: Person, studio: Studio, *roles: Role) -> bool:
    """Does the person sit in the leading group that answers for this studio (its tier decides which)?"""
    wanted = roles or (Role.LEADING_GROUP, Role.CHAIR)
    return any(held.role in wanted and held.unit_id == studio.leading_unit_id for held in roles_of(person))


def in_leading_group(person: Person, studio: Studio) -> Verdict:
    """Letters, evaluation and delisting are the business of the leading group at the studio's tier."""
    return unless(sits_for(person, studio), _("Only the leading group at the studio's tier may do this."))


def chairs(person: Person, studio: Studio) -> Verdict:
    """The chair's own deeds: signing letters, deciding delistings."""
    return unless(
        sits_for(person, studio, Role.CHAIR),
        _("Only the chair of the leading group at the studio's tier may do this."),
    )


def may_change_members(person: Person, studio: Studio) -> Verdict:
    """The lead keeps the list of members while the studio lives."""
    alive = studio.state in (*LISTED, StudioState.SUSPENDED)
    return leads(person, studio) and not_until(alive, _("The studio no longer takes or releases members."))


def may_edit(person: Person, studio: Studio) -> Verdict:
    """The lead writes what the studio says of itself."""
    return leads(person, studio) and not_until(
        studio.state not in (StudioState.DELISTED, StudioState.CLOSED), _("The studio has ended.")
    )


def may_name_lead(person: Person, studio: Studio) -> Verdict | None:
    """The way to the page that proposes a new lead, for the home unit and the leading group; else none."""
    ours = holds(person, Role.UNIT_MANAGER, studio.home_unit) or sits_for(person, studio)
    return YES if ours and studio.state in (*LISTED, StudioState.SUSPENDED) else None


def may_propose_lead(person: Person, studio: Studio, waiting: LeadChange | None) -> Verdict:
    """The home unit or a seat of the leading group proposes; the chair decides and does not propose."""
    proposes = holds(person, Role.UNIT_MANAGER, studio.home_unit) or sits_for(
        person, studio, Role.LEADING_GROUP
    )
    return (
        unless(proposes, _("The home unit's manager or a seat of the leading group proposes a lead."))
        and not_until(studio.state in (*LISTED, StudioState.SUSPENDED), _("The studio has ended."))
        and not_until(waiting is None, _("A proposal waits for the chair already."))
    )


def may_decide_lead(person: Person, change: LeadChange) -> Verdict:
    """The chair of the leading group at the studio's tier, on a proposal of somebody else's about another."""
    return (
        chairs(person, change.studio)
        and not_until(change.state is LeadChangeState.PROPOSED, _("This has been decided already."))
        and unless(
            person.id not in (change.proposed_by_id, change.person_id),
            _("Whoever proposed it or is to lead cannot decide it."),
        )
    )


def may_see_lead_change(person: Person, change: LeadChange) -> Verdict:
    """Those who propose and decide, and the two people it is about."""
    inside = person.id in (change.old_lead_id, change.person_id, change.studio.lead_id)
    return unless(
        inside or may_name_lead(person, change.studio),
        _("This concerns the home unit and the leading group."),
    )
