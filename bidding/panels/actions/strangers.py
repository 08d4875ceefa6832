"""A team got a new member after the panel was drawn: whoever of the panel must not judge them leaves."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.bids.actions import bar
from bidding.bids.models import Bid
from bidding.panels.actions.draw import OWN
from bidding.panels.actions.seats import leave
from bidding.panels.models import Panel, PanelSeat, Recusal
from bidding.panels.queries.conflicts import computed
from bidding.panels.queries.panels import who_follows
from bidding.panels.rules import SETTLED
from bidding.panels.words import LEFT_OUT
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.i18n import _
from marketplace.inbox.actions import ask, tell
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders

Against = tuple[int, str, int]  # person, kind, bid


def look_again(panel: Panel) -> list[PanelSeat]:
    """The conflicts of the pool with the teams as they are now; members who have one are replaced by the next
    of the draw, as always. Gives the seats that ended. A signed report stays."""
    panel.teams_seen_at = clock.now()
    if panel.state in SETTLED:
        return []
    ids = [row["person"] for row in panel.pool]
    pool = db.session.scalars(sa.select(Person).where(Person.id.in_(ids))).all()
    found = {(who, kind, bid) for who, kind, bid in computed(panel.challenge, pool) if bid is not None}
    _write_down(panel, found)
    return [seat for seat in list(panel.active) if (kind := _kind(found, seat)) and _replaced(seat, kind)]


def _kind(found: set[Against], seat: PanelSeat) -> str:
    return min((kind for person_id, kind, _bid in found if person_id == seat.person_id), default="")


def _write_down(panel: Panel, found: set[Against]) -> None:
    """Into the books of the draw and the list of recusals; what stood there stays."""
    noted = sa.select(Recusal.person_id, Recusal.kind, Recusal.bid_id).where(
        Recusal.challenge_id == panel.challenge_id
    )
    known = {(who, kind, bid) for who, kind, bid in db.session.execute(noted)}
    for person_id, kind, bid_id in sorted(found - known):
        db.session.add(
            Recusal(
                challenge_id=panel.challenge_id, person_id=person_id, bid_id=bid_id, kind=kind, at=clock.now()
            )
        )
        if kind not in OWN:
            bar(db.session.get_one(Bid, bid_id), db.session.get_one(Person, person_id), kind)
    more = {key: [[kind, bid] for person, kind, bid in sorted(found, key=str) if person == key]
            for key in {person for person, _kind_, _bid in found}}  # fmt: skip
    panel.pool = [
        {**row, "out": row["out"] + [why for why in more.get(row["person"], []) if why not in row["out"]]}
        for row in panel.pool
    ]
    db.session.flush()


def _replaced(seat: PanelSeat, kind: str) -> bool:
    panel, why = seat.panel, str(LEFT_OUT[kind])
    if who_follows(panel, seat) is None:
        # nobody is left to follow: the member scores no more, the leading group widens the pool
        ask(set(holders(Role.CHAIR, panel.challenge.department)), "panel_pool", panel.challenge)
        return False
    tell([seat.person], "panel_stranger", panel, why=why)
    leave(seat, _("A new member of a team: %(why)s", why=why), None)
    return True
