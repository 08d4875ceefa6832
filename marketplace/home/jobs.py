"""The long walk over the chain of deeds."""

from __future__ import annotations

from marketplace.core import audit
from marketplace.core.db import db
from marketplace.core.jobs import Finish, finish_long, job, report
from marketplace.core.models import LongJob


@job("home.check_trail")
def check_trail(long_job_id: int) -> Finish | None:
    """Walk the chain, say how far it is, and name the first bad line."""
    row = db.session.get(LongJob, long_job_id)
    if row is None or row.state == "done":
        return None
    db.session.rollback()
    lines, faults = audit.faults(lambda done, total: report(long_job_id, done * 100 // total, 100))
    faults += audit.faults(book=audit.READS)[1]
    first = {"seq": faults[0].seq, "kind": str(faults[0].kind)} if faults else None

    def finish() -> None:
        finish_long(long_job_id, lines=lines, faults=len(faults), first=first)

    return finish
