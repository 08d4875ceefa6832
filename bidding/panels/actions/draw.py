"""The draw of a panel, and its end."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import sqlalchemy as sa

from bidding.bids.models import Bid, BidBar, BidState
from bidding.panels.models import JointDraw, Panel, PanelSeat, PanelState, Recusal
from bidding.panels.queries.draw import Candidate, as_row, outside_of, pick, seated, seed_of
from bidding.panels.queries.pool import candidates
from bidding.panels.rules import can_be_drawn, may_draw
from bidding.sealing.queries import box_seal_of
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import clock, outbox
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.errors import WrongMoment
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
from marketplace.rulebook.queries import preset_of

DECLARE_WD = 2
OWN = ("bidder", "studio")  # their own bid stays theirs to see
UNFIT = ("years", "title", "clearance", "circle", "load")  # about the person, not a conflict


def draw(challenge: Challenge, *, by: Person | None, together: JointDraw | None = None) -> Panel:
    """Seat the panel from the seed; each candidate stands in the books, with why they were left out.

    together: the fair draw of several panels at once; whom it seated must still be free.
    """
    require(may_draw(by, challenge) if by is not None else can_be_drawn(challenge))
    round_no = 1 + (db.session.scalar(_last_round(challenge)) or 0)
    seed = seed_of(challenge.number or "", _digest(challenge), round_no)
    pool = candidates(challenge, seed)
    fair = seated(pool, together, challenge)
    drawn = fair or pick(pool, *wanted(challenge))
    if not drawn:
        raise WrongMoment(too_small(challenge, pool))
    panel = _seat(challenge, round_no, seed, pool, drawn)
    panel.joint_draw = together if fair else None
    _note_conflicts(challenge, pool)
    if challenge.state is ChallengeState.OPENED:
        _into_review(challenge, by)
    settle(challenge, "panel_pool", "panel_draw")
    _call_in(panel)
    return panel


def draw_together(ids: Sequence[int]) -> None:
    """Several panels at once: the worker seats them so that the weakest is as strong as can be."""
    key = sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()[:32]
    outbox.put_off("panels.draw_together", key=f"panels-{key}", challenge_ids=sorted(ids))


def wanted(challenge: Challenge) -> tuple[int, int, int]:
    """Odd size and number of experts, by the preset; how many from outside the posting company."""
    preset = preset_of(challenge)
    return int(preset["panel"]), int(preset["experts"]), outside_of(int(preset["panel"]))


def too_small(challenge: Challenge, pool: list[Candidate]) -> str:
    """Why there is no panel, in numbers."""
    size, experts, _outside = wanted(challenge)
    free = [one for one in pool if one.free]
    return _(
        "The pool is too small: %(free)s of %(pool)s may sit, %(experts)s of them experts; "
        "%(size)s with %(need)s experts are needed.",
        free=len(free),
        pool=len(pool),
        experts=sum(one.expert for one in free),
        size=size,
        need=experts,
    )


def call_for_pool(challenge: Challenge) -> bool:
    """Ask the leading group for more reviewers if the pool cannot fill a panel; is it too small?"""
    pool = candidates(challenge, seed_of(challenge.number or "", _digest(challenge)))
    if pick(pool, *wanted(challenge)):
        return False
    ask(set(holders(Role.CHAIR, challenge.department)), "panel_pool", challenge)
    return True


def void(panel: Panel, *, by: Person | None, why: str) -> None:
    """End a panel: its scores no longer count (an upheld objection asked for a new review)."""
    move(panel, PanelState.VOID, by=by, note=why)
    settle(panel)
    tell([seat.person for seat in panel.active], "panel_void", panel, why=why)


def _digest(challenge: Challenge) -> str:
    box = box_seal_of(challenge.id)
    if box is None:
        raise WrongMoment(_("The box has not been sealed yet."))
    return box.digest


def _last_round(challenge: Challenge) -> sa.Select[int]:
    return sa.select(sa.func.max(Panel.round)).where(Panel.challenge_id == challenge.id)


def _seat(
    challenge: Challenge, round_no: int, seed: str, pool: list[Candidate], drawn: list[Candidate]
) -> Panel:
    seats = {one.person_id: n for n, one in enumerate(drawn, 1)}
    panel = Panel(
        challenge=challenge,
        round=round_no,
        seed=seed,
        size=len(drawn),
        created_at=clock.now(),
        pool=[as_row(one, seats.get(one.person_id)) for one in pool],
    )
    db.session.add(panel)
    panel.seats = [PanelSeat(person_id=one.person_id, expert=one.expert) for one in drawn]
    db.session.flush()
    panel.chair_seat_id = panel.seats[0].id
    return panel


def _note_conflicts(challenge: Challenge, pool: list[Candidate]) -> None:
    noted = sa.select(Recusal.person_id, Recusal.bid_id, Recusal.kind).where(
        Recusal.challenge_id == challenge.id
    )
    known = {(person_id, bid_id, kind) for person_id, bid_id, kind in db.session.execute(noted)}
    for one in pool:
        for kind, bid_id in one.out:
            if kind not in UNFIT and (one.person_id, bid_id, kind) not in known:
                known.add((one.person_id, bid_id, kind))
                db.session.add(
                    Recusal(
                        challenge_id=challenge.id,
                        person_id=one.person_id,
                        bid_id=bid_id,
                        kind=kind,
                        at=clock.now(),
                    )
                )
                if bid_id is not None and kind not in OWN:
                    _bar(bid_id, one.person_id, kind)
    db.session.flush()


def _bar(bid_id: int, person_id: int, kind: str) -> None:
    """A conflicted person sees nothing of that bid anywhere."""
    if db.session.get(BidBar, (bid_id, person_id)) is None:
        db.session.add(BidBar(bid_id=bid_id, person_id=person_id, reason=kind))
        db.session.flush()


def _into_review(challenge: Challenge, by: Person | None) -> None:
    move(challenge, ChallengeState.REVIEW, by=by)
    opened = sa.select(Bid).where(Bid.challenge_id == challenge.id, Bid.state == BidState.OPENED)
    for bid in db.session.scalars(opened):
        move(bid, BidState.REVIEW, by=by)


def _call_in(panel: Panel) -> None:
    members = [seat.person for seat in panel.seats]
    tell(members, "panel_drawn", panel)
    due = after_workdays(clock.now(), DECLARE_WD)
    for seat in panel.seats:
        seat.act_by = due
    ask(set(members), "panel_declare", panel, due=due)
