"""All that decided a draw, for whoever wants to compute it again."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bidding.panels.models import JointDraw, Panel
from bidding.panels.queries.draw import outside_of
from bidding.panels.rules import ANNOUNCED
from bidding.sealing.queries import box_seal_of
from marketplace.challenges.models import Challenge
from marketplace.core.db import db
from marketplace.people.models import Person
from marketplace.rulebook.queries import preset_of


def replay(panel: Panel, *, seen_by: Person) -> dict[str, Any]:
    """Where the seed comes from, the pool in its order, who sat first; people by employee number.

    A fair draw of several panels names members of all of them: it is told once every result is out.
    """
    box = box_seal_of(panel.challenge_id)
    return {
        "challenge": panel.challenge.number,
        "box_seal": box.digest if box else "",
        "round": panel.round,
        "seed": panel.seed,
        "size": panel.size,
        "experts": int(preset_of(panel.challenge)["experts"]),
        "outside": outside_of(panel.size),
        "pool": [
            {
                "no": one["no"], "key": one["key"], "expert": one["expert"],
                "outside": one.get("outside", False), "out": sorted({kind for kind, _bid in one["out"]}),
                "seat": one["seat"],
            }
            for one in panel.pool
        ],
        "together": _together(panel.joint_draw, seen_by) if panel.joint_draw else None,
    }  # fmt: skip


def _together(draw: JointDraw, person: Person) -> dict[str, Any] | None:
    """What the solver was told and whom it seated, without the keys of this installation."""
    asked = draw.asked
    known = sa.select(Challenge.id, Challenge.number).where(
        Challenge.id.in_(asked["challenges"]), Challenge.state.in_(ANNOUNCED), Challenge.visible_to(person)
    )
    number = dict(db.session.execute(known).all())
    if len(number) < len(asked["challenges"]):
        return None
    employee = dict(zip(asked["reviewers"], asked["numbers"], strict=True))
    told = {
        name: value for name, value in asked.items() if name not in ("reviewers", "challenges", "numbers")
    }
    seats = {
        number[int(key)]: [employee[one] for one in people]
        for key, people in draw.found.get("seats", {}).items()
    }
    return {
        "challenges": [number[key] for key in asked["challenges"]],
        "reviewers": asked["numbers"],
        **told,
        "found": {**draw.found, "seats": seats},
    }
