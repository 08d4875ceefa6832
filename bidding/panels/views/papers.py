"""The panel's report as a paper."""

from __future__ import annotations

from datetime import datetime

from bidding.panels.models import Panel, Report
from bidding.panels.words import CRITERIA
from marketplace.core import clock, words
from marketplace.core.documents import Block, Paper, facts, heading, signatures, table, text
from marketplace.core.i18n import _, locale
from marketplace.people.models import Person


def points(hundredths: int) -> str:
    """A score with two decimals."""
    return f"{hundredths // 100}.{hundredths % 100:02}"


def moment(at: datetime | None) -> str:
    """A moment in the reader's language."""
    return words.moment(at, locale=locale())


def paper_of(panel: Panel, report: Report, *, reader: Person) -> Paper:
    """Ranking, text, dissent and signatures; bids by letter, as the panel knew them."""
    challenge = panel.challenge
    dissent = [(seat.person.name, seat.dissent) for seat in panel.active if seat.dissent]
    blocks = [
        facts([(_("Challenge"), challenge.title), (_("Department"), challenge.department.name)]),
        *_tables(report),
        heading(_("Report")),
        text(report.text),
        heading(_("Dissent")),
        facts(dissent) if dissent else text(_("None.")),
        signatures([(seat.person.name, moment(seat.signed_at)) for seat in panel.active]),
    ]
    return Paper(
        _("Panel report"),
        f"{challenge.number} · {_('Round %(n)s', n=panel.round)}",
        challenge.department.name,
        blocks,
        footer=_("Printed %(at)s for %(name)s", at=moment(clock.now()), name=reader.name),
        watermark=f"{reader.name} {moment(clock.now())}" if challenge.is_secret else "",
    )


def _tables(report: Report) -> list[Block]:
    ranking = report.ranking
    codes = list(ranking[0]["criteria"]) if ranking else []
    return [
        heading(_("Ranking")),
        table(
            [_("Bid"), _("Place"), _("Panel"), _("Matcher"), _("Final score"), _("Put forward")],
            [
                (row["label"], "–" if row["knocked_out"] else row["place"], points(row["panel"]),
                 points(row["objective"]), points(row["final"]), _("candidate") if row["candidate"] else "–")
                for row in ranking
            ],
            num=(1, 2, 3, 4),
        ),
        heading(_("Mean marks")),
        table(
            [_("Criterion"), *(row["label"] for row in ranking)],
            [
                (CRITERIA[code][0] if code in CRITERIA else code,
                 *(points(row["criteria"][code]) for row in ranking))
                for code in codes
            ],
            num=range(1, len(ranking) + 1),
        ),
    ]  # fmt: skip
