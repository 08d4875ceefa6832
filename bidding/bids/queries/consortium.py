"""The studios behind a bid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from bidding.bids.models import Bid, BidShare
from marketplace.core import search
from marketplace.core.db import BIGGEST_ID, db
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.people.models import Person, Unit
from marketplace.studios.models import LISTED, Studio
from marketplace.studios.queries import member_ids


def lead_share(bid: Bid) -> BidShare:
    """The share of the studio that bids."""
    return next(share for share in bid.shares if share.studio_id == bid.studio_id)


def studios_of(bid: Bid) -> list[int]:
    """The studios that carry the bid: the lead studio and those that have agreed."""
    return [share.studio_id for share in bid.shares if share.agreed]


def studio_of(bid: Bid, person: Person) -> int | None:
    """The bidding studio this person is a member of today; the lead studio before the others."""
    found = member_ids(studios_of(bid))
    inside = [studio_id for studio_id, ids in found.items() if person.id in ids]
    return min(inside, key=lambda key: (key != bid.studio_id, key), default=None)


def share(share_id: int) -> BidShare:
    """A share with what its page says; 404 where there is none."""
    found = (
        sa.select(BidShare)
        .where(BidShare.id == share_id)
        .options(
            joinedload(BidShare.studio),
            joinedload(BidShare.bid).joinedload(Bid.challenge),
            joinedload(BidShare.bid).joinedload(Bid.studio),
            joinedload(BidShare.bid).joinedload(Bid.lead),
        )
    )
    kept = db.session.scalars(found).one_or_none() if 0 < share_id <= BIGGEST_ID else None
    if kept is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return kept


def search_studios(typed: str, bid: Bid) -> Sequence[Any]:
    """Studios in standing by name, number, field or pinyin; not those in the bid already."""
    taken = [share.studio_id for share in bid.shares]
    found = (
        sa.select(
            Studio.id, Studio.code, Studio.name, Studio.field, Studio.tier,
            Unit.name.label("unit"), Person.name.label("lead"),
        )
        .join(Unit, Unit.id == Studio.home_unit_id)
        .join(Person, Person.id == Studio.lead_id)
        .where(Studio.state.in_(LISTED), Studio.id.not_in(taken), search.matches(Studio.haystack, typed))
    )  # fmt: skip
    return db.session.execute(found.order_by(Studio.code).limit(20)).all()
