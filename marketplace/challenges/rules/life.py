"""Who may do what with a challenge, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from marketplace.challenges.models import (
    SECRET,
    Challenge,
    ChallengeState,
    Scope,
    clearance_of,
)
from marketplace.core import clock
from marketplace.core.addresses import url_of
from marketplace.core.db import db, remember
from marketplace.core.i18n import _, ngettext
from marketplace.core.verdict import YES, Verdict, not_until, unless
from marketplace.people.models import Person, Role, SecrecyLevel, Unit
from marketplace.people.rules import holds
from marketplace.rulebook.queries import in_force, preset_of
from marketplace.secrecy.queries import standing
from marketplace.studios.models import Studio

S = ChallengeState
DRAFTING = (S.DRAFT, S.APPROVAL, S.SECRECY)
ORDER = tuple(SecrecyLevel)
APART = ("race", "urgent", "invited")  # presets that no joint round takes
NARROW = (Scope.UNIT, Scope.COMPANY)


def may_act_for(person: Person, challenge: Challenge) -> Verdict:
    """Speaks for the department: its posters and its managers."""
    ours = holds(person, Role.POSTER, challenge.department) or holds(
        person, Role.UNIT_MANAGER, challenge.department
    )
    return unless(ours, _("Only the department that posted this may do it."))


def may_post_for(person: Person, department: Unit) -> Verdict:
    """Posters write challenges for their unit and those below it."""
    return unless(
        holds(person, Role.POSTER, department), _("Only a poster of this department may post a problem.")
    )


def may_edit(person: Person, challenge: Challenge) -> Verdict:
    """A draft is edited by its department's posters."""
    return may_post_for(person, challenge.department) and not_until(
        challenge.state is S.DRAFT, _("Only a draft can be changed. Have it returned first.")
    )


def may_submit(person: Person, challenge: Challenge) -> Verdict:
    """A complete draft goes to the department head."""
    return (
        may_edit(person, challenge)
        and has_clearance(person, challenge.secrecy)
        and complete(challenge)
        and preset_closed(challenge.preset, challenge.budget)
    )


def complete(challenge: Challenge) -> Verdict:
    """Nothing that a bidder must know is missing."""
    gaps = missing(challenge)
    said = _("Still missing: %(what)s.", what=_(", ").join(label for _field, label in gaps))
    return not_until(not gaps, said) and may_join_round(challenge)


def may_join_round(challenge: Challenge) -> Verdict:
    """A round takes open work with one winner each, until it is decided."""
    if not challenge.joint_round:
        return YES
    over = sa.select(Challenge.id).where(
        Challenge.joint_round == challenge.joint_round, Challenge.round_decided_at.is_not(None)
    )
    return unless(
        not challenge.is_secret and challenge.preset not in APART,
        _("A trade secret, a race and urgent work are decided on their own, not in a joint round."),
    ) and not_until(
        db.session.scalar(over.limit(1)) is None,
        _("The round “%(name)s” has been decided; name another.", name=challenge.joint_round),
    )


def missing(challenge: Challenge) -> list[tuple[str, str]]:
    """What a draft lacks before it may go on: (field, what to call it)."""
    secret = challenge.secrecy in SECRET
    wanted = [
        ("background", _("background"), challenge.background),
        ("loss_basis", _("how the loss was worked out"), challenge.loss_basis or not challenge.loss),
        ("targets", _("at least one technical target"), challenge.targets),
        ("needs", _("at least one needed skill"), challenge.needs),
        ("acceptance", _("how it will be accepted"), challenge.acceptance),
        ("budget", _("budget ceiling"), challenge.budget),
        (
            "scope_reason",
            _("reason for the narrower scope"),
            challenge.scope not in NARROW or challenge.scope_reason,
        ),
        ("summary", _("desensitised summary"), not secret or challenge.summary),
        ("circle", _("named circle"), challenge.secrecy is not SecrecyLevel.CORE or challenge.circle),
        ("contract_no", _("contract number"), not challenge.external_party or challenge.contract_no),
        ("external_party", _("outside party"), not challenge.contract_no or challenge.external_party),
        (
            "invitations",
            _("at least %(n)s invited studios", n=invited_least(challenge)),
            not invited_least(challenge) or len(challenge.invitations) >= invited_least(challenge),
        ),
    ]
    return [(field, label) for field, label, there in wanted if not there]


def invited_least(challenge: Challenge) -> int:
    """How many studios the preset wants invited; 0: whoever is in scope may bid."""
    return int(preset_of(challenge).get("invited") or 0)


def has_clearance(person: Person, level: SecrecyLevel) -> Verdict:
    """Cleared for this level today."""
    enough = level not in SECRET or ORDER.index(clearance_of(person)) >= ORDER.index(level)
    return unless(enough, _("This needs a valid clearance for “%(level)s”.", level=str(level.label)))


def may_see_details(person: Person, challenge: Challenge) -> Verdict:
    """Level, scope, circle, clearance and role together, as `Challenge.known_to` says."""
    if not challenge.is_secret:
        return YES
    known = sa.select(Challenge.id).where(Challenge.id == challenge.id, Challenge.known_to(person))
    knows = remember(f"knows/{person.id}/{challenge.id}", lambda: db.session.scalar(known) is not None)
    return unless(
        knows,
        _("The details are kept to cleared people. The summary is what everybody may know."),
    )


def may_approve(person: Person, challenge: Challenge) -> Verdict:
    """The department head approves, and is never the one who wrote or submitted it."""
    wrote = person.id in (challenge.contact_id, challenge.submitted_by_id)
    return (
        unless(
            holds(person, Role.UNIT_MANAGER, challenge.department), _("The department head approves this.")
        )
        and unless(not wrote, _("Whoever wrote a challenge cannot approve it."))
        and not_until(challenge.state is S.APPROVAL, _("It does not wait for approval."))
        and may_see_details(person, challenge)
    )


