"""Letters that follow notices."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app

from marketplace.core import clock, mail
from marketplace.core.addresses import url_of
from marketplace.core.db import db
from marketplace.core.i18n import DEFAULT, _, speaking
from marketplace.core.jobs import Finish, job
from marketplace.inbox import queries, words
from marketplace.inbox.models import Notice

SUBJECT = 90  # characters; a longer sentence stands whole in the letter


@job("inbox.mail_notice")
def mail_notice(notice_id: int) -> Finish | None:
    """Send one notice as a letter, in the language its reader has chosen; people without address get none."""
    found = queries.unsent(notice_id)
    if found is None or not found[0].to.email:
        return None
    notice, language = found
    with speaking(language or DEFAULT):
        subject, text = _letter(notice)
    to = notice.to.email
    db.session.rollback()  # a slow mail server must not hold a transaction open
    mail.send(to, subject, text, key=f"notice-{notice_id}")
    return lambda: _sent(notice_id)


def _letter(notice: Notice) -> tuple[str, str]:
    sentence, path = words.notice(notice.kind, notice.detail), url_of(notice.about, notice.kind)
    if notice.detail.get("kept"):  # a letter leaves the house: of a trade secret it names nothing
        sentence = _("There is news of a trade secret that you may know. Log in to read it.")
    place = current_app.config["PUBLIC_URL"] + (path or "/inbox")
    lines = [_("%(name)s, hello.", name=notice.to.name), "", sentence, "", place, "",
             _("This letter was sent by the challenge market. Please do not answer it.")]  # fmt: skip
    flat = " ".join(sentence.split())
    return flat if len(flat) <= SUBJECT else flat[: SUBJECT - 1] + "…", "\n".join(lines) + "\n"


def _sent(notice_id: int) -> None:
    once = sa.update(Notice).where(Notice.id == notice_id, Notice.mailed_at.is_(None))
    db.session.execute(once.values(mailed_at=clock.now()))
