"""Having the fit of everything worked out anew."""

from __future__ import annotations

from bidding.fit import rules
from bidding.fit.queries import renewal_key
from marketplace.challenges.models import Challenge
from marketplace.challenges.rules import may_invite
from marketplace.core import audit, clock, outbox
from marketplace.core.jobs import begin_long
from marketplace.core.models import LongJob
from marketplace.core.verdict import require
from marketplace.people.models import Person

KIND = "fit"


def renew(challenge_id: int) -> None:
    """People, skills and free days move on: once a day an open challenge is worked out anew."""
    outbox.put_off("fit.refresh_challenge", key=renewal_key(challenge_id), challenge_id=challenge_id)


def rank_for_invitation(challenge: Challenge, *, by: Person) -> None:
    """Have the studios ranked for a draft that is to be posted by invitation; the worker does it."""
    require(may_invite(by, challenge))
    outbox.put_off(
        "fit.refresh_challenge",
        key=f"fit-challenge-{challenge.id}-invite-{challenge.version}-{clock.now():%Y%m%d%H}",
        challenge_id=challenge.id,
    )
    audit.record("rank_studios", challenge, by=by)


def refresh_all(*, by: Person) -> LongJob:
    """Every open challenge against every studio in good standing, in the background."""
    require(rules.may_refresh(by))
    job = begin_long(KIND, by.id)
    outbox.put_off("fit.refresh_all", key=f"fit-all-{job.id}", long_job_id=job.id)
    audit.record("fit_refresh", job, by=by)
    return job
