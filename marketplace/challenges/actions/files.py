"""Attachments: of a draft, and how those of a posted challenge are amended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from marketplace.challenges import rules
from marketplace.challenges.actions.changing import note_amendment
from marketplace.challenges.models import Amendment, Challenge
from marketplace.challenges.terms import FilesTerms
from marketplace.core import audit, clock, files, outbox
from marketplace.core.audit import ref
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.models import StoredFile
from marketplace.core.verdict import require
from marketplace.people.models import Person
from marketplace.secrecy.actions import HandedIn, hold_back
from marketplace.secrecy.models import HeldKind


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


def amend_files(
    challenge: Challenge, terms: FilesTerms, uploads: Sequence[Any], *, by: Person
) -> Amendment | None:
    """Add, replace (one goes, another comes) and remove files of what is posted: an amendment like any other.
    None: a name needs a look of the secrecy officer first."""
    require(rules.may_amend(by, challenge) and rules.no_amendment_waits(challenge))
    if not uploads and not terms.remove:
        raise Invalid(_("Choose at least one file."), field="files")
    names = "\n".join(upload.filename or "" for upload in uploads)
    deed = HandedIn(HeldKind.FILES, challenge, challenge, challenge.department, terms)
    held = hold_back(deed, {"files": names, "why": terms.why}, by=by)
    if held is not None:
        for upload in uploads:
            files.keep(upload, held, by=by)
        challenge.closes_at = max(challenge.closes_at or clock.now(), after_workdays(clock.now(), 1))
        return None
    before = _listed(files.kept_with(challenge))
    for upload in uploads:
        files.keep(upload, challenge, by=by)
    return _put(challenge, terms, before, by=by)


def put_files(
    challenge: Challenge, terms: FilesTerms, kept: Iterable[StoredFile], *, by: Person
) -> Amendment:
    """The officer let them through: the files that waited belong to the challenge."""
    before = _listed(files.kept_with(challenge))
    for stored in kept:
        stored.about = ref(challenge)
    db.session.flush()
    return _put(challenge, terms, before, by=by)


def _put(challenge: Challenge, terms: FilesTerms, before: str, *, by: Person) -> Amendment:
    for stored in files.kept_with(challenge):
        if stored.id in terms.remove:
            # bids were sealed for it: it is no longer offered, its bytes and digest stay
            stored.about = f"challenge_past/{challenge.id}"
            audit.record("file_removed", challenge, by=by, name=stored.name, sha256=stored.sha256)
    db.session.flush()
    after = _listed(files.kept_with(challenge))
    if after == before:
        raise Invalid(_("Nothing differs from what is posted."), field="files")
    return note_amendment(challenge, [["files", before, after]], terms.why, by=by)


def _listed(kept: Iterable[StoredFile]) -> str:
    """Name, size and the first letters of the digest, one file a line."""
    return "\n".join(f"{one.name} · {one.size // 1024 + 1} KB · {one.sha256[:8]}" for one in kept)
