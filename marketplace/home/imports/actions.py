"""Bringing a file, and taking in what it says: whole or not at all, and once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marketplace.core import audit, clock, files, jobs, outbox
from marketplace.core.db import db
from marketplace.core.errors import Invalid, WrongMoment
from marketplace.core.i18n import _, locale
from marketplace.core.lifecycle import move
from marketplace.core.sheets import Parsed
from marketplace.core.uploads import Checked
from marketplace.core.verdict import Verdict, not_until, require
from marketplace.home.imports import queries
from marketplace.home.imports.kinds import KINDS, Work
from marketplace.home.imports.models import ColumnMap, Intake, IntakeState
from marketplace.people.models import Person

KEPT = timedelta(days=1)
STEPS = 3  # of the long job: read, compared, written
S = IntakeState


class Overtaken(WrongMoment):
    """Between preview and deed something changed that the file refers to."""


def receive(kind: str, checked: Checked, data: bytes, *, by: Person) -> Intake:
    """Keep a file for its preview; the worker reads a large one."""
    require(KINDS[kind].may(by))
    intake = Intake(
        kind=kind,
        person_id=by.id,
        name=checked.safe_name,
        size=checked.size,
        sha256=checked.sha256,
        place=files.write(data),
        large=queries.is_large(checked.kind, data),
        created_at=clock.real(),
        expires_at=clock.real() + KEPT,
        state=S.CHECKING,
    )
    db.session.add(intake)
    db.session.flush()
    if intake.large:
        _put_off(intake, "imports.check", by)
    return intake


def _put_off(intake: Intake, what: str, by: Person) -> None:
    intake.job_id = jobs.begin_long(what, by.id, STEPS).id
    outbox.put_off(what, intake_id=intake.id, job_id=intake.job_id)


def note_report(intake: Intake, parsed: Parsed, work: Work) -> None:
    """The file has been read: what it would do, and everything that is wrong with it."""
    intake.report, intake.counts = queries.report_of(parsed, work), queries.counts_of(parsed, work)
    if intake.state is not S.READY:
        counts: dict[str, Any] = intake.counts
        move(intake, S.READY, by=intake.person, kind=intake.kind, **counts)


def allow_units(intake: Intake, *, by: Person) -> None:
    """Units that the file names and nobody knows may be made; the file is looked at again."""
    require(KINDS[intake.kind].may(by) and KINDS["units"].may(by))
    require(not_until(intake.state is S.READY, _("This file is not waiting to be taken in.")))
    intake.make_units = True
    if intake.large:
        move(intake, S.CHECKING, by=by)
        _put_off(intake, "imports.check", by)


def explain(intake: Intake, header: queries.Header, columns: dict[str, str], *, by: Person) -> ColumnMap:
    """Which column is which, said by hand: `columns` is folded heading → code, "" for one that is not read.
    It is kept for this kind and this row of headings, and the file is looked at again."""
    require(may_explain(intake, by))
    plan = KINDS[intake.kind].plan()
    known = {column.code: column for column in plan.columns}
    chosen = [code for code in columns.values() if code]
    if any(code not in known for code in chosen):
        raise Invalid(_("Please choose one of the list."))
    twice = next((code for code in chosen if chosen.count(code) > 1), None)
    if twice is not None:
        raise Invalid(_("“%(name)s” is chosen twice.", name=known[twice].title(locale())))
    if len(chosen) < min(queries.FEWEST, len(known)):
        raise Invalid(_("Choose at least two columns."))
    kept = header.explained or ColumnMap(kind=intake.kind, signature=header.signature)
    kept.columns, kept.by_id, kept.at = columns, by.id, clock.now()
    db.session.add(kept)
    db.session.flush()
    audit.record("columns_explained", intake, by=by, kind=intake.kind, columns=len(chosen))
    if intake.large:
        move(intake, S.CHECKING, by=by)
        _put_off(intake, "imports.check", by)
    return kept


def may_explain(intake: Intake, by: Person) -> Verdict:
    """While the file waits for its taking in."""
    return KINDS[intake.kind].may(by) and not_until(
        intake.state is S.READY, _("This file is not waiting to be taken in.")
    )


def begin(intake: Intake, *, by: Person) -> None:
    """A large file is taken in by the worker."""
    require(may_take_in(intake, by))
    move(intake, S.APPLYING, by=by)
    _put_off(intake, "imports.apply", by)


def may_take_in(intake: Intake, by: Person) -> Verdict:
    """Without a fault, and not yet done."""
    return (
        KINDS[intake.kind].may(by)
        and not_until(intake.state is not S.DONE, _("This file has been taken in already."))
        and not_until(intake.state in (S.READY, S.APPLYING), _("This file is not waiting to be taken in."))
        and not_until(
            not intake.counts.get("problems"),
            _("Correct the faults in your table first, then bring it again."),
        )
    )


def carry_out(intake: Intake, parsed: Parsed, *, by: Person) -> None:
    """Every row, or none: what the file would do is worked out anew under the lock and done."""
    require(may_take_in(intake, by))
    work = queries.assess(intake, parsed, by)
    if not parsed.ok:
        raise Overtaken(_("Something this file refers to has changed since. Look at the new preview."))
    work.deed(by)
    counts: dict[str, Any] = queries.counts_of(parsed, work)
    intake.counts, intake.done_at = counts, clock.now()
    intake.report = queries.report_of(parsed, work)
    move(intake, S.DONE, by=by, kind=intake.kind, sha256=intake.sha256, file=intake.name, **counts)
    forget_bytes(intake)


def drop(intake: Intake, *, by: Person | None) -> None:
    """The file is not wanted any more."""
    if intake.state in (S.CHECKING, S.READY, S.APPLYING):
        move(intake, S.DROPPED, by=by)
    forget_bytes(intake)


def forget_bytes(intake: Intake) -> None:
    """The file's bytes go once this is committed; its digest stays."""
    if intake.place:
        outbox.put_off("imports.forget", place=intake.place)
        intake.place = ""