def needs_quorum(challenge: Challenge) -> bool:
    """Trade secrets, and presets that say so, are sealed in the hands of several holders."""
    return challenge.secrecy in SECRET or preset_of(challenge)["sealing"] == "quorum"


def has_its_key(challenge: Challenge) -> Verdict:
    """What several holders open has its key before the first bid can come."""
    return not_until(
        challenge.public_key is not None or not needs_quorum(challenge),
        _("Its key has not been made yet: its bids are to lie under the keys of several holders."),
        opens_at=url_of(f"challenge_key/{challenge.id}"),
    )


def may_release(person: Person, challenge: Challenge) -> Verdict:
    """The secrecy officer releases it for posting, once its key is there."""
    return may_check(person, challenge) and has_its_key(challenge)


def may_check(person: Person, challenge: Challenge) -> Verdict:
    """The secrecy officer looks at what waits for the posting and names its level."""
    wrote = person.id in (challenge.contact_id, challenge.submitted_by_id)
    return (
        unless(
            holds(person, Role.SECRECY_OFFICER, challenge.department), _("The secrecy officer releases this.")
        )
        and unless(not wrote, _("Whoever wrote a challenge cannot release it."))
        and not_until(challenge.state is S.SECRECY, _("It does not wait for the secrecy officer."))
        and has_clearance(person, challenge.secrecy)
    )


def nothing_found(challenge: Challenge) -> Verdict:
    """No word of the screening list waits in its texts for the secrecy officer, or was refused."""
    waiting = len(standing(f"challenge/{challenge.id}"))
    one = "%(num)s word was found in its texts and not cleared."
    return not_until(
        not waiting, ngettext(one, "%(num)s words were found in its texts and not cleared.", waiting)
    )


def may_edit_circle(person: Person, challenge: Challenge) -> Verdict:
    """After the posting the secrecy officer, who knows the secret, keeps the circle."""
    return (
        unless(
            holds(person, Role.SECRECY_OFFICER, challenge.department),
            _("The secrecy officer keeps the named circle."),
        )
        and not_until(
            challenge.is_secret and challenge.is_posted,
            _("A circle is named for trade secrets that are posted."),
        )
        and may_see_details(person, challenge)
    )


def may_send_back(person: Person, challenge: Challenge) -> Verdict:
    """Whoever could let it pass may return it with a reason."""
    if challenge.state is S.SECRECY:
        return may_check(person, challenge)
    return may_approve(person, challenge)


def may_withdraw(person: Person, challenge: Challenge) -> Verdict:
    """The department may take it back until the bids have been opened."""
    possible = S.WITHDRAWN in challenge.LIFE[challenge.state]
    return may_act_for(person, challenge) and not_until(
        possible, _("After the opening it can no longer be withdrawn.")
    )


def takes_bids(challenge: Challenge) -> Verdict:
    """Open, by state and by the hour."""
    # The hour decides, not the state: the job that closes may run late. While an objection holds the clock,
    # the hour moves on with it.
    in_time = challenge.paused_at is not None or (
        challenge.closes_at is not None and clock.now() < challenge.closes_at
    )
    return not_until(challenge.state is S.OPEN and in_time, _("Bidding has closed."))


def may_amend(person: Person, challenge: Challenge) -> Verdict:
    """The department's posters change what is posted while bids come in; preset and scope stay."""
    return may_post_for(person, challenge.department) and takes_bids(challenge)


def may_invite(person: Person, challenge: Challenge) -> Verdict:
    """The department's posters invite, from the draft on until the close."""
    by_name = invited_least(challenge) > 0
    early = challenge.state in DRAFTING or bool(takes_bids(challenge))
    return (
        may_post_for(person, challenge.department)
        and not_until(by_name, _("Studios are invited by name only with the preset “By invitation”."))
        and not_until(early, _("Bidding has closed."))
    )


def may_post_again(person: Person, challenge: Challenge) -> Verdict:
    """What was posted and ended without an award may be posted anew."""
    over = challenge.is_posted and challenge.state in (S.WITHDRAWN, S.NO_BID)
    return may_post_for(person, challenge.department) and not_until(
        over, _("Only what ended without an award is posted again.")
    )


def may_bid_scope(studio: Studio, challenge: Challenge) -> Verdict:
    """Within reach and, where the department invites by name, invited."""
    named = not invited_least(challenge) or studio.id in {one.studio_id for one in challenge.invitations}
    return within_reach(studio, challenge) and unless(
        named, _("Only studios that the department has invited may bid here.")
    )


def within_reach(studio: Studio, challenge: Challenge) -> Verdict:
    """Is the studio within the scope and, for trade secrets, is its lead cleared?"""
    above = studio.home_unit.path.split("/")
    inside = challenge.scope_unit_id is None or str(challenge.scope_unit_id) in above
    named = any(member.person_id == studio.lead_id for member in challenge.circle)
    core = challenge.secrecy is SecrecyLevel.CORE
    return (
        unless(
            inside, _("This challenge is for studios of “%(scope)s” only.", scope=str(challenge.scope.label))
        )
        and unless(named or not core, _("Only studios whose lead is in the named circle are invited."))
        and has_clearance(studio.lead, challenge.secrecy)
    )


def preset_closed(code: str, budget: int, numbers: Mapping[str, Any] | None = None) -> Verdict:
    """May a challenge be posted with this preset? `numbers`: the preset's in force, if at hand."""
    ceiling = (numbers or in_force("preset", code).body)["budget_ceiling"]
    fits = ceiling is None or budget <= ceiling
    return unless(fits, _("The budget is above what this preset allows."))
