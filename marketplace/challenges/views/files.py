"""Attachments: with their challenge's rights, never run in a browser."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from marketplace.challenges import actions, queries, rules
from marketplace.challenges.models import Challenge
from marketplace.challenges.views.blueprint import bp
from marketplace.challenges.views.record import known
from marketplace.core import files as stored
from marketplace.core.db import find, transaction
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me


@bp.get("/<int:challenge_id>/files")
def files(challenge_id: int) -> Any:
    """The attachments."""
    frame = known(challenge_id)
    may_edit = rules.may_edit(me(), frame.challenge)
    rows = queries.files_of(frame.challenge)
    return render_template(
        "challenges/files.html", frame=frame, challenge=frame.challenge, rows=rows, may_edit=may_edit
    )


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
