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
    made = f"{reader.name} {moment(clock.now(), locale=locale())}"
    blocks = [
        facts(_course(challenge, opening, lines)),
        heading(_("Bids")),
        table(
            (_("Studio"), _("Receipt"), _("Opened or not")),
            [(line.studio, line.receipt_no, _result(line)) for line in lines],
        ),
        *_signed(opening),
    ]
    house, number = challenge.department.name, challenge.number or ""
    return pdf(Paper(_("Opening record"), number, house, blocks, footer=made, watermark=made))


def _course(
    challenge: Challenge, opening: Opening, lines: Sequence[RecordLine]
) -> list[tuple[object, object]]:
    assert opening.confirmed_by is not None
    assert opening.confirmed_at is not None
    here, opened = locale(), sum(line.opened for line in lines)
    by_quorum = minutes_of(opening)["facts"].get("sealing") == "quorum"
    return [
        (_("Challenge"), challenge.title),
        (_("Started by"), opening.started_by.name),
        (_("Started at"), moment(opening.started_at, locale=here)),
        (_("Confirmed by"), opening.confirmed_by.name),
        (_("Opened at"), moment(opening.confirmed_at, locale=here)),
        (_("Kept by"), _("two of four key holders") if by_quorum else _("the server, until the hour")),
        (_("Box seal"), opening.seal_digest or "–"),
        (_("Box seal held"), _("it held") if opening.seal_holds else _("it did not hold")),
        (_("Bids opened"), f"{opened} / {len(lines)}"),
    ]


def _signed(opening: Opening) -> list[Block]:
    assert opening.confirmed_by is not None
    minutes = minutes_of(opening)
    return [
        heading(_("Signature of the server")),
        text(_("holds") if record_holds(opening) else _("does not hold")),
        facts([(_("Signature"), minutes["signature"]), (_("Public key"), minutes["public_key"])]),
        signatures(
            [
                (_("Opening officer"), opening.started_by.name),
                (_("Opening officer"), opening.confirmed_by.name),
                (_("Supervisor"), ""),
            ]
        ),
    ]


def _result(line: RecordLine) -> str:
    if line.opened:
        return _("opened")
    return f"{_('not opened')}{_(': ')}{FAILURES.get(line.failure, line.failure)}"
