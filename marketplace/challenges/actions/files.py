"""Attachments of a draft."""

from __future__ import annotations

from typing import Any

from marketplace.challenges import rules
from marketplace.challenges.models import Challenge
from marketplace.core import audit, files, outbox
from marketplace.core.db import db
from marketplace.core.models import StoredFile
from marketplace.core.verdict import require
from marketplace.people.models import Person


def attach(challenge: Challenge, uploads: list[Any], *, by: Person) -> list[StoredFile]:
    """Put files with a draft: all of them or none."""
    require(rules.may_edit(by, challenge))
    return [files.keep(upload, challenge, by=by) for upload in uploads]


def detach(challenge: Challenge, stored: StoredFile, *, by: Person) -> None:
    """Take a file away from a draft; its bytes go once this is committed."""
    require(rules.may_edit(by, challenge))
    audit.record("file_removed", challenge, by=by, name=stored.name, sha256=stored.sha256)
    outbox.put_off("challenges.erase_file", key=f"erase-{stored.place}", place=stored.place)
    db.session.delete(stored)
