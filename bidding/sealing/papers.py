"""The paper key as a sheet for the safe."""

from __future__ import annotations

from bidding.sealing import suite
from bidding.sealing.models import PaperKey
from bidding.sealing.queries import fingerprint
from marketplace.core.documents import Paper, facts, heading, pdf, signatures, text
from marketplace.core.i18n import _, locale
from marketplace.core.words import moment


def paper_sheet(key: PaperKey, private: bytes) -> bytes:
    """The sheet as PDF. The letters pass to the typesetting program and to the browser; no file."""
    groups = suite.on_paper(private).split("-")
    lines = [" ".join(groups[n : n + 7]) for n in range(0, len(groups), 7)]
    blocks = [
        text(
            _(
                "This sheet is the fourth holder of every key made from now on. Whoever has it and the "
                "passphrase of one opening officer can open bids. Print it once, delete the file, put the "
                "sheet into an envelope, seal and sign it, and lock it in a safe."
            )
        ),
        heading(_("The letters")),
        *(text(line) for line in lines),
        heading(_("About this key")),
        facts(
            [
                (_("Number"), key.id),
                (_("Made by whom"), key.made_by.name),
                (_("Made at"), moment(key.made_at, locale=locale())),
                (_("Fingerprint"), fingerprint(key.public)),
            ]
        ),
        text(_("Capital letters and the figures 2 to 7 only; there is no zero, one or eight.")),
        signatures([(_("Printed by"), ""), (_("Locked away by"), "")]),
    ]
    return pdf(Paper(_("Paper key for openings"), str(key.id), _("Keep in the safe"), blocks))
