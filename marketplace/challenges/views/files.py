"""Attachments: with their challenge's rights, never run in a browser."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from marketplace.challenges import actions, queries, rules
from marketplace.challenges.forms import FilesForm
from marketplace.challenges.models import Challenge
from marketplace.challenges.views.blueprint import bp
from marketplace.challenges.views.record import known
from marketplace.core import files as stored
from marketplace.core.db import find, transaction
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me
from marketplace.rulebook.queries import preset_of
from marketplace.rulebook.words import said


@bp.get("/<int:challenge_id>/files")
def files(challenge_id: int) -> Any:
    """The attachments."""
    frame = known(challenge_id)
    may_edit = rules.may_edit(me(), frame.challenge)
    rows = queries.files_of(frame.challenge)
    return render_template(
        "challenges/files.html", frame=frame, challenge=frame.challenge, rows=rows, may_edit=may_edit,
        may_amend=rules.may_amend(me(), frame.challenge),
    )  # fmt: skip


@bp.post("/<int:challenge_id>/files")
def attach(challenge_id: int) -> Any:
    """Add files to a draft."""
    uploads = [upload for upload in request.files.getlist("files") if upload.filename]
    with transaction():
        challenge = find(Challenge, challenge_id, lock=True, seen_by=me())
        require(rules.may_edit(me(), challenge))
        if not uploads:
            raise Invalid(_("Choose at least one file."), field="files")
        actions.attach(challenge, uploads, by=me())
    flash(_("The files were added."))
    return redirect(url_for("challenges.files", challenge_id=challenge_id), 303)


@bp.route("/<int:challenge_id>/amend/files", methods=["GET", "POST"])
def amend_files(challenge_id: int) -> Any:
    """Add, replace and remove files of what is posted: an amendment."""
    challenge = queries.frame(challenge_id, seen_by=me(), whole=True).challenge
    require(rules.may_amend(me(), challenge) and rules.no_amendment_waits(challenge))
    form = FilesForm(stored.kept_with(challenge))
    if form.sent_and_valid():
        uploads = [upload for upload in request.files.getlist("files") if upload.filename]
        with form.saving():
            fresh = find(Challenge, challenge_id, lock=True, seen_by=me())
            made = actions.amend_files(fresh, form.terms(), uploads, by=me())
        if form.saved:
            done = _("Amended; followers and bidders have been told.")
            flash(done if made else _("It waits for the secrecy officer; you will be told."))
            return redirect(url_for("challenges.changes", challenge_id=challenge_id), 303)
        challenge = queries.frame(challenge_id, seen_by=me(), whole=True).challenge
    floor = said("amendment_floor_hours", preset_of(challenge)["amendment_floor_hours"])
    page = render_template("challenges/amend_files.html", form=form, challenge=challenge, floor=floor)
    return page, form.status


@bp.get("/<int:challenge_id>/files/<int:file_id>")
def download(challenge_id: int, file_id: int) -> Any:
    """One file, to keep."""
    frame = known(challenge_id)
    row = queries.file_of(frame.challenge, file_id)
    return stored.download(row.name, stored.read(row))


@bp.post("/<int:challenge_id>/files/<int:file_id>/remove")
def detach(challenge_id: int, file_id: int) -> Any:
    """Take a file away from a draft."""
    with transaction():
        challenge = find(Challenge, challenge_id, lock=True, seen_by=me())
        actions.detach(challenge, queries.file_of(challenge, file_id), by=me())
    flash(_("The file was removed."))
    return redirect(url_for("challenges.files", challenge_id=challenge_id), 303)
