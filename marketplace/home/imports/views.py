"""Pages to bring tables: template, preview with every fault, confirmation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from marketplace.core import exports, files
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.i18n import LOCALES, _, locale
from marketplace.core.lists import SIZE, Page, page_number
from marketplace.core.models import LongJob
from marketplace.core.sheets import Kind as Cells
from marketplace.core.sheets import template_xlsx
from marketplace.core.uploads import IMPORTS, UploadRefused, check_upload
from marketplace.core.verdict import require
from marketplace.home.imports import actions, queries
from marketplace.home.imports.kinds import KINDS, Kind
from marketplace.home.imports.models import Intake, IntakeState
from marketplace.people.login import me

bp = Blueprint("imports", __name__)


def _kind(code: str) -> Kind:
    if code not in KINDS:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return KINDS[code]


@bp.get("/imports")
def index() -> str:
    """What can be brought, in the order in which one thing needs another."""
    reader = me()
    return render_template(
        "imports/index.html",
        kinds=[(kind, kind.may(reader)) for kind in KINDS.values()],
        files=queries.latest(reader),
        names={kind.code: kind.label for kind in KINDS.values()},
    )


@bp.get("/imports/<code>")
def kind(code: str) -> str:
    """One kind: its columns, its template, the form to send a file."""
    return _kind_page(_kind(code))


def _kind_page(kind: Kind, error: str = "") -> str:
    return render_template(
        "imports/kind.html", kind=kind, plan=kind.plan(), may=kind.may(me()), error=error, data=Cells.DATA
    )


@bp.get("/imports/<code>/template")
def template(code: str) -> Response:
    """The empty table to fill in."""
    language = request.args.get("language", locale())
    plan = _kind(code).plan()
    made = template_xlsx(plan, language if language in LOCALES else locale())
    return files.download(f"{plan.title(language)}.xlsx", made)


@bp.post("/imports/<code>")
def bring(code: str) -> Any:
    """A file arrives: checked, kept, read. Nothing is taken in yet."""
    chosen, upload = _kind(code), request.files.get("file")
    require(chosen.may(me()))
    data = upload.read() if upload else b""
    try:
        checked = check_upload(upload.filename or "" if upload else "", data, IMPORTS)
    except UploadRefused as refused:
        said = str(refused) if upload and upload.filename else _("Please choose a file first.")
        return _kind_page(chosen, said), 422
    with transaction():
        intake = actions.receive(code, checked, data, by=me())
        key, large = intake.id, intake.large
    if not large:
        _look_at(key)
    return redirect(url_for("imports.show", intake_id=key), 303)


def _look_at(key: int) -> None:
    """Read and compare outside any transaction; then write down what was found."""
    intake = find(Intake, key, seen_by=me())
    parsed = queries.parsed_of(intake)
    work = queries.assess(intake, parsed, me())
    with transaction():
        actions.note_report(find(Intake, key, lock=True, seen_by=me()), parsed, work)


@bp.get("/imports/files/<int:intake_id>")
def show(intake_id: int) -> str:
    """The preview: every fault, and what would be new, changed, unchanged."""
    intake, reader = find(Intake, intake_id, seen_by=me()), me()
    chosen, number = KINDS[intake.kind], page_number()
    found = queries.problems_of(intake.report.get("problems", [])[(number - 1) * SIZE : number * SIZE])
    return render_template(
        "imports/show.html",
        intake=intake,
        kind=chosen,
        report=intake.report,
        page=Page(found, intake.counts.get("problems", 0), number),
        may=actions.may_take_in(intake, reader),
        may_explain=actions.may_explain(intake, reader),
        notes=queries.problems_of(intake.report.get("notes", [])),
        job=_job(intake),
        makes_units=KINDS["units"].may(reader),
        columns={column.code: column.title(locale()) for column in chosen.plan().columns},
    )


def _job(intake: Intake) -> LongJob | None:
    going = intake.state in (IntakeState.CHECKING, IntakeState.APPLYING) and intake.job_id
    return db.session.get(LongJob, intake.job_id) if going else None


@bp.get("/imports/files/<int:intake_id>/progress")
def progress(intake_id: int) -> Any:
    """How far the worker is; when it has finished the page itself is loaded anew."""
    intake = find(Intake, intake_id, seen_by=me())
    job = _job(intake)
    if job is None:
        return Response(status=204, headers={"HX-Redirect": url_for("imports.show", intake_id=intake_id)})
    return render_template("imports/_progress.html", intake=intake, job=job)


@bp.get("/imports/files/<int:intake_id>/faults")
def faults(intake_id: int) -> Response:
    """The whole list of faults, to hand on to whoever keeps the table."""
    intake = find(Intake, intake_id, seen_by=me())
    titles = [_("Sheet"), _("Row"), _("Column"), _("Column name"), _("Value"), _("What is wrong")]
    found = queries.problems_of(intake.report.get("problems", []))
    rows = ((p.sheet, p.row or None, p.letter, p.header, p.value, str(p.rule)) for p in found)
    return exports.send(_("Faults of an import"), titles, rows)


@bp.post("/imports/files/<int:intake_id>/units")
def allow_units(intake_id: int) -> Any:
    """Make the units the file names, too."""
    with transaction():
        intake = find(Intake, intake_id, lock=True, seen_by=me())
        actions.allow_units(intake, by=me())
        large = intake.large
    if not large:
        _look_at(intake_id)
    return redirect(url_for("imports.show", intake_id=intake_id), 303)


@bp.route("/imports/files/<int:intake_id>/columns", methods=["GET", "POST"])
def columns(intake_id: int) -> Any:
    """Say by hand which column is which; it is remembered for tables with the same headings."""
    intake, error = find(Intake, intake_id, seen_by=me()), ""
    require(actions.may_explain(intake, me()))
    asked = request.values.get("row", "")
    header = queries.header_of(intake, int(asked) if asked.isdecimal() and len(asked) < 4 else None)
    if request.method == "POST":
        said = {cell.folded: request.form.get(f"column-{cell.place}", "") for cell in header.cells}
        try:
            with transaction():
                found = find(Intake, intake_id, lock=True, seen_by=me())
                actions.explain(found, queries.header_of(found, header.row), said, by=me())
                large = found.large
            if not large:
                _look_at(intake_id)
            flash(_("Kept for tables with these headings. The table was looked at again."))
            return redirect(url_for("imports.show", intake_id=intake_id), 303)
        except Invalid as refused:
            error = refused.reason
            header = queries.header_of(find(Intake, intake_id, seen_by=me()), header.row)
    intake = find(Intake, intake_id, seen_by=me())
    kind = KINDS[intake.kind]
    page = render_template(
        "imports/columns.html", intake=intake, kind=kind, header=header, error=error,
        choices=_choices(kind),
        typed=request.form if request.method == "POST" else {},
    )  # fmt: skip
    return page, 422 if error else 200


def _choices(kind: Kind) -> list[tuple[str, str, bool]]:
    return [(c.code, c.title(locale()), c.required) for c in kind.plan().columns if c.kind != Cells.DATA]


@bp.post("/imports/files/<int:intake_id>/confirm")
def confirm(intake_id: int) -> Any:
    """Take it in: all of it, once."""
    back = redirect(url_for("imports.show", intake_id=intake_id), 303)
    intake = find(Intake, intake_id, seen_by=me())
    if intake.state is IntakeState.DONE:
        flash(_("This file has been taken in already."))
        return back
    require(actions.may_take_in(intake, me()))
    if intake.large:
        with transaction():
            actions.begin(find(Intake, intake_id, lock=True, seen_by=me()), by=me())
        return back
    parsed = queries.parsed_of(intake)
    try:
        with transaction():
            actions.carry_out(find(Intake, intake_id, lock=True, seen_by=me()), parsed, by=me())
        flash(_("Taken in."))
    except actions.Overtaken as refused:
        _look_at(intake_id)
        flash(refused.reason)
    return back


@bp.post("/imports/files/<int:intake_id>/drop")
def drop(intake_id: int) -> Any:
    """Not this file."""
    with transaction():
        intake = find(Intake, intake_id, lock=True, seen_by=me())
        actions.drop(intake, by=me())
        code = intake.kind
    flash(_("The file was dropped; nothing was taken in."))
    return redirect(url_for("imports.kind", code=code), 303)
