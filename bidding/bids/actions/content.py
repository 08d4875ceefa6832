"""Writing the bid: one encrypted document, saved step by step, as typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from bidding.bids import queries, rules
from bidding.bids.models import Bid
from bidding.bids.terms import FIELDS, BidTerms, FileLine, StepTyped
from bidding.sealing import actions as sealing
from marketplace.core import audit
from marketplace.core.canonical import NotCanonical, canonical, read
from marketplace.core.errors import Invalid, WrongMoment
from marketplace.core.files import KINDS, MOST_FILES
from marketplace.core.i18n import _
from marketplace.core.uploads import UploadRefused, check_upload
from marketplace.core.verdict import require
from marketplace.people.models import Person

LARGEST_DRAFT = 600_000  # bytes
MOST_BYTES = 100 * 2**20  # of all files of a bid together


def save_step(bid: Bid, step: StepTyped, *, by: Person) -> int:
    """Save one step as typed; the answer is the number of its new state."""
    require(rules.may_write(by, bid))
    document = queries.document(bid)
    if queries.step_in(document, step.key).n != step.seen:
        raise WrongMoment(
            _(
                "Somebody of your team changed this step meanwhile. "
                "Nothing was saved; open it in a second window and compare."
            )
        )
    document["steps"][step.key] = {
        "n": step.seen + 1,
        "typed": [list(pair) for pair in step.typed],
        "values": dict(step.values),
    }
    _save(bid, document)
    audit.record("draft_saved", bid, by=by, step=step.key)
    return step.seen + 1


def take_in(bid: Bid, data: bytes, *, by: Person) -> int:
    """The content that was kept as a file, back into the working copy, step by step; answers how many steps.
    Team, shares and files are not in it: the team stands as it is, files are uploaded again."""
    require(rules.may_write(by, bid))
    try:
        body = read(data.strip())
        found = BidTerms.model_validate(body)
    except (NotCanonical, ValidationError, TypeError, ValueError) as wrong:
        raise Invalid(_("This is not the content of a bid as it was kept."), field="content") from wrong
    places = {target.place for target in bid.challenge.targets}
    if {line.place for line in found.responses} - places:
        raise Invalid(_("This content answers other targets; it is of another challenge."), field="content")
    values: dict[str, dict[str, Any]] = {}
    for name, value in found.body().items():
        if name in FIELDS:
            values.setdefault(FIELDS[name][0], {})[name] = value
    document = queries.document(bid)
    for key, kept in values.items():
        save_step(bid, StepTyped(key, (), kept, queries.step_in(document, key).n), by=by)
    return len(values)


def _save(bid: Bid, document: Mapping[str, Any]) -> None:
    if len(canonical(document)) > LARGEST_DRAFT:
        raise Invalid(_("The bid is too long to be saved; put long parts into a file."))
    sealing.save_draft(queries.place(bid), document)


def add_file(bid: Bid, upload: Any, *, by: Person) -> None:
    """Put a file into the bid: checked, encrypted at once, its name only inside the document."""
    require(rules.may_write(by, bid))
    document, data = queries.document(bid), upload.read()
    try:
        checked = check_upload(upload.filename or "", data, KINDS)
    except UploadRefused as refused:
        raise Invalid(
            _("“%(name)s”: %(why)s", name=(upload.filename or "")[-120:], why=refused), field="files"
        ) from refused
    if len(document["files"]) >= MOST_FILES:
        raise Invalid(_("At most %(n)s files are possible here.", n=MOST_FILES), field="files")
    if checked.size + sum(line["size"] for line in document["files"]) > MOST_BYTES:
        raise Invalid(
            _("“%(name)s”: all files of a bid together may have %(n)s MB.",
              name=checked.safe_name, n=MOST_BYTES // 2**20),
            field="files",
        )  # fmt: skip
    if any(line["sha256"] == checked.sha256 for line in document["files"]):
        raise Invalid(_("“%(name)s” is in the bid already.", name=checked.safe_name), field="files")
    number = sealing.keep_file(queries.place(bid), data)
    line = FileLine(
        number=number, name=checked.safe_name, kind=checked.kind, size=checked.size, sha256=checked.sha256
    )
    document["files"].append(line.model_dump())
    _save(bid, document)
    audit.record("bid_file_added", bid, by=by, file=number)


def remove_file(bid: Bid, number: int, *, by: Person) -> None:
    """Take a file out of the working copy; what is sealed keeps it."""
    require(rules.may_write(by, bid))
    document = queries.document(bid)
    queries.file_line(document, number)
    document["files"] = [line for line in document["files"] if line["number"] != number]
    _save(bid, document)
    sealing.drop_file(queries.place(bid), number)
    audit.record("bid_file_removed", bid, by=by, file=number)
