"""A form sent twice is one deed: its key is used up in the same transaction as the deed itself."""

from __future__ import annotations

import hashlib
import secrets

import sqlalchemy as sa
from flask import Response, g, has_request_context, request
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.core import clock
from marketplace.core.db import AFTER_BEGIN, db, transaction
from marketplace.core.errors import WrongMoment
from marketplace.core.i18n import _
from marketplace.core.models import FormUse

LEFT_OUT = {"form_key", "csrf_token"}


class AlreadyDone(Exception):
    """This very form was sent before; `location` is where its first sending led."""

    def __init__(self, location: str | None) -> None:
        super().__init__(location)
        self.location = location


def new() -> str:
    """A key for one showing of one form."""
    return secrets.token_urlsafe(16)


def _digest() -> str:
    pairs = sorted((k, v) for k, v in request.form.items(multi=True) if k not in LEFT_OUT)
    return hashlib.sha256(repr((request.path, pairs)).encode()).hexdigest()


def use(session: Session) -> None:
    """Use up the key of the form being sent; the second sending waits here for the first."""
    if not has_request_context() or request.method != "POST" or g.get("form_use"):
        return
    if request.headers.get("X-Autosave"):
        return  # saved while typing: the form itself is still to be sent
    key = request.form.get("form_key", "")[:64]
    if not key or not current_user.is_authenticated:
        return
    row = FormUse(user_id=current_user.id, form_key=key, request_hash=_digest(), created_at=clock.real())
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        _refuse_second(session, row.user_id, key, row.request_hash)
    g.form_use = (row.user_id, key)


def _refuse_second(session: Session, user_id: int, key: str, digest: str) -> None:
    first = session.scalars(
        sa.select(FormUse).where(FormUse.user_id == user_id, FormUse.form_key == key)
    ).one()
    if first.request_hash != digest:
        raise WrongMoment(
            _(
                "This form was already sent with other contents. "
                "Open the page again and look at what was saved."
            )
        )
    raise AlreadyDone(first.location)


def note_location(response: Response) -> Response:
    """Remember where the first sending led, so that a second one leads there too."""
    used = g.get("form_use")
    if used and response.status_code in (302, 303) and response.location:
        same = (FormUse.user_id == used[0], FormUse.form_key == used[1])
        with transaction():
            db.session.execute(sa.update(FormUse).where(*same).values(location=response.location))
    return response


AFTER_BEGIN.append(use)
