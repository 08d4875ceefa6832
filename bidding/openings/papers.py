"""The signed record of an opening as a paper."""

from __future__ import annotations

from collections.abc import Sequence

from bidding.openings.models import Opening
from bidding.openings.queries import RecordLine, minutes_of, record_holds
from bidding.openings.words import FAILURES
from marketplace.challenges.models import Challenge
from marketplace.core import clock
from marketplace.core.documents import Block, Paper, facts, heading, pdf, signatures, table, text
from marketplace.core.i18n import _, locale
from marketplace.core.words import moment
from marketplace.people.models import Person


def minutes_sheet(
    challenge: Challenge, opening: Opening, lines: Sequence[RecordLine], *, reader: Person
) -> bytes:
    """The PDF: officers, times, seal, every bid with what became of it, the signature of the server."""
    minutes, made = minutes_of(opening), moment(clock.now(), locale=locale())
    officers = [(_("Opening officer"), who.name) for who in (opening.started_by, opening.confirmed_by) if who]
    blocks = [
        _ceremony(challenge, opening, lines),
        heading(_("Bids")),
        table(
            (_("Studio"), _("Receipt"), _("Opened or not")),
            [(line.studio, line.receipt_no, _result(line)) for line in lines],
        ),
        heading(_("Signature of the server")),
        text(_("holds") if record_holds(opening) else _("does not hold")),
        facts([(_("Signature"), minutes["signature"]), (_("Public key"), minutes["public_key"])]),
        signatures([*officers, (_("Supervisor"), "")]),
    ]
    return pdf(
        Paper(
            _("Opening record"), challenge.number or "", challenge.department.name, blocks,
            footer=f"{reader.name} {made}", watermark=f"{reader.name} {made}",
        )
    )  # fmt: skip


def _ceremony(challenge: Challenge, opening: Opening, lines: Sequence[RecordLine]) -> Block:
    """Who opened when, who kept the key, and whether the box was whole."""
    assert opening.confirmed_by is not None
    assert opening.confirmed_at is not None
    by_quorum = minutes_of(opening)["facts"].get("sealing") == "quorum"
    kept = _("two of four key holders") if by_quorum else _("the server, until the hour")
    return facts(
        [
            (_("Challenge"), challenge.title),
            (_("Started by"), opening.started_by.name),
            (_("Started at"), moment(opening.started_at, locale=locale())),
            (_("Confirmed by"), opening.confirmed_by.name),
            (_("Opened at"), moment(opening.confirmed_at, locale=locale())),
            (_("Kept by"), kept),
            (_("Box seal"), opening.seal_digest or "–"),
            (_("Box seal held"), _("it held") if opening.seal_holds else _("it did not hold")),
            (_("Bids opened"), f"{sum(line.opened for line in lines)} / {len(lines)}"),
        ]
    )


def _result(line: RecordLine) -> str:
    said = _("opened") if line.opened else _("not opened")
    return f"{said}{_(': ')}{FAILURES.get(line.failure, line.failure)}" if line.failure else said
