"""Reading rounds: which challenges belong, which are ready, and the joint choice in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from bidding.bids.models import Bid, BidState
from bidding.panels.models import Panel, PanelState, Report
from bidding.rounds.models import JointRound, RoundState
from bidding.rounds.words import LOSSES
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core.db import db, first_of_rows
from marketplace.core.i18n import _
from marketplace.people.models import Person
from marketplace.studios.models import Studio

C = ChallengeState
OUT = (C.WITHDRAWN, C.NO_BID, C.ENTRUSTED)
STILL_IN = (BidState.OPENED, BidState.REVIEW, BidState.RESERVE)


def challenges_of(name: str) -> list[Challenge]:
    """The posted challenges of a round that have not ended, by number."""
    found = (
        sa.select(Challenge)
        .where(Challenge.joint_round == name, Challenge.opened_at.is_not(None), Challenge.state.not_in(OUT))
        .order_by(Challenge.number)
        .options(joinedload(Challenge.department))
    )
    return list(db.session.scalars(found))


def round_of(challenge: Challenge) -> JointRound | None:
    """The round a challenge belongs to, once its first challenge is posted and the clock has seen it."""
    return db.session.scalars(
        sa.select(JointRound).where(JointRound.name == challenge.joint_round)
    ).one_or_none()


def may_open(joint: JointRound, *, seen_by: Person) -> bool:
    """May this person see the round itself?"""
    mine = sa.select(JointRound.id).where(JointRound.id == joint.id, JointRound.visible_to(seen_by))
    return db.session.scalar(mine) is not None


def unknown() -> Sequence[str]:
    """Names of rounds that posted challenges bear and no row stands for."""
    return first_of_rows(_unknown())


@cache
def _unknown() -> sa.Select[str]:
    names = sa.select(Challenge.joint_round).where(
        Challenge.joint_round != "", Challenge.opened_at.is_not(None)
    )
    missing = Challenge.joint_round.not_in(sa.select(JointRound.name))
    return names.where(missing).distinct().order_by(Challenge.joint_round)


def ready() -> Sequence[int]:
    """Rounds whose challenges all wait for their award with a signed report."""
    return first_of_rows(_ready())


@cache
def _ready() -> sa.Select[int]:
    signed = sa.select(Panel.challenge_id).where(Panel.state == PanelState.SIGNED)
    mine = sa.and_(
        Challenge.joint_round == JointRound.name,
        Challenge.opened_at.is_not(None),
        Challenge.state.not_in(OUT),
    )
    done = sa.and_(Challenge.state == C.REVIEW, Challenge.id.in_(signed))
    found = sa.select(JointRound.id).where(
        JointRound.state == RoundState.GATHERING,
        sa.exists().where(mine),
        ~sa.exists().where(mine, ~done),
    )
    return found.order_by(JointRound.id)


def reports_of(challenges: Sequence[Challenge]) -> dict[int, Report]:
    """The signed report of each challenge."""
    found = (
        sa.select(Panel.challenge_id, Report)
        .join(Report, Report.panel_id == Panel.id)
        .where(Panel.challenge_id.in_([one.id for one in challenges]), Panel.state == PanelState.SIGNED)
        .order_by(Panel.round)
    )
    return dict(db.session.execute(found).all())


@dataclass(frozen=True)
class Candidate:
    """A candidate of a report: its score (hundredths), and what the joint choice says of it."""

    bid_id: int
    label: str
    studio: str
    final: int
    chosen: bool
    alone: bool  # would win if the challenge were decided on its own
    why: str  # why it lost


@dataclass(frozen=True)
class Line:
    """A challenge of the round with its candidates, best first; `decided` is the bid the chair took."""

    challenge: Challenge
    candidates: list[Candidate]
    decided: int | None


@dataclass(frozen=True)
class Choice:
    """The joint choice in words; numbers are hundredths of final scores."""

    lines: list[Line]
    value: int
    bound: int
    proven: bool
    alone_value: int
    conflicts: list[str]


def choice_of(joint: JointRound, challenges: Sequence[Challenge]) -> Choice:
    """What was found for these challenges, with names: four statements."""
    found = joint.found
    bids = [option["id"] for option in joint.asked["options"]]
    rows = sa.select(Bid.id, Studio.name, Bid.blind_label).join(Studio, Studio.id == Bid.studio_id)
    named = {
        key: (studio, label or "") for key, studio, label in db.session.execute(rows.where(Bid.id.in_(bids)))
    }
    lost = {one["option"]: one for one in found["lost"]}
    lines = [
        Line(
            one,
            [
                _candidate(option, named, found, lost)
                for option in sorted(joint.asked["options"], key=lambda o: (-o["value"], o["id"]))
                if option["challenge"] == one.id
            ],
            joint.chosen.get(str(one.id)),
        )
        for one in challenges
    ]
    return Choice(
        lines, found["value"], found["bound"], found["proven"], found["alone_value"],
        [_conflict(one) for one in _named(found["conflicts"])],
    )  # fmt: skip


def _candidate(
    option: Mapping[str, Any],
    named: Mapping[int, tuple[str, str]],
    found: Mapping[str, Any],
    lost: Mapping[int, Mapping[str, Any]],
) -> Candidate:
    key = option["id"]
    studio, label = named.get(key, ("–", ""))
    why = str(LOSSES[lost[key]["code"]]) if key in lost else ""
    if key in lost and lost[key]["full"]:
        why += " " + _(", ").join(_conflict({"name": one}) for one in _names(lost[key]["full"]))
    return Candidate(key, label, studio, option["value"], key in found["chosen"], key in found["alone"], why)


def _named(conflicts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    names = _names([one["resource"] for one in conflicts])
    return [{**one, "name": name} for one, name in zip(conflicts, names, strict=True)]


def _names(resources: Sequence[str]) -> list[tuple[str, str, str]]:
    """Resources as (kind, who, week): “week/12/2030-03-04”, “core/12”, “studio/5”."""
    split = [resource.split("/") for resource in resources]
    people = {int(one[1]) for one in split if one[0] != "studio"}
    studios = {int(one[1]) for one in split if one[0] == "studio"}
    who = dict(db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(people))).all())
    where = dict(db.session.execute(sa.select(Studio.id, Studio.name).where(Studio.id.in_(studios))).all())
    return [
        (one[0], (where if one[0] == "studio" else who).get(int(one[1]), "–"), one[2] if one[2:] else "")
        for one in split
    ]


def _conflict(one: Mapping[str, Any]) -> str:
    """A resource in words, with what was asked and what there is where both are known."""
    kind, who, week = one["name"]
    told = {
        "week": _("%(who)s in the week of %(week)s", who=who, week=_day(week)),
        "core": _("%(who)s as core member", who=who),
        "studio": _("studio %(who)s", who=who),
    }[kind]
    if "asked" not in one:
        return told
    return _("%(what)s: %(asked)s wanted, %(room)s possible", what=told, asked=f"{one['asked']:.3g}",
             room=f"{one['room']:.3g}")  # fmt: skip


def _day(week: str) -> str:
    return date.fromisoformat(week).isoformat() if week else ""
