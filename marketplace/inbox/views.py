"""The page of notices."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from marketplace.core.addresses import url_of
from marketplace.core.db import find, transaction
from marketplace.core.i18n import ngettext
from marketplace.inbox import actions, queries
from marketplace.inbox.models import Notice
from marketplace.people.login import me

bp = Blueprint("inbox", __name__)


@bp.get("/inbox")
def notices() -> str:
    """What I was told, unread first."""
    unread_only = request.args.get("show") == "unread"
    return render_template(
        "inbox/notices.html", page=queries.notices(me(), unread_only=unread_only), unread_only=unread_only
    )


@bp.post("/inbox/<int:notice_id>/read")
def read(notice_id: int) -> Any:
    """Mark one as read and, when asked, go to the thing it is about."""
    with transaction():
        notice = find(Notice, notice_id, lock=True, seen_by=me())
        actions.mark_read(notice, by=me())
        address = url_of(notice.about, notice.kind)
    target = address if request.form.get("go") else ""
    return redirect(target or url_for("inbox.notices"), 303)


@bp.post("/inbox/read")
def read_all() -> Any:
    """Mark all as read."""
    with transaction():
        done = actions.mark_all_read(by=me())
    flash(ngettext("%(num)s notice marked as read.", "%(num)s notices marked as read.", done), "success")
    return redirect(url_for("inbox.notices"), 303)
