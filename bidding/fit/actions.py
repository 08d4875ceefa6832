"""Having the fit of everything worked out anew."""

from __future__ import annotations

from bidding.fit import rules
from marketplace.core import audit, outbox
from marketplace.core.jobs import begin_long
from marketplace.core.models import LongJob
from marketplace.core.verdict import require
from marketplace.people.models import Person

KIND = "fit"


def refresh_all(*, by: Person) -> LongJob:
    """Every open challenge against every studio in good standing, in the background."""
    require(rules.may_refresh(by))
    job = begin_long(KIND, by.id)
    outbox.put_off("fit.refresh_all", key=f"fit-all-{job.id}", long_job_id=job.id)
    audit.record("fit_refresh", job, by=by)
    return job
