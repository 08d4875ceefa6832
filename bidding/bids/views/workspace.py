"""Writing the bid, step by step; its files; the whole content on one page."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for

from bidding.bids import actions, queries, rules
from bidding.bids.forms import STEPS, StepForm, kept_form, step_form, typed_in
from bidding.bids.models import Bid
from bidding.bids.terms import Answer, CostKind, OutcomeKind, StepTyped
from bidding.bids.views._bp import bp
from bidding.sealing import queries as sealed
from marketplace.core import files as attachments
from marketplace.core import reads
from marketplace.core.db import find, transaction
from marketplace.core.errors import DomainError, NotFound, WrongMoment
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me

UPLOADS = 10
#: The words of the closed lists in a document.
WORDS = {
    "answer": {str(word): word.label for word in Answer},
    "cost": {str(word): word.label for word in CostKind},
    "outcome": {str(word): word.label for word in OutcomeKind},
}


def _step_states(
    document: dict[str, Any], gaps: list[queries.Gap], here: str, bid: Bid
) -> list[dict[str, Any]]:
    lacking = {gap.step for gap in gaps}
    found = []
    for key, (label, _form) in STEPS.items():
        begun = key in document["steps"]
        state = "done" if key not in lacking else "wrong" if begun else "todo"
        found.append(
            {
                "label": label,
                "url": url_for("bids.edit", bid_id=bid.id, step=key),
                "state": "current" if key == here else state,
            }
        )
    return found


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isdigit() and len(typed) < 10 else 0


@bp.route("/bids/<int:bid_id>/edit/<step>", methods=["GET", "POST"])
def edit(bid_id: int, step: str) -> Any:
    """One step of the workspace; saved as typed, complete or not."""
    if step not in STEPS:
        abort(404)
    bid = queries.shown(bid_id, seen_by=me(), targets=True)
    require(rules.may_write(me(), bid))
    form, seen, status = None, 0, 200
    if request.method == "POST":
        form, seen, status = _save(bid, step)
        bid = queries.shown(bid_id, seen_by=me(), targets=True)
        if status == 200 and "add" not in request.form:
            return redirect(_onwards(bid_id, step), 303)
        if form is not None and "add" in request.form:
            _one_more(form, request.form["add"])
    document = queries.document(bid)
    if form is None:
        kept = queries.step_in(document, step)
        form, seen = kept_form(step, kept, bid.challenge.targets), kept.n
    _whole, gaps = queries.assembled(bid, document)
    page = render_template(
        "bids/edit.html", bid=bid, form=form, step=step, label=STEPS[step][0], seen=seen,
        steps=_step_states(document, gaps, step, bid), gaps=[gap for gap in gaps if gap.step == step],
        saved_at=sealed.saved_at(bid.id) if document["steps"] else None,
    )  # fmt: skip
    return page, status


def _save(bid: Bid, step: str) -> tuple[StepForm, int, int]:
    """Save what was sent. Refused: the form keeps what was typed and says why."""
    typed = typed_in(STEPS[step][1], request.form.items(multi=True))
    form, seen = step_form(step, typed, bid.challenge.targets), _number(request.form.get("version"))
    try:
        with transaction():
            fresh = find(Bid, bid.id, lock=True, seen_by=me())
            seen = actions.save_step(fresh, StepTyped(step, typed, form.values(), seen), by=me())
    except DomainError as refused:
        form.form_errors.append(refused.reason)
        return form, seen, refused.status
    return form, seen, 200


def _onwards(bid_id: int, step: str) -> str:
    """Saved: on to the next step, to the team after the last one; or stay."""
    keys = list(STEPS)
    flash(_("Saved."), "success")
    if "draft" in request.form:
        return url_for("bids.edit", bid_id=bid_id, step=step)
    if step == keys[-1]:
        return url_for("bids.team", bid_id=bid_id)
    return url_for("bids.edit", bid_id=bid_id, step=keys[keys.index(step) + 1])


def _one_more(form: StepForm, name: str) -> None:
    field: Any = form._fields.get(name)
    if field is not None and hasattr(field, "append_entry"):
        field.append_entry()


@bp.post("/bids/<int:bid_id>/autosave/<step>")
def autosave(bid_id: int, step: str) -> Response:
    """The same, in the background."""
    if step not in STEPS:
        abort(404)
    bid = queries.shown(bid_id, seen_by=me())
    typed = typed_in(STEPS[step][1], request.form.items(multi=True))
    values = step_form(step, typed, bid.challenge.targets).values()
    with transaction():
        fresh = find(Bid, bid_id, lock=True, seen_by=me())
        sent = StepTyped(step, typed, values, _number(request.form.get("version")))
        seen = actions.save_step(fresh, sent, by=me())
    return Response(status=204, headers={"X-Version": str(seen)})


@bp.get("/bids/<int:bid_id>/content")
def content(bid_id: int) -> str:
    """The whole content on one page: the team's working copy, or what the opening read."""
    bid, reader = queries.shown(bid_id, seen_by=me()), me()
    opened = queries.content_of(bid, seen_by=reader)
    if opened is not None:
        reads.note(bid, by=reader)
        return render_template(
            "bids/content.html", bid=bid, body=opened.body(), words=WORDS, steps=[], opened=True
        )
    _ours(bid)
    document = queries.document(bid)
    _whole, gaps = queries.assembled(bid, document)
    body: dict[str, Any] = {"files": document["files"]}
    for kept in document["steps"].values():
        body |= kept["values"]
    shown = _step_states(document, gaps, "", bid) if rules.may_write(reader, bid) else []
    return render_template("bids/content.html", bid=bid, body=body, words=WORDS, steps=shown, opened=False)


