"""Who may do what on a panel, and when."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.bids.models import Bid
from bidding.bids.queries import waits_for_look
from bidding.openings.rules import is_bidder
from bidding.panels.models import Panel, PanelSeat, PanelState, SeatState
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
from marketplace.people.rules import here, holds

ANNOUNCED = (ChallengeState.NOTICE, ChallengeState.AWARDED)
SETTLED = (PanelState.SIGNED, PanelState.VOID)


def watches(person: Person, challenge: Challenge) -> bool:
    """The leading group and the supervisor follow a panel without a seat on it."""
    roles = (Role.LEADING_GROUP, Role.CHAIR, Role.SUPERVISOR)
    return any(holds(person, role, challenge.department) for role in roles)


def in_conflict(person: Person, challenge: Challenge) -> bool:
    """Is there a bid on this challenge that a conflict keeps from this person?"""
    barred = sa.select(Bid.id).where(Bid.challenge_id == challenge.id, Bid.barred_to(person)).limit(1)
    return db.session.scalar(barred) is not None


def announcers(challenge: Challenge, *, late: bool = False) -> list[Person]:
    """Who is asked to announce the result: the department's head; where the head wrote the challenge, has a
    conflict or lets the day pass (`late`), the chair of the leading group."""
    heads, chairs = (
        [
            one
            for one in holders(role, challenge.department)
            if not in_conflict(one, challenge) and not is_bidder(one, challenge)
        ]
        for role in (Role.UNIT_MANAGER, Role.CHAIR)
    )
    wrote = (challenge.contact_id, challenge.submitted_by_id)
    return ([] if late else [one for one in heads if one.id not in wrote][:1]) or chairs[:1]


def leads_group(person: Person, challenge: Challenge) -> bool:
    """A seat or the chair of the leading group over the posting department."""
    return any(holds(person, role, challenge.department) for role in (Role.LEADING_GROUP, Role.CHAIR))


def may_draw(person: Person, challenge: Challenge) -> Verdict:
    """Nobody can influence the draw, so several may start it; the clock does too."""
    able = leads_group(person, challenge) or holds(person, Role.UNIT_MANAGER, challenge.department)
    return unless(
        able,
        _("The panel is drawn by the leading group or the department's head; by itself it follows soon."),
    ) and can_be_drawn(challenge)


def can_be_drawn(challenge: Challenge) -> Verdict:
    """After the opening, and only while no other panel sits."""
    sitting = sa.select(Panel.id).where(Panel.challenge_id == challenge.id, Panel.state != PanelState.VOID)
    return (
        not_until(
            challenge.state in (ChallengeState.OPENED, ChallengeState.REVIEW),
            _("The bids have not been opened yet."),
        )
        and not_until(db.session.scalar(sitting) is None, _("The panel has already been drawn."))
        and not_until(
            not waits_for_look(challenge), _("The secrecy officer still looks at words found in a bid.")
        )
    )


def _own(person: Person, seat: PanelSeat | None) -> Verdict:
    mine = seat is not None and seat.person_id == person.id and seat.state is not SeatState.REPLACED
    return unless(mine, _("Only a member of this panel may do this."))


def may_declare(person: Person, seat: PanelSeat) -> Verdict:
    """Each member says once whether there is a conflict."""
    return _own(person, seat) and not_until(
        seat.state is SeatState.DRAWN and seat.panel.state in (PanelState.DECLARING, PanelState.SCORING),
        _("You have already declared."),
    )


def may_step_down(person: Person, seat: PanelSeat) -> Verdict:
    """A conflict noticed later ends the seat, until the report is signed."""
    return _own(person, seat) and not_until(
        seat.panel.state not in SETTLED,
        _("The report is signed; tell the chair of the leading group instead."),
    )


def may_replace(person: Person, seat: PanelSeat) -> Verdict:
    """The leading group replaces a member who is gone or lets a date pass; never one whose marks displease.

    So a date must have passed (or the member must have left): nobody can be moved off a panel for how they
    judge. Whoever has a conflict with one of the bids replaces nobody.
    """
    panel = seat.panel
    return (
        unless(leads_group(person, panel.challenge), _("Only the leading group may replace a member."))
        and unless(
            not in_conflict(person, panel.challenge),
            _("You have a conflict with one of the bids; somebody else replaces members."),
        )
        and not_until(
            panel.state not in SETTLED and seat.state is not SeatState.REPLACED,
            _("The report is signed, or the seat is no longer theirs."),
        )
        and not_until(
            is_gone(seat) or is_late(seat),
            _("A member is replaced once a date has passed without their answer, or when they have left."),
        )
    )


def is_gone(seat: PanelSeat) -> bool:
    """No longer works here, or no longer in the pool."""
    return not here(seat.person) or not holds(seat.person, Role.PANEL_MEMBER)


def is_late(seat: PanelSeat) -> bool:
    """What is asked of the member is overdue."""
    return seat.act_by is not None and clock.now() > seat.act_by


def may_score(person: Person, seat: PanelSeat) -> Verdict:
    """Scoring begins with the own declaration and ends with handing the scores in."""
    return (
        _own(person, seat)
        and not_until(seat.state is SeatState.DECLARED, _("Declare first whether you have a conflict."))
        and not_until(seat.panel.state is not PanelState.DECLARING, _("Other members still have to declare."))
        and not_until(
            seat.submitted_at is None and seat.panel.state is PanelState.SCORING,
            _("Your scores are in. They can be revised in the discussion, with a reason."),
        )
    )


def may_see_scores(person: Person, panel: Panel) -> Verdict:
    """Members see the others' scores once their own are in; the leading group once all are in."""
    seat = next((one for one in panel.active if one.person_id == person.id), None)
    if seat is not None:
        return not_until(seat.submitted_at is not None, _("You see the others' scores once your own are in."))
    may_watch = watches(person, panel.challenge) and not in_conflict(person, panel.challenge)
    return unless(may_watch, _("Only the panel may see this.")) and not_until(
        panel.state not in (PanelState.DECLARING, PanelState.SCORING), _("Not all scores are in yet.")
    )


