"""What the worker does with large files: read them, take them in, forget their bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from marketplace.core import files, jobs
from marketplace.core.db import db, find
from marketplace.core.jobs import finish_long, job
from marketplace.home.imports import actions, queries
from marketplace.home.imports.models import Intake, IntakeState


@job("imports.check")
def check(intake_id: int, job_id: int) -> Callable[[], None] | None:
    """Read a large file and compare it with the books."""
    jobs.report(job_id, 0, actions.STEPS)
    intake = db.session.get_one(Intake, intake_id)
    if intake.state is not IntakeState.CHECKING:
        return None
    parsed = queries.parsed_of(intake)
    jobs.report(job_id, 1, actions.STEPS)
    intake = db.session.get_one(Intake, intake_id)
    work = queries.assess(intake, parsed, intake.person)
    jobs.report(job_id, 2, actions.STEPS)

    def finish() -> None:
        actions.note_report(find(Intake, intake_id, lock=True), parsed, work)
        _finished(job_id)

    return finish


@job("imports.apply")
def apply(intake_id: int, job_id: int) -> Callable[[], None] | None:
    """Take a large file in; what no longer fits goes back to the preview."""
    jobs.report(job_id, 0, actions.STEPS)
    intake = db.session.get_one(Intake, intake_id)
    if intake.state is not IntakeState.APPLYING:
        return None
    parsed = queries.parsed_of(intake)
    jobs.report(job_id, 1, actions.STEPS)
    again = replace(parsed, problems=[*parsed.problems])
    intake = db.session.get_one(Intake, intake_id)
    work = queries.assess(intake, again, intake.person)
    jobs.report(job_id, 2, actions.STEPS)

    def finish() -> None:
        intake = find(Intake, intake_id, lock=True)
        if again.ok:
            actions.carry_out(intake, parsed, by=intake.person)
        else:
            actions.note_report(intake, again, work)
        _finished(job_id)

    return finish


def _finished(job_id: int) -> None:
    finish_long(job_id)


@job("imports.forget")
def forget(place: str) -> None:
    """Remove the bytes of a file that is done with."""
    (files.folder() / place).unlink(missing_ok=True)
