"""Award notice and commitment letter as papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bidding.awards.models import Award, CommitmentLetter
from marketplace.challenges.models import Challenge
from marketplace.core import clock, words
from marketplace.core.documents import Block, Paper, facts, heading, signatures, table, text
from marketplace.core.i18n import _, locale
from marketplace.people.models import Person
from marketplace.projects.terms import Begin

SIGNS = {"<=": "≤", ">=": "≥"}


def _points(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _moment(at: Any) -> str:
    return words.moment(at, locale=locale())


def _paper(title: str, challenge: Challenge, blocks: list[Block], reader: Person) -> Paper:
    printed = _moment(clock.now())
    return Paper(
        title,
        challenge.number or "",
        challenge.department.name,
        blocks,
        footer=_("Printed %(at)s for %(name)s", at=printed, name=reader.name),
        watermark=f"{reader.name} {printed}" if challenge.is_secret else "",
    )


def notice_paper(
    challenge: Challenge, awards: Sequence[Award], rows: Sequence[Mapping[str, Any]], *, reader: Person
) -> Paper:
    """Who is to win, the ranking, until when one may object."""
    winners = [
        (award.bid.studio.name, award.place, award.bid.lead.name, _points(award.final_score))
        for award in awards
    ]
    ranking = [
        (row["studio"] or row["label"], "–" if row["knocked_out"] else row["place"],
         _points(row["panel"]), _points(row["objective"]), _points(row["final"]))
        for row in rows
    ]  # fmt: skip
    blocks = [
        facts(
            [
                (_("Challenge"), challenge.title),
                (_("Announced at"), _moment(awards[0].announced_at)),
                (_("Notice ends"), _moment(max(award.notice_ends_at for award in awards))),
                (_("State"), awards[0].state.label),
            ]
        ),
        heading(_("To win")),
        table([_("Studio"), _("Place"), _("Bid lead"), _("Final score")], winners, num=(1, 3)),
        heading(_("Ranking")),
        table([_("Bid"), _("Place"), _("Panel"), _("Matcher"), _("Final score")], ranking, num=(1, 2, 3, 4)),
        text(_("While the notice runs, bidders and employees may object on the page of the challenge.")),
        signatures([(_("Department"), ""), (_("The leading group"), "")]),
    ]
    return _paper(_("Award notice"), challenge, blocks, reader)


def letter_paper(
    letter: CommitmentLetter, promise: Begin | None, names: Mapping[int, str], *, reader: Person
) -> Paper:
    """Who promises what to whom; without the promised values for those who do not read them."""
    bid, challenge = letter.award.bid, letter.award.challenge
    first = [
        (_("Challenge"), challenge.title),
        (_("Studio"), bid.studio.name),
        (_("Bid lead"), bid.lead.name),
        (_("Department"), challenge.department.name),
        (_("Sign by"), _moment(letter.due_at)),
    ]
    blocks = [facts(first), *(_promised(promise, names, bid.lead_id) if promise else [])]
    signed = [
        (_("For the studio"), letter.lead_id, letter.lead_signed_at),
        (_("For the department"), letter.department_signer_id, letter.department_signed_at),
    ]
    blocks.append(
        signatures(
            (side, f"{names.get(key or 0, '')} {_moment(at)}" if at else _("not signed yet"))
            for side, key, at in signed
        )
    )
    return _paper(_("Commitment letter"), challenge, blocks, reader)


def _promised(promise: Begin, names: Mapping[int, str], lead_id: int) -> list[Block]:
    return [
        facts(
            [
                (_("Budget"), words.money(promise.budget)),
                (_("Days to deliver"), _("%(n)s calendar days", n=promise.work_days)),
            ]
        ),
        heading(_("Targets promised")),
        table(
            [_("Metric"), _("Wanted"), _("Promised")],
            [
                (one.metric, f"{SIGNS[one.operator]} {one.wanted:f} {one.unit}",
                 "–" if one.promised is None else f"{one.promised:f} {one.unit}")
                for one in promise.targets
            ],
            num=(1, 2),
        ),
        heading(_("Milestones")),
        table(
            [_("Milestone"), _("Day"), _("Payment")],
            [(one.title, one.after_days, f"{one.payment}%") for one in promise.milestones],
            num=(1, 2),
        ),
        heading(_("Team of the bid")),
        table(
            [_("Name"), _("Role"), _("Days")],
            [
                (names.get(one.person_id, "–"),
                 _("temporary support") if one.temporary
                 else _("Bid lead") if one.person_id == lead_id else _("core"), one.days)
                for one in promise.members
            ],
            num=(2,),
        ),
    ]  # fmt: skip