def may_discuss(person: Person, seat: PanelSeat) -> Verdict:
    """The thread is open to members whose scores are in, until the report is signed."""
    return (
        _own(person, seat)
        and not_until(seat.submitted_at is not None, _("Hand in your scores first."))
        and not_until(seat.panel.state not in SETTLED, _("The report is signed; the discussion is over."))
    )


def may_revise(person: Person, seat: PanelSeat) -> Verdict:
    """A mark may be revised while the panel discusses."""
    return _own(person, seat) and not_until(
        seat.panel.state is PanelState.DISCUSSION, _("Marks are revised while the panel discusses.")
    )


def may_write_report(person: Person, panel: Panel) -> Verdict:
    """The panel's chair writes the report once all scores are in."""
    seat = next((one for one in panel.active if one.id == panel.chair_seat_id), None)
    return unless(
        seat is not None and seat.person_id == person.id, _("The panel's chair writes the report.")
    ) and not_until(
        panel.state is PanelState.DISCUSSION, _("The report is written while the panel discusses.")
    )


def may_reopen(person: Person, panel: Panel) -> Verdict:
    """The chair takes the report back before all have signed."""
    seat = next((one for one in panel.active if one.id == panel.chair_seat_id), None)
    return unless(
        seat is not None and seat.person_id == person.id, _("The panel's chair writes the report.")
    ) and not_until(panel.state is PanelState.SIGNING, _("There is no unsigned report."))


def may_sign(person: Person, seat: PanelSeat) -> Verdict:
    """Every member signs, with dissent if there is any."""
    return (
        _own(person, seat)
        and not_until(seat.panel.state is PanelState.SIGNING, _("The report is not ready to be signed."))
        and not_until(seat.signed_at is None, _("You have signed."))
    )


def may_print(panel: Panel) -> Verdict:
    """A paper is what all have signed."""
    return not_until(panel.state is PanelState.SIGNED, _("The report is not signed by all yet."))


def may_see_draw(person: Person, challenge: Challenge) -> Verdict:
    """Seed, pool and draw become public with the result; the leading group sees them at once."""
    return not_until(
        challenge.state in ANNOUNCED or watches(person, challenge),
        _("Seed, pool and draw become public with the result."),
    )


def belongs(seat: PanelSeat, panel_id: int) -> Verdict:
    """Is it a seat of this panel?"""
    return unless(seat.panel_id == panel_id, _("This seat is on another panel."))


def all_marked(done: int, of: int) -> Verdict:
    """Scores are handed in together."""
    return not_until(done == of and of > 0, _("Mark every bid on every criterion first."))


# --- conflicts ---------------------------------------------------------------------------------

#: About what somebody is in this contest, or is not: no reason makes them a judge of it.
HARD = ("bidder", "studio", "posting", "insider", "officer", "served", "years", "title", "clearance", "load")


def may_see_conflicts(person: Person, challenge: Challenge) -> Verdict:
    """Who may not judge whom, and why: for the leading group and the supervisor, after the opening."""
    return unless(
        watches(person, challenge), _("Conflicts are read by the leading group and the supervisor.")
    ) and not_until(
        challenge.state in (ChallengeState.OPENED, ChallengeState.REVIEW, *ANNOUNCED),
        _("The bids have not been opened yet."),
    )


def may_dismiss(person: Person, challenge: Challenge, kind: str, who: int) -> Verdict:
    """The chair of the leading group may find that a conflict does not count, with the reason."""
    return (
        unless(
            holds(person, Role.CHAIR, challenge.department),
            _("Only the chair of the leading group may dismiss a conflict."),
        )
        and unless(
            person.id != who and not in_conflict(person, challenge),
            _("Nobody dismisses conflicts on a challenge in which they have one themselves."),
        )
        and unless(kind not in HARD, _("This is no question of judgement; it cannot be dismissed."))
        and not_until(
            challenge.state in (ChallengeState.OPENED, ChallengeState.REVIEW),
            _("The result has been announced."),
        )
    )
