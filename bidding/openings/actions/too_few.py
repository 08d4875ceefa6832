"""Too few bids a second time: the leading group entrusts, has it rewritten, or ends it. A single bid where
one is enough: the chair says why it is opened."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bidding.bids.models import Bid, BidState
from bidding.openings.actions.close import officers
from bidding.openings.actions.ends import lose
from bidding.openings.rules import may_accept_single, may_be_entrusted, may_decide
from bidding.openings.terms import CloseTerms, EntrustTerms
from bidding.sealing.queries import box_seal_of
from marketplace.challenges.actions import copy
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import audit, clock
from marketplace.core.audit import ref
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.inbox.queries import followers
from marketplace.people.models import Person
from marketplace.projects.actions import begin
from marketplace.projects.models import Project
from marketplace.projects.terms import Begin, BeginMember, BeginMilestone, BeginTarget
from marketplace.studios.models import Studio
from marketplace.studios.rules import listed

# nothing was promised in a bid, so the default stage payments hold: mid-term, acceptance, after six months
STAGES = ((2, 30), (1, 70))


def entrust(challenge: Challenge, terms: EntrustTerms, *, by: Person) -> Project:
    """Give the work to one studio directly, with a reason everybody reads."""
    require(may_decide(by, challenge, box_seal_of(challenge.id)))
    studio = db.session.get(Studio, terms.studio_id)
    if studio is None or not listed(studio):
        raise Invalid(_("Please choose a studio in good standing."), field="studio_id")
    fit = may_be_entrusted(studio, challenge, by=by)
    if not fit:
        raise Invalid(f"{studio.name}: {fit}", field="studio_id")
    _let_go(challenge, by, terms.reason)
    move(challenge, ChallengeState.ENTRUSTED, by=by, note=terms.reason, studio=studio.id)
    settle(challenge)
    tell({*_audience(challenge), studio.lead}, "challenge_entrusted", challenge, why=terms.reason)
    return begin(_promise(challenge, studio), by=by)


def _promise(challenge: Challenge, studio: Studio) -> Begin:
    today, days = clock.today(), challenge.work_days
    return Begin(
        source=ref(challenge),
        challenge_id=challenge.id,
        studio_id=studio.id,
        lead_id=studio.lead_id,
        title=challenge.title,
        goal=challenge.background,
        budget=challenge.budget,
        work_days=days,
        targets=tuple(
            BeginTarget(t.metric, t.now, t.wanted, None, str(t.operator), t.unit) for t in challenge.targets
        ),
        members=(BeginMember(studio.lead_id, False, None, 0, today, today + timedelta(days=days)),),
        milestones=tuple(BeginMilestone(_stage(n), max(1, days // n), share) for n, share in STAGES),
    )


def _stage(n: int) -> str:
    return _("Mid-term check") if n > 1 else _("Acceptance")


def rewrite(challenge: Challenge, terms: CloseTerms, *, by: Person) -> Challenge:
    """End this round and put a new draft, a copy that names the old one, on the department's desk."""
    require(may_decide(by, challenge, box_seal_of(challenge.id)))
    draft = copy(challenge, by=by)
    _let_go(challenge, by, terms.reason)
    move(challenge, ChallengeState.NO_BID, by=by, note=terms.reason)
    settle(challenge)
    tell(_audience(challenge), "challenge_rewrite", challenge, why=terms.reason)
    ask(challenge.contact, "challenge_redraft", draft)
    return draft


def end_without_bid(challenge: Challenge, terms: CloseTerms, *, by: Person) -> None:
    """Close it as without a suitable bid."""
    require(may_decide(by, challenge, box_seal_of(challenge.id)))
    _let_go(challenge, by, terms.reason)
    move(challenge, ChallengeState.NO_BID, by=by, note=terms.reason)
    settle(challenge)
    tell(_audience(challenge), "challenge_no_bid", challenge, why=terms.reason)


def accept_single(challenge: Challenge, terms: CloseTerms, *, by: Person) -> None:
    """The chair says why the only bid is opened; the officers may begin."""
    require(may_accept_single(by, challenge, box_seal_of(challenge.id)))
    challenge.single_reason = terms.reason
    audit.record("accept_single", challenge, by=by, note=terms.reason)
    settle(challenge, "single_bid")
    tell(_audience(challenge), "challenge_single", challenge, why=terms.reason)
    ask(officers(challenge), "open_bids", challenge)


def _let_go(challenge: Challenge, by: Person, why: str) -> None:
    """Bids that were sealed stay sealed for ever; their people are free."""
    sealed = sa.select(Bid).where(Bid.challenge_id == challenge.id, Bid.state == BidState.SEALED)
    for bid in db.session.scalars(sealed).all():
        lose(bid, by=by, why=why)


def _audience(challenge: Challenge) -> set[Person]:
    return {*followers(challenge), challenge.contact}
