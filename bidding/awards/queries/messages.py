"""Decision messages: what each bidder will be told, in the usual words until an officer writes others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bidding.awards.models import DecisionMessage
from bidding.awards.queries.notices import STILL_IN, candidates, standing
from bidding.awards.queries.reasons import Why, why_not
from bidding.bids.models import Bid
from bidding.panels.models import Report
from bidding.panels.words import CRITERIA
from marketplace.challenges.models import Challenge
from marketplace.core.db import db
from marketplace.core.i18n import _
from marketplace.people.models import Person
from marketplace.rulebook.queries import preset_of, weights_of
from marketplace.studios.models import Studio


@dataclass(frozen=True)
class Prepared:
    """One bidder's message before the release."""

    bid_id: int
    label: str
    studio: str
    lead: str
    wins: bool
    words: str
    edited_at: datetime | None


def prepared(challenge: Challenge, report: Report) -> list[Prepared]:
    """For every bid still in the contest that holds no place; four statements."""
    preset, taken = preset_of(challenge), {award.bid_id for award in standing(challenge)}
    weights = {code: int(weight) for code, weight in weights_of(challenge, "panel_criteria").items()}
    found = (
        sa.select(Bid.id, Bid.blind_label, Studio.name, Person.name, DecisionMessage)
        .join(Studio, Studio.id == Bid.studio_id)
        .join(Person, Person.id == Bid.lead_id)
        .outerjoin(
            DecisionMessage,
            sa.and_(DecisionMessage.bid_id == Bid.id, DecisionMessage.panel_id == report.panel_id),
        )
        .where(Bid.challenge_id == challenge.id, Bid.state.in_(STILL_IN), Bid.id.not_in(taken))
        .order_by(Bid.blind_label)
    )
    rows = db.session.execute(found).all()
    winners = taken | _to_win(
        challenge, report, [row[-1] for row in rows], int(preset["winners"]) - len(taken)
    )
    made = []
    for bid_id, label, studio, lead, message in rows:
        why = why_not(report.ranking, bid_id, weights, int(preset["objective"]), winners)
        usual = usual_words(why, wins=bid_id in winners)
        own = message is not None and message.words and message.wins in (None, bid_id in winners)
        words, edited = (message.words, message.edited_at) if own else (usual, None)
        made.append(Prepared(bid_id, label or "", studio, lead, bid_id in winners, words, edited))
    return made


def _to_win(
    challenge: Challenge, report: Report, messages: list[DecisionMessage | None], free: int
) -> set[int]:
    """The panel's first candidates; while a joint round waits for its decision, those of the joint choice."""
    if challenge.joint_round and challenge.round_decided_at is None:
        known = [one for one in messages if one is not None and one.wins is not None]
        if known and len(known) == len(messages):
            return {one.bid_id for one in known if one.wins}
    return {row["bid"] for row in candidates(challenge, report)[:free]}


def usual_words(why: Why | None, *, wins: bool) -> str:
    """Scores, the reason and what would have changed it, as a first wording."""
    if wins or why is None:
        return _("Thank you for your bid. The panel put it forward; scores and reasons stand on its page.")
    if why.knocked_out:
        return _("Thank you for your bid. A rule of the contest knocked it out; its page says which.")
    said = _(
        "Thank you for your bid. It came on place %(place)s of %(of)s with %(mine)s points; %(gap)s short.",
        place=why.place,
        of=why.of,
        mine=_points(why.final),
        gap=_points(why.gap),
    )
    behind = [
        f"{CRITERIA[step.criterion][0]} (−{_points(step.marks)})"
        for step in why.behind
        if step.criterion in CRITERIA
    ]
    if behind:
        said += " " + _("Most was lost here: %(where)s.", where=_(", ").join(behind))
    return said


def _points(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}"
