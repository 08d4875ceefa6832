"""Letters: to the mail server, or, while none is set, as files in the data folder (a page shows them)."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

from flask import current_app

from marketplace.core import clock


@dataclass(frozen=True)
class Letter:
    """A letter as the mail page shows it."""

    name: str
    to: str
    subject: str
    date: datetime
    text: str


def folder() -> Path:
    """Where letters lie while there is no mail server."""
    place = Path(current_app.config["DATA"]) / "mail"
    place.mkdir(parents=True, exist_ok=True)
    return place


def send(to: str, subject: str, text: str, *, key: str) -> None:
    """Send one letter; `key` names it, so that the same letter sent twice is one file."""
    letter = EmailMessage()
    letter["From"] = current_app.config["MAIL_FROM"]
    letter["To"] = to
    letter["Subject"] = subject
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = f"<{key}@marketplace>"
    letter.set_content(text)
    server = current_app.config["MAIL_SERVER"]
    if server:
        with smtplib.SMTP(server, timeout=20) as smtp:
            smtp.send_message(letter)
        return
    target = folder() / f"{key}.eml"
    fresh = target.with_suffix(".part")
    fresh.write_bytes(letter.as_bytes())
    fresh.replace(target)


def letters(limit: int = 200) -> list[Letter]:
    """The newest letters in the folder."""
    found = sorted(folder().glob("*.eml"), key=lambda place: place.stat().st_mtime, reverse=True)
    return [_read(place) for place in found[:limit]]


def _read(place: Path) -> Letter:
    letter = message_from_bytes(place.read_bytes(), policy=policy.default)
    return Letter(
        place.stem,
        str(letter["To"]),
        str(letter["Subject"]),
        parsedate_to_datetime(str(letter["Date"])),
        str(letter.get_content()),
    )