def _ours(bid: Bid) -> None:
    """What is not opened is for its own team."""
    if not rules.may_view_sealed(me(), bid):
        if bid.blind_label:  # opened, and not shown
            raise WrongMoment(_("The secrecy officer looks at words of this bid, or did not let them stand."))
        raise NotFound(_("This page does not exist, or it is not meant for you."))


# --- files -------------------------------------------------------------------------------------


@bp.route("/bids/<int:bid_id>/files", methods=["GET", "POST"])
def files(bid_id: int) -> Any:
    """Files of the working copy."""
    bid = queries.shown(bid_id, seen_by=me())
    _ours(bid)
    status, refused = 200, ""
    if request.method == "POST":
        try:
            with transaction():
                fresh = find(Bid, bid_id, lock=True, seen_by=me())
                for upload in request.files.getlist("files")[:UPLOADS]:
                    actions.add_file(fresh, upload, by=me())
            flash(_("Saved. The files were encrypted at once."), "success")
            return redirect(url_for("bids.files", bid_id=bid_id), 303)
        except DomainError as error:
            status, refused = error.status, error.reason
        bid = queries.shown(bid_id, seen_by=me())
    may = rules.may_write(me(), bid)
    lines = queries.document(bid)["files"]
    return render_template("bids/files.html", bid=bid, lines=lines, may=may, refused=refused), status


def _named(bid: Bid, number: int) -> dict[str, Any]:
    """What the document that this reader may read says of the file."""
    opened = queries.content_of(bid, seen_by=me())
    if opened is not None:
        return dict(queries.file_line(opened.body(), number))
    _ours(bid)
    return dict(queries.file_line(queries.document(bid), number))


@bp.get("/bids/<int:bid_id>/files/<int:number>")
def download(bid_id: int, number: int) -> Response:
    """One file in the clear, for those who may read the bid."""
    bid = queries.shown(bid_id, seen_by=me())
    line = _named(bid, number)
    if bid.blind_label:
        reads.note(bid, by=me())
    return attachments.download(line["name"], queries.read_file(bid, number))


@bp.post("/bids/<int:bid_id>/files/<int:number>/remove")
def remove_file(bid_id: int, number: int) -> Any:
    """Take a file out."""
    with transaction():
        actions.remove_file(find(Bid, bid_id, lock=True, seen_by=me()), number, by=me())
    flash(_("Removed."), "success")
    return redirect(url_for("bids.files", bid_id=bid_id), 303)
